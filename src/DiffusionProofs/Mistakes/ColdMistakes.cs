using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong samplers of cold diffusion. Right: <see cref="ColdFormulas"/>.</summary>
public static class ColdMistakes
{
    /// <summary>
    /// D(x_s, s - 1), and R in the last step. Wrong: what is restored is thrown away, and x_s degraded further. Right: D(R, s - 1).
    /// <see href="https://github.com/arpitbansal297/Cold-Diffusion-Models/issues/15">The paper's code, at Individual_Incremental</see>.
    /// </summary>
    public static T[] RestorationIgnored<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T> =>
        severity == 1 ? restored : degrade(x, severity - 1);

    /// <summary>D(x, 0) taken from the end of a list of kernels, by the index -1: the strongest. Right: x.</summary>
    /// <param name="degrade">D.</param>
    /// <param name="strongest">T.</param>
    public static Degradation<T> WrappedToTheStrongest<T>(Degradation<T> degrade, int strongest) where T : IField<T> =>
        (x, severity) => degrade(x, severity == 0 ? strongest : severity);

    /// <summary>Sampling that ends at x_1. Wrong: the update from s = 1 is left out.</summary>
    public static T[][] WithoutLastUpdate<T>(T[][] states) where T : IField<T> => states[..^1];

    /// <summary>x_s + D(R, s) - D(R, s - 1). Wrong: the sign; the sample is degraded once more.</summary>
    public static T[] WithWrongSign<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T> =>
        LinearAlgebra.Subtract(LinearAlgebra.Add(x, degrade(restored, severity)), degrade(restored, severity - 1));
}
