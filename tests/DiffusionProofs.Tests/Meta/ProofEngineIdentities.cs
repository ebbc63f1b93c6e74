using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Meta;

/// <summary>One equality of the given variables, for tests of the engine.</summary>
abstract class OneEquality(params string[] variables) : IIdentity
{
    public IReadOnlyList<string> Variables => variables;

    public string Shapes => "one equality";

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T> => [Sides(x, 0)];

    protected abstract (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) where T : IField<T>;
}

/// <summary>(a + b)^n = sum of binomials.</summary>
sealed class Binomial(int n) : OneEquality("a", "b")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _)
    {
        T sum = T.Zero;
        int coefficient = 1;
        for (int k = 0; k <= n; k++)
        {
            sum += coefficient * x[0].Power(k) * x[1].Power(n - k);
            coefficient = coefficient * (n - k) / (k + 1);
        }

        return ((x[0] + x[1]).Power(n), sum);
    }
}

/// <summary>1/(x - y) - 1/(x + y) = 2y/(x^2 - y^2), and a product that is zero on many lattice points.</summary>
sealed class Poles() : OneEquality("x", "y")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) =>
        (1 / (x[0] - x[1]) - 1 / (x[0] + x[1]), 2 * x[1] / (x[0] * x[0] - x[1] * x[1]));
}

/// <summary>Divides by x - k for the nodes that the grid takes first, and by y - x - 1, which is zero between nodes.</summary>
sealed class PolesOnTheFirstNodes() : OneEquality("x", "y")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _)
    {
        T[] divisors = [x[0] - 2, x[0] - 3, x[1] - x[0] - 1, x[1] - x[0] - 2, x[1] - 9];
        return (divisors.Aggregate(x[1], (quotient, d) => quotient / d), x[1] / divisors.Aggregate(T.One, (product, d) => product * d));
    }
}

/// <summary>1/(xy) twice.</summary>
sealed class ProductInTheDenominator() : OneEquality("x", "y")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (1 / (x[0] * x[1]), 1 / x[0] / x[1]);
}

/// <summary>False, but both sides agree wherever x is one of 2, 3, ... 6.</summary>
sealed class AgreesOnManyPoints() : OneEquality("x")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) =>
        (x[0] + Enumerable.Range(2, 5).Aggregate(T.One, (product, k) => product * (x[0] - k)), x[0]);
}

/// <summary>False in one coefficient out of many.</summary>
sealed class NearlySymmetric(int n, int mistake) : IIdentity
{
    public IReadOnlyList<string> Variables => [.. Enumerable.Range(0, n).Select(i => $"p{i}")];

    public string Shapes => $"n = {n}";

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
    {
        // (sum p)^4 as a square of a square, and with one product p0 p1 p2 p3 more.
        T sum = x.Sum();
        yield return (sum.Power(4), sum.Squared().Squared() + mistake * (x[0] * x[1] * x[2] * x[3]));
    }
}

/// <summary>Branches where x equals the given number: right there, wrong elsewhere would be seen by any point, so it is right everywhere.</summary>
sealed class BranchesOnAValue(int value) : OneEquality("x", "y")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) =>
        (x[0].Equals(T.From(value)) ? value * x[1] : x[0] * x[1], x[1] * x[0]);
}

/// <summary>Takes x for y where they are equal, which changes nothing but the operations.</summary>
sealed class BranchesOnEquality() : OneEquality("x", "y")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (x[0].Equals(x[1]) ? x[0] * x[0] : x[0] * x[1], x[1] * x[0]);
}

/// <summary>Divides by (x + y)^2 - x^2 - 2xy - y^2.</summary>
sealed class ZeroDivisor() : OneEquality("x", "y")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _)
    {
        T zero = (x[0] + x[1]).Squared() - x[0].Squared() - 2 * x[0] * x[1] - x[1].Squared();
        return (x[0] / zero, x[1] / zero);
    }
}

/// <summary>Never mentions its second variable.</summary>
sealed class UnusedVariable() : OneEquality("x", "unused")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (x[0] + x[0], 2 * x[0]);
}

/// <summary>0 = 0.</summary>
sealed class ZeroSides() : OneEquality("x")
{
    protected override (T Left, T Right) Sides<T>(IReadOnlyList<T> x, int _) => (x[0] - x[0], x[0] * x[0] - x[0].Squared());
}

/// <summary>States nothing.</summary>
sealed class NoEquality : IIdentity
{
    public IReadOnlyList<string> Variables => ["x"];

    public string Shapes => "";

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T> => [];
}

/// <summary>Bayes' posterior of two draws over n formal states sums to one, in 2n variables.</summary>
sealed class Posterior(int n) : IIdentity
{
    public IReadOnlyList<string> Variables => [.. Enumerable.Range(0, n).SelectMany(i => new[] { $"w{i}", $"q{i}" })];

    public string Shapes => $"n = {n}";

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
    {
        T[] joint = [.. Enumerable.Range(0, n).Select(i => x[2 * i] * x[2 * i + 1])];
        T evidence = joint.Sum();
        yield return (joint.Select(p => p / evidence).Sum(), T.One);
        for (int i = 0; i < n; i++) yield return (joint[i] / evidence * evidence, joint[i]);
    }
}

/// <summary>An inequality with a right reason, or with one that forgets a factor.</summary>
sealed class VarianceCertificate(int factor, bool circular = false) : ICertificate
{
    public IReadOnlyList<string> Variables => ["v", "w", "x", "y"];

    public string Shapes => "two points";

    public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
        circular ? new Dictionary<string, T> { ["gap"] = Gap(x) } : new Dictionary<string, T> { ["v"] = x[0], ["w"] = x[1] };

    // (v + w)(v x^2 + w y^2) - (v x + w y)^2 = v w (x - y)^2.
    public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
        (x[0] + x[1]) * (x[0] * x[2].Squared() + x[1] * x[3].Squared()) - (x[0] * x[2] + x[1] * x[3]).Squared();

    public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
        circular ? given["gap"] : NonNegative<T>.Of(factor) * given["v"] * given["w"] * NonNegative<T>.Square(x[2] - x[3]);
}
