using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>One term of a chain's bound for each sample, at a time of its own: the decoder's at t = 1, a step's divergence at any later time.</summary>
/// <remarks>
/// In nats. Relative error of a divergence: (8 T + 24) 2^-53 + (D + 5) u, u = 2^-53 or 2^-24. Both branches are computed for every sample and
/// one is selected. Autograd multiplies the slope of the other by 0, so that one is held finite: the divergence by a weight of 0 at t = 1,
/// where the SNR is infinite, the decoder by x_0 in the place of predictions made at later times, where it may have no mass.
/// Source: Ho et al., DDPM, arXiv:2006.11239, eq. 5.
/// </remarks>
public static class TermsAtTimes
{
    /// <summary>-log p(x_0 | x_1) where t = 1, else (SNR_{t-1} - SNR_t)/2 |x_0 - xHat_0|^2, [B].</summary>
    /// <param name="table">The chain.</param>
    /// <param name="times">[B], int64, from 1 to T, on x0's device.</param>
    /// <param name="x0">[B,D].</param>
    /// <param name="x0Hat">[B,D], predicted from x_t.</param>
    /// <param name="decoder">-log p(x_0 | x_1), [B], from predictions [B,D]; finite and of finite slope at x_0 itself.</param>
    public static Tensor Of(BetaTable table, Tensor times, Tensor x0, Tensor x0Hat, Func<Tensor, Tensor> decoder)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(decoder);
        GaussianPosterior.Check(x0, x0Hat, nameof(x0), nameof(x0Hat));
        Check(times, x0, table.Steps);
        using var scope = NewDisposeScope();
        Tensor isFirst = times.Is(1), loss = LossAt(table, times, x0.dtype);
        Tensor divergence = (x0 - x0Hat).Squared().sum(1) * where(isFirst, zeros_like(loss), loss).DividedBy(2);
        Tensor surprise = decoder(where(isFirst.unsqueeze(1), x0Hat, x0));
        TensorRequire.SameKind(surprise, x0, nameof(decoder), nameof(x0));
        if (!surprise.shape.SequenceEqual(times.shape))
            throw new ArgumentException($"decoder must give [B], {TensorRequire.Shape(times)}, gave {TensorRequire.Shape(surprise)}.", nameof(decoder));
        return where(isFirst, surprise, divergence).MoveToOuterDisposeScope();
    }

    /// <summary>SNR_{t-1} - SNR_t at each sample's time, infinite at t = 1.</summary>
    internal static Tensor LossAt(BetaTable table, Tensor times, ScalarType dtype) =>
        cat([zeros(1, ScalarType.Float64), table.SnrLosses()]).to(times.device).index_select(0, times).to(dtype);

    static void Check(Tensor times, Tensor x0, long steps)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.dtype != ScalarType.Int64 || times.dim() != 1 || times.shape[0] != x0.shape[0])
            throw new ArgumentException(
                $"times must be int64, [B] with B = {x0.shape[0]}, was {times.dtype}, {TensorRequire.Shape(times)}.", nameof(times));
        if (times.device_type != x0.device_type || times.device_index != x0.device_index)
            throw new ArgumentException($"times must be on {x0.device} as x0 is, was on {times.device}.", nameof(times));
        using var scope = NewDisposeScope();
        if (times.numel() > 0 && (times.IsBelow(1) | times.IsAbove(steps)).any().item<bool>())
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"times must be from 1 to T = {steps}, ranged from {times.min().item<long>()} to {times.max().item<long>()}."),
                nameof(times));
    }
}
