using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong times, counts and laws of masked samplers. Arguments as in <see cref="SamplingFormulas"/>.</summary>
public static class SamplingMistakes
{
    /// <summary>u t. Wrong: the root is left out; right for the last token alone.</summary>
    public static T WithoutRoot<T>(T u, int remaining, T t) where T : IField<T> => t * u;

    /// <summary>u^n t. Wrong: n instead of 1/n.</summary>
    public static T PowerForRoot<T>(T u, int remaining, T t) where T : IRealField<T> => u.Power(remaining) * t;

    /// <summary>u^{1/n}. Wrong: the first token's time from t = 1 at every step.</summary>
    public static T FromTheStart<T>(T u, int remaining, T t) where T : IRealField<T> => SamplingFormulas.FirstHittingTime(u, remaining, T.One);

    /// <summary>t (1 - (1 - u)^{1/n}). Wrong: the smallest of n uniform times, where going back from t the largest comes first.</summary>
    public static T SmallestOfTheTimes<T>(T u, int remaining, T t) where T : IRealField<T> =>
        t * (1 - SamplingFormulas.FirstHittingMaskRate(1 - u, remaining, T.One));

    /// <summary>n (1 - 1/n)^{length batch}: the steps that change nothing.</summary>
    public static T IdleSteps<T>(int steps, int length, int batch) where T : IField<T> =>
        steps - SamplingFormulas.ExpectedEvaluations<T>(steps, length, batch);

    /// <summary>Each sequence counted by itself: batch times the steps that change it, though one call serves them all.</summary>
    public static T EachSequenceAlone<T>(int steps, int length, int batch) where T : IField<T> =>
        batch * SamplingFormulas.ExpectedEvaluations<T>(steps, length, 1);

    /// <summary>The steps that change the first sequence: the batch is left out.</summary>
    public static T OneSequence<T>(int steps, int length, int batch) where T : IField<T> => SamplingFormulas.ExpectedEvaluations<T>(steps, length, 1);

    /// <summary>min(n, length batch): as if no two tokens were revealed in one step.</summary>
    public static int OneTokenAStep(int steps, int length, int batch) => Math.Min(steps, length * batch);

    /// <summary>p itself. Wrong: 32-bit uniforms bound the noise, and the likely categories gain. Right: <see cref="SamplingFormulas.TruncatedGumbel{T}(T[], T)"/>.</summary>
    public static T[] GumbelUncorrected<T, TCutOff>(T[] p, TCutOff cutOff) where T : IField<T> => p;

    /// <summary>A step's reveal probability for a token that is still masked as the share of all tokens that it reveals: those revealed before are counted again.</summary>
    public static T[] SharesOfTheMasked<T>(T[] reveal) where T : IField<T> => reveal;
}
