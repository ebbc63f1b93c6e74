namespace DiffusionProofs.Numbers;

/// <summary>A product of powers of variables, by exponent; trailing zeros are not stored, so that equal products are equal arrays.</summary>
readonly struct Monomial : IEquatable<Monomial>, IComparable<Monomial>
{
    readonly int[]? exponents;
    readonly int hash;

    Monomial(int[] exponents)
    {
        int length = exponents.Length;
        while (length > 0 && exponents[length - 1] == 0) length--;
        if (length == 0) return;
        this.exponents = length == exponents.Length ? exponents : exponents[..length];
        foreach (int exponent in this.exponents)
        {
            Degree += exponent;
            hash = unchecked(hash * 31 + exponent + 1);
        }
    }

    public static Monomial One => default;

    public int Degree { get; }

    public int Variables => exponents?.Length ?? 0;

    public int this[int variable] => variable < Variables ? exponents![variable] : 0;

    public static Monomial Power(int variable, int exponent)
    {
        int[] exponents = new int[variable + 1];
        exponents[variable] = exponent;
        return new(exponents);
    }

    public static Monomial operator *(Monomial a, Monomial b)
    {
        if (a.exponents is null) return b;
        if (b.exponents is null) return a;
        int[] sum = new int[Math.Max(a.Variables, b.Variables)];
        for (int i = 0; i < sum.Length; i++) sum[i] = checked(a[i] + b[i]);
        return new(sum);
    }

    public bool Divides(Monomial other)
    {
        if (Variables > other.Variables) return false;
        for (int i = 0; i < Variables; i++)
            if (this[i] > other[i]) return false;
        return true;
    }

    /// <summary>this / divisor, for a divisor that divides it.</summary>
    public Monomial DividedBy(Monomial divisor)
    {
        if (divisor.exponents is null) return this;
        int[] difference = [.. exponents!];
        for (int i = 0; i < divisor.Variables; i++) difference[i] -= divisor[i];
        return new(difference);
    }

    public Monomial Without(int variable)
    {
        if (this[variable] == 0) return this;
        int[] rest = [.. exponents!];
        rest[variable] = 0;
        return new(rest);
    }

    public static Monomial GreatestCommonDivisor(Monomial a, Monomial b)
    {
        int[] least = new int[Math.Min(a.Variables, b.Variables)];
        for (int i = 0; i < least.Length; i++) least[i] = Math.Min(a[i], b[i]);
        return new(least);
    }

    /// <summary>The order of printing: low degrees first, then earlier variables first. It is compatible with products.</summary>
    public int CompareTo(Monomial other)
    {
        if (Degree != other.Degree) return Degree.CompareTo(other.Degree);
        for (int i = 0; i < Math.Max(Variables, other.Variables); i++)
            if (this[i] != other[i]) return other[i].CompareTo(this[i]);
        return 0;
    }

    public bool Equals(Monomial other) =>
        hash == other.hash && Degree == other.Degree && exponents.AsSpan().SequenceEqual(other.exponents);

    public override bool Equals(object? obj) => obj is Monomial other && Equals(other);

    public override int GetHashCode() => hash;

    public string ToString(Func<int, string> name)
    {
        Monomial self = this;
        return string.Join('*', Enumerable.Range(0, Variables).Where(i => self[i] > 0)
            .Select(i => self[i] == 1 ? name(i) : $"{name(i)}^{self[i]}"));
    }
}
