using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>The law of each token after a sampler's step, which a wrong score or too large a step can make no law.</summary>
/// <param name="Probabilities">[B,L,V]; entries may be negative.</param>
/// <param name="Rounding">[B,L]: how far off the entries of a row may be together, by rounding alone (<see cref="RatioAccuracy.StepFactor"/>).</param>
/// <param name="Step">What the step is called where it is refused.</param>
public sealed record StepLaw(Tensor Probabilities, Tensor Rounding, string Step) : IDisposable
{
    /// <summary>A token for each position, [B,L], int64, in float64 on the generator's device, one uniform each.</summary>
    /// <remarks>
    /// A race of exponential variables, whose argmax an entry below 0 never wins, hides such entries: the step is then another than it says. Entries
    /// within <see cref="Rounding"/> below 0 are 0.
    /// </remarks>
    /// <exception cref="ArgumentException">An entry is below 0, or a row's sum other than 1, by more than rounding; or rounding leaves nothing of a row.</exception>
    public Tensor Draw(Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        long v = Probabilities.shape[^1];
        Tensor rows = Probabilities.reshape(-1, v), rounding = Rounding.reshape(-1), sums = rows.sum(1);
        Refuse(rounding.IsBelow(0.5).logical_not(), at => $"rounding may have changed it by {Value(rounding, at)}; use smaller steps, or float64");
        Refuse(rows.amin([1]).lt(-rounding), at =>
        {
            using Tensor row = rows[at], least = row.argmin();
            return $"category {least.item<long>()} has the probability {Value(rows.amin([1]), at)}, rounding accounts for {Value(rounding, at)}; use smaller steps, or check the scores";
        });
        Refuse(sums.Minus(1).abs().gt(rounding), at => $"its probabilities sum to {Value(sums, at)}, rounding accounts for {Value(rounding, at)}; is the score of x_t itself 1?");
        Tensor u = TokenDraws.Uniform([rows.shape[0]], generator);
        Tensor drawn = empty_like(u, dtype: ScalarType.Int64);
        foreach ((long start, long length) in MaskedRows.Blocks(rows.shape[0], Probabilities))
        {
            using var block = NewDisposeScope();
            Tensor weights = rows.narrow(0, start, length).detach().to(u.device).to(ScalarType.Float64);
            drawn.narrow(0, start, length).copy_(TokenDraws.ByWeight(weights.clone().AtLeastInPlace(0), u.narrow(0, start, length)));
        }
        return drawn.to(Probabilities.device).reshape(Probabilities.shape[..^1]).MoveToOuterDisposeScope();
    }

    void Refuse(Tensor wrong, Func<long, FormattableString> what)
    {
        if (!wrong.any().item<bool>()) return;
        long at = wrong.to(ScalarType.Int32).argmax().item<long>(), columns = Probabilities.shape.Length > 2 ? Probabilities.shape[^2] : 1;
        throw new ArgumentException($"{Step} must give a law at every position: at [{at / columns}, {at % columns}] {FormattableString.Invariant(what(at))}.", nameof(Probabilities));
    }

    static double Value(Tensor t, long at)
    {
        using Tensor entry = t[at];
        return TensorRequire.Number(entry);
    }

    public void Dispose()
    {
        Probabilities.Dispose();
        Rounding.Dispose();
    }
}
