namespace DiffusionProofs.TestVectors;

/// <summary>
/// Random inputs for cases: the same on every machine and runtime for the same seed (SplitMix64), and of at most twelve
/// significant bits, so that they are exact in float32 and short in a file.
/// </summary>
public sealed class CaseRandom(ulong seed)
{
    const double TwoToMinus53 = 1.0 / (1L << 53);

    ulong state = seed;

    /// <summary>A stream of its own for a form, so that a new form changes no other's cases.</summary>
    public static CaseRandom For(string form, ulong seed)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in form) hash = (hash ^ letter) * 1099511628211;
        return new CaseRandom(hash ^ seed * 0x9E3779B97F4A7C15);
    }

    ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Integer(int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return least + (int)(Next() % (ulong)(most - least + 1));
    }

    /// <summary>Between the two, never 0.</summary>
    public double Real(double least, double most)
    {
        for (; ; )
        {
            double x = Short(least + (most - least) * (Next() >> 11) * TwoToMinus53);
            if (x != 0 && x >= least && x <= most) return x;
        }
    }

    /// <summary>Between the two, evenly in the logarithm, and neither 1 nor 0.5, at which squares and halves hide.</summary>
    public double Scale(double least, double most)
    {
        for (; ; )
        {
            double x = Short(least * Math.Exp(Math.Log(most / least) * (Next() >> 11) * TwoToMinus53));
            if (x is not (1 or 0.5) && x >= least && x <= most) return x;
        }
    }

    public double[] Vector(int n, double least, double most) => Enumerable.Range(0, n).Select(_ => Real(least, most)).ToArray();

    public double[][] Matrix(int rows, int columns, double least, double most) =>
        Enumerable.Range(0, rows).Select(_ => Vector(columns, least, most)).ToArray();

    public T Choice<T>(IReadOnlyList<T> from) => from[Integer(0, from.Count - 1)];

    /// <summary>Cut to twelve significant bits.</summary>
    static double Short(double x)
    {
        if (x == 0) return 0;
        double unit = Math.ScaleB(1, Math.ILogB(x) - 11);
        return Math.Round(x / unit) * unit;
    }
}
