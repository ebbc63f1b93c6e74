using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>
/// A data-set mixture whose exponentials <c>e_i = pi_i exp(-|x - alpha y_i|^2/(2 sigma^2))</c> are free variables, so that what
/// follows from them by field operations is proven for every value that they can take. That <c>exp' = exp</c> is taken on trust.
/// </summary>
sealed class FormalMixture<T>(VariableReader<T> values, int n, int d) where T : IField<T>
{
    /// <summary>What every proof over formal exponentials takes on trust.</summary>
    public const string Trust = "the derivative of exp(u) is exp(u) u', that of log(u) is u'/u";

    public T[] X { get; } = values.Vector(d);
    public T[][] Points { get; } = values.Matrix(n, d);
    public T[] Exponentials { get; } = values.Vector(n);
    public T Alpha { get; } = values.Scalar();
    public T Sigma { get; } = values.Scalar();

    public T[] Weights => [.. Exponentials.Select(e => e / Exponentials.Sum())];

    /// <summary>e_i as a function of x_k: its value, and its derivative e_i times that of the exponent, by dual numbers.</summary>
    public Dual<T>[] ExponentialsAlong(int k)
    {
        Dual<T>[] exponents = MixtureFormulas.LogWeightsByDistance(
            Along(X, k), Constants(Points), MixtureFormulas.UniformLogPrior<Dual<T>>(n), Dual<T>.Constant(Alpha), Dual<T>.Constant(Sigma));
        return [.. Exponentials.Zip(exponents, (e, l) => new Dual<T>(e, e * l.Slope))];
    }

    /// <summary>d/dx_k log sum_i e_i.</summary>
    public T LogDensityDerivative(int k)
    {
        Dual<T> sum = ExponentialsAlong(k).Sum();
        return sum.Slope / sum.Value;
    }

    /// <summary>The weights e_i / sum_j e_j as functions of x_k.</summary>
    public Dual<T>[] WeightsAlong(int k)
    {
        Dual<T>[] e = ExponentialsAlong(k);
        return [.. e.Select(term => term / e.Sum())];
    }

    public static VariableNames Names(int n, int d) =>
        new VariableNames().Vector("x", d).Matrix("y", n, d).Vector("e", n).Scalars("alpha", "sigma");

    /// <summary>The vector with its k-th entry as the variable.</summary>
    public static Dual<T>[] Along(T[] vector, int k) =>
        [.. vector.Select((value, j) => j == k ? Dual<T>.Variable(value) : Dual<T>.Constant(value))];

    public static Dual<T>[][] Constants(T[][] rows) => [.. rows.Select(row => row.Select(Dual<T>.Constant).ToArray())];
}
