namespace DiffusionProofs.Numbers;

/// <summary>Integer constants beside field values, so that <c>(a - b) / (1 - b) * (1 - a) + 2 * a</c> compiles generically.</summary>
public static class FieldOperators
{
    extension<T>(T) where T : IField<T>
    {
        public static T operator +(int n, T a) => T.From(n) + a;
        public static T operator -(int n, T a) => T.From(n) - a;
        public static T operator *(int n, T a) => T.From(n) * a;
        public static T operator /(int n, T a) => T.From(n) / a;
        public static T operator +(T a, int n) => a + T.From(n);
        public static T operator -(T a, int n) => a - T.From(n);
        public static T operator *(T a, int n) => a * T.From(n);
        public static T operator /(T a, int n) => a / T.From(n);
    }

    extension<T>(T x) where T : IField<T>
    {
        /// <summary>x x.</summary>
        public T Squared() => T.Square(x);

        /// <summary>x multiplied n times by itself, n &gt;= 0; the empty product is one.</summary>
        public T Power(int n)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(n);
            T product = T.One;
            for (int i = 0; i < n; i++) product *= x;
            return product;
        }
    }

    /// <summary>The sum, in order; of no terms, zero.</summary>
    public static T Sum<T>(this IEnumerable<T> terms) where T : IField<T>
    {
        using IEnumerator<T> each = terms.GetEnumerator();
        if (!each.MoveNext()) return T.Zero;
        T sum = each.Current;
        while (each.MoveNext()) sum += each.Current;
        return sum;
    }
}
