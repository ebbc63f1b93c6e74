using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>A family of one-step transition matrices of one noise parameter, row-stochastic: <c>Q[i][j] = q(x_t = j | x_{t-1} = i)</c>.</summary>
public interface ITransitionKernel
{
    /// <summary>K, the mask included where there is one.</summary>
    int Categories { get; }

    /// <summary>Q_t, [K,K].</summary>
    /// <param name="beta">The step's noise, in [0, 1].</param>
    T[][] Step<T>(T beta) where T : IField<T>;

    /// <summary>
    /// Whether a step of noise in (0, 1) leads from one category to the other with positive probability: the support, which a
    /// formula without branches cannot find out. Closed under composition.
    /// </summary>
    bool Reaches(int from, int to);
}
