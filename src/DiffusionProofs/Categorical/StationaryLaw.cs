using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>The law that a step leaves as it is: pi Q = pi, sum pi = 1.</summary>
public static class StationaryLaw
{
    /// <summary>pi, [K], by elimination of one category after another; no differences, so nothing cancels.</summary>
    /// <param name="q">[K,K], row-stochastic and irreducible; its diagonal is taken to be the rest of the row.</param>
    /// <remarks>Source: Grassmann, Taksar, Heyman, Regenerative analysis and steady state distributions for Markov chains, 1985.</remarks>
    public static T[] Of<T>(T[][] q) where T : IField<T>
    {
        T[][] a = [.. q.Select(row => row.ToArray())];
        for (int n = a.Length - 1; n > 0; n--)
        {
            T leaves = a[n][..n].Sum();
            for (int i = 0; i < n; i++)
            {
                a[i][n] /= leaves;
                for (int j = 0; j < n; j++) a[i][j] += a[i][n] * a[n][j];
            }
        }
        var pi = new T[a.Length];
        pi[0] = T.One;
        for (int j = 1; j < a.Length; j++) pi[j] = Enumerable.Range(0, j).Select(i => pi[i] * a[i][j]).Sum();
        return CategoricalFormulas.Normalised(pi);
    }

    /// <summary>The same from pi (Q - I) = 0 with the sum in the last equation's place.</summary>
    /// <inheritdoc cref="Of"/>
    public static T[] ByEquations<T>(T[][] q) where T : IField<T>
    {
        T[][] equations = LinearAlgebra.Transpose(LinearAlgebra.Add(q, LinearAlgebra.Scale(-T.One, LinearAlgebra.Identity<T>(q.Length))));
        equations[^1] = [.. q.Select(_ => T.One)];
        return LinearAlgebra.Solve(equations, LinearAlgebra.Identity<T>(q.Length)[^1]);
    }
}
