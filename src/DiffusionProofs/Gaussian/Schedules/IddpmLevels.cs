using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>The noise levels at which a network trained by improved DDPM can be asked, u_0 &gt; ... &gt; u_M = 0, as EDM reads them.</summary>
/// <remarks>
/// EDM's recursion u_{j-1}^2 + 1 = (u_j^2 + 1)/max(abar(j-1)/abar(j), C_1) with abar(j) = sin^2(A_j), A_j = pi j/(2 M (1 + C_2)), telescopes to
/// u_j^2 = (sin^2 A_M - sin^2 A_j)/sin^2 A_j. A sine is concave, so the ratio is at least ((j - 1)/j)^2 &gt;= 1/4 from j = 2 on: a C_1 of at
/// most 1/4 acts at j = 1 alone. Source: Karras et al., arXiv:2206.00364, table 1 and appendix C.3.
/// </remarks>
public static class IddpmLevels
{
    /// <summary>u_0 to u_M, [M + 1].</summary>
    /// <param name="steps">M, at least 1.</param>
    /// <param name="c1">In (0, 1/4].</param>
    /// <param name="c2">At least 0.</param>
    public static T[] Of<T>(int steps = 1000, double c1 = 0.001, double c2 = 0.008) where T : IRealField<T>
    {
        Require.AtLeastOne(steps, "M");
        if (!(c1 is > 0 and <= 0.25))
            throw new ArgumentOutOfRangeException(nameof(c1), FormattableString.Invariant($"c1 must be in (0, 1/4], was {c1}."));
        Require.AtLeast(c2, 0, nameof(c2));
        T unit = T.Pi / (2 * steps * (1 + T.FromDouble(c2)));
        T Sine(int j) => T.Sin(j * unit);
        // sin^2 A - sin^2 B = sin(A + B) sin(A - B): nothing cancels where u is small.
        T Level(int j) => T.Sqrt(Sine(steps + j) * Sine(steps - j)) / Sine(j);
        T first = T.Sqrt((Sine(steps) / Sine(1)).Squared() / T.FromDouble(c1) - 1);
        return [first, .. Enumerable.Range(1, steps - 1).Select(Level), T.Zero];
    }
}
