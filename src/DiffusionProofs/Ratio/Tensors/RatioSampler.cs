using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>Which of SEDD's two steps.</summary>
public enum RatioStep
{
    /// <summary><see cref="SamplerStepTensors.Tweedie"/>.</summary>
    Tweedie,

    /// <summary><see cref="SamplerStepTensors.Euler"/>.</summary>
    Euler,
}

/// <summary>SEDD's sampler: steps back in time over a grid, and a denoising step from its last time to the data.</summary>
/// <remarks>
/// Tokens of one step are drawn independently. Infilling: <see cref="RatioClamp"/>. Source: Lou et al., SEDD, arXiv:2310.16834, section 4 and code, sampling.
/// </remarks>
public sealed class RatioSampler
{
    readonly ClosedRate rate;
    readonly IMaskedSchedule schedule;
    readonly Func<Tensor, double, Tensor> score;

    /// <param name="rate"><see cref="UniformRate"/> or <see cref="AbsorbingRate"/>.</param>
    /// <param name="score">s, [B,L,V], from tokens [B,L] and sigma(t); 1 at the tokens themselves. The result is disposed of.</param>
    public RatioSampler(ClosedRate rate, IMaskedSchedule schedule, Func<Tensor, double, Tensor> score)
    {
        _ = RatioRequire.Mask(rate);
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(score);
        (this.rate, this.schedule, this.score) = (rate, schedule, score);
    }

    /// <summary>The tokens at the end, [B,L].</summary>
    /// <param name="start">Drawn from the law at the first time, [B,L], int64.</param>
    /// <param name="times">Falling, in (0, 1], at least one.</param>
    /// <param name="clamp">Tokens put back before the first step, after each and after the denoising step; null: none.</param>
    /// <exception cref="ArgumentException">A step is no law beyond rounding; the message names it.</exception>
    public Tensor Sample(Tensor start, IReadOnlyList<double> times, RatioStep step, Generator generator, RatioClamp? clamp = null)
    {
        RatioRequire.Categories(start, rate, nameof(start));
        ArgumentNullException.ThrowIfNull(generator);
        if (!Enum.IsDefined(step)) throw new ArgumentOutOfRangeException(nameof(step), $"step must be a value of RatioStep, was {step}.");
        Check(times);
        clamp?.Check(rate, start);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor tokens = clamp?.PutBack(start) ?? start.clone();
        for (int i = 0; i < times.Count; i++)
        {
            using var inner = NewDisposeScope();
            double sigma = Noise(times[i]);
            Tensor s = score(tokens, sigma);
            StepLaw law;
            if (i == times.Count - 1)
                law = SamplerStepTensors.Denoise(rate, s, tokens, Each(s, sigma), FormattableString.Invariant($"the denoising step from t = {times[i]}"));
            else
            {
                string name = FormattableString.Invariant($"{step} step {i + 1} from t = {times[i]} to {times[i + 1]}");
                law = step == RatioStep.Tweedie
                    ? SamplerStepTensors.Tweedie(rate, s, tokens, Each(s, sigma - Noise(times[i + 1])), name)
                    : SamplerStepTensors.Euler(rate, s, tokens, Each(s, NoiseAmount.Slope(schedule, new Float64(times[i])).Value * (times[i] - times[i + 1])), name);
            }
            Tensor drawn = law.Draw(generator), next = (clamp?.PutBack(drawn) ?? drawn).MoveToOuterDisposeScope();
            tokens.Dispose();
            tokens = next;
        }
        return tokens.MoveToOuterDisposeScope();
    }

    double Noise(double t) => NoiseAmount.Total(schedule, new Float64(t)).Value;

    static Tensor Each(Tensor like, double value) => tensor(value, like.dtype, like.device).expand(like.shape[0]);

    void Check(IReadOnlyList<double> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Count == 0) throw new ArgumentException("times must hold at least one.", nameof(times));
        for (int i = 0; i < times.Count; i++)
            if (!(times[i] is > 0 and <= 1 && schedule.Alpha(new Float64(times[i])).Value > 0) || (i > 0 && !(times[i] < times[i - 1])))
                throw new ArgumentException(FormattableString.Invariant($"times must fall within (0, 1] and have finite noise, had {times[i]} at {i}{(i > 0 ? $" after {times[i - 1]}" : "")}."), nameof(times));
    }
}
