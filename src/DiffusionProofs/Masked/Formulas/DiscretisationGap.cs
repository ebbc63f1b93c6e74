using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>
/// How far the discrete bound with T equal steps of alpha = 1 - t lies above the continuous one. With D(m) = E[loss]/m at mask rate m, the first
/// is the Riemann sum (1/T) sum_i D(i/T) of the integral of D.
/// </summary>
/// <remarks>
/// For the exact denoiser D(0) is the sum of the entropies of each position given all others, D(1) that of each alone. Nats per sequence. Source:
/// Shi et al., MD4, arXiv:2406.04329, section 3 (that it is a Riemann sum).
/// </remarks>
public static class DiscretisationGap
{
    /// <summary>(D(1) - D(0))/(2T): the gap up to O(1/T^2).</summary>
    public static T Leading<T>(T first, T last, int steps) where T : IField<T> => Largest(first, last, steps) / 2;

    /// <summary>(D(1) - D(0))/T: at least the gap where D does not fall.</summary>
    public static T Largest<T>(T first, T last, int steps) where T : IField<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return (last - first) / steps;
    }
}
