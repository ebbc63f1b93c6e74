using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong losses and weights of masked diffusion. Arguments as in <see cref="MaskedFormulas"/>.</summary>
public static class MaskedLossMistakes
{
    /// <summary>alpha'/(1 - alpha) (-logP). Wrong: alpha' is negative already, so the bound comes out negative.</summary>
    public static T NegativeSign<T>(T logP, T alpha, T dAlpha) where T : IField<T> => dAlpha / (1 - alpha) * -logP;

    /// <summary>-logP. Wrong: no weight at all, the plain cross-entropy of the masked tokens.</summary>
    public static T WithoutWeight<T>(T logP) where T : IField<T> => -logP;

    /// <summary>alpha' logP. Wrong: 1/p of the mask rate p = 1 - alpha is dropped.</summary>
    public static T WithoutMaskRate<T>(T logP, T alpha, T dAlpha) where T : IField<T> => dAlpha * logP;

    /// <summary>sigma'/(1 - e^{-sigma}) instead of sigma'/expm1(sigma): for alpha = 1 - t, 1/(t (1 - t)) instead of 1/t.</summary>
    /// <param name="expSigma">e^sigma = 1/alpha.</param>
    public static T WeightFromNegativeSigma<T>(T expSigma, T dSigma) where T : IField<T> => dSigma / (1 - 1 / expSigma);

    /// <summary>sigma'/(1 - e^sigma). Wrong: the sign of expm1.</summary>
    public static T WeightSign<T>(T expSigma, T dSigma) where T : IField<T> => dSigma / (1 - expSigma);

    /// <summary>A step weighted by alpha_s - alpha_t: for alpha = 1 - t, 1/T instead of 1/t. The print of D3PM's appendix A.3 before it is normalised.</summary>
    public static T UnnormalisedStep<T>(T logP, T alphaS, T alphaT) where T : IField<T> => (alphaT - alphaS) * logP;

    /// <summary>The probability to stay masked with the product up to t instead of t - 1 (D3PM, appendix A.3 as printed): reveal 1/(t + 1) instead of 1/t.</summary>
    /// <param name="alphaNext">alpha one step after t.</param>
    public static T RevealOneStepLate<T>(T alphaT, T alphaNext) where T : IField<T> => MaskedFormulas.RevealProbability(alphaT, alphaNext);

    /// <summary>A step weighted by 1 - t/T, the share that is still visible, for 1/t: another loss with the same optimum, and no bound.</summary>
    /// <param name="alphaT">1 - t/T.</param>
    public static T VisibleShareAsWeight<T>(T alphaT) where T : IField<T> => alphaT;

    /// <summary>A step weighted by 1 - alpha_t/alpha_s, the probability to be masked in it, instead of that to be revealed.</summary>
    public static T ForwardProbabilityAsWeight<T>(T logP, T alphaS, T alphaT) where T : IField<T> => (alphaT / alphaS - 1) * logP;

    /// <summary>Eq. 9 without the terms of a predicted mask: right only where the model puts nothing on it.</summary>
    public static T WithoutMaskTerms<T>(T logP, T maskProbability, T alphaS, T alphaT) where T : IField<T> =>
        MaskedFormulas.DiscreteTerm(logP, alphaS, alphaT);

    /// <summary>Eq. 9 with its second logarithm left out.</summary>
    public static T WithoutStayTerm<T>(T logP, T maskProbability, T alphaS, T alphaT) where T : ILogField<T> =>
        MaskedFormulas.RevealProbability(alphaS, alphaT) * MaskedFormulas.FirstTermWithMask(logP, maskProbability, alphaT);

    /// <summary>The loss of a set divided by its size, with alpha even in [0, 1]: 1/p dropped, the mean over masked tokens instead of the bound.</summary>
    public static T MeanOverMasked<T>(T[] loss) where T : IField<T>
    {
        int length = int.Log2(loss.Length);
        T[] sums = SubsetBounds.BySize(loss);
        // The integral of m^n (1 - m)^{L-n} is that of the count n + 1 among L + 1.
        T[] weights = CountWeights.Continuous(length + 1, T.Zero, T.One);
        return Enumerable.Range(1, length).Select(n => weights[n + 1] * sums[n] * length / n).Sum();
    }

    /// <summary>The loss at a mask rate of one half, divided by it: a "pseudo-log-likelihood at 50%". No bound.</summary>
    public static T AtHalfMasked<T>(T[] loss) where T : IField<T> => 2 * SubsetBounds.ExpectedLoss(loss, T.One / 2);

    /// <summary>The bound with t drawn from [15%, 85%] alone, taken for the whole.</summary>
    public static T MiddleOfTheInterval<T>(T[] loss) where T : IField<T> =>
        SubsetBounds.Continuous(loss, T.From(15) / 100, T.From(85) / 100) * 100 / 70;

    /// <summary>sum_i -log p(x_i | all others): each position masked alone. No bound.</summary>
    public static T PseudoLogLikelihood<T>(T[] loss) where T : IField<T> => SubsetBounds.BySize(loss)[1];

    /// <summary>The vector schedule's integrand without x_0 - mu: right only where all tokens share one schedule.</summary>
    public static T WithoutMeanTerm<T>(T[] weights, T[] predicted, int x0, T logP) where T : IField<T> =>
        -weights[x0] * logP;

    /// <summary>The denoiser fed the clean sequence instead of z_t: it copies, and no loss is left.</summary>
    public static T[] FedTheCleanSequence<T>(T[] loss) where T : IField<T> => [.. loss.Select(_ => T.Zero)];

    /// <summary>The weight 1 at every mask rate, right at 1 alone.</summary>
    public static T WeightOfOne<T>(T maskRate) where T : IField<T> => T.One;

    /// <summary>The clipped schedule's weight 1/m, without the width of the interval.</summary>
    public static T ClippedWithoutWidth<T>(T maskRate, T lowest, T highest) where T : IField<T> => 1 / maskRate;
}
