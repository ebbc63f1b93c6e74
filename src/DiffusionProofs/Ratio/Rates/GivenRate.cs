using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Rates that somebody gives, whatever their structure; the exponential is a series with its remainder enclosed.</summary>
public sealed class GivenRate : IRateMatrix
{
    const double MostEvents = 500;

    readonly Rational[][] rates;
    readonly bool[][] reached;

    /// <param name="rates">
    /// [V][V], V >= 2: off the diagonal finite and not negative. Rows sum to 0, up to one rounding of each entry to float32; the diagonal is then taken to be minus the rest.
    /// </param>
    public GivenRate(double[][] rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        int size = rates.Length;
        if (size < 2) throw new ArgumentException($"rates must be of at least 2 categories, was of {size}.", nameof(rates));
        if (Array.FindIndex(rates, row => row.Length != size) is >= 0 and var ragged)
            throw new ArgumentException($"rates must be square, had {size} rows and {rates[ragged].Length} entries in row {ragged}.", nameof(rates));
        for (int x = 0; x < size; x++)
        {
            for (int y = 0; y < size; y++)
                if (!double.IsFinite(rates[x][y]) || x != y && rates[x][y] < 0)
                    throw new ArgumentException(FormattableString.Invariant($"rates must be finite, and not negative off the diagonal; rates[{x}][{y}] was {rates[x][y]}."), nameof(rates));
            double sum = rates[x].Sum();
            if (Math.Abs(sum) > rates[x].Sum(Math.Abs) * Math.ScaleB(1, -24))
                throw new ArgumentException(FormattableString.Invariant($"rates must have rows that sum to 0, row {x} summed to {sum}."), nameof(rates));
        }
        this.rates = [.. rates.Select((row, x) => row.Select((rate, y) => x == y ? 0 : Rational.FromDouble(rate)).ToArray())];
        for (int x = 0; x < size; x++) this.rates[x][x] = -this.rates[x].Sum();
        reached = Closure([.. rates.Select((row, x) => row.Select((rate, y) => x == y || rate > 0).ToArray())]);
    }

    public int Categories => rates.Length;

    /// <summary>The largest rate at which a category is left.</summary>
    public double Fastest => rates.Select((row, x) => (-row[x]).ToDouble()).Max();

    public T[][] Rate<T>() where T : IField<T> => In<T>(rates);

    /// <summary>exp(sigma Q), [V,V], enclosed.</summary>
    /// <param name="sigma">0 or more, and at most 500/<see cref="Fastest"/>: beyond, a double cannot hold the probability of no change.</param>
    public T[][] Transition<T>(double sigma) where T : IRealField<T> => Uniformised<T>(sigma, Uniformisation.Exponential);

    /// <summary>exp(-sigma Q), [V,V], enclosed; digits cancel, about 0.9 sigma <see cref="Fastest"/> of them.</summary>
    /// <inheritdoc cref="Transition"/>
    public T[][] Inverse<T>(double sigma) where T : IRealField<T> => Uniformised<T>(sigma, Uniformisation.Inverse);

    public bool Reaches(int from, int to) => reached[from][to];

    T[][] IContinuousNoise.Cumulative<T>(double rate) => Transition<T>(rate);

    T[][] Uniformised<T>(double sigma, Func<T[][], T, int, T[][]> exponential) where T : IRealField<T>
    {
        if (!(sigma >= 0 && sigma * Fastest <= MostEvents))
            throw new ArgumentOutOfRangeException(nameof(sigma), FormattableString.Invariant($"sigma must be from 0 to {MostEvents / Fastest:R}, was {sigma:R}."));
        Rational fastest = rates.Select((row, x) => -row[x]).Max();
        Rational[][] events = [.. rates.Select((row, x) => row.Select((rate, y) => x == y ? rate + fastest : rate).ToArray())];
        T exact = T.FromDouble(sigma);
        return exponential(LinearAlgebra.Scale(exact, In<T>(events)), exact * fastest.In<T>(), Uniformisation.Terms(sigma * Fastest, BigReal.Digits));
    }

    static T[][] In<T>(Rational[][] matrix) where T : IField<T> => [.. matrix.Select(row => row.Select(rate => rate.In<T>()).ToArray())];

    static bool[][] Closure(bool[][] steps)
    {
        for (int through = 0; through < steps.Length; through++)
            foreach (bool[] row in steps)
                for (int to = 0; to < steps.Length; to++) row[to] |= row[through] && steps[through][to];
        return steps;
    }
}
