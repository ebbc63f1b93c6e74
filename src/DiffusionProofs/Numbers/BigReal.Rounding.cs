using System.Numerics;

namespace DiffusionProofs.Numbers;

public readonly partial struct BigReal
{
    /// <summary>The precision at which <see cref="Evaluate"/> gives up unless told.</summary>
    public const int MaxDigits = 1920;

    /// <summary>
    /// The double to which every number of the ball rounds (ties to even, subnormals and infinities included);
    /// false if the ball straddles two of them.
    /// </summary>
    /// <remarks>A ball that has zero inside and that rounds to zero as a whole gives +0.</remarks>
    public bool TryRound(out double rounded) => TryRound(BinaryFormat.Double, out rounded);

    /// <inheritdoc cref="TryRound(out double)"/>
    public bool TryRoundToSingle(out float rounded)
    {
        bool decided = TryRound(BinaryFormat.Single, out double exact);
        rounded = (float)exact;
        return decided;
    }

    bool TryRound(BinaryFormat format, out double rounded)
    {
        double lower = format.Round(Lower), upper = format.Round(Upper);
        rounded = lower == 0 && Lower.Sign * Upper.Sign < 0 ? 0 : upper;
        return lower == upper;
    }

    /// <summary>The double nearest to the midpoint, whatever the radius.</summary>
    public static explicit operator double(BigReal x) => BinaryFormat.Double.Round(x.midpoint);

    /// <summary>The largest double below and the least double above the whole ball; infinite where there is none.</summary>
    internal (double Lower, double Upper) EnclosingDoubles() => (-Above(-Lower), Above(Upper));

    static double Above(Dyadic x)
    {
        double nearest = BinaryFormat.Double.Round(x);
        if (double.IsInfinity(nearest)) return nearest > 0 ? nearest : double.MinValue;
        return Dyadic.Of(nearest).CompareTo(x) < 0 ? Math.BitIncrement(nearest) : nearest;
    }

    /// <summary>
    /// The correctly rounded value of a form: computed with 60 digits, 120, 240 and so on, until both ends of the ball
    /// round to the same double.
    /// </summary>
    /// <exception cref="ArithmeticException">Undecided at <paramref name="maxDigits"/>: the value is, or is too close to, a point halfway between doubles.</exception>
    public static double Evaluate(Func<BigReal> form, int maxDigits = MaxDigits) =>
        EvaluateAll(() => [form()], maxDigits)[0];

    /// <inheritdoc cref="Evaluate"/>
    public static float EvaluateSingle(Func<BigReal> form, int maxDigits = MaxDigits) =>
        (float)Decide(() => [form()], BinaryFormat.Single, maxDigits)[0];

    /// <summary>The correctly rounded values of a form with several results.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public static double[] EvaluateAll(Func<IReadOnlyList<BigReal>> form, int maxDigits = MaxDigits) =>
        Decide(form, BinaryFormat.Double, maxDigits);

    static double[] Decide(Func<IReadOnlyList<BigReal>> form, BinaryFormat format, int maxDigits)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDigits, DefaultDigits);
        for (int digits = DefaultDigits; ; digits *= 2)
        {
            bool last = 2L * digits > maxDigits;
            using IDisposable scope = WithPrecision(digits);
            try
            {
                IReadOnlyList<BigReal> balls = form();
                var rounded = new double[balls.Count];
                int undecided = -1;
                for (int i = 0; i < rounded.Length && undecided < 0; i++)
                    if (!balls[i].TryRound(format, out rounded[i])) undecided = i;
                if (undecided < 0) return rounded;
                if (last)
                    throw new ArithmeticException(
                        $"Result {undecided} is still undecided at {digits} digits: {balls[undecided]} straddles two floating-point numbers.");
            }
            catch (Exception e) when (!last && e is DivideByZeroException or ArgumentOutOfRangeException)
            {
                // A divisor or argument that only seems to reach zero: more digits may tell.
            }
        }
    }

    /// <summary>
    /// An upper bound of the distance between x and the numbers of the ball, in units of the distance between doubles at
    /// the ball's midpoint. Zero for an infinity to which the whole ball rounds; NaN and other infinities are infinitely wrong.
    /// </summary>
    public double UlpError(double x) => UlpError(x, BinaryFormat.Double);

    /// <summary>As <see cref="UlpError(double)"/>, in units of the distance between floats.</summary>
    public double UlpErrorSingle(float x) => UlpError(x, BinaryFormat.Single);

    double UlpError(double x, BinaryFormat format)
    {
        if (!double.IsFinite(x)) return TryRound(format, out double rounded) && rounded.Equals(x) ? 0 : double.PositiveInfinity;
        BigReal distance = Add(FromDouble(x), -this, Bits);
        long ulp = format.UlpExponent(midpoint.Sign == 0 ? long.MinValue / 2 : midpoint.Top);
        return UpperSize(distance).InUnitsOf(ulp);
    }
}
