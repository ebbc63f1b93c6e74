using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("SNR.1", "The min-SNR weights, min(SNR, gamma) of x_0's error, that divided by SNR of the noise's and by SNR + 1 of v's, are one loss where alpha^2 + sigma^2 = 1; at SNR = 0 they are 0, 1 and 0, at SNR = infinity gamma, 0 and 0, and tensors give these.",
    Source = "Hang et al., Min-SNR, arXiv:2303.09556; Lin et al., arXiv:2305.08891 (zero terminal SNR)",
    Oracle = "the errors of the other predictions by the conversions; the weights as they are printed, at an SNR that is neither 0 nor infinite")]
public class MinSnr
{
    const double Gamma = 5;

    [Identity]
    public IdentityOutcome One_loss_of_three_errors() => Prove.Identity(new OneLoss(false), new OneLoss(true));

    [Identity]
    public IdentityOutcome As_they_are_printed() => Prove.Identity(new Printed(false), new Printed(true));

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [0.001953125, 0.25, 0.40625, 0.40625 * 0.9375, 0.75, 1], (at, _) =>
        {
            double[] alphas = [at, 1 - at / 2, 1], sigmas = [0.875, at, at * at];
            torch.Tensor alpha = on.Tensor(alphas), sigma = on.Tensor(sigmas);
            double[] Expected(Func<BigReal, BigReal, BigReal, bool, BigReal> form) => [.. alphas.Zip(sigmas, (a, s) => (double)form(
                BigReal.FromDouble(a), BigReal.FromDouble(s), BigReal.FromDouble(Gamma), a * a >= Gamma * s * s))];
            return
            [
                Compare.Ulps("x_0's weight", Expected(MinSnrWeights.OfData), MinSnrTensors.OfData(alpha, sigma, Gamma), 4, on),
                Compare.Ulps("the noise's weight", Expected(MinSnrWeights.OfNoise), MinSnrTensors.OfNoise(alpha, sigma, Gamma), 5, on),
                Compare.Ulps("v's weight", Expected(MinSnrWeights.OfVelocity), MinSnrTensors.OfVelocity(alpha, sigma, Gamma), 10, on),
            ];
        }, "an ulp a rounding, a squared ratio's counted three times: 4, 5 and 10", "three levels", "alpha and sigma from 2^-18 to 1, gamma = 5, on both sides of it");

    [Sampled]
    public SampledOutcome Without_signal_and_without_noise(On on) => Sample.Rows(on, [0.0009765625, 1, 96], (level, _) =>
        {
            torch.Tensor alpha = on.Tensor([0, level]), sigma = on.Tensor([level, 0]);
            return
            [
                Compare.Within("x_0's weight", [0, Gamma], MinSnrTensors.OfData(alpha, sigma, Gamma), 0, on),
                Compare.Within("the noise's weight", [1, 0], MinSnrTensors.OfNoise(alpha, sigma, Gamma), 0, on),
                Compare.Within("v's weight", [0, 0], MinSnrTensors.OfVelocity(alpha, sigma, Gamma), 0, on),
            ];
        }, "exactly", "two levels", "alpha = 0, then sigma = 0");

    [Refutes("min(SNR, gamma)/SNR divided out: 0/0", Link = "https://github.com/TiankaiHang/Min-SNR-Diffusion-Training/pull/4")]
    public RefutationOutcome Divided_by_zero() => Refute.AtWitness("alpha = 0, sigma = 1, gamma = 5", () => [AtZeroSnr(MinSnrTensors.OfNoise)], () => [AtZeroSnr(SnrWeightMistakes.NoiseByDivision)]);

    [Refutes("min(SNR + 1, gamma)/(SNR + 1) for v", Link = "https://github.com/huggingface/diffusers/issues/5654")]
    public RefutationOutcome One_in_the_minimum() => Refute.Identity(new OneLoss(false), new Shifted());

    [Refutes("the noise's weight for v", Link = "https://github.com/TiankaiHang/Min-SNR-Diffusion-Training/issues/3")]
    public RefutationOutcome Weight_of_another_error() => Refute.Identity(new OneLoss(true), new AsNoise());

    [Fact]
    public void What_is_no_level_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor one = torch.tensor([1.0, 0.5]), zero = torch.tensor([0.0, 0.5]), below = torch.tensor([1, -0.5]);
        Assert.Equal("alpha", Assert.ThrowsAny<ArgumentException>(() => MinSnrTensors.OfData(below, one, 5)).ParamName);
        Assert.Equal("sigma", Assert.ThrowsAny<ArgumentException>(() => MinSnrTensors.OfNoise(one, below, 5)).ParamName);
        Assert.Equal("sigma", Assert.ThrowsAny<ArgumentException>(() => MinSnrTensors.OfNoise(zero, zero, 5)).ParamName);
        Assert.Equal("gamma", Assert.ThrowsAny<ArgumentException>(() => MinSnrTensors.OfVelocity(one, one, 0)).ParamName);
    }

    static Comparison AtZeroSnr(Func<torch.Tensor, torch.Tensor, double, torch.Tensor> weight) =>
        Compare.Within("weight", [1], weight(On.CpuFloat64.Tensor([0]), On.CpuFloat64.Tensor([1]), Gamma), 0, On.CpuFloat64);

    sealed class Shifted() : OneLoss(false)
    {
        protected override T Velocity<T>(T alpha, T sigma, T gamma, bool isClipped) => SnrWeightMistakes.VelocityOfShiftedSnr(alpha, sigma, gamma, isClipped);
    }

    sealed class AsNoise() : OneLoss(true)
    {
        protected override T Velocity<T>(T alpha, T sigma, T gamma, bool isClipped) => SnrWeightMistakes.VelocityAsNoise(alpha, sigma, gamma, isClipped);
    }

    /// <summary>Data and a prediction of them, the other predictions from these.</summary>
    class OneLoss(bool isClipped) : IIdentity
    {
        public IReadOnlyList<string> Variables => isClipped ? ["x", "x0", "hat", "u", "gamma"] : ["x", "x0", "hat", "u"];
        public string Shapes => $"a coordinate, alpha^2 + sigma^2 = 1, SNR {(isClipped ? "at least" : "at most")} gamma";

        protected virtual T Velocity<T>(T alpha, T sigma, T gamma, bool isClipped) where T : IField<T> => MinSnrWeights.OfVelocity(alpha, sigma, gamma, isClipped);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            (T alpha, T sigma) = UnitCircle.At(v[3]);
            T gamma = isClipped ? v[4] : T.One;
            Prediction<T> right = ConversionFormulas.FromX0(v[0], v[1], alpha, sigma), predicted = ConversionFormulas.FromX0(v[0], v[2], alpha, sigma);
            T loss = MinSnrWeights.OfData(alpha, sigma, gamma, isClipped) * (v[1] - v[2]).Squared();
            yield return (loss, MinSnrWeights.OfNoise(alpha, sigma, gamma, isClipped) * (right.Eps - predicted.Eps).Squared());
            yield return (loss, Velocity(alpha, sigma, gamma, isClipped) * (right.V - predicted.V).Squared());
        }
    }

    sealed class Printed(bool isClipped) : IIdentity
    {
        public IReadOnlyList<string> Variables => isClipped ? ["alpha", "sigma", "gamma"] : ["alpha", "sigma"];
        public string Shapes => $"any alpha and sigma, SNR {(isClipped ? "at least" : "at most")} gamma";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> v) where T : IField<T>
        {
            T snr = NelboFormulas.Snr(v[0], v[1]), gamma = isClipped ? v[2] : T.One, least = isClipped ? gamma : snr;
            yield return (least, MinSnrWeights.OfData(v[0], v[1], gamma, isClipped));
            yield return (least / snr, MinSnrWeights.OfNoise(v[0], v[1], gamma, isClipped));
            yield return (least / (snr + 1), MinSnrWeights.OfVelocity(v[0], v[1], gamma, isClipped));
        }
    }
}
