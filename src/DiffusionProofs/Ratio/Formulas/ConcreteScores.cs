using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Ratios of probabilities of two states: what SEDD calls the concrete score.</summary>
/// <remarks>Source: Lou et al., SEDD, arXiv:2310.16834, eqs. 3 and 12. Meng et al. (CSM, arXiv:2211.00802) subtract 1 from the ratio.</remarks>
public static class ConcreteScores
{
    /// <summary>s[x][y] = p(y)/p(x), [V,V], its diagonal 1.</summary>
    /// <param name="p">[V]. Undefined where p(x) is 0.</param>
    public static T[][] Of<T>(T[] p) where T : IField<T> =>
        [.. p.Select((from, x) => p.Select((to, y) => x == y ? T.One : to / from).ToArray())];

    /// <summary>c[x][y] = (p(y) - p(x))/p(x): the concrete score of CSM, SEDD's less 1.</summary>
    /// <param name="score">SEDD's ratios.</param>
    public static T[][] LessOne<T>(T[][] score) where T : IField<T> => [.. score.Select(row => row.Select(s => s - 1).ToArray())];
}
