using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong forms of MD4. Arguments as in <see cref="Md4Formulas"/>.</summary>
public static class Md4Mistakes
{
    /// <summary>alpha_t expm1(g_t - g_s). Wrong: the factor is alpha_s.</summary>
    public static T LaterAlpha<T>(T alphaS, T alphaT) where T : IField<T> =>
        alphaT * (Md4Formulas.Odds(alphaT) / Md4Formulas.Odds(alphaS) - 1);
}
