using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Uniform noise: <c>Q = (1 - beta) I + beta 1 1^T/K</c>: a token stays or is drawn anew from all K, itself among them.</summary>
/// <remarks>A token is itself afterwards with 1 - beta + beta/K. Source: D3PM, arXiv:2107.03006, eq. 6.</remarks>
public sealed class UniformKernel : ITransitionKernel
{
    /// <param name="categories">K >= 1.</param>
    public UniformKernel(int categories)
    {
        if (categories < 1) throw new ArgumentOutOfRangeException(nameof(categories), $"categories must be at least 1; was {categories}.");
        Categories = categories;
    }

    public int Categories { get; }

    public T[][] Step<T>(T beta) where T : IField<T> => RankOneStep<T>.OfUniform(beta).Matrix(Categories, mask: 0);

    public bool Reaches(int from, int to) => true;
}
