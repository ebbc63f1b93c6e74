using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>When the model is asked. For a model of the tokens alone all three draw the same tokens from the same seed.</summary>
public enum Evaluate
{
    /// <summary>Before every step.</summary>
    EveryStep,

    /// <summary>Before the first step and after every step that changed a token in any sequence: MDLM's cache. Only for a model of the tokens alone.</summary>
    AfterAChange,

    /// <summary>Before the steps that reveal something, which is drawn without the model; so right for a model of time as well.</summary>
    BeforeAReveal,
}

/// <summary>A sampler's result.</summary>
/// <param name="Tokens">[B,L], int64.</param>
/// <param name="Evaluations">How often the model was asked.</param>
public sealed record MaskedSample(Tensor Tokens, int Evaluations) : IDisposable
{
    public void Dispose() => Tokens.Dispose();
}

/// <summary>The ancestral sampler on a grid of times.</summary>
/// <remarks>
/// Tokens of one step are drawn independently: with the exact denoiser the law is that of the data only as the grid gets fine, off by at most
/// C(L, 2) times the sum of the squared steps of alpha, over the square of the first mask rate, in total variation. Source: Sahoo et al., MDLM, arXiv:2406.07524, sections 3.2 and 4.
/// </remarks>
public sealed class AncestralSampler
{
    readonly IMaskedDenoiser denoiser;
    readonly IMaskedSchedule schedule;
    readonly Evaluate evaluate;

    /// <exception cref="ArgumentException">A kept answer of a denoiser that uses time.</exception>
    public AncestralSampler(IMaskedDenoiser denoiser, IMaskedSchedule schedule, Evaluate evaluate = Evaluate.BeforeAReveal)
    {
        TokenRequire.Denoiser(denoiser);
        ArgumentNullException.ThrowIfNull(schedule);
        if (!Enum.IsDefined(evaluate)) throw new ArgumentOutOfRangeException(nameof(evaluate), $"evaluate must be a value of Evaluate, was {evaluate}.");
        if (evaluate == Evaluate.AfterAChange && denoiser.UsesTime)
            throw new ArgumentException(
                "evaluate must not be AfterAChange for a denoiser that uses time, whose answer changes though no token does; use BeforeAReveal.",
                nameof(evaluate));
        (this.denoiser, this.schedule, this.evaluate) = (denoiser, schedule, evaluate);
    }

    /// <summary>Reveals masked tokens from the first time to the last. What is visible at the start stays.</summary>
    /// <param name="start">[B,L], int64; masks where tokens are wanted.</param>
    /// <param name="times">Falling, at least two, in [0, 1] (<see cref="MaskedTimes.Grid"/>). Where the last leaves alpha below 1, masks are left.</param>
    /// <param name="afterStep">Sees the tokens after every step.</param>
    public MaskedSample Sample(Tensor start, IReadOnlyList<double> times, Generator generator, Action<Tensor>? afterStep = null)
    {
        TokenRequire.Tokens(start, denoiser.Vocabulary, nameof(start));
        ArgumentNullException.ThrowIfNull(generator);
        double[] rates = MaskRates(times);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor tokens = start.clone();
        // The model's answer at these very tokens, where it is known.
        Tensor? answer = null;
        int evaluations = 0;
        for (int i = 1; i < rates.Length; i++)
        {
            using var step = NewDisposeScope();
            var draw = AncestralStep.Draw.Of(tokens, denoiser.Mask, (rates[i - 1] - rates[i]) / rates[i - 1], generator);
            if (MustAsk(draw, answer))
            {
                answer?.Dispose();
                answer = denoiser.LogProbabilities(tokens, Alpha(tokens, times[i - 1])).MoveToOuterDisposeScope();
                TokenRequire.Answer(answer, tokens, "LogProbabilities", denoiser.Vocabulary);
                evaluations++;
            }
            if (answer is not null)
            {
                Tensor next = draw.Fill(tokens, answer, denoiser.Mask).MoveToOuterDisposeScope();
                if (!TokenSet.Same(next, tokens))
                {
                    answer.Dispose();
                    answer = null;
                }
                tokens.Dispose();
                tokens = next;
            }
            afterStep?.Invoke(tokens);
        }
        return new(tokens.MoveToOuterDisposeScope(), evaluations);
    }

    bool MustAsk(AncestralStep.Draw draw, Tensor? answer) => evaluate switch
    {
        Evaluate.BeforeAReveal => draw.RevealsSomething(),
        Evaluate.AfterAChange => answer is null,
        _ => true,
    };

    Tensor Alpha(Tensor tokens, double t) =>
        tensor(Enumerable.Repeat(schedule.Alpha(new Float64(t)).Value, (int)tokens.shape[0]).ToArray(), ScalarType.Float64, tokens.device);

    double[] MaskRates(IReadOnlyList<double> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Count < 2) throw new ArgumentException($"times must hold at least two, held {times.Count}.", nameof(times));
        for (int i = 0; i < times.Count; i++)
        {
            if (!(times[i] is >= 0 and <= 1) || (i > 0 && !(times[i] < times[i - 1])))
                throw new ArgumentException(
                    FormattableString.Invariant($"times must fall within [0, 1], had {times[i]} at {i}{(i > 0 ? $" after {times[i - 1]}" : "")}."), nameof(times));
        }
        return [.. times.Select(t => schedule.MaskRate(new Float64(t)).Value)];
    }
}
