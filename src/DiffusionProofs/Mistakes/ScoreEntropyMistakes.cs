using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong scores and wrong score entropies. Arguments as in <see cref="ScoreEntropyFormulas"/>.</summary>
public static class ScoreEntropyMistakes
{
    /// <summary>p(mask)/p(token). Wrong: upside down. Right: p(token)/p(mask) = alpha/(1 - alpha) mu.</summary>
    public static T[] MaskOverToken<T>(T[] predicted, T alpha) where T : IField<T> => [.. predicted.Select(p => 1 / (Md4Formulas.Odds(alpha) * p))];

    /// <summary>The probability to be kept taken for e^sigma. Right: alpha = e^{-sigma}.</summary>
    public static T[] KeptWithPositiveSigma<T>(T[] predicted, T alpha) where T : IField<T> => ScoreEntropyFormulas.FromMean(predicted, 1 / alpha);

    /// <summary>K(a) left out: no longer 0 at the true ratios.</summary>
    public static T WithoutConstant<T>(T[] scores, int x0, T alpha, T rate) where T : ILogField<T> =>
        ScoreEntropyFormulas.AbsorbingIntegrand(scores, x0, alpha, rate) - rate * ScoreEntropyFormulas.Constant(Md4Formulas.Odds(alpha));

    /// <summary>K(a) = a log a, without -a.</summary>
    public static T ShortConstant<T>(T[] scores, int x0, T alpha, T rate) where T : ILogField<T> =>
        ScoreEntropyFormulas.AbsorbingIntegrand(scores, x0, alpha, rate) + rate * Md4Formulas.Odds(alpha);

    /// <summary>+ y log s. Wrong sign: the minus before the logarithm is lost.</summary>
    public static T LogarithmAdded<T>(T[] scores, int x0, T alpha, T rate) where T : ILogField<T> =>
        ScoreEntropyFormulas.AbsorbingIntegrand(scores, x0, alpha, rate) + 2 * rate * Md4Formulas.Odds(alpha) * T.Log(scores[x0]);

    /// <summary>The mean over z_t with K(y) outside it. Right: K(y) counts at masked positions alone, so with the factor 1 - alpha.</summary>
    public static T ConstantOutsideTheMean<T>(T[] scores, int x0, T alpha, T rate) where T : ILogField<T> =>
        (1 - alpha) * WithoutConstant(scores, x0, alpha, rate) + rate * ScoreEntropyFormulas.Constant(Md4Formulas.Odds(alpha));
}
