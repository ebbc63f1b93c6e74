using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Random choices in float64, on the generator's device, whatever the model's dtype and device.</summary>
/// <remarks>
/// One uniform with 53 bits a choice, and the first token whose cumulated probability exceeds it: each cumulated probability is right to
/// (V + 3 + log V) 2^-53 of the whole, and no token of probability 0 ever comes. Uniforms of 32 bits have 24: a token whose share of the interval
/// holds no multiple of 2^-24 never comes, and Gumbel noise made of them ends at 16.6355, which favours the likely
/// (<see cref="SamplingFormulas.TruncatedGumbel{T}(T[], T)"/>).
/// </remarks>
public static class TokenDraws
{
    /// <summary>Multiples of 2^-53 in [0, 1), float64.</summary>
    public static Tensor Uniform(long[] shape, Generator generator) => rand(shape, dtype: ScalarType.Float64, device: generator.device, generator: generator);

    /// <summary>Whether an event of this probability happens: u below p, so that 0 is never and 1 is always.</summary>
    public static Tensor Happens(Tensor u, double probability) => u.IsBelow(probability);

    /// <summary>A token for each row, [N], int64, on the device of <paramref name="u"/>.</summary>
    /// <param name="logProbabilities">[N,V], up to a constant in each row; the mask's are not read.</param>
    /// <param name="u">[N], float64, in [0, 1).</param>
    /// <exception cref="ArgumentException">A row is NaN, +infinity or without any possible token.</exception>
    public static Tensor Tokens(Tensor logProbabilities, int mask, Tensor u)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(u);
        if (logProbabilities.dim() != 2) throw new ArgumentException($"logProbabilities must be [N, V], was {TensorRequire.Shape(logProbabilities)}.", nameof(logProbabilities));
        MaskedRequire.Token(mask, logProbabilities.shape[1], nameof(mask));
        if (u.dtype != ScalarType.Float64 || u.dim() != 1 || u.shape[0] != logProbabilities.shape[0])
            throw new ArgumentException($"u must be float64 [{logProbabilities.shape[0]}], one for each row, was {u.dtype} {TensorRequire.Shape(u)}.", nameof(u));
        using var scope = NewDisposeScope();
        Tensor rows = logProbabilities.detach().to(u.device).to(ScalarType.Float64);
        Tensor isMask = zeros(rows.shape[1], ScalarType.Bool, u.device);
        isMask.narrow(0, mask, 1).logical_not_();
        rows = where(isMask, tensor(double.NegativeInfinity, ScalarType.Float64, u.device), rows);
        Tensor top = rows.amax([1], keepdim: true);
        if (!isfinite(top).all().item<bool>())
            throw new ArgumentException(
                "logProbabilities must leave each masked position a token, without NaN and +infinity; a row's largest was not finite.",
                nameof(logProbabilities));
        return ByWeight((rows - top).exp(), u).MoveToOuterDisposeScope();
    }

    /// <summary>The first entry of each row whose cumulated weight exceeds u of the whole.</summary>
    /// <param name="weights">[N,V], float64, 0 or more, not all of a row 0.</param>
    /// <param name="u">[N], float64, in [0, 1).</param>
    internal static Tensor ByWeight(Tensor weights, Tensor u)
    {
        using var scope = NewDisposeScope();
        Tensor possible = weights.IsAbove(0);
        // A parallel sum need not rise from entry to entry: the threshold is taken below the largest, and what is impossible left out.
        Tensor cumulated = weights.cumsum(1) * possible.to(ScalarType.Float64);
        Tensor exceeds = cumulated.gt(u.unsqueeze(1) * cumulated.amax([1], keepdim: true)) & possible;
        return exceeds.to(ScalarType.Int32).argmax(1).MoveToOuterDisposeScope();
    }
}
