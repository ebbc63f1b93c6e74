using DiffusionProofs.Masked;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>The law of each token after a step of SEDD's samplers, [B,L,V], in O(V) a position, a block of rows at a time. Not differentiable.</summary>
/// <remarks>
/// The tensor face of <see cref="SamplerSteps"/>. rate: <see cref="UniformRate"/> or <see cref="AbsorbingRate"/>. score: s, [B,L,V], float32 or float64, finite, 1
/// at x_t (<see cref="OutputScalingTensors.OwnScoreOne"/>). xt: [B,L], int64. Noise: [B] or [B,L]. Source: Lou et al., SEDD, arXiv:2310.16834, eqs. 17-20.
/// </remarks>
public static class SamplerStepTensors
{
    /// <summary>The rows of a block, [n,V], from scores [n,V], x_t [n] and noise [n]; and for each row what it adds up from, [n].</summary>
    delegate (Tensor Law, Tensor Size) Rows(Tensor score, Tensor xt, Tensor noise);

    /// <summary>noise Q[a][x_t] s[a] for a other than x_t, and 1 less these for x_t.</summary>
    /// <param name="noise">sigma'(t) dt, 0 or more.</param>
    public static StepLaw Euler(ClosedRate rate, Tensor score, Tensor xt, Tensor noise, string step = "the Euler step") =>
        InBlocks(rate, score, xt, noise, zeroAllowed: true, nameof(noise), step, passesNoiseOn: false, (s, from, n) =>
        {
            Tensor rows = ReverseRateTensors.Rows(rate, s, from) * n.unsqueeze(-1);
            return (rows.scatter_add(-1, from.unsqueeze(-1), Ones(from, s)), rows.abs().sum([-1]).Plus(1));
        });

    /// <summary>(s exp(-d Q))[a] exp(d Q)[a][x_t]. Sums to s[x_t].</summary>
    /// <param name="d">sigma(t) - sigma(s), 0 or more.</param>
    public static StepLaw Tweedie(ClosedRate rate, Tensor score, Tensor xt, Tensor d, string step = "the Tweedie step") =>
        InBlocks(rate, score, xt, d, zeroAllowed: true, nameof(d), step, passesNoiseOn: true, (s, from, n) =>
        {
            Tensor column = TransitionTensors.Columns(rate, from, n);
            return (TransitionTensors.Undo(rate, s, n) * column, (TransitionTensors.UndoneSize(rate, s, n) * column).sum([-1]));
        });

    /// <summary>The last step, to the data: Tweedie's by all the noise that is left; under absorbing noise without the mask, which data do not hold: s[a]/sum s at a mask.</summary>
    /// <param name="sigma">sigma(t), above 0.</param>
    public static StepLaw Denoise(ClosedRate rate, Tensor score, Tensor xt, Tensor sigma, string step = "the denoising step") =>
        RatioRequire.Mask(rate) is not { } mask
            ? Tweedie(rate, score, xt, sigma, step)
            : InBlocks(rate, score, xt, sigma, zeroAllowed: false, nameof(sigma), step, passesNoiseOn: false, (s, from, _) =>
            {
                Tensor isMask = TokenSet.IsMask(from, mask), tokens = TransitionTensors.Tokens(s, mask), one = Ones(from, s), sum = where(isMask, tokens.sum([-1]), one.squeeze(-1));
                if (sum.IsAtMost(0).any().item<bool>())
                    throw new ArgumentException(FormattableString.Invariant($"score must have tokens that sum to more than 0 at every mask; in {step} their least sum was {TensorRequire.Number(sum.min())}."), nameof(score));
                Tensor law = where(isMask.unsqueeze(-1), tokens / sum.unsqueeze(-1), zeros_like(s).scatter(-1, from.unsqueeze(-1), one));
                return (law, law.abs().sum([-1]));
            });

    static StepLaw InBlocks(ClosedRate rate, Tensor score, Tensor xt, Tensor noise, bool zeroAllowed, string noiseName, string step, bool passesNoiseOn, Rows rows)
    {
        _ = RatioRequire.Mask(rate);
        RatioRequire.Scores(score, rate, nameof(score));
        RatioRequire.Categories(xt, rate, score, nameof(xt));
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        long v = rate.Categories;
        Tensor levels = RatioRequire.Noise(noise, score, zeroAllowed, noiseName).reshape(-1), from = xt.reshape(-1), read = score.detach().reshape(-1, v);
        Tensor law = empty_like(read), rounding = empty_like(levels);
        foreach ((long start, long length) in MaskedRows.Blocks(from.shape[0], score))
        {
            using var block = NewDisposeScope();
            Tensor n = levels.narrow(0, start, length);
            (Tensor part, Tensor size) = rows(read.narrow(0, start, length), from.narrow(0, start, length), n);
            law.narrow(0, start, length).copy_(part);
            Tensor off = size.Times(RatioAccuracy.StepFactor(v, law.dtype));
            rounding.narrow(0, start, length).copy_(passesNoiseOn ? off.Plus((size * n).Times(2.02 * Dtypes.UnitRoundoff(law.dtype))) : off);
        }
        return new(law.reshape(score.shape).MoveToOuterDisposeScope(), rounding.reshape(xt.shape).MoveToOuterDisposeScope(), step);
    }

    static Tensor Ones(Tensor xt, Tensor like) => ones([xt.shape[0], 1], dtype: like.dtype, device: like.device);
}
