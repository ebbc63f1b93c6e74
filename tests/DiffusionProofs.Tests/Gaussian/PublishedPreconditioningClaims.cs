using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("EDM.4", "VP and VE are preconditionings with c_skip = 1: VP's network predicts the noise at x/sqrt(1 + sigma^2), the x of its own chain, at step (M - 1) t, VE's minus the noise; with lambda = 1/sigma^2 both losses are those of the noise, and where EDM's c_out stays below sigma_data, theirs is sigma.",
    Source = "EDM, arXiv:2206.00364, table 1",
    Oracle = "the conversions from noise and score to data; the chain's own schedule; the variance of the target y - x")]
public class PublishedPreconditionings
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";

    static readonly double[] Levels = [0.001953125, 0.375, 1, 12.5, 96];

    [Exact]
    public ExactOutcome VP_is_its_own_chain() => Exact.Rows(Levels, at =>
        {
            var model = new VpPreconditioning();
            return [.. Chain(model.Out, model.In, at), .. Step(model.Noise, at)];
        }, "a coordinate, M = 1000", "x = 3/4, noise -5/4; sigma = 1/512..96", [Trust]);

    [Exact]
    public ExactOutcome VE_is_its_score() => Exact.Rows(Levels, at =>
        {
            var model = new VePreconditioning();
            (BigReal sigma, BigReal x, BigReal score) = (BigReal.FromDouble(at), Fraction(3, 4), Fraction(-5, 4));
            BigReal denoised = model.Skip(sigma) * x + model.Out(sigma) * (sigma * score);
            return
            [
                Decide.That("x_0 from the score", denoised.Overlaps(ConversionFormulas.FromScore(x, score, BigReal.One, sigma).X0), $"{(double)denoised:R}"),
                Decide.That("c_in, of x as it is", model.In(sigma).Overlaps(1), $"{(double)model.In(sigma):R}"),
                Decide.That("2 exp(c_noise)", (2 * BigReal.Exp(model.Noise(sigma))).Overlaps(sigma), $"{(double)model.Noise(sigma):R}"),
            ];
        }, "a coordinate", "x = 3/4, score -5/4; sigma = 1/512..96", [Trust]);

    [Exact]
    public ExactOutcome Losses_of_the_noise() => Exact.Rows(Levels, at => new IPublishedPreconditioning[] { new VpPreconditioning(), new VePreconditioning() }
        .SelectMany(model => Loss(model.Weight, model, at)), "both models", "sigma = 1/512..96", [Trust]);

    [Certificate]
    public CertificateOutcome EDMs_output_is_the_smaller() => Prove.Certificate(new Smaller(false), new Smaller(true));

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, from model in new IPublishedPreconditioning[] { new VpPreconditioning(0.125, 18, 500), new VePreconditioning() } from at in Levels select (Model: model, At: at),
        (row, _) =>
        {
            (IPublishedPreconditioning model, torch.Tensor sigma, BigReal s) = (row.Model, on.Tensor([row.At]), BigReal.FromDouble(row.At));
            // log(sigma/2) has the condition number 1/|log(sigma/2)|.
            double noise = (double)model.Noise(s), size = model is VePreconditioning ? Math.Max(1, Math.Abs(noise)) : Math.Abs(noise);
            return
            [
                Compare.Ulps("c_skip", [(double)model.Skip(s)], PreconditioningTensors.Of(model, sigma, (p, x) => p.Skip(x)), 0, on),
                Compare.Ulps("c_out", [(double)model.Out(s)], PreconditioningTensors.Of(model, sigma, (p, x) => p.Out(x)), 0, on),
                Compare.Ulps("c_in", [(double)model.In(s)], PreconditioningTensors.Of(model, sigma, (p, x) => p.In(x)), 4, on),
                Compare.Ulps("c_noise", [noise], PreconditioningTensors.Of(model, sigma, (p, x) => p.Noise(x)), 16, on, [size]),
                Compare.Ulps("weight", [(double)model.Weight(s)], PreconditioningTensors.Of(model, sigma, (p, x) => p.Weight(x)), 2, on),
            ];
        }, "an ulp a rounding: none of c_skip and c_out, 4 of c_in, 2 of the weight; 16 of c_noise, whose terms are positive (VP), or of max(1, |log(sigma/2)|) (VE)",
        "a noise level", "sigma = 1/512..96");

    [Refutes("c_out = +sigma for a network that predicts the noise")]
    public RefutationOutcome Sign_of_the_output() => Refute.AtWitness("VP, sigma = 3/8",
        () => Chain(new VpPreconditioning().Out, new VpPreconditioning().In, 0.375), () => Chain(PreconditioningMistakes.VpOutWithoutSign, new VpPreconditioning().In, 0.375));

    [Refutes("VP's network shown x as it is, as VE's is")]
    public RefutationOutcome Scale_of_the_input() => Refute.AtWitness("VP, sigma = 3/8",
        () => Chain(new VpPreconditioning().Out, new VpPreconditioning().In, 0.375), () => Chain(new VpPreconditioning().Out, PreconditioningMistakes.VpInOfVarianceExploding, 0.375));

    [Refutes("M t for the step (M - 1) t")]
    public RefutationOutcome Number_of_the_step() => Refute.AtWitness("VP, sigma = 3/8",
        () => Step(new VpPreconditioning().Noise, 0.375), () => Step(sigma => PreconditioningMistakes.VpNoiseWithAllSteps(new VpPreconditioning(), sigma), 0.375));

    [Refutes("lambda = 1: the loss of x_0")]
    public RefutationOutcome Weight_of_the_noise() => Refute.AtWitness("VP, sigma = 3/8",
        () => Loss(new VpPreconditioning().Weight, new VpPreconditioning(), 0.375), () => Loss(PreconditioningMistakes.WeightOfOne, new VpPreconditioning(), 0.375));

    /// <summary>With alpha = 1/sqrt(1 + sigma^2) the chain's x is alpha x, its noise level alpha sigma; the network's answer is F = -5/4.</summary>
    static Decision[] Chain(Func<BigReal, BigReal> output, Func<BigReal, BigReal> input, double at)
    {
        (BigReal sigma, BigReal x, BigReal eps) = (BigReal.FromDouble(at), Fraction(3, 4), Fraction(-5, 4));
        BigReal alpha = BigReal.Sqrt(1 / (1 + sigma.Squared())), denoised = x + output(sigma) * eps;
        return
        [
            Decide.That("x_0 from the noise", denoised.Overlaps(ConversionFormulas.X0FromEps(alpha * x, eps, alpha, alpha * sigma)), $"{(double)denoised:R}"),
            Decide.That("the chain's x", (input(sigma) * x).Overlaps(alpha * x), $"{(double)(input(sigma) * x):R}"),
        ];
    }

    /// <summary>The time of a VP chain whose sigma/alpha is this.</summary>
    static Decision[] Step(Func<BigReal, BigReal> noise, double at)
    {
        var schedule = new VariancePreserving();
        BigReal sigma = BigReal.FromDouble(at), t = noise(sigma) / 999;
        return [Decide.That("sigma/alpha at that step", (schedule.Sigma(t) / schedule.Alpha(t)).Overlaps(sigma), $"{(double)(schedule.Sigma(t) / schedule.Alpha(t)):R}")];
    }

    /// <summary>lambda c_out^2 = 1 and D - y = c_out (F - target), target the noise (VP) or minus it (VE): y = x - sigma n.</summary>
    static Decision[] Loss(Func<BigReal, BigReal> weight, IPublishedPreconditioning model, double at)
    {
        (BigReal sigma, BigReal y, BigReal n, BigReal answer) = (BigReal.FromDouble(at), Fraction(3, 4), Fraction(-5, 4), Fraction(1, 3));
        BigReal x = y + sigma * n, denoised = model.Skip(sigma) * x + model.Out(sigma) * answer, target = model is VpPreconditioning ? n : -n;
        BigReal loss = weight(sigma) * (denoised - y).Squared(), ofTheNoise = (answer - target).Squared();
        BigReal zeroNetwork = weight(sigma) * Preconditioning.TargetVariance(model.Skip(sigma), sigma, Fraction(1, 2));
        return
        [
            Decide.That("loss", loss.Overlaps(ofTheNoise), $"{(double)loss:R}, of the noise {(double)ofTheNoise:R}"),
            Decide.That("expected loss of a network that answers 0", zeroNetwork.Overlaps(1), $"{(double)zeroNetwork:R}"),
        ];
    }

    static BigReal Fraction(int n, int d) => BigReal.From(n) / d;

    /// <summary>sigma^2 - c_out^2 = sigma^4/(sigma^2 + sigma_data^2), and likewise with sigma_data^2.</summary>
    sealed class Smaller(bool thanData) : ICertificate
    {
        public IReadOnlyList<string> Variables => ["sigma", "sigma_data"];
        public string Shapes => thanData ? "c_out^2 <= sigma_data^2" : "c_out^2 <= sigma^2";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T>();

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => x[thanData ? 1 : 0].Squared() - Preconditioning.SquaredOut(x[0], x[1]);

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            NonNegative<T>.Square(x[thanData ? 1 : 0].Squared()) / (NonNegative<T>.Square(x[0]) + NonNegative<T>.Square(x[1]));
    }
}
