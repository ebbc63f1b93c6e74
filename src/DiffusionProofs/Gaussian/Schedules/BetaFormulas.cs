using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Tables of a chain with T steps: betas, and what follows from them. Index 0 is the first step.</summary>
/// <remarks>Sources: DDPM, arXiv:2006.11239, eq. 4 and 7; improved DDPM, arXiv:2102.09672, eq. 17 and the clip below it.</remarks>
public static class BetaFormulas
{
    /// <summary>From <paramref name="start"/> to <paramref name="end"/> in equal steps, both included; one step: start.</summary>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="start">In (0, 1].</param>
    /// <param name="end">In (0, 1].</param>
    public static T[] Linear<T>(int steps, double start = 1e-4, double end = 0.02) where T : IRealField<T>
    {
        Require.AtLeastOne(steps, "T");
        T first = T.FromDouble(Require.InUnit(start, "beta_start"));
        T range = T.FromDouble(Require.InUnit(end, "beta_end")) - first;
        return steps == 1 ? [first] : [.. Enumerable.Range(0, steps).Select(i => first + range * T.From(i) / T.From(steps - 1))];
    }

    /// <summary>min(1 - f((i + 1)/T)/f(i/T), clip) with f = cos^2((t + s)/(1 + s) pi/2).</summary>
    /// <remarks>
    /// A minimum compares values, and formulas cannot: which steps are clipped is decided in doubles. Within 1e-12 of
    /// the clip the clip is taken; at clip = 1 this is exact, since only the last beta reaches 1.
    /// </remarks>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="s">At least 0.</param>
    /// <param name="clip">In (0, 1].</param>
    public static T[] Cosine<T>(int steps, double s = 0.008, double clip = 0.999) where T : IRealField<T>
    {
        Require.InUnit(clip, "clip");
        bool[] clipped = CosineClipped(steps, s, clip);
        T[] raw = CosineUnclipped<T>(steps, s);
        return [.. raw.Select((beta, i) => clipped[i] ? T.FromDouble(clip) : beta)];
    }

    /// <summary>1 - f((i + 1)/T)/f(i/T), written as sin(b - a) sin(b + a)/cos^2 a, which does not cancel. The last is 1.</summary>
    /// <remarks>In the later half sin(b + a) is taken as sin(pi - b - a), whose argument is not rounded near pi.</remarks>
    public static T[] CosineUnclipped<T>(int steps, double s = 0.008) where T : IRealField<T>
    {
        Require.AtLeastOne(steps, "T");
        T offset = T.FromDouble(Require.AtLeast(s, 0, "s"));
        T rate = T.Pi / (2 * (1 + offset));
        return
        [
            .. Enumerable.Range(0, steps).Select(i =>
                T.Sin(rate / T.From(steps))
                * T.Sin(2 * i + 1 < steps
                    ? rate * (T.From(2 * i + 1) / T.From(steps) + 2 * offset)
                    : rate * T.From(2 * (steps - i) - 1) / T.From(steps))
                / T.Sin(rate * T.From(steps - i) / T.From(steps)).Squared()),
        ];
    }

    /// <summary>The steps at which the cosine betas are clipped.</summary>
    public static bool[] CosineClipped(int steps, double s = 0.008, double clip = 0.999)
    {
        Require.AtLeastOne(steps, "T");
        double rate = Math.PI / (2 * (1 + Require.AtLeast(s, 0, "s")));
        return
        [
            .. Enumerable.Range(0, steps).Select(i =>
            {
                double cosine = Math.Sin(rate * (steps - i) / steps);
                double sum = 2 * i + 1 < steps ? (2 * i + 1.0) / steps + 2 * s : (2.0 * (steps - i) - 1) / steps;
                double raw = Math.Sin(rate / steps) * Math.Sin(rate * sum) / (cosine * cosine);
                return raw > clip - 1e-12;
            }),
        ];
    }

    /// <summary>abar_i = (1 - beta_0) ... (1 - beta_i), [T].</summary>
    public static T[] AlphaBar<T>(T[] beta) where T : IField<T>
    {
        T product = T.One;
        return [.. beta.Select(b => product *= 1 - b)];
    }

    /// <summary>1 - abar_i, [T], as the sum of beta_j abar_{j-1}: no cancellation where abar is near 1.</summary>
    public static T[] NoiseVariance<T>(T[] beta) where T : IField<T>
    {
        T product = T.One, variance = T.Zero;
        return
        [
            .. beta.Select(b =>
            {
                variance += b * product;
                product *= 1 - b;
                return variance;
            }),
        ];
    }

    /// <summary>The posterior variances (1 - abar_{i-1})/(1 - abar_i) beta_i, [T]; the first is 0.</summary>
    public static T[] BetaTilde<T>(T[] beta) where T : IField<T>
    {
        T[] variance = NoiseVariance(beta);
        return [.. beta.Select((b, i) => i == 0 ? T.Zero : variance[i - 1] / variance[i] * b)];
    }

    /// <summary>
    /// The betas of the chain that visits only the given steps: 1 - abar_i/abar_previous, the previous abar of the first being 1.
    /// </summary>
    /// <param name="visited">Indices into <paramref name="beta"/>, rising.</param>
    public static T[] BetasAtStride<T>(T[] beta, int[] visited) where T : IField<T>
    {
        int next = 0;
        var result = new T[visited.Length];
        for (int k = 0; k < visited.Length; k++)
        {
            if (visited[k] < next || visited[k] >= beta.Length)
                throw new ArgumentException(
                    $"visited must rise and stay below {beta.Length}, had {visited[k]} at position {k}.", nameof(visited));
            // 1 - prod (1 - beta), as a sum without cancellation.
            result[k] = NoiseVariance(beta[next..(visited[k] + 1)])[^1];
            next = visited[k] + 1;
        }
        return result;
    }
}
