using System.Numerics;

namespace DiffusionProofs.Numbers;

/// <summary>The integers modulo a prime between 2^61 and 2^63, which <see cref="Use"/> sets for what runs inside it.</summary>
public readonly record struct PrimeField : IField<PrimeField>
{
    public const ulong LeastModulus = 1UL << 61;
    public const ulong GreatestModulus = 1UL << 63;

    static readonly AsyncLocal<ulong> ambient = new();

    PrimeField(ulong residue) => Residue = residue;

    public ulong Residue { get; }

    /// <summary>The prime in use.</summary>
    /// <exception cref="InvalidOperationException">None is in use.</exception>
    public static ulong Modulus => ambient.Value is var p and not 0
        ? p
        : throw new InvalidOperationException("No modulus is in use: compute inside `using (PrimeField.Use(prime))`.");

    /// <summary>Sets the modulus until the result is disposed, for this flow of control and those it starts.</summary>
    public static IDisposable Use(ulong prime)
    {
        if (prime is < LeastModulus or >= GreatestModulus || !Primality.IsPrime(prime))
            throw new ArgumentOutOfRangeException(nameof(prime), $"prime must be a prime number from 2^61 to 2^63; it was {prime}.");
        return new Scope(prime);
    }

    public static PrimeField From(BigInteger n)
    {
        BigInteger residue = BigInteger.Remainder(n, Modulus);
        return new((ulong)(residue.Sign < 0 ? residue + Modulus : residue));
    }

    public static PrimeField operator +(PrimeField a, PrimeField b)
    {
        ulong sum = a.Residue + b.Residue;
        return new(sum >= Modulus ? sum - Modulus : sum);
    }

    public static PrimeField operator -(PrimeField a, PrimeField b) =>
        new(a.Residue >= b.Residue ? a.Residue - b.Residue : a.Residue + (Modulus - b.Residue));

    public static PrimeField operator *(PrimeField a, PrimeField b) => new(Primality.ModularProduct(a.Residue, b.Residue, Modulus));

    public static PrimeField operator /(PrimeField a, PrimeField b)
    {
        if (b.Residue == 0) throw new DivideByZeroException($"Zero has no inverse modulo {Modulus}.");
        return a * new PrimeField(Primality.ModularPower(b.Residue, Modulus - 2, Modulus));
    }

    public static PrimeField operator -(PrimeField a) => default(PrimeField) - a;

    public override string ToString() => $"{Residue}";

    sealed class Scope : IDisposable
    {
        readonly ulong previous = ambient.Value;

        public Scope(ulong prime) => ambient.Value = prime;

        public void Dispose() => ambient.Value = previous;
    }
}
