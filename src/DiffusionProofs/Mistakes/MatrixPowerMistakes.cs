using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong powers of a step. Arguments as in <see cref="MatrixPowers"/>.</summary>
public static class MatrixPowerMistakes
{
    /// <summary>From a table of ceil(log2(most)) matrices. Wrong where most is a power of two: its one bit is not in the table, and what is left is the identity.</summary>
    public static T[][] PowerFromAShortTable<T>(T[][] step, int most, int n) where T : IField<T>
    {
        int size = (int)Math.Ceiling(Math.Log2(most));
        T[][][] table = [.. MatrixPowers.Table(step, most).Take(size)];
        return MatrixPowers.Bits(n).Where(k => k < size).Select(k => table[k]).Aggregate(LinearAlgebra.Identity<T>(step.Length), LinearAlgebra.Multiply);
    }
}
