using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>The sides of all equalities of a claim at one input in one number system, and the trace of their making.</summary>
sealed record SidesAt<T>(IReadOnlyList<(T Left, T Right)> Sides, UInt128 Trace);

/// <summary>A claim with a name, run in any number system.</summary>
sealed class Statement
{
    readonly IIdentity claim;

    public Statement(IIdentity claim, string name)
    {
        (this.claim, Name) = (claim, name);
        Check(claim.Variables, name);
    }

    public string Name { get; }

    public IReadOnlyList<string> Variables => claim.Variables;

    public string Shapes => claim.Shapes;

    public static string NameOf(object claim, string shapes) => shapes.Length == 0 ? claim.GetType().Name : $"{claim.GetType().Name} ({shapes})";

    public static void Check(IReadOnlyList<string> variables, string name)
    {
        if (variables.Count == 0) throw new ArgumentException($"{name}: Variables must name at least one variable; it was empty.", nameof(variables));
        if (variables.Distinct().Count() != variables.Count)
            throw new ArgumentException($"{name}: Variables must be distinct; they were {string.Join(", ", variables)}.", nameof(variables));
    }

    /// <exception cref="DivideByZeroException">One of the sides has a pole there.</exception>
    public SidesAt<T> At<T>(IReadOnlyList<T> values) where T : IField<T>
    {
        Traced<T>[] x = [.. values.Select((value, i) => Traced<T>.Variable(value, i))];
        List<(T, T)> sides = [];
        UInt128 trace = 0;
        foreach (var (left, right) in claim.Sides<Traced<T>>(x))
        {
            sides.Add((left.Value, right.Value));
            trace = TraceHash.Of('s', trace, TraceHash.Of('=', left.Trace, right.Trace));
        }

        return new(sides, trace);
    }

    public string Describe<T>(IReadOnlyList<T> point) => string.Join(", ", Variables.Zip(point, (name, value) => $"{name} = {value}"));
}
