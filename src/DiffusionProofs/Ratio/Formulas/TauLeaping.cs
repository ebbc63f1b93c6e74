using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>The law of one place after a tau-leap: Poisson many jumps to each other category, and none taken where they are more than one.</summary>
/// <remarks>
/// For categories without order, which jumps cannot be added up in. A law whatever the step, unlike Euler's row (<see cref="SamplerSteps.Euler"/>); but no step
/// moves with a probability above 1/e. Source: Campbell et al., arXiv:2205.14987, section 4.3.
/// </remarks>
public static class TauLeaping
{
    /// <summary>lambda_s e^-lambda for s other than x, lambda the sum of all lambda_s, and the rest for x, [V].</summary>
    /// <param name="jumps">lambda_s, tau times the rate from x to s: the mean number of jumps there, [V], 0 or more; that of x counts for nothing.</param>
    public static T[] Rejecting<T>(T[] jumps, int x) where T : IRealField<T> => Rejecting(jumps, x, T.Exp(-Jumps(jumps, x)));

    /// <summary>The same by the probability of no jump.</summary>
    /// <param name="none">e^-lambda.</param>
    public static T[] Rejecting<T>(T[] jumps, int x, T none) where T : IField<T> =>
        [.. jumps.Select((mean, s) => s == x ? 1 - Jumps(jumps, x) * none : mean * none)];

    /// <summary>lambda.</summary>
    public static T Jumps<T>(T[] jumps, int x) where T : IField<T> => jumps.Where((_, s) => s != x).Sum();
}
