using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>One step back in time: each masked token is revealed with the same probability, whatever the model, and drawn from the model's row.</summary>
/// <remarks>
/// The tensor face of <see cref="MaskedFormulas.Reverse"/>. Visible tokens come back as they were, bit for bit. All draws are in float64 on
/// the generator's device (for a device without float64, give a generator of the CPU). Source: Sahoo et al., MDLM, arXiv:2406.07524, eq. 6.
/// </remarks>
public static class AncestralStep
{
    /// <summary>z_s, [B,L], from z_t.</summary>
    /// <param name="tokens">z_t, [B,L], int64, ids in 0..V-1.</param>
    /// <param name="logProbabilities">[B,L,V], up to a constant in each row; read where a token is revealed, the mask's column never.</param>
    /// <param name="mask">In 0..V-1.</param>
    /// <param name="alphaS">In [alphaT, 1]; 1 leaves nothing masked.</param>
    /// <param name="alphaT">In [0, 1).</param>
    public static Tensor Take(Tensor tokens, Tensor logProbabilities, int mask, double alphaS, double alphaT, Generator generator)
    {
        if (TokenRequire.Probability(alphaT, nameof(alphaT)) == 1)
            throw new ArgumentOutOfRangeException(nameof(alphaT), "alphaT must be below 1, where nothing is masked; was 1.");
        if (TokenRequire.Probability(alphaS, nameof(alphaS)) < alphaT)
            throw new ArgumentOutOfRangeException(nameof(alphaS), FormattableString.Invariant($"alphaS must be at least alphaT = {alphaT}, was {alphaS}."));
        return Take(tokens, logProbabilities, mask, (alphaS - alphaT) / (1 - alphaT), generator);
    }

    /// <summary>The same by the probability to be revealed, in [0, 1].</summary>
    /// <inheritdoc cref="Take(Tensor, Tensor, int, double, double, Generator)"/>
    public static Tensor Take(Tensor tokens, Tensor logProbabilities, int mask, double reveal, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        TokenRequire.Answer(logProbabilities, tokens, nameof(logProbabilities));
        int vocabulary = (int)logProbabilities.shape[2];
        TokenRequire.Tokens(tokens, vocabulary, nameof(tokens));
        MaskedRequire.Token(mask, vocabulary, nameof(mask));
        TokenRequire.Probability(reveal, nameof(reveal));
        using var scope = NewDisposeScope();
        var draw = Draw.Of(tokens, mask, reveal, generator);
        return draw.Fill(tokens, logProbabilities, mask).MoveToOuterDisposeScope();
    }

    /// <summary>A step's choices before the model is asked: which tokens are revealed, and the uniforms of all positions.</summary>
    /// <param name="Revealed">[B,L], on the tokens' device.</param>
    /// <param name="Uniforms">[B,L], float64, on the generator's device.</param>
    internal readonly record struct Draw(Tensor Revealed, Tensor Uniforms)
    {
        public static Draw Of(Tensor tokens, int mask, double reveal, Generator generator)
        {
            Tensor happens = TokenDraws.Happens(TokenDraws.Uniform(tokens.shape, generator), reveal).to(tokens.device);
            return new(TokenSet.IsMask(tokens, mask) & happens, TokenDraws.Uniform(tokens.shape, generator));
        }

        public bool RevealsSomething() => Revealed.any().item<bool>();

        /// <summary>The tokens with the revealed ones drawn, a new tensor.</summary>
        public Tensor Fill(Tensor tokens, Tensor logProbabilities, int mask)
        {
            Tensor places = Revealed.flatten().nonzero().squeeze(1), flat = tokens.flatten();
            if (places.numel() == 0) return tokens.clone();
            Tensor rows = logProbabilities.detach().flatten(0, 1).index_select(0, places.to(logProbabilities.device));
            Tensor u = Uniforms.flatten().index_select(0, places.to(Uniforms.device));
            return flat.scatter(0, places, TokenDraws.Tokens(rows, mask, u).to(tokens.device)).reshape(tokens.shape);
        }
    }
}
