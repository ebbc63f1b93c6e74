using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong steps of DDIM. Right: <see cref="DdimFormulas"/>.</summary>
public static class DdimMistakes
{
    /// <summary>
    /// sigma^2 = eta^2 (1 - abar_t). Wrong: the marginal's variance; then 1 - abar_s - sigma^2 can be negative.
    /// <see href="https://github.com/jsboige/CoursIA/pull/16158">CoursIA, PR 16158</see>.
    /// </summary>
    public static T VarianceOfTheMarginal<T>(T alphaBarT, T eta) where T : IField<T> => eta.Squared() * (1 - alphaBarT);

    /// <summary>
    /// sigma^2 = (1 - abar_s)/(1 - abar_t) beta_t. Wrong where steps are skipped: beta_t is that of one step of the table.
    /// <see href="https://github.com/huggingface/diffusers/issues/5130">diffusers#5130</see>,
    /// <see href="https://github.com/huggingface/diffusers/pull/3006">PR 3006</see>.
    /// </summary>
    public static T VarianceFromTheTable<T>(T alphaBarS, T alphaBarT, T beta) where T : IField<T> =>
        (1 - alphaBarS) / (1 - alphaBarT) * beta;

    /// <summary>
    /// 1 - abar_s - eta beta~. Wrong: eta for eta^2; right at eta = 0 and 1 only.
    /// <see href="https://github.com/inbarhub/DDPM_inversion/issues/12">DDPM_inversion#12</see>.
    /// </summary>
    public static T DirectionSquaredWithEtaUnsquared<T>(T alphaBarS, T alphaBarT, T eta) where T : IField<T> =>
        1 - alphaBarS - eta * DdimFormulas.Variance(alphaBarS, alphaBarT, T.One);

    /// <summary>
    /// alpha_s x_0 + (1 - abar_s - sigma^2) eps. Wrong: the root is left out.
    /// <see href="https://github.com/mathpluscode/ImgX-DiffSeg/issues/4">ImgX-DiffSeg#4</see>.
    /// </summary>
    public static T WithoutRoot<T>(T x0, T eps, T alphaS, T direction) where T : IField<T> =>
        DdimFormulas.Combined(x0, eps, alphaS, direction.Squared());

    /// <summary>
    /// sigma^2 for 1 - abar_s - sigma^2 before eps. Wrong: at eta = 0 the noise is dropped at once.
    /// <see href="https://github.com/jsboige/CoursIA/pull/16158">CoursIA, PR 16158, review</see>.
    /// </summary>
    public static T VarianceAsDirection<T>(T alphaBarS, T alphaBarT, T eta) where T : IField<T> =>
        DdimFormulas.Variance(alphaBarS, alphaBarT, eta);

    /// <summary>
    /// abar of t - floor(T/n) after each step. Wrong where the steps visited are not so far apart: the next step then starts elsewhere.
    /// Right: <see cref="DdimFormulas.AlphaBarAfter"/>.
    /// <see href="https://github.com/huggingface/diffusers/issues/9261">diffusers#9261</see>,
    /// <see href="https://github.com/huggingface/diffusers/issues/11347">diffusers#11347</see>.
    /// </summary>
    public static T[] AlphaBarAfterByStride<T>(T[] alphaBar, int[] visited) where T : IField<T>
    {
        int stride = alphaBar.Length / visited.Length;
        return [.. visited.Select(t => t < stride ? T.One : alphaBar[t - stride])];
    }

    /// <summary>
    /// abar at which each inverse step begins, taken from the time above the one where it ends: t + 1 for t - 1. Wrong: the way up then runs
    /// back. Right: <see cref="DdimFormulas.AlphaBarAfter"/>, as on the way down. Proposed, of code whose argument names the end of the
    /// step, in <see href="https://github.com/huggingface/diffusers/issues/10695">diffusers#10695</see>.
    /// </summary>
    public static T[] InverseStartsFromAbove<T>(T[] alphaBar, int[] visited) where T : IField<T> =>
        [.. visited.Select((_, k) => alphaBar[visited[Math.Min(k + 1, visited.Length - 1)]])];

    /// <summary>
    /// abar at which each inverse step ends, for an argument that names its begin: that of the time visited before, t - 1 for t + 1.
    /// Wrong: the step takes noise away. The other reading of
    /// <see href="https://github.com/huggingface/diffusers/issues/10695">diffusers#10695</see>.
    /// </summary>
    public static T[] InverseEndsBelow<T>(T[] alphaBar, int[] visited) where T : IField<T> =>
        [alphaBar[visited[0]], .. DdimFormulas.AlphaBarAfter(alphaBar, visited)[..^1]];

    /// <summary>
    /// abar_0 of the table after the last step. Wrong: 1; the noise of the table's first step is left in the sample.
    /// <see href="https://github.com/Stability-AI/stablediffusion/pull/345">stablediffusion, PR 345</see>.
    /// </summary>
    public static T[] AlphaBarAfterFromTheTable<T>(T[] alphaBar, int[] visited) where T : IField<T> =>
        [alphaBar[0], .. DdimFormulas.AlphaBarAfter(alphaBar, visited)[1..]];
}
