using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>A rate matrix whose exponential is rational in alpha = e^-sigma.</summary>
public abstract class ClosedRate : IRateMatrix
{
    /// <param name="categories">V >= 2.</param>
    private protected ClosedRate(int categories)
    {
        if (categories < 2) throw new ArgumentOutOfRangeException(nameof(categories), $"categories must be at least 2, was {categories}.");
        Categories = categories;
    }

    public int Categories { get; }

    public abstract T[][] Rate<T>() where T : IField<T>;

    /// <summary>exp(sigma Q), [V,V], by alpha = e^-sigma in (0, 1]; at 1/alpha it is exp(-sigma Q). From s to t: at alpha_t/alpha_s.</summary>
    public abstract T[][] AtAlpha<T>(T alpha) where T : IField<T>;

    /// <summary>exp(sigma Q), [V,V].</summary>
    /// <param name="sigma">The integral of sigma'(t), 0 or more.</param>
    public T[][] Transition<T>(T sigma) where T : IRealField<T> => AtAlpha(T.Exp(-sigma));

    /// <summary>exp(-sigma Q), [V,V]: no transition, but what undoes one.</summary>
    /// <inheritdoc cref="Transition"/>
    public T[][] Inverse<T>(T sigma) where T : IRealField<T> => AtAlpha(T.Exp(sigma));

    public abstract bool Reaches(int from, int to);

    T[][] IContinuousNoise.Cumulative<T>(double rate) => Transition(T.FromDouble(rate));

    private protected static T[][] Off<T>(int categories, Func<int, int, T> rate) where T : IField<T> =>
        [.. Enumerable.Range(0, categories).Select(x => Enumerable.Range(0, categories).Select(y => rate(x, y)).ToArray())];
}
