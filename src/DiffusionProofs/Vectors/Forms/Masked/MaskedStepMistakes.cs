using DiffusionProofs.Mistakes;

namespace DiffusionProofs.TestVectors;

/// <summary>Wrong weights of one step of the discrete bound, by name, of log p, alpha_s and alpha_t.</summary>
static class MaskedStepMistakes
{
    public static IReadOnlyList<(string Name, Func<RoundedReal, RoundedReal, RoundedReal, RoundedReal> Term)> OfTerm { get; } =
    [
        ("weighted by the probability to become masked, 1 - alpha_t/alpha_s", MaskedLossMistakes.ForwardProbabilityAsWeight),
        ("weighted by alpha_s - alpha_t, not divided by 1 - alpha_t", MaskedLossMistakes.UnnormalisedStep),
        ("divided by the earlier mask rate 1 - alpha_s instead of 1 - alpha_t", (logP, alphaS, alphaT) =>
            PosteriorMistakes.DividedByTheEarlierRate(alphaS, alphaT) * -logP),
        ("alpha_t expm1(g_t - g_s) with g = logit alpha: the factor is alpha_s", (logP, alphaS, alphaT) => Md4Mistakes.LaterAlpha(alphaS, alphaT) * logP),
    ];
}
