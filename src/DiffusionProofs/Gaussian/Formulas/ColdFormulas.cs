using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>D(x, s), [D]: x degraded with severity s = 0..T; D(x, 0) = x.</summary>
public delegate T[] Degradation<T>(T[] x, int severity) where T : IField<T>;

/// <summary>One step of a cold sampler, from x_s to x_{s-1}, [D].</summary>
/// <param name="x">x_s, [D].</param>
/// <param name="restored">R(x_s, s), [D]: what the restoration takes x_0 for.</param>
/// <param name="severity">s, at least 1.</param>
/// <param name="degrade">D.</param>
public delegate T[] ColdUpdate<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T>;

/// <summary>Cold diffusion: sampling by any degradation and any restoration.</summary>
/// <remarks>Source: Bansal et al., Cold Diffusion, arXiv:2208.09392, algorithms 1 and 2.</remarks>
public static class ColdFormulas
{
    /// <summary>Algorithm 1: D(R, s - 1).</summary>
    /// <inheritdoc cref="ColdUpdate{T}"/>
    public static T[] Naive<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T> => degrade(restored, severity - 1);

    /// <summary>Algorithm 2: x_s - D(R, s) + D(R, s - 1).</summary>
    /// <inheritdoc cref="ColdUpdate{T}"/>
    public static T[] Improved<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T> =>
        Add(Subtract(x, degrade(restored, severity)), degrade(restored, severity - 1));

    /// <summary>The states x_T, ..., x_0 of a sampler, [T + 1,D].</summary>
    /// <param name="x">x_T, [D].</param>
    /// <param name="severity">T.</param>
    /// <param name="restore">R(x, s).</param>
    /// <param name="degrade">D.</param>
    /// <param name="update">Algorithm 1 or 2.</param>
    public static T[][] States<T>(T[] x, int severity, Func<T[], int, T[]> restore, Degradation<T> degrade, ColdUpdate<T> update) where T : IField<T>
    {
        var states = new List<T[]> { x };
        for (int s = severity; s >= 1; s--) states.Add(x = update(x, restore(x, s), s, degrade));
        return [.. states];
    }

    /// <summary>D(x, s) = B_s x.</summary>
    /// <param name="matrices">[T + 1,D,D]; the first is the identity.</param>
    public static Degradation<T> Linear<T>(T[][][] matrices) where T : IField<T> => (x, severity) => Multiply(matrices[severity], x);

    /// <summary>
    /// The error x_{s-1} - B_{s-1} x_0 that algorithm 2 makes of x_s - B_s x_0 where D is linear: less (B_s - B_{s-1})(R - x_0).
    /// </summary>
    /// <param name="error">x_s - B_s x_0, [D].</param>
    /// <param name="degradation">B_s, [D,D].</param>
    /// <param name="previous">B_{s-1}, [D,D].</param>
    /// <param name="restorationError">R - x_0, [D].</param>
    public static T[] ErrorOfImproved<T>(T[] error, T[][] degradation, T[][] previous, T[] restorationError) where T : IField<T> =>
        Subtract(error, Multiply([.. degradation.Zip(previous, Subtract)], restorationError));
}
