namespace DiffusionProofs.Numbers;

/// <summary>Prime numbers of 64 bits, decided.</summary>
public static class Primality
{
    // Sorenson and Webster, Strong pseudoprimes to twelve prime bases, Math. Comp. 86 (2017): these suffice below 3.3e24.
    static readonly ulong[] Bases = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

    public static bool IsPrime(ulong n)
    {
        if (n < 2) return false;
        foreach (ulong prime in Bases)
        {
            if (n == prime) return true;
            if (n % prime == 0) return false;
        }

        int twos = System.Numerics.BitOperations.TrailingZeroCount(n - 1);
        foreach (ulong witness in Bases)
            if (ShowsComposite(witness, n, (n - 1) >> twos, twos)) return false;
        return true;
    }

    static bool ShowsComposite(ulong witness, ulong n, ulong odd, int twos)
    {
        ulong power = ModularPower(witness, odd, n);
        if (power == 1 || power == n - 1) return false;
        for (int i = 1; i < twos; i++)
        {
            power = ModularProduct(power, power, n);
            if (power == n - 1) return false;
        }

        return true;
    }

    internal static ulong ModularProduct(ulong a, ulong b, ulong modulus) => (ulong)((UInt128)a * b % modulus);

    internal static ulong ModularPower(ulong x, ulong power, ulong modulus)
    {
        ulong result = 1;
        for (; power > 0; power >>= 1)
        {
            if ((power & 1) == 1) result = ModularProduct(result, x, modulus);
            x = ModularProduct(x, x, modulus);
        }

        return result;
    }
}
