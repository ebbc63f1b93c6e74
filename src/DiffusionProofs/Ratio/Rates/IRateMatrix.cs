using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>The rates at which one token changes.</summary>
/// <remarks>
/// Row convention: Q[x][y] with x != y is the rate from x to y, rows of Q sum to 0, rows of exp(sigma Q) to 1, and a law moves as p' = p Q. SEDD
/// (arXiv:2310.16834, eqs. 1-2) writes the transposes: its Q_t(y, x) is Q[x][y] here, its column p_t the row p.
/// </remarks>
public interface IRateMatrix : IContinuousNoise
{
    /// <summary>Q, [V,V].</summary>
    T[][] Rate<T>() where T : IField<T>;

    /// <summary>Whether a token gets from one category to the other with positive probability in any noise above 0: the support, which a formula without branches cannot find out.</summary>
    bool Reaches(int from, int to);

    int[] IContinuousNoise.Reached(int from) => [.. Enumerable.Range(0, Categories).Where(to => Reaches(from, to))];
}
