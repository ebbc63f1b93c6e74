using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong noise schedules and tables. Right: the schedules of <see cref="GaussianSchedules"/>, and <see cref="BetaFormulas"/>.</summary>
public static class ScheduleMistakes
{
    /// <summary>
    /// abar_i = f((i + 1)/T)/f(0). Wrong: recomputed without the clip, so abar_T = 0 and later divisions by it fail.
    /// Right: the product of 1 - the clipped betas.
    /// <see href="https://github.com/Project-MONAI/GenerativeModels/issues/489">GenerativeModels#489</see>.
    /// </summary>
    public static T[] CosineAlphaBarWithoutClip<T>(int steps, double s = 0.008) where T : IRealField<T> =>
        BetaFormulas.AlphaBar(BetaFormulas.CosineUnclipped<T>(steps, s));

    /// <summary>
    /// abar on a grid with one end mended and not the other: f at i/(T + 1), i = 1..T. Wrong: right is i/T.
    /// <see href="https://github.com/jannerm/diffuser/issues/68">diffuser#68</see>.
    /// </summary>
    public static T[] CosineAlphaBarOnHalfMendedGrid<T>(int steps, double s = 0.008) where T : IRealField<T>
    {
        var schedule = new ContinuousCosine(s);
        return [.. Enumerable.Range(1, steps).Select(i => schedule.Alpha(T.From(i) / T.From(steps + 1)).Squared())];
    }

    /// <summary>
    /// The table's betas at the visited steps. Wrong: a step over several needs 1 - abar_i/abar_previous.
    /// Right: <see cref="BetaFormulas.BetasAtStride"/>.
    /// <see href="https://github.com/huggingface/diffusers/issues/5130">diffusers#5130</see>,
    /// <see href="https://github.com/huggingface/diffusers/pull/3006">PR 3006</see>.
    /// </summary>
    public static T[] BetasAtStrideFromTheTable<T>(T[] beta, int[] visited) where T : IField<T> => [.. visited.Select(i => beta[i])];

    /// <summary>
    /// abar_i = 1 - beta_i. Wrong: the product over the steps is left out.
    /// <see href="https://github.com/yang-song/score_sde_pytorch/issues/73">score_sde_pytorch#73</see>.
    /// </summary>
    public static T[] AlphaBarWithoutProduct<T>(T[] beta) where T : IField<T> => [.. beta.Select(b => 1 - b)];

    /// <summary>beta_1 ... beta_T for the noise's variance, after its name beta_prod. Wrong: the variance is 1 - abar_T.</summary>
    public static T ProductOfBetas<T>(T[] beta) where T : IField<T> => beta.Aggregate(T.One, (product, b) => product * b);

    /// <summary>(1 - abar_i)/(1 - abar_{i-1}) beta_i. Wrong: the posterior variance upside down (beyond beta itself).</summary>
    public static T[] BetaTildeInverted<T>(T[] beta) where T : IField<T>
    {
        T[] variance = BetaFormulas.NoiseVariance(beta);
        return [.. beta.Select((b, i) => i == 0 ? T.Zero : variance[i] / variance[i - 1] * b)];
    }

    /// <summary>
    /// k t'/(1 + (k - 1) t') of a time already shifted. Wrong: the shift applied twice, which is a shift by k^2.
    /// <see href="https://github.com/huggingface/diffusers/issues/13243">diffusers#13243</see>.
    /// </summary>
    public static T ShiftTwice<T>(T t, T shift) where T : IField<T> =>
        RectifiedFlow.ShiftedTime(RectifiedFlow.ShiftedTime(t, shift), shift);

    /// <summary>
    /// sigma = sqrt(1 - exp(-B)). Wrong for sub-VP: 1 - exp(-B) is its standard deviation, not its variance. (Right for VP.)
    /// </summary>
    public static T SubVariancePreservingSigma<T>(SubVariancePreserving schedule, T t) where T : IRealField<T> => T.Sqrt(schedule.Sigma(t));

    /// <summary>
    /// VP with beta_max - beta_min = 19.1, from one of two places in published code that disagree. Wrong: 20 - 0.1 = 19.9; sigma/alpha at 1 is
    /// 124.58 instead of 152.17.
    /// </summary>
    public static VariancePreserving VariancePreservingWithShortRange() => new(0.1, 19.2);

    /// <summary>
    /// sigma^2 = sigma_max (sigma_min^2/sigma_max^2)^(1 - t). Wrong: the first factor without its square. Right: sigma_max^2 (...)^(1 - t).
    /// <see href="https://github.com/huggingface/diffusers/issues/590">diffusers#590</see>,
    /// <see href="https://github.com/huggingface/diffusers/pull/627">PR 627</see>.
    /// </summary>
    public static T VarianceExplodingWithoutSquare<T>(VarianceExploding schedule, T t) where T : IRealField<T> =>
        schedule.Variance(t) / T.FromDouble(schedule.SigmaMax);

    /// <summary>
    /// The log-variance 1 - abar. Wrong: the log is left out; in a prior KL the prediction is N(., exp(logvar)). Right: log(1 - abar).
    /// <see href="https://github.com/tqch/ddpm-torch/issues/9">ddpm-torch#9</see>.
    /// </summary>
    public static T LogVarianceWithoutLog<T>(T alphaBar) where T : IField<T> => 1 - alphaBar;

    /// <summary>Steps with i/n for i/(n - 1). Wrong: sigma_{n-1} is above sigma_min. Right: <see cref="EdmSchedule.Steps"/>.</summary>
    public static T[] EdmStepsShortOfTheEnd<T>(EdmSchedule schedule, int n) where T : IRealField<T> =>
        [.. Enumerable.Range(0, n).Select(i => schedule.Sigma(1 - T.From(i) / T.From(n))), T.Zero];

    /// <summary>sigma = (sigma_min^rho + t (sigma_max^rho - sigma_min^rho))^(1/rho). Wrong: power and root exchanged; as rho grows all levels but the last go to sigma_max.</summary>
    public static EdmSchedule EdmWithRootForPower(EdmSchedule schedule) => new(schedule.SigmaMin, schedule.SigmaMax, 1 / schedule.Rho);

    /// <summary>log(alpha/sigma). Wrong: half the log-SNR. Right: log(alpha^2/sigma^2).</summary>
    public static T LogSnrWithoutSquare<T>(IGaussianSchedule schedule, T t) where T : IRealField<T> =>
        T.Log(schedule.Alpha(t) / schedule.Sigma(t));
}
