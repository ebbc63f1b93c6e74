namespace DiffusionProofs.Numbers;

/// <summary>
/// Doubles below and above the exact results of + - * / sqrt: the nearest ones, wherever the rounding error is itself a
/// double and so tells the side on which the rounded result lies; else the next neighbour outward.
/// </summary>
/// <remarks>
/// Stands on IEEE 754 alone: rounding to nearest, and a fused multiply-add. Infinite bounds stand for "unbounded":
/// zero times infinity is zero, and no lower bound becomes +infinity, no upper bound -infinity.
/// </remarks>
static class DirectedRounding
{
    /// <summary>Below 2^-960 the error of a product or quotient may underflow.</summary>
    const double SafelyNormal = 1.0261342003245941e-289; // 2^-960

    public static double AddDown(double a, double b)
    {
        double sum = a + b;
        return SumError(a, b, sum) >= 0 ? sum : Math.BitDecrement(sum);
    }

    public static double AddUp(double a, double b)
    {
        double sum = a + b;
        return SumError(a, b, sum) <= 0 ? sum : Math.BitIncrement(sum);
    }

    /// <summary>a + b - sum, exactly (Knuth's TwoSum); NaN where something overflows.</summary>
    static double SumError(double a, double b, double sum)
    {
        double bVirtual = sum - a;
        return a - (sum - bVirtual) + (b - bVirtual);
    }

    public static double MultiplyDown(double a, double b)
    {
        if (a == 0 || b == 0) return 0;
        double product = a * b;
        if (IsSafe(product) && Math.FusedMultiplyAdd(a, b, -product) >= 0) return product;
        double below = Math.BitDecrement(product);
        return SameSign(a, b) ? Math.Max(0, below) : below;
    }

    public static double MultiplyUp(double a, double b) => -MultiplyDown(-a, b);

    public static double DivideDown(double a, double b)
    {
        if (a == 0) return 0;
        double quotient = a / b;
        // The exact quotient lies above the rounded one by rest / b.
        if (IsSafe(quotient) && IsSafe(a) && SignedAs(Math.FusedMultiplyAdd(-quotient, b, a), b) >= 0) return quotient;
        double below = Math.BitDecrement(quotient);
        return SameSign(a, b) ? Math.Max(0, below) : below;
    }

    public static double DivideUp(double a, double b) => -DivideDown(-a, b);

    public static double SqrtDown(double x)
    {
        double root = Math.Sqrt(x);
        return x == 0 || (IsSafe(x) && Math.FusedMultiplyAdd(-root, root, x) >= 0) ? root : Math.Max(0, Math.BitDecrement(root));
    }

    public static double SqrtUp(double x)
    {
        double root = Math.Sqrt(x);
        return x == 0 || (IsSafe(x) && Math.FusedMultiplyAdd(-root, root, x) <= 0) ? root : Math.BitIncrement(root);
    }

    /// <summary>x 2^n, x &gt; 0.</summary>
    public static double ScaleDown(double x, int n)
    {
        double scaled = Math.ScaleB(x, n);
        return IsSafe(scaled) ? scaled : Math.Max(0, Math.BitDecrement(scaled));
    }

    /// <inheritdoc cref="ScaleDown"/>
    public static double ScaleUp(double x, int n)
    {
        double scaled = Math.ScaleB(x, n);
        return IsSafe(scaled) ? scaled : Math.BitIncrement(scaled);
    }

    static bool IsSafe(double x) => Math.Abs(x) is >= SafelyNormal and < double.PositiveInfinity;
    static bool SameSign(double a, double b) => a > 0 == b > 0;
    static double SignedAs(double x, double sign) => sign > 0 ? x : -x;
}
