using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong steps of SEDD's samplers. Arguments as in <see cref="SamplerSteps"/>.</summary>
public static class RatioStepMistakes
{
    /// <summary>Eq. 17 read literally: 1 + noise Q[x_t][x_t] for x_t. Wrong: the row sums to 1 + noise (p Q)[x_t]/p[x_t].</summary>
    public static T[] LiteralDiagonal<T>(T[][] rate, T[] score, int xt, T noise) where T : IField<T>
    {
        T[] row = SamplerSteps.Euler(rate, score, xt, noise);
        row[xt] = 1 + noise * rate[xt][xt];
        return row;
    }

    /// <summary>Q[x_t][a] in the place of Q[a][x_t]. Wrong where the rates are not symmetric: absorbing noise would never reveal.</summary>
    public static T[] EulerOfTheRow<T>(T[][] rate, T[] score, int xt, T noise) where T : IField<T> =>
        SamplerSteps.Euler(LinearAlgebra.Transpose(rate), score, xt, noise);

    /// <summary>exp(d Q)[x_t][a] in the place of exp(d Q)[a][x_t].</summary>
    public static T[] TweedieOfTheRow<T>(T[][] inverse, T[][] transition, T[] score, int xt) where T : IField<T> =>
        SamplerSteps.Tweedie(inverse, LinearAlgebra.Transpose(transition), score, xt);

    /// <summary>exp(d Q) twice: noise added to the scores instead of taken from them.</summary>
    public static T[] TweedieWithoutInverse<T>(T[][] transition, T[] score, int xt) where T : IField<T> => SamplerSteps.Tweedie(transition, transition, score, xt);

    /// <summary>x_t's own score left at what the network says instead of 1.</summary>
    public static T[] OwnScoreKept<T>(T[] score, int xt, T network) where T : IField<T>
    {
        T[] kept = [.. score];
        kept[xt] = network;
        return kept;
    }

    /// <summary>The last step with the mask's column kept. Right for the true ratios alone: others leave 1 - expm1(sigma) sum s on the mask.</summary>
    public static T[] DenoiseWithMask<T>(AbsorbingRate rate, T[] score, int xt, T alpha) where T : IField<T> => SamplerSteps.Tweedie(rate, score, xt, alpha);
}
