using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Noise whose product of steps is exp(a R), R a generator with rows that sum to 0, a the sum of the steps' rates.</summary>
public interface IContinuousNoise
{
    /// <summary>K, the mask included where there is one.</summary>
    int Categories { get; }

    /// <summary>exp(a R), [K,K], row-stochastic.</summary>
    /// <param name="rate">a, above 0 and finite.</param>
    T[][] Cumulative<T>(double rate) where T : IRealField<T>;

    /// <summary>The categories that one can become at a rate above 0: the support of its row, which a formula without branches cannot find out.</summary>
    int[] Reached(int from);
}
