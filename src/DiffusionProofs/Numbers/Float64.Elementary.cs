namespace DiffusionProofs.Numbers;

public readonly partial record struct Float64
{
    public static Float64 Pi => new(Math.PI);
    public static Float64 Exp(Float64 x) => new(Math.Exp(x.Value));
    public static Float64 Sin(Float64 x) => new(Math.Sin(x.Value));
    public static Float64 Cos(Float64 x) => new(Math.Cos(x.Value));

    /// <inheritdoc/>
    public static Float64 Log(Float64 x) => x.Value <= 0
        ? throw new ArgumentOutOfRangeException(nameof(x), x.Value, "The logarithm needs a positive number.")
        : new(Math.Log(x.Value));

    public static Float64 Sqrt(Float64 x) => x.Value < 0
        ? throw new ArgumentOutOfRangeException(nameof(x), x.Value, "The square root needs a number that is not negative.")
        : new(Math.Sqrt(x.Value));

    /// <inheritdoc cref="IRealField{T}.Expm1"/>
    public static Float64 Expm1(Float64 x) => new(Expm1(x.Value));

    /// <inheritdoc cref="IRealField{T}.Log1p"/>
    public static Float64 Log1p(Float64 x)
    {
        double v = x.Value;
        if (v <= -1) throw new ArgumentOutOfRangeException(nameof(x), v, "log(1 + x) needs x above -1.");
        // log(1 + x) = log(u) + log(1 + c/u), where u is 1 + x rounded and c what the rounding lost, exactly.
        double u = 1 + v, lost = v < 1 ? v - (u - 1) : 1 - (u - v);
        return new(double.IsInfinity(u) ? u : Math.Log(u) + (lost / u));
    }

    public static Float64 Tanh(Float64 x)
    {
        double u = Expm1(-2 * Math.Abs(x.Value));
        return new(Math.CopySign(u / (2 + u), x.Value));
    }

    static double Expm1(double x)
    {
        const int degree = 20; // 0.7^20 / 21! < 2^-75
        if (!(Math.Abs(x) < 0.7)) return Math.Exp(x) - 1;
        double sum = 1;
        for (int n = degree; n > 2; n--) sum = 1 + (x / n * sum);
        return x + (x * x / 2 * sum);
    }

    /// <summary>erf(x) = 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
    public static Float64 Erf(Float64 x)
    {
        double size = Math.Abs(x.Value);
        if (double.IsNaN(size)) return x;
        return new(Math.CopySign(size < 1 ? ErfSeries(size) : size < 6 ? 1 - Erfc(size) : 1, x.Value));
    }

    /// <summary>2/sqrt(pi) sum_n (-1)^n x^(2n+1) / (n! (2n+1)), for 0 &lt;= x &lt; 1.</summary>
    static double ErfSeries(double x)
    {
        const int degree = 22; // 1/22! / 45 < 2^-75
        const double twoOverRootPi = 1.1283791670955126, lostByRounding = 1.533545961316588e-17;
        double sum = 0;
        for (int n = degree; n > 0; n--) sum = -x * x / n * ((1.0 / ((2 * n) + 1)) + sum);
        return (x * twoOverRootPi) + (x * (lostByRounding + (twoOverRootPi * sum)));
    }

    /// <summary>
    /// erfc(x) for 1 &lt;= x &lt; 6 by the trapezoidal rule with step 1/2 on x/pi exp(-x^2) int exp(-t^2)/(t^2 + x^2) dt, and the
    /// residue of the integrand's pole (Matta and Reichl, Math. Comp. 25, 1971); the rule's own error is near exp(-4 pi^2).
    /// </summary>
    static double Erfc(double x)
    {
        const double step = 0.5;
        double sum = 1 / (2 * x * x);
        for (int n = 1; n <= 12; n++) sum += Math.Exp(-n * n * step * step) / ((n * n * step * step) + (x * x));
        return (2 * step * x * Math.Exp(-x * x) / Math.PI * sum) - (2 / (Math.Exp(2 * Math.PI * x / step) - 1));
    }
}
