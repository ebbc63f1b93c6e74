using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Mistakes;

/// <summary>Wrong min-SNR weights. Right: <see cref="MinSnrWeights"/>, <see cref="MinSnrTensors"/>.</summary>
public static class SnrWeightMistakes
{
    /// <summary>
    /// min(SNR, gamma)/SNR as it is written. Wrong: 0/0 at zero terminal SNR, where the weight is 1.
    /// <see href="https://github.com/TiankaiHang/Min-SNR-Diffusion-Training/pull/4">Min-SNR-Diffusion-Training PR 4</see>.
    /// </summary>
    public static Tensor NoiseByDivision(Tensor alpha, Tensor sigma, double gamma)
    {
        using var scope = NewDisposeScope();
        Tensor snr = (alpha / sigma).Squared();
        return (snr.AtMost(gamma) / snr).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// min(SNR + 1, gamma)/(SNR + 1) for v. Wrong: the one belongs to the divisor alone; SNR is cut at gamma - 1 here, and below that the weight is 1.
    /// <see href="https://github.com/huggingface/diffusers/issues/5654">diffusers#5654</see>.
    /// </summary>
    /// <param name="isClipped">Whether SNR + 1 >= gamma.</param>
    public static T VelocityOfShiftedSnr<T>(T alpha, T sigma, T gamma, bool isClipped) where T : IField<T> =>
        isClipped ? gamma / (NelboFormulas.Snr(alpha, sigma) + 1) : T.One;

    /// <summary>
    /// The noise's weight for v. Wrong by the factor SNR/(SNR + 1).
    /// <see href="https://github.com/TiankaiHang/Min-SNR-Diffusion-Training/issues/3">Min-SNR-Diffusion-Training#3</see>.
    /// </summary>
    public static T VelocityAsNoise<T>(T alpha, T sigma, T gamma, bool isClipped) where T : IField<T> =>
        MinSnrWeights.OfNoise(alpha, sigma, gamma, isClipped);
}
