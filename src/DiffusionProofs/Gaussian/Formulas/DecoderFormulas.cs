using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>Decoders of K grey levels from a Gaussian, per coordinate: the bound's first term.</summary>
public static class DecoderFormulas
{
    /// <summary>DDPM's data map: level k at 2k/(K - 1) - 1; K = 256: k/127.5 - 1.</summary>
    public static T[] Centres<T>(int levels) where T : IField<T> =>
        [.. Enumerable.Range(0, AtLeastTwo(levels)).Select(k => T.From(2 * k - (levels - 1)) / (levels - 1))];

    /// <summary>VDM's data map: level k at (2k + 1)/K - 1; K = 256: 2 (k + 1/2)/256 - 1.</summary>
    public static T[] CellCentres<T>(int levels) where T : IField<T> =>
        [.. Enumerable.Range(0, AtLeastTwo(levels)).Select(k => T.From(2 * k + 1 - levels) / levels)];

    /// <summary>The K - 1 inner edges of DDPM's bins, 1/(K - 1) beside the centres; the first and last bin reach to infinity.</summary>
    public static T[] InnerEdges<T>(int levels) where T : IField<T> =>
        [.. Enumerable.Range(1, AtLeastTwo(levels) - 1).Select(k => T.From(2 * k - levels) / (levels - 1))];

    /// <summary>Differences of a distribution function: F_1, F_2 - F_1, ..., 1 - F_{K-1}. They telescope to 1 whatever F is.</summary>
    /// <param name="distribution">[K-1], its values at the inner edges.</param>
    public static T[] Bins<T>(T[] distribution) where T : IField<T>
    {
        T[] all = [T.Zero, .. distribution, T.One];
        return [.. all.Skip(1).Zip(all, (upper, lower) => upper - lower)];
    }

    /// <summary>Phi((x - mean)/sigma) = (1 + erf((x - mean)/(sqrt(2) sigma)))/2.</summary>
    public static T NormalDistribution<T>(T x, T mean, T sigma) where T : IRealField<T> =>
        (1 + T.Erf((x - mean) / (T.Sqrt(T.From(2)) * sigma))) / 2;

    /// <summary>P(level k) of N(mean, sigma^2) cut into bins, [K]. DDPM, arXiv:2006.11239, eq. 13.</summary>
    public static T[] Discretised<T>(T mean, T sigma, int levels) where T : IRealField<T> =>
        Bins<T>([.. InnerEdges<T>(levels).Select(edge => NormalDistribution(edge, mean, sigma))]);

    /// <summary>
    /// log p(k | z_0), [K]: p proportional to q(z_0 | level k), so the softmax of -(z_0 - alpha_0 x_k)^2/(2 sigma_0^2). VDM,
    /// arXiv:2107.00630, section 3.3.
    /// </summary>
    public static T[] LogReconstruction<T>(T z, T alpha, T sigma, int levels) where T : IRealField<T>
    {
        T[] logits = MixtureFormulas.LogWeightsByDistance(
            [z], [.. CellCentres<T>(levels).Select(x => new[] { x })], MixtureFormulas.UniformLogPrior<T>(levels), alpha, sigma);
        T normaliser = MixtureFormulas.LogSumExp(logits);
        return [.. logits.Select(logit => logit - normaliser)];
    }

    static int AtLeastTwo(int levels) =>
        levels >= 2 ? levels : throw new ArgumentOutOfRangeException(nameof(levels), $"levels must be at least 2, was {levels}.");
}
