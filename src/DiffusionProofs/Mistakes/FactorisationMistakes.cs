using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong factors of time in absorbing noise. Arguments as in <see cref="AbsorbingFactorisation"/> and <see cref="CrossEntropyBounds"/>.</summary>
public static class FactorisationMistakes
{
    /// <summary>(1 - alpha)/alpha, the factor upside down.</summary>
    public static T UpsideDown<T>(T conditional, T alpha) where T : IField<T> => (1 - alpha) / alpha * conditional;

    /// <summary>The tokens revealed counted with (alpha_s - alpha_t)/(1 - alpha_t), and all masks of x_t as staying. Wrong: the revealed do not stay.</summary>
    public static T RevealedTokensStay<T>(T visibleLawS, T visibleLawT, int revealed, int masked, T alphaS, T alphaT) where T : IField<T> =>
        ((alphaS - alphaT) / (1 - alphaT)).Power(revealed) * ((1 - alphaS) / (1 - alphaT)).Power(masked) * visibleLawS / visibleLawT;

    /// <summary>No gap: the cross-entropy over a finite time taken for the bound.</summary>
    public static T NoGap<T>() where T : IField<T> => T.Zero;
}
