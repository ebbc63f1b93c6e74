using static DiffusionProofs.Numbers.DirectedRounding;

namespace DiffusionProofs.Numbers;

// exp and log: the argument is reduced with an enclosed log 2, and a Taylor polynomial with an enclosed remainder is
// evaluated in interval arithmetic, so that its rounding errors are enclosed too. sin, cos and erf: from BigReal.
// All but sin and cos increase, so two points decide an interval.
public readonly partial record struct Interval
{
    /// <summary>The digits asked of <see cref="BigReal"/>: far beyond a double's 17.</summary>
    const int InnerDigits = 25;

    /// <summary>log 2 cut to 32 bits after the point, so that its products with |k| &lt; 2^12 are exact, and the rest, enclosed.</summary>
    static readonly double Log2High = Math.Floor(Math.ScaleB((double)BigReal.Log(2), 32)) / Math.ScaleB(1, 32);
    static readonly Interval Log2Low = Enclosing(BigReal.Log(2) - BigReal.FromDouble(Log2High));

    const int ExpTerms = 16, LogTerms = 12;
    static readonly Interval[] InverseFactorials = Table(ExpTerms, n => n == 0 ? One : One / From(Enumerable.Range(2, n).Aggregate(1L, (p, i) => p * i)));
    static readonly Interval[] InverseOdds = Table(LogTerms, n => One / From((2 * n) + 1));

    /// <summary>sum_(n >= 16) |r|^n / (n+1)! &lt;= 2^-16/17! (1 + 1/35) &lt; 5e-20 for |r| &lt;= 1/2.</summary>
    static readonly Interval ExpRest = new(-5e-20, 5e-20);

    /// <summary>sum_(n >= 12) u^n / (2n+1) &lt;= u^12/25/(1 - u) &lt; 2.2e-20 for 0 &lt;= u &lt;= 0.03.</summary>
    static readonly Interval LogRest = new(0, 2.2e-20);

    public static Interval Pi { get; } = Enclosing(BigReal.Pi);

    static Interval[] Table(int count, Func<int, Interval> entry) => [.. Enumerable.Range(0, count).Select(entry)];

    static Interval Polynomial(Interval[] coefficients, Interval x)
    {
        Interval sum = coefficients[^1];
        for (int n = coefficients.Length - 2; n >= 0; n--) sum = (sum * x) + coefficients[n];
        return sum;
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

    /// <summary>exp(r) - 1 = r (1 + r/2! + r^2/3! + ...) for |r| &lt;= 1/2.</summary>
    static Interval SmallExpm1(Interval r) => r * (Polynomial(InverseFactorials, r) + ExpRest);

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

    /// <summary>log(1 + f) = 2 s (1 + u/3 + u^2/5 + ...), s = f / (2 + f), u = s^2 &lt;= 0.03, for -0.295 &lt;= f &lt;= 0.415.</summary>
    static Interval LogFromOne(Interval f)
    {
        Interval s = f / (Point(2) + f), series = Polynomial(InverseOdds, Square(s)) + LogRest;
        return s * (series + series);
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
    public static Interval Sin(Interval x) => Wave(x, BigReal.Sin, (x / Pi) - new Interval(0.5, 0.5));

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
        using IDisposable scope = BigReal.WithPrecision(InnerDigits);
        Interval enclosed = Enclosing(function(BigReal.FromDouble(x)));
        return new(Math.Max(-1, enclosed.Lower), Math.Min(1, enclosed.Upper));
    }
}
