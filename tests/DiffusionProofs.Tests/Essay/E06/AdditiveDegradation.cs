using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>
/// D(x, s) = x + a_s, a_0 = 0: every degradation with D(x, 0) = x whose increments do not depend on x. What the restoration returns is free.
/// </summary>
class AdditiveDegradation(int steps, int d) : IIdentity
{
    public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("x", d).Matrix("a", steps, d).Matrix("r", steps, d);
    public string Shapes => $"T = {steps}, d = {d}, any increments and restorations";

    protected virtual Degradation<T> Degrade<T>(Degradation<T> right) where T : IField<T> => right;

    protected virtual T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T> =>
        ColdFormulas.Improved(x, restored, severity, degrade);

    /// <summary>What x_{s-1} must be, by D(x_0, s - 1) and what the restoration returned at s.</summary>
    protected virtual T[] Expected<T>(T[] degraded, T[] x0, T[] restored) where T : IField<T> => degraded;

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
    {
        var read = new VariableReader<T>(values);
        T[] x0 = read.Vector(d);
        T[][] added = read.Matrix(steps, d), restored = read.Matrix(steps, d);
        T[] Right(T[] x, int s) => s == 0 ? x : LinearAlgebra.Add(x, added[s - 1]);
        T[][] states = ColdFormulas.States(Right(x0, steps), steps, (_, s) => restored[s - 1], Degrade<T>(Right), Update);
        foreach ((T, T) pair in states[0].Zip(Right(x0, steps))) yield return pair;
        for (int s = steps; s >= 1; s--)
            foreach ((T, T) pair in states[steps - s + 1].Zip(Expected(Right(x0, s - 1), x0, restored[s - 1]))) yield return pair;
    }
}
