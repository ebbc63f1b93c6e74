using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>The law of each token after a step of SEDD's samplers, [B,L,V], in O(V) a position.</summary>
/// <remarks>
/// The tensor face of <see cref="SamplerSteps"/>. rate: <see cref="UniformRate"/> or <see cref="AbsorbingRate"/>. score: s, [B,L,V], float32 or float64, finite, 1
/// at x_t (<see cref="OutputScalingTensors.OwnScoreOne"/>). xt: [B,L], int64. Noise: [B] or [B,L]. Source: Lou et al., SEDD, arXiv:2310.16834, eqs. 17-20.
/// </remarks>
public static class SamplerStepTensors
{
    /// <summary>noise Q[a][x_t] s[a] for a other than x_t, and 1 less these for x_t.</summary>
    /// <param name="noise">sigma'(t) dt, 0 or more.</param>
    public static StepLaw Euler(ClosedRate rate, Tensor score, Tensor xt, Tensor noise, string step = "the Euler step")
    {
        using var scope = NewDisposeScope();
        _ = RatioRequire.Mask(rate);
        RatioRequire.Scores(score, rate, nameof(score));
        Tensor rows = ReverseRateTensors.Rows(rate, score, xt) * RatioRequire.Noise(noise, score, zeroAllowed: true, nameof(noise)).unsqueeze(-1);
        Tensor law = rows.scatter_add(-1, xt.unsqueeze(-1), ones([.. xt.shape, 1], dtype: score.dtype, device: score.device));
        return Of(law, rows.abs().sum(-1).Plus(1), null, step);
    }

    /// <summary>(s exp(-d Q))[a] exp(d Q)[a][x_t]. Sums to s[x_t].</summary>
    /// <param name="d">sigma(t) - sigma(s), 0 or more.</param>
    public static StepLaw Tweedie(ClosedRate rate, Tensor score, Tensor xt, Tensor d, string step = "the Tweedie step")
    {
        using var scope = NewDisposeScope();
        Tensor before = TransitionTensors.Undo(rate, score, d);
        RatioRequire.Categories(xt, rate, score, nameof(xt));
        Tensor noise = RatioRequire.Noise(d, score, zeroAllowed: true, nameof(d)), column = TransitionTensors.Columns(rate, xt, noise);
        return Of(before * column, (TransitionTensors.UndoneSize(rate, score, d) * column).sum(-1), noise, step);
    }

    /// <summary>The last step, to the data: Tweedie's by all the noise that is left; under absorbing noise without the mask, which data do not hold: s[a]/sum s at a mask.</summary>
    /// <param name="sigma">sigma(t), above 0.</param>
    public static StepLaw Denoise(ClosedRate rate, Tensor score, Tensor xt, Tensor sigma, string step = "the denoising step")
    {
        if (RatioRequire.Mask(rate) is not { } mask) return Tweedie(rate, score, xt, sigma, step);
        RatioRequire.Scores(score, rate, nameof(score));
        RatioRequire.Categories(xt, rate, score, nameof(xt));
        using var scope = NewDisposeScope();
        _ = RatioRequire.Noise(sigma, score, zeroAllowed: false, nameof(sigma));
        Tensor isMask = TokenSet.IsMask(xt, mask), tokens = TransitionTensors.Tokens(score, mask), sum = where(isMask, tokens.sum(-1), ones_like(tokens.select(-1, 0)));
        if (sum.IsAtMost(0).any().item<bool>()) throw new ArgumentException($"score must have tokens that sum to more than 0 at every mask; in {step} their least sum was {TensorRequire.Number(sum.min())}.", nameof(score));
        Tensor visible = zeros_like(score).scatter(-1, xt.unsqueeze(-1), ones([.. xt.shape, 1], dtype: score.dtype, device: score.device));
        Tensor law = where(isMask.unsqueeze(-1), tokens / sum.unsqueeze(-1), visible);
        return Of(law, law.abs().sum(-1), null, step);
    }

    static StepLaw Of(Tensor law, Tensor size, Tensor? noise, string step)
    {
        Tensor rounding = size.Times(RatioAccuracy.StepFactor(law.shape[^1], law.dtype));
        if (noise is not null) rounding = rounding.Plus((size * noise).Times(2.02 * Dtypes.UnitRoundoff(law.dtype)));
        return new(law.MoveToOuterDisposeScope(), rounding.MoveToOuterDisposeScope(), step);
    }
}
