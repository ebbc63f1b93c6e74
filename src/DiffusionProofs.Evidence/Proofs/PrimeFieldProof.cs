using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>
/// Random points modulo random primes. Let P be the numerator of a difference that is not zero, of total degree D and absolute
/// coefficients summing to at most 2^B. A prime drawn from those between 2^61 and 2^62, of which there are more than 2^55,
/// divides all of P's coefficients with probability at most B/61 / 2^55, since a non-zero coefficient has at most B/61 such
/// divisors; else P is zero at a random point with probability at most D/2^61 (Schwartz 1980, Zippel 1979). Points with a pole
/// are drawn again, which at most doubles the probability while at least half of the draws have none.
/// </summary>
static class PrimeFieldProof
{
    const double Log2Wanted = -100;
    const int MostRounds = 1000;

    /// <summary>log2 of the probability that a false identity survives one round, or null where the bounds are too large to say.</summary>
    public static double? Log2ErrorOfRound(DegreeBounds bounds)
    {
        if (Missed(bounds.DivisorProduct.Total, bounds.DivisorProduct.Bits) > 0.5) return null;
        double log2 = 1 + Math.Log2(Missed(Math.Max(bounds.Total, 1), bounds.Bits));
        return log2 * MostRounds < Log2Wanted ? log2 : null;

        // Rounded up by a little more than doubles can be wrong by.
        static double Missed(double total, double bits) => 1.0001 * (total * Math.Pow(2, -61) + bits / 61 * Math.Pow(2, -55));
    }

    public static int Rounds(double log2ErrorOfRound) => (int)Math.Floor(Log2Wanted / log2ErrorOfRound) + 1;

    /// <exception cref="IdenticallyZeroDivisorException">Every draw had a pole.</exception>
    public static void Run(Statement claim, PointCheck check, int rounds, SeededRandom random)
    {
        for (int round = 0, poles = 0; round < rounds;)
        {
            using IDisposable modulus = PrimeField.Use(RandomPrime(random));
            Rational[] point = [.. claim.Variables.Select(_ => new Rational(random.Below(PrimeField.Modulus)))];
            if (check.IsDefinedAt<PrimeField>(point)) round++;
            else if (++poles > 20 + rounds)
                throw new IdenticallyZeroDivisorException($"{claim.Name}: a divisor is zero at {poles} random points modulo random primes.");
        }
    }

    public static ulong RandomPrime(SeededRandom random)
    {
        while (true)
        {
            ulong candidate = (1UL << 61) + random.Below(1UL << 61);
            if (Primality.IsPrime(candidate)) return candidate;
        }
    }
}
