using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>Checks of tokens and of a model's answer; each exception names the parameter, what it must be and what it was.</summary>
static class TokenRequire
{
    /// <summary>[B,L] int64 with at least one position, every id in 0..V-1.</summary>
    public static void Tokens(Tensor tokens, int vocabulary, string name)
    {
        ArgumentNullException.ThrowIfNull(tokens, name);
        if (tokens.dtype != ScalarType.Int64) throw new ArgumentException($"{name} must be int64, was {tokens.dtype}.", name);
        if (tokens.dim() != 2 || tokens.numel() == 0)
            throw new ArgumentException($"{name} must be [B, L] with at least one position, was {TensorRequire.Shape(tokens)}.", name);
        MaskedRequire.InVocabulary(tokens, vocabulary, name);
    }

    /// <summary>[B,L,V] of the tokens, float32 or float64.</summary>
    /// <param name="vocabulary">V; null: any.</param>
    public static void Answer(Tensor logProbabilities, Tensor tokens, string name, int? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities, name);
        if (logProbabilities.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"{name} must be float32 or float64, was {logProbabilities.dtype}.", name);
        if (logProbabilities.dim() != 3 || !logProbabilities.shape[..2].SequenceEqual(tokens.shape) || (vocabulary ?? logProbabilities.shape[2]) != logProbabilities.shape[2])
            throw new ArgumentException($"{name} must be [{string.Join(", ", tokens.shape)}, {vocabulary?.ToString() ?? "V"}], was {TensorRequire.Shape(logProbabilities)}.", name);
    }

    public static IMaskedDenoiser Denoiser(IMaskedDenoiser denoiser)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        MaskedRequire.Token(denoiser.Mask, denoiser.Vocabulary, nameof(denoiser));
        return denoiser;
    }

    public static double Probability(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be in [0, 1], was {value}."));
}
