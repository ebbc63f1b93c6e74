using System.Numerics;
using DiffusionProofs.Numbers;
using FsCheck.Xunit;

namespace DiffusionProofs.Tests.Numbers;

[Properties(MaxTest = 200, Replay = "20261124,1234567891")]
public class PrimeFieldTests
{
    // The first prime above 2^61 and the last below 2^63, found by a search in Python with its own integers.
    const ulong First = 2305843009213693967, Last = 9223372036854775783;

    [Property]
    public bool Residues_obey_the_laws_of_a_field(ulong i, ulong j, ulong k)
    {
        using IDisposable use = PrimeField.Use(i % 2 == 0 ? First : Last);
        PrimeField a = Large(i), b = Large(j), c = Large(k), zero = PrimeField.From(0);
        return a + b == b + a && a * b == b * a && a + (b + c) == a + b + c && a * (b * c) == a * b * c
            && a * (b + c) == a * b + a * c && a - a == zero && a + -a == zero && (b == zero || a / b * b == a);

        static PrimeField Large(ulong n) => PrimeField.From((BigInteger)n * n * n * 0x9E3779B97F4A7C15 - n);
    }

    [Property]
    public bool Residues_agree_with_big_integers(ulong i, ulong j)
    {
        using IDisposable use = PrimeField.Use(Last);
        BigInteger a = (BigInteger)i * 0x9E3779B97F4A7C15, b = (BigInteger)j * 0xBF58476D1CE4E5B9 + 1;
        return (PrimeField.From(a) * PrimeField.From(b)).Residue == a * b % Last && (PrimeField.From(a) + PrimeField.From(b)).Residue == (a + b) % Last
            && (PrimeField.From(a) - PrimeField.From(b)).Residue == ((a - b) % Last + Last) % Last;
    }

    [Fact]
    public void Zero_has_no_inverse()
    {
        using IDisposable use = PrimeField.Use(First);
        Assert.Throws<DivideByZeroException>(() => PrimeField.From(1) / PrimeField.From(First));
    }

    [Fact]
    public async Task The_modulus_flows_with_the_asynchronous_call_and_ends_with_its_scope()
    {
        using (PrimeField.Use(First))
        {
            await Task.Yield();
            Assert.Equal(First, PrimeField.Modulus);
            using (PrimeField.Use(Last)) Assert.Equal(Last, await Task.Run(() => PrimeField.Modulus));
            Assert.Equal(First, PrimeField.Modulus);
        }

        Assert.Throws<InvalidOperationException>(() => PrimeField.Modulus);
    }

    [Fact]
    public void A_modulus_that_is_composite_or_too_small_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PrimeField.Use(First + 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrimeField.Use(1_000_000_007));
    }

    [Fact]
    public void Primes_below_a_thousand_are_those_of_the_sieve()
    {
        bool[] composite = new bool[1000];
        for (int i = 2; i < 1000; i++)
            for (int j = 2 * i; j < 1000; j += i) composite[j] = true;
        Assert.All(Enumerable.Range(2, 998), n => Assert.Equal(!composite[n], Primality.IsPrime((ulong)n)));
    }

    // Strong pseudoprimes to many small bases (OEIS A014233), a square of a prime, and a product of two large primes.
    [Theory]
    [InlineData(3215031751UL)]
    [InlineData(3474749660383UL)]
    [InlineData(341550071728321UL)]
    [InlineData(3825123056546413051UL)]
    [InlineData(4611686014132420609UL)]
    [InlineData(4611686039902224373UL)]
    public void Pseudoprimes_are_found_out(ulong n) => Assert.False(Primality.IsPrime(n));

    [Theory]
    [InlineData(2305843009213693951UL)]
    [InlineData(18446744073709551557UL)]
    public void Large_primes_are_prime(ulong n) => Assert.True(Primality.IsPrime(n));
}
