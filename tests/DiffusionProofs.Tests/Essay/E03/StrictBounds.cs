using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Three points of equal prior whose places, and x, alpha and sigma, are only known to lie in a box.</summary>
abstract class ThreePoints(int d) : IInequality
{
    public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("x", d).Matrix("y", 3, d).Scalars("alpha", "sigma");

    public string Shapes => $"n = 3 points of equal prior, d = {d}";

    public T Gap<T>(IReadOnlyList<T> values) where T : IRealField<T>
    {
        var read = new VariableReader<T>(values);
        T[] x = read.Vector(d);
        T[][] points = read.Matrix(3, d);
        (T alpha, T sigma) = (read.Scalar(), read.Scalar());
        T[] weights = MixtureFormulas.Weights(x, points, MixtureFormulas.UniformLogPrior<T>(3), alpha, sigma);
        return Gap(weights, points, alpha, sigma);
    }

    protected abstract T Gap<T>(T[] weights, T[][] points, T alpha, T sigma) where T : IRealField<T>;

    /// <summary>The first and the last point are the farthest apart in the boxes used here.</summary>
    protected static T SquaredDiameter<T>(T[][] points) where T : IRealField<T> => SquaredDistance(points[0], points[^1]);
}

/// <summary>alpha R/(4 sigma^2) &gt; |grad w_2|: the bound is attained by two points only. Both sides are squared.</summary>
sealed class StrictGradientBound(int d) : ThreePoints(d)
{
    protected override T Gap<T>(T[] weights, T[][] points, T alpha, T sigma) =>
        MixtureBounds.WeightGradient(alpha, sigma, T.One).Squared() * SquaredDiameter(points)
        - SquaredNorm(MixtureAlgebra.WeightGradients(weights, points, alpha, sigma)[1]);
}

/// <summary>On the line, sigma^2 J + 1 &gt; 0: where d &lt; n the lower end is not attained.</summary>
sealed class StrictLowerEnd() : ThreePoints(1)
{
    protected override T Gap<T>(T[] weights, T[][] points, T alpha, T sigma) =>
        MixtureAlgebra.ScoreJacobian(weights, points, alpha, sigma)[0][0] - MixtureBounds.ScoreSlopeLower(sigma);
}

/// <summary>The upper end is not attained where the middle point has weight.</summary>
sealed class StrictUpperEnd() : ThreePoints(1)
{
    protected override T Gap<T>(T[] weights, T[][] points, T alpha, T sigma) =>
        MixtureBounds.ScoreSlopeUpper(alpha, sigma, SquaredDiameter(points)) - MixtureAlgebra.ScoreJacobian(weights, points, alpha, sigma)[0][0];
}
