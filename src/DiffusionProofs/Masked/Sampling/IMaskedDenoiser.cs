using static TorchSharp.torch;

namespace DiffusionProofs.Masked;

/// <summary>What a sampler of masked diffusion asks of a model.</summary>
public interface IMaskedDenoiser
{
    /// <summary>V, the ids 0..V-1 with the mask among them.</summary>
    int Vocabulary { get; }

    /// <summary>The mask's id, in 0..V-1.</summary>
    int Mask { get; }

    /// <summary>Whether the answer depends on alpha beside the tokens; if so, one answer may not stand for a later one.</summary>
    bool UsesTime { get; }

    /// <summary>
    /// log x_theta in nats, [B,L,V], float32 or float64, up to a constant in each row. Read at masked positions alone; the mask's column is
    /// never read (SUBS). A new tensor each time: the sampler disposes of it.
    /// </summary>
    /// <param name="tokens">[B,L], int64.</param>
    /// <param name="alpha">[B], float64, one a sequence, on the device of <paramref name="tokens"/>.</param>
    Tensor LogProbabilities(Tensor tokens, Tensor alpha);
}
