using static DiffusionProofs.Numbers.DirectedRounding;

namespace DiffusionProofs.Numbers;

// exp and log: the argument is reduced with an enclosed log 2; the first terms of the Taylor series are evaluated in
// interval arithmetic, the small rest in doubles with a bound on its rounding and remainder. sin, cos and erf: from BigReal.
// All but sin and cos increase, so two points decide an interval.
public readonly partial record struct Interval
{
    /// <summary>The digits asked of <see cref="BigReal"/>: far beyond a double's 17.</summary>
    const int InnerDigits = 30;

    /// <summary>log 2 cut to 32 bits after the point, so that its products with |k| &lt; 2^12 are exact, and the rest, enclosed.</summary>
    static readonly double Log2High = Math.Floor(Math.ScaleB(0.69314718055994531, 32)) / Math.ScaleB(1, 32);
    static readonly Interval Log2Low = Enclosed(() => BigReal.Log(2) - BigReal.FromDouble(Log2High));

    // Coefficients of the tails below: 1/(n+3)! and 1/(2n+3), rounded.
    static readonly double[] ExpTail = [.. Enumerable.Range(0, 14).Select(n => 1.0 / Enumerable.Range(2, n + 2).Aggregate(1L, (p, i) => p * i))];
    static readonly double[] LogTail = [.. Enumerable.Range(0, 11).Select(n => 1.0 / ((2 * n) + 3))];

    public static Interval Pi { get; } = Enclosed(() => BigReal.Pi);

    /// <summary>
    /// A power series over a narrow interval: its polynomial by Horner's rule in plain doubles at a point inside, widened
    /// by <paramref name="error"/> for rounding and remainder and by <paramref name="slope"/> times the width.
    /// </summary>
    static Interval Series(double[] coefficients, Interval x, double error, double slope)
    {
        double at = x.Midpoint, sum = coefficients[^1];
        for (int n = coefficients.Length - 2; n >= 0; n--) sum = (sum * at) + coefficients[n];
        double radius = error + (slope * x.Width);
        return new(AddDown(sum, -radius), AddUp(sum, radius));
    }

    static Interval Increasing(Interval x, Func<double, Interval> at) =>
        x.Lower == x.Upper ? at(x.Lower) : new(at(x.Lower).Lower, at(x.Upper).Upper);

    public static Interval Exp(Interval x) => Increasing(x, ExpAt);

    static Interval ExpAt(double x)
    {
        if (x > 709.79) return new(double.MaxValue, double.PositiveInfinity); // log of the largest double is 709.782...
        if (x < -745.2) return new(0, double.Epsilon); // log of the least is -744.44...
        double k = Math.Round(x * 1.4426950408889634);
        Interval r = Point(x) - Point(k * Log2High) - (Point(k) * Log2Low);
        Interval exp = One + SmallExpm1(r);
        return new(ScaleDown(exp.Lower, (int)k), ScaleUp(exp.Upper, (int)k));
    }

    /// <summary>exp(r) - 1 = r (1 + r (1/2 + r t)), t = sum_n r^n / (n+3)!, for a narrow r within [-1/2, 1/2].</summary>
    static Interval SmallExpm1(Interval r)
    {
        // 26 operations and rounded coefficients cost at most 27.01 2^-53 sum |r|^n/(n+3)! <= 27.01 2^-53 0.1898 < 5.7e-16
        // (Higham 2002, eq. 5.3), the terms left out less than 2e-19; the slope of t is below 0.053.
        Interval t = Series(ExpTail, r, error: 5.8e-16, slope: 0.06);
        return r * (One + (r * (Half + (r * t))));
    }

    static Interval Half => new(0.5, 0.5);

    /// <inheritdoc cref="IRealField{T}.Expm1"/>
    public static Interval Expm1(Interval x) => Increasing(x, Expm1At);

    static Interval Expm1At(double x) => Math.Abs(x) <= 0.5 ? SmallExpm1(Point(x)) : ExpAt(x) - One;

    public static Interval Tanh(Interval x) => Increasing(x, TanhAt);

    static Interval TanhAt(double x)
    {
        // tanh|x| = t / (2 - t) with t = 1 - exp(-2|x|), which cannot overflow.
        Interval t = -Expm1At(-2 * Math.Abs(x));
        Interval tanh = t / (Point(2) - t);
        tanh = new(Math.Max(0, tanh.Lower), Math.Min(1, tanh.Upper));
        return x < 0 ? -tanh : tanh;
    }

    /// <inheritdoc/>
    public static Interval Log(Interval x) => x.Lower > 0
        ? Increasing(x, LogAt)
        : throw new ArgumentOutOfRangeException(nameof(x), $"The logarithm needs an interval of positive numbers, but was given {x}.");

    static Interval LogAt(double x)
    {
        if (double.IsPositiveInfinity(x)) return new(double.MaxValue, x); // an upper bound that is unbounded; only Upper is read
        int k = Math.ILogB(x);
        double z = Math.ScaleB(x, -k);
        if (z > 1.41) (z, k) = (z / 2, k + 1);
        Interval fromOne = Point(z) - One, log = LogFromOne(fromOne);
        return k == 0 ? log : Point(k * Log2High) + ((Point(k) * Log2Low) + log);
    }

    /// <summary>log(1 + f) = 2 s (1 + u t), s = f / (2 + f), u = s^2 &lt;= 0.03, t = sum_n u^n / (2n+3), for -0.295 &lt;= f &lt;= 0.415.</summary>
    static Interval LogFromOne(Interval f)
    {
        Interval s = f / (Point(2) + f), u = Square(s);
        // As above: 21.01 2^-53 sum u^n/(2n+3) <= 21.01 2^-53 0.3396 < 8e-16, the terms left out less than 1e-18, the slope below 0.21.
        Interval t = Series(LogTail, u, error: 8.1e-16, slope: 0.25);
        return (s + s) * (One + (u * t));
    }

    /// <inheritdoc cref="IRealField{T}.Log1p"/>
    public static Interval Log1p(Interval x) => x.Lower > -1
        ? Increasing(x, Log1pAt)
        : throw new ArgumentOutOfRangeException(nameof(x), $"log(1 + x) needs an interval above -1, but was given {x}.");

    static Interval Log1pAt(double x) =>
        Math.Abs(x) <= 0.25 ? LogFromOne(Point(x))
        : x > 1e18 ? LogAt(x) + new Interval(0, 1e-18) // log(1 + x) - log x < 1/x, and 1 + x may overflow
        : Log(One + Point(x));

    public static Interval Erf(Interval x) => Increasing(x, at =>
        double.IsInfinity(at) ? Point(Math.Sign(at)) : FromBall(BigReal.Erf, at));

    public static Interval Cos(Interval x) => Wave(x, BigReal.Cos, x / Pi);
    public static Interval Sin(Interval x) => Wave(x, BigReal.Sin, (x / Pi) - Half);

    /// <summary>A function of values from -1 to 1 that turns where <paramref name="turns"/> is an integer: at 1 if even, at -1 if odd.</summary>
    static Interval Wave(Interval x, Func<BigReal, BigReal> function, Interval turns)
    {
        const double largest = 1L << 50;
        double first = Math.Ceiling(turns.Lower), last = Math.Floor(turns.Upper);
        if (!(Math.Abs(first) < largest && Math.Abs(last) < largest) || last > first) return new(-1, 1);
        Interval ends = Hull(FromBall(function, x.Lower), FromBall(function, x.Upper));
        if (last < first) return ends;
        return first % 2 == 0 ? new(ends.Lower, 1) : new(-1, ends.Upper);
    }

    static Interval FromBall(Func<BigReal, BigReal> function, double x)
    {
        Interval enclosed = Enclosed(() => function(BigReal.FromDouble(x)));
        return new(Math.Max(-1, enclosed.Lower), Math.Min(1, enclosed.Upper));
    }

    // At a precision of its own: an interval must not depend on the caller's, least of all a constant on its first user's.
    static Interval Enclosed(Func<BigReal> form)
    {
        using IDisposable scope = BigReal.WithPrecision(InnerDigits);
        return Enclosing(form());
    }
}
