using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("iDDPM.2", "Improved DDPM's reverse variance exp(v log beta + (1 - v) log beta~), v = (out + 1)/2, is beta~ at out = -1, beta at 1 and their geometric mean at 0, does not fall as out rises, and lies between the two for every out between.",
    Source = "Nichol and Dhariwal, arXiv:2102.09672, eq. 15, and the published code for v",
    Oracle = "the two ends and the geometric mean by logarithms; the difference of two outputs; digits of the table for the tensors; autograd")]
public class LearnedRangeOfVariances
{
    [Identity]
    public IdentityOutcome Ends_and_geometric_mean() => Prove.LogIdentity(new Ends());

    [Certificate]
    public CertificateOutcome Rises_with_the_output() => Prove.Certificate(new Rises());

    [Certificate]
    public CertificateOutcome Between_the_two() => Prove.Certificate(new Above(), new Below());

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [2, 10, 500, 1000], (t, _) =>
        {
            BigReal[] beta = BetaFormulas.Linear<BigReal>(1000), tilde = BetaFormulas.BetaTilde(beta);
            double upper = (double)beta[t - 1], lower = (double)tilde[t - 1];
            BigReal logUpper = BigReal.Log(BigReal.FromDouble(upper)), logLower = BigReal.Log(BigReal.FromDouble(lower));
            double[] outputs = on.Round([-1, -0.75, 0, 0.125, 1, 1.5]);
            double scale = Math.Abs((double)logUpper) + Math.Abs((double)logLower);
            using torch.Tensor output = on.Tensor(outputs).requires_grad_();
            torch.Tensor received = LearnedRangeTensors.LogVariance(output, upper, lower);
            torch.Tensor slope = torch.autograd.grad([received.sum()], [output])[0];
            double[] expected = [.. outputs.Select(o => (double)LearnedRange.LogVariance(BigReal.FromDouble(o), logUpper, logLower))];
            return
            [
                Compare.Within("log-variance", expected, received, i => 2 * on.Ulp(1) * (Math.Abs(outputs[i]) + 1) * scale, on),
                Compare.Within("its slope by the output", [.. outputs.Select(_ => (double)(logUpper - logLower) / 2)], slope, _ => 2 * on.Ulp(1) * scale, on),
            ];
        },
        "4 u (|out| + 1)(|log beta| + |log beta~|): two logarithms, their sum and difference, a product and a sum",
        "six outputs from -1 to 3/2", "linear betas, T = 1000, t = 2, 10, 500, 1000");

    [Refutes("the output itself for v, without (out + 1)/2")]
    public RefutationOutcome Output_for_the_share() => Refute.LogIdentity(new Ends(), new WithoutTheShare());

    [Refutes("beta and beta~ exchanged")]
    public RefutationOutcome Ends_exchanged() => Refute.LogIdentity(new Ends(), new Exchanged());

    [Refutes("the variances mixed in place of their logarithms: the middle is the arithmetic mean")]
    public RefutationOutcome Logarithms_are_mixed()
    {
        Decision Middle(BigReal variance) => Decide.That("variance at out = 0, 1/2", variance.Overlaps(BigReal.One / 2), $"{(double)variance}");
        BigReal beta = 1, tilde = BigReal.One / 4;
        return Refute.AtWitness("beta = 1, beta~ = 1/4",
            () => [Middle(BigReal.Exp(LearnedRange.LogVariance(0, BigReal.Log(beta), BigReal.Log(tilde))))],
            () => [Middle(LearnedRangeMistakes.MixedVariances(0, beta, tilde))]);
    }

    sealed class WithoutTheShare : Ends
    {
        protected override T Of<T>(T output, T logBeta, T logBetaTilde) => LearnedRangeMistakes.OutputForTheShare(output, logBeta, logBetaTilde);
    }

    sealed class Exchanged : Ends
    {
        protected override T Of<T>(T output, T logBeta, T logBetaTilde) => LearnedRangeMistakes.EndsExchanged(output, logBeta, logBetaTilde);
    }

    class Ends : ILogIdentity
    {
        public IReadOnlyList<string> Variables => ["beta", "beta~"];
        public string Shapes => "a coordinate";

        protected virtual T Of<T>(T output, T logBeta, T logBetaTilde) where T : IField<T> => LearnedRange.LogVariance(output, logBeta, logBetaTilde);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T beta, T tilde) = (x[0], x[1]);
            T At(T output) => Of(output, T.Log(beta), T.Log(tilde));
            yield return (At(-T.One), T.Log(tilde));
            yield return (At(T.One), T.Log(beta));
            yield return (2 * At(T.Zero), T.Log(beta * tilde));
        }
    }

    /// <summary>By a step h of the output the log-variance rises by h/2 log(beta/beta~).</summary>
    sealed class Rises : ICertificate
    {
        public IReadOnlyList<string> Variables => ["out", "h", "log beta", "log beta~"];
        public string Shapes => "two outputs";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["h"] = x[1], ["log beta/beta~"] = x[2] - x[3] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            LearnedRange.LogVariance(x[0] + x[1], x[2], x[3]) - LearnedRange.LogVariance(x[0], x[2], x[3]);

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            given["h"] * given["log beta/beta~"] / NonNegative<T>.Of(2);
    }

    sealed class Above : Between
    {
        public override T Gap<T>(IReadOnlyList<T> x) => LearnedRange.LogVariance(x[0], x[1], x[2]) - x[2];

        public override NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) =>
            given["out + 1"] * given["log beta/beta~"] / NonNegative<T>.Of(2);
    }

    sealed class Below : Between
    {
        public override T Gap<T>(IReadOnlyList<T> x) => x[1] - LearnedRange.LogVariance(x[0], x[1], x[2]);

        public override NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) =>
            given["1 - out"] * given["log beta/beta~"] / NonNegative<T>.Of(2);
    }

    abstract class Between : ICertificate
    {
        public IReadOnlyList<string> Variables => ["out", "log beta", "log beta~"];
        public string Shapes => "an output from -1 to 1";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["out + 1"] = x[0] + 1, ["1 - out"] = 1 - x[0], ["log beta/beta~"] = x[1] - x[2] };

        public abstract T Gap<T>(IReadOnlyList<T> x) where T : IField<T>;

        public abstract NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>;
    }
}
