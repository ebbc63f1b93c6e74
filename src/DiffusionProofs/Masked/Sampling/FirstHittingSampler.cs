using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>A first-hitting sampler's result.</summary>
/// <param name="Tokens">[B,L], int64, without masks.</param>
/// <param name="MaskRates">[B,N], float64, on the generator's device: the mask rate at each reveal, falling; 0 once a sequence is complete.</param>
/// <param name="Evaluations">N, the largest number of masks in a sequence.</param>
public sealed record FirstHittingSample(Tensor Tokens, Tensor MaskRates, int Evaluations) : IDisposable
{
    public void Dispose()
    {
        Tokens.Dispose();
        MaskRates.Dispose();
    }
}

/// <summary>Continuous time without a grid: the next reveal's mask rate is drawn from its law, then which token, then its value.</summary>
/// <remarks>
/// One evaluation a token. With the exact denoiser the law is that of the data, whatever the schedule; a schedule turns the mask rates into
/// times. Source: Zheng et al., arXiv:2409.02908, proposition 4.1, eq. 11.
/// </remarks>
public sealed class FirstHittingSampler(IMaskedDenoiser denoiser)
{
    readonly IMaskedDenoiser denoiser = TokenRequire.Denoiser(denoiser);

    /// <param name="start">[B,L], int64; masks where tokens are wanted, the rest stays bit for bit.</param>
    /// <param name="maskRate">Where to start, in (0, 1]; the masked tokens count as masked then.</param>
    /// <param name="afterStep">Sees the tokens after every reveal.</param>
    public FirstHittingSample Sample(Tensor start, Generator generator, double maskRate = 1, Action<Tensor>? afterStep = null)
    {
        TokenRequire.Tokens(start, denoiser.Vocabulary, nameof(start));
        ArgumentNullException.ThrowIfNull(generator);
        if (!(maskRate > 0 && maskRate <= 1))
            throw new ArgumentOutOfRangeException(nameof(maskRate), FormattableString.Invariant($"maskRate must be in (0, 1], was {maskRate}."));
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor tokens = start.clone(), rate = ones(start.shape[0], ScalarType.Float64, generator.device).Times(maskRate);
        List<Tensor> rates = [];
        int steps = (int)TokenSet.IsMask(start, denoiser.Mask).sum(1).max().item<long>();
        for (int i = 0; i < steps; i++)
        {
            using var step = NewDisposeScope();
            Tensor masked = TokenSet.IsMask(tokens, denoiser.Mask), remaining = masked.sum(1).to(generator.device);
            rate = Next(rate, remaining, generator).MoveToOuterDisposeScope();
            rates.Add(rate);
            Tensor answer = denoiser.LogProbabilities(tokens, (ones_like(rate) - rate).to(tokens.device));
            TokenRequire.Answer(answer, tokens, "LogProbabilities", denoiser.Vocabulary);
            Tensor chosen = Choose(masked, remaining, generator);
            var draw = new AncestralStep.Draw(chosen, TokenDraws.Uniform(tokens.shape, generator));
            Tensor next = draw.Fill(tokens, answer, denoiser.Mask).MoveToOuterDisposeScope();
            tokens.Dispose();
            tokens = next;
            afterStep?.Invoke(tokens);
        }
        Tensor history = steps == 0 ? zeros(start.shape[0], 0, ScalarType.Float64, generator.device) : stack(rates, 1);
        return new(tokens.MoveToOuterDisposeScope(), history.MoveToOuterDisposeScope(), steps);
    }

    // u^{1/n} by logarithms, with u in (0, 1]; a complete sequence has n = 0, and its rate becomes 0.
    static Tensor Next(Tensor rate, Tensor remaining, Generator generator)
    {
        Tensor u = TokenDraws.Uniform(rate.shape, generator), n = remaining.to(ScalarType.Float64);
        Tensor next = rate * ((-u).log1p() / n).exp();
        return where(remaining.IsAbove(0), next, zeros_like(next));
    }

    /// <summary>One masked position in each sequence that has any, all equally likely: [B,L], true there.</summary>
    static Tensor Choose(Tensor masked, Tensor remaining, Generator generator)
    {
        Tensor rank = (TokenDraws.Uniform(remaining.shape, generator) * remaining.to(ScalarType.Float64)).floor().to(ScalarType.Int64);
        Tensor before = masked.to(ScalarType.Int64).cumsum(1) - masked.to(ScalarType.Int64);
        return masked & before.eq(rank.to(masked.device).unsqueeze(1));
    }
}
