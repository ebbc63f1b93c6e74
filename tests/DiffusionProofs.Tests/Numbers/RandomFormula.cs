using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Numbers;

/// <summary>A random formula in field operations, the same in every number system.</summary>
public sealed record RandomFormula(char Operation, int Index, RandomFormula? Left = null, RandomFormula? Right = null)
{
    public static RandomFormula Of(int seed, int variables, int depth, bool divisions = true)
    {
        Random random = new(seed);
        return Draw(depth);

        RandomFormula Draw(int depth)
        {
            if (depth == 0 || random.Next(6) == 0)
                return random.Next(4) == 0 ? new('c', random.Next(-3, 4)) : new('v', random.Next(variables));
            char operation = "+-*/"[random.Next(divisions ? 4 : 3)];
            return new(operation, 0, Draw(depth - 1), Draw(depth - 1));
        }
    }

    public T Evaluate<T>(IReadOnlyList<T> x) where T : IField<T> => Operation switch
    {
        'c' => T.From(Index),
        'v' => x[Index],
        '+' => Left!.Evaluate(x) + Right!.Evaluate(x),
        '-' => Left!.Evaluate(x) - Right!.Evaluate(x),
        '*' => Left!.Evaluate(x) * Right!.Evaluate(x),
        _ => Left!.Evaluate(x) / Right!.Evaluate(x),
    };

    /// <summary>The value, or null where a divisor is zero.</summary>
    public T? TryEvaluate<T>(IReadOnlyList<T> x) where T : struct, IField<T>
    {
        try
        {
            return Evaluate(x);
        }
        catch (DivideByZeroException)
        {
            return null;
        }
    }
}
