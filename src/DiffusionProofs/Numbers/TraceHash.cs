using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>A 128-bit hash of operations and their operands, the same on every machine and in every run.</summary>
public static class TraceHash
{
    public static UInt128 Of(char operation, UInt128 a, UInt128 b)
    {
        UInt128 state = Absorb(operation, (ulong)a);
        state = Absorb(state, (ulong)(a >> 64));
        state = Absorb(state, (ulong)b);
        return Absorb(state, (ulong)(b >> 64));
    }

    public static UInt128 OfConstant(BigInteger n)
    {
        UInt128 state = Absorb('c', n.Sign < 0 ? 1UL : 0);
        for (BigInteger rest = BigInteger.Abs(n); !rest.IsZero; rest >>= 64) state = Absorb(state, (ulong)(rest & ulong.MaxValue));
        return state;
    }

    public static UInt128 OfVariable(int index) => Of('v', (ulong)index, 0);

    static UInt128 Absorb(UInt128 state, ulong word)
    {
        ulong low = Mix((ulong)state ^ word), high = Mix((ulong)(state >> 64) + 0x9E3779B97F4A7C15 * (word + 1));
        return new(high ^ BitOperations.RotateLeft(low, 32), low + BitOperations.RotateLeft(high, 17));
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
