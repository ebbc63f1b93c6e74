namespace DiffusionProofs.Tests.Numbers;

/// <summary>Doubles from a stated seed: the everyday, and the whole range of exponents.</summary>
static class Doubles
{
    /// <summary>Finite doubles of either sign with every bit pattern equally likely, so mostly very large or very small.</summary>
    public static IEnumerable<double> AnyFinite(int seed, int count)
    {
        var random = new Random(seed);
        for (int i = 0; i < count;)
        {
            double x = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(x)) continue;
            i++;
            yield return x;
        }
    }

    /// <summary>Magnitudes from 2^least to 2^most, evenly spread in the logarithm, of either sign.</summary>
    public static IEnumerable<double> Spread(int seed, int count, int least, int most)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
            yield return Math.ScaleB(1 + random.NextDouble(), random.Next(least, most)) * (random.Next(2) == 0 ? 1 : -1);
    }
}
