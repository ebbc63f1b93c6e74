using System.Numerics;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Fractions of any size as non-negative values of a certificate, which takes integers of 32 bits.</summary>
static class PositiveFraction
{
    const int Radix = 1 << 30;

    /// <exception cref="ArgumentOutOfRangeException">The fraction is negative: the certificate's reason is false.</exception>
    public static NonNegative<T> Of<T>(Rational x) where T : IField<T> => Of<T>(x.Numerator) / Of<T>(x.Denominator);

    static NonNegative<T> Of<T>(BigInteger n) where T : IField<T> =>
        n < Radix ? NonNegative<T>.Of((int)n) : Of<T>(n / Radix) * NonNegative<T>.Of(Radix) + NonNegative<T>.Of((int)(n % Radix));
}
