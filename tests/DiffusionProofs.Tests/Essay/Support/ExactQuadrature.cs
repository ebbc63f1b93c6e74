using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Integrals of polynomials over [0, 1] from their values at degree + 1 points inside, without rounding.</summary>
static class ExactQuadrature
{
    /// <summary>The points j/(n + 1), j = 1..n, n = degree + 1, with the weights that integrate every polynomial of that degree.</summary>
    public static IEnumerable<(Rational Node, Rational Weight)> Rule(int degree)
    {
        int n = degree + 1;
        Rational[] nodes = [.. Enumerable.Range(1, n).Select(j => new Rational(j, n + 1))];
        Rational[][] powers = [.. Enumerable.Range(0, n).Select(k => nodes.Select(node => Rational.Pow(node, k)).ToArray())];
        Rational[] moments = [.. Enumerable.Range(0, n).Select(k => new Rational(1, k + 1))];
        return nodes.Zip(LinearAlgebra.Solve(powers, moments));
    }

    public static T Integral<T>(int degree, Func<T, T> polynomial) where T : IField<T> =>
        Rule(degree).Select(point => point.Weight.In<T>() * polynomial(point.Node.In<T>())).Sum();
}
