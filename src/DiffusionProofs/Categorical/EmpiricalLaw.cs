using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>Relative frequencies.</summary>
public static class EmpiricalLaw
{
    /// <summary>The share of each category among the values, [K].</summary>
    /// <param name="values">One at least, each in 0..K-1.</param>
    /// <param name="categories">K.</param>
    public static T[] Of<T>(IReadOnlyCollection<int> values, int categories) where T : IField<T>
    {
        if (values.Count == 0) throw new ArgumentException("values must not be empty.", nameof(values));
        var counts = new int[categories];
        foreach (int value in values)
        {
            if (value < 0 || value >= categories)
                throw new ArgumentOutOfRangeException(nameof(values), $"values must be in 0..{categories - 1}; one was {value}.");
            counts[value]++;
        }
        return [.. counts.Select(count => T.From(count) / values.Count)];
    }
}
