using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong probabilities that a masked token is revealed between t and s. Right: (alpha_s - alpha_t)/(1 - alpha_t).</summary>
public static class PosteriorMistakes
{
    /// <summary>(alpha_s - alpha_t)/(1 - alpha_s).</summary>
    public static T DividedByTheEarlierRate<T>(T alphaS, T alphaT) where T : IField<T> => (alphaS - alphaT) / (1 - alphaS);

    /// <summary>alpha_s - alpha_t: the joint probability, not the conditional one.</summary>
    public static T Unnormalised<T>(T alphaS, T alphaT) where T : IField<T> => alphaS - alphaT;

    /// <summary>1 - alpha_t/alpha_s: the probability to become masked in the step.</summary>
    public static T ForwardProbability<T>(T alphaS, T alphaT) where T : IField<T> => 1 - alphaT / alphaS;
}
