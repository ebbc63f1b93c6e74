namespace DiffusionProofs.Numbers;

/// <summary>Doubles that would lose their digits where they are written as in the papers.</summary>
static class Accurately
{
    /// <summary>a d - b c within 1.5 ulps, whatever cancels: Kahan's method (Jeannerod, Louvet and Muller, Math. Comp. 2013).</summary>
    public static double DifferenceOfProducts(double a, double d, double b, double c)
    {
        double product = b * c, error = Math.FusedMultiplyAdd(-b, c, product);
        return Math.FusedMultiplyAdd(a, d, -product) + error;
    }

    /// <summary>x - log(1 + x) for x &gt; -1, relative error within 16 units of 2^-53: near 0 it is x^2/2, where the difference has no digits.</summary>
    /// <remarks>
    /// With z = x/(2 + x), log(1 + x) = 2 artanh z and x - 2z = x z; what remains is at most a sixth of x z, for |x| &lt;= 1/2. Beyond that the
    /// difference itself loses less than a factor of 5.
    /// </remarks>
    public static double MinusLog1p(double x)
    {
        if (Math.Abs(x) > 0.5) return x - Float64.Log1p(new(x)).Value;
        double z = x / (2 + x), square = z * z, power = z * square, sum = 0;
        for (int k = 3; k < 41; k += 2, power *= square) sum += power / k;
        return x * z - 2 * sum;
    }
}
