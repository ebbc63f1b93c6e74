using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Campbell et al.'s schedule beta(t) = a b^t log b with its integral a b^t - a, both above 0 for a > 0, b > 1.</summary>
/// <remarks>Their uniform rates are beta off the diagonal, <see cref="UnscaledUniformRate"/>. Source: Campbell et al., arXiv:2205.14987, appendix E.</remarks>
public static class ExponentialRate
{
    /// <summary>beta(t) = a b^t log b.</summary>
    public static T Slope<T>(T a, T b, T t) where T : IRealField<T> => a * T.Exp(t * T.Log(b)) * T.Log(b);

    /// <summary>The integral of beta from 0 to t, a b^t - a.</summary>
    public static T Total<T>(T a, T b, T t) where T : IRealField<T> => a * T.Expm1(t * T.Log(b));
}
