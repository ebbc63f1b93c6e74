using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Gaussian;

/// <summary>Steps down the flow dx/dsigma = (x - D(x; sigma))/sigma along given noise levels.</summary>
/// <remarks>
/// x [D]; levels [N + 1], falling, all above 0 but the last, which may be 0. Source: Karras et al., EDM, arXiv:2206.00364, algorithm 1.
/// </remarks>
public static class FlowIntegrators
{
    /// <summary>Order 1.</summary>
    public static T[] Euler<T>(T[] x, T[] levels, Func<T[], T, T[]> denoiser) where T : IField<T>
    {
        for (int i = 0; i + 1 < levels.Length; i++) x = Step(x, Slope(x, levels[i], denoiser), levels[i], levels[i + 1]);
        return x;
    }

    /// <summary>Order 2 (the trapezoidal rule with an Euler step inside); the last step is Euler's, since the slope needs sigma &gt; 0.</summary>
    public static T[] Heun<T>(T[] x, T[] levels, Func<T[], T, T[]> denoiser) where T : IField<T>
    {
        for (int i = 0; i + 1 < levels.Length; i++)
        {
            T[] slope = Slope(x, levels[i], denoiser), next = Step(x, slope, levels[i], levels[i + 1]);
            x = i + 2 == levels.Length
                ? next
                : Step(x, Scale(T.One / T.From(2), Add(slope, Slope(next, levels[i + 1], denoiser))), levels[i], levels[i + 1]);
        }
        return x;
    }

    static T[] Slope<T>(T[] x, T sigma, Func<T[], T, T[]> denoiser) where T : IField<T> =>
        [.. x.Zip(denoiser(x, sigma), (p, d) => FlowFormulas.VelocityBySigma(p, d, sigma))];

    static T[] Step<T>(T[] x, T[] slope, T from, T to) where T : IField<T> => Add(x, Scale(to - from, slope));
}
