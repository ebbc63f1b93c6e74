using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>
/// A joint law of data point i and observation j with free, unnormalised prior pi_i and likelihood l_ij: whatever the noise is, the
/// conditional mean minimises the square error.
/// </summary>
sealed class FormalJointLaw<T>(VariableReader<T> values, int n, int m) where T : IField<T>
{
    readonly T[] prior = values.Vector(n);
    readonly T[][] likelihood = values.Matrix(n, m);

    /// <summary>[n, 1].</summary>
    public T[][] Points { get; } = values.Matrix(n, 1);

    public T[] Perturbation { get; } = values.Vector(m);

    /// <summary>P(i | j), [n].</summary>
    public T[] Posterior(int j) => Normalised([.. prior.Zip(likelihood, (p, l) => p * l[j])]);

    /// <summary>What a posterior that forgets the prior would be.</summary>
    public T[] LikelihoodAlone(int j) => Normalised([.. likelihood.Select(l => l[j])]);

    /// <summary>E of a function of (i, j).</summary>
    public T Mean(Func<int, int, T> f) =>
        Cells().Select(c => c.Probability * f(c.I, c.J)).Sum() / Cells().Select(c => c.Probability).Sum();

    public static VariableNames Names(int n, int m) =>
        new VariableNames().Vector("prior", n).Matrix("l", n, m).Vector("y", n).Vector("h", m);

    IEnumerable<(int I, int J, T Probability)> Cells() =>
        Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, m).Select(j => (i, j, prior[i] * likelihood[i][j])));

    static T[] Normalised(T[] terms) => [.. terms.Select(t => t / terms.Sum())];
}
