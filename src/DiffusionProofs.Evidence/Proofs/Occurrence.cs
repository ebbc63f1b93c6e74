using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Evidence;

/// <summary>The set of variables that a formula mentions, as bits.</summary>
readonly record struct Occurrence(BigInteger Variables) : ILogField<Occurrence>
{
    public static Occurrence Variable(int index) => new(BigInteger.One << index);

    public bool Mentions(int variable) => !(Variables >> variable).IsEven;

    public static Occurrence From(BigInteger n) => default;

    public static Occurrence operator +(Occurrence a, Occurrence b) => new(a.Variables | b.Variables);

    public static Occurrence operator -(Occurrence a, Occurrence b) => a + b;

    public static Occurrence operator *(Occurrence a, Occurrence b) => a + b;

    public static Occurrence operator /(Occurrence a, Occurrence b) => a + b;

    public static Occurrence operator -(Occurrence a) => a;

    public static Occurrence Log(Occurrence x) => x;
}
