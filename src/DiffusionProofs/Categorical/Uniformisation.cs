using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>The exponential of a generator E - mean I, E without negative entries and with rows that sum to the mean: a Poisson number of events, each a step E/mean.</summary>
/// <remarks>What the series leaves out is enclosed by its geometric bound, so in a system of enclosures the matrix is enclosed.</remarks>
public static class Uniformisation
{
    /// <summary>exp(E - mean I), [K,K], as the mean over the number n of events of the n-th power of one event's step: nothing cancels.</summary>
    /// <param name="events">E, [K,K].</param>
    /// <param name="mean">The mean number of events, 0 or more.</param>
    /// <param name="terms">n up to this, above the mean; see <see cref="Terms"/>.</param>
    public static T[][] Exponential<T>(T[][] events, T mean, int terms) where T : IRealField<T>
    {
        T none = T.Exp(-mean), half = none * Remainder(mean, terms) / 2;
        return [.. Series(events, terms).Select(row => row.Select(entry => T.Within(none * entry + half, half)).ToArray())];
    }

    /// <summary>exp(mean I - E), [K,K], the inverse of <see cref="Exponential"/>. Its terms alternate, and about 0.9 digits cancel for each event in the mean.</summary>
    /// <inheritdoc cref="Exponential"/>
    public static T[][] Inverse<T>(T[][] events, T mean, int terms) where T : IRealField<T>
    {
        // The powers of -E are those of E but for their sign, so the same bound holds on both sides of 0.
        T grown = T.Exp(mean), rest = grown * Remainder(mean, terms);
        return [.. Series(LinearAlgebra.Scale(-T.One, events), terms).Select(row => row.Select(entry => T.Within(grown * entry, rest)).ToArray())];
    }

    /// <summary>Enough terms for what is left out to be below 10^-digits.</summary>
    public static int Terms(double mean, int digits)
    {
        double log = 0;
        int n = 0;
        while (n < 2 * mean + 2 || log > -digits * Math.Log(10)) log += Math.Log(mean / ++n);
        return n;
    }

    static T[][] Series<T>(T[][] events, int terms) where T : IField<T>
    {
        T[][] power = LinearAlgebra.Identity<T>(events.Length), sum = power;
        for (int n = 1; n <= terms; n++)
        {
            power = [.. LinearAlgebra.Multiply(power, events).Select(row => LinearAlgebra.Scale(T.One / n, row))];
            sum = LinearAlgebra.Add(sum, power);
        }
        return sum;
    }

    /// <summary>More than the sum of mean^n/n! past the terms.</summary>
    static T Remainder<T>(T mean, int terms) where T : IRealField<T>
    {
        T weight = T.One;
        for (int n = 1; n <= terms + 1; n++) weight = weight * mean / n;
        // 1/(1 - mean/(terms + 2)) by its logarithm, which too few terms do not have: enclosures refuse, and doubles answer NaN.
        return weight * T.Exp(-T.Log1p(-(mean / (terms + 2))));
    }
}
