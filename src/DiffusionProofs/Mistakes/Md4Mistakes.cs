using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong forms of MD4. Arguments as in <see cref="Md4Formulas"/>.</summary>
public static class Md4Mistakes
{
    /// <summary>alpha_t expm1(g_t - g_s). Wrong: the factor is alpha_s.</summary>
    public static T LaterAlpha<T>(T alphaS, T alphaT) where T : IField<T> =>
        alphaT * (Md4Formulas.Odds(alphaT) / Md4Formulas.Odds(alphaS) - 1);

    /// <summary>(1 - alpha) log(N + 1): the mask counted among the tokens that may have been masked.</summary>
    public static T ReconstructionCountingTheMask<T>(T firstAlpha, int tokens) where T : ILogField<T> =>
        Md4Formulas.Reconstruction(firstAlpha, tokens + 1);

    /// <summary>The coefficient of the n-th power in the matrix exponential, 1/3 for the third (appendix B as printed). Right: 1/n!.</summary>
    public static Rational SeriesCoefficient(int n) => n == 3 ? new(1, 3) : Enumerable.Range(1, n).Aggregate(Rational.One, (product, i) => product / i);
}
