using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>Which of a prediction's four forms is given.</summary>
public enum PredictionKind
{
    Eps,
    X0,
    V,
    Score,
}

/// <summary>Noise, data, v and score from one of them, in batches: the tensor face of <see cref="ConversionFormulas"/>.</summary>
/// <remarks>
/// x and value: [B, ...], same shape, dtype and device. A result that does not exist (x_0 from eps at alpha = 0, eps from x_0 at sigma = 0) is
/// refused.
/// </remarks>
public static class Conversions
{
    /// <param name="alpha">Finite.</param>
    /// <param name="sigma">Above 0: the score divides by it.</param>
    public static Prediction<Tensor> From(PredictionKind kind, Tensor x, Tensor value, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        return Keep(From(kind, x, value, tensor(alpha, ScalarType.Float64), tensor(sigma, ScalarType.Float64)));
    }

    /// <param name="alpha">One number, or [B]: one for each row.</param>
    /// <param name="sigma">One number, or [B].</param>
    public static Prediction<Tensor> From(PredictionKind kind, Tensor x, Tensor value, Tensor alpha, Tensor sigma)
    {
        TensorRequire.Finite(x, nameof(x));
        TensorRequire.SameShape(value, x, nameof(value), nameof(x));
        using var scope = NewDisposeScope();
        TensorNumber a = PerRow(alpha, x, nameof(alpha)), s = PerRow(sigma, x, nameof(sigma)), at = new(x), given = new(value);
        if (s.Value.IsAtMost(0).any().item<bool>())
            throw new ArgumentException(
                FormattableString.Invariant($"sigma must be above 0 everywhere, the least was {TensorRequire.Number(s.Value.min())}."), nameof(sigma));
        if (kind is PredictionKind.Eps or PredictionKind.Score && a.Value.Is(0).any().item<bool>())
            throw new ArgumentException($"alpha must not be 0 where x_0 is to come from {kind}, was 0.", nameof(alpha));
        Prediction<TensorNumber> all = kind switch
        {
            PredictionKind.Eps => ConversionFormulas.FromEps(at, given, a, s),
            PredictionKind.X0 => ConversionFormulas.FromX0(at, given, a, s),
            PredictionKind.V => ConversionFormulas.FromV(at, given, a, s),
            PredictionKind.Score => ConversionFormulas.FromScore(at, given, a, s),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), $"kind must be Eps, X0, V or Score, was {kind}."),
        };
        return Keep(new Prediction<Tensor>(all.Eps.Value, all.X0.Value, all.V.Value, all.Score.Value));
    }

    static TensorNumber PerRow(Tensor scale, Tensor x, string name)
    {
        TensorRequire.Finite(scale, name);
        if (scale.dim() == 0) return new(scale);
        if (scale.dim() != 1 || x.dim() == 0 || scale.shape[0] != x.shape[0])
            throw new ArgumentException(
                $"{name} must be one number or [{(x.dim() == 0 ? 1 : x.shape[0])}], was {TensorRequire.Shape(scale)}.", name);
        TensorRequire.SameKind(scale, x, name, nameof(x));
        return new(scale.view([-1, .. Enumerable.Repeat(1L, (int)x.dim() - 1)]));
    }

    // The form given is handed back as it is: a new tensor all the same, so that the caller owns each of the four.
    static Prediction<Tensor> Keep(Prediction<Tensor> p) => new(Own(p.Eps), Own(p.X0), Own(p.V), Own(p.Score));

    static Tensor Own(Tensor t) => t.alias().MoveToOuterDisposeScope();
}
