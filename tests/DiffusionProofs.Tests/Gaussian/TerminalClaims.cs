using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("Prediction.3", "Where the signal is gone (alpha = 0, zero terminal SNR) v and x_0 still give all four forms, x_0 = -v/sigma; a prediction of the noise, or of the score, says nothing of x_0, since there x = sigma eps whatever the data.",
    Source = "Lin et al., arXiv:2305.08891 (zero terminal SNR and v prediction); Salimans and Ho, arXiv:2202.00512, section 4",
    Oracle = "the definitions at alpha = 0, from free x_0 and eps")]
public class PredictionsWithoutSignal
{
    [Identity]
    public IdentityOutcome Data_come_from_v() => Prove.Identity(new Terminal());

    [Exact]
    public ExactOutcome Tensors_refuse_noise_and_score_alone() => Exact.Rows(Enum.GetValues<PredictionKind>(), kind =>
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        TorchSharp.torch.Tensor x = On.CpuFloat64.Tensor([0.75, -1.5], 1, 2), value = On.CpuFloat64.Tensor([0.5, 0.25], 1, 2);
        try
        {
            double[] x0 = Compare.Values(Conversions.From(kind, x, value, 0, 0.5).X0);
            return [Decide.EqualAll($"x_0 from {kind}", kind == PredictionKind.X0 ? [0.5, 0.25] : [-1, -0.5], x0)];
        }
        catch (ArgumentException refused) when (kind is PredictionKind.Eps or PredictionKind.Score)
        {
            return [Decide.Equal($"what is refused for {kind}", "alpha", $"{refused.ParamName}")];
        }
    }, "alpha = 0, sigma = 1/2", "the four kinds");

    [Refutes("x_0 from the noise at zero terminal SNR", Link = "https://github.com/huggingface/diffusers/issues/3851")]
    public RefutationOutcome Noise_says_nothing_of_the_data()
    {
        Float64 x0 = 0.25, eps = -1.5, alpha = 0, sigma = 1, x = alpha * x0 + sigma * eps, v = alpha * eps - sigma * x0;
        Comparison IsTheData(Float64 received) => Compare.Within("x_0", x0.Value, received.Value, 0);
        return Refute.AtWitness("x_0 = 1/4, eps = -3/2, alpha = 0, sigma = 1, in double precision",
            () => [IsTheData(ConversionFormulas.X0FromV(x, v, alpha, sigma))],
            () => [IsTheData(ConversionFormulas.X0FromEps(x, eps, alpha, sigma))]);
    }

    sealed class Terminal : IIdentity
    {
        public IReadOnlyList<string> Variables => ["x0", "eps", "sigma"];
        public string Shapes => "a coordinate, alpha = 0";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T x0, T eps, T sigma) = (values[0], values[1], values[2]);
            T x = sigma * eps, v = -sigma * x0;
            foreach (Prediction<T> p in new[] { ConversionFormulas.FromV(x, v, T.Zero, sigma), ConversionFormulas.FromX0(x, x0, T.Zero, sigma) })
            {
                yield return (p.X0, x0);
                yield return (p.Eps, eps);
                yield return (p.V, v);
                yield return (p.Score, -eps / sigma);
            }
            yield return (ConversionFormulas.X0FromV(x, v, T.Zero, sigma), -v / sigma);
        }
    }
}
