using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E5.4", "For two equal points that supremum is finite for every start z other than 0 and not bounded over starts: the start ends with |eps_hat| = |Phi^{-1}(2 Phi(|z|) - 1)|, which grows as sqrt(2 L), L = log(1/|z|), as z tends to 0: within (log(8 L) - 1)/(4 L) and (log(8 L) + 1)/(4 L) below it, relatively, for L from 4.5 to 1e299.",
    Source = "derived here: as sigma falls only the nearer point's half of F(x) = Phi(z) still changes",
    Oracle = "the prediction along the enclosed path, and the map and the denoiser on tensors; the growth in intervals through Phi itself, by Mills' ratio beyond, and in up to 250 digits")]
public class E05GrowthOfThePrediction
{
    [Exact]
    public ExactOutcome Predictions_tend_to_it() => Exact.Rows(from start in new[] { (2, 1), (1, 10), (1, 100), (1, 10_000) } from n in new[] { 8, 12, 16 } select (Z: start, n), row =>
        {
            BigReal z = BigReal.FromFraction(row.Z.Item1, row.Z.Item2), sigma = BigReal.One / row.n, half = BigReal.One / 2;
            BigReal[] points = [-1, 1], prior = [half, half];
            BigReal x = QuantileEnclosure.AtNormal(z, points, prior, 1, sigma);
            BigReal denoised = MixtureFormulas.Denoiser([x], [[BigReal.From(-1)], [1]], MixtureFormulas.UniformLogPrior<BigReal>(2), 1, sigma, 1)[0];
            BigReal gap = FlowFormulas.VelocityBySigma(x, denoised, sigma) + AtTheEnd(z);
            BigReal allowed = BigReal.Exp(-BigReal.From(row.n * row.n) / 4);
            return [Decide.That("eps_hat less its limit, within exp(-1/(4 sigma^2))", BigReal.CertainlyLess(-allowed, gap) && BigReal.CertainlyLess(gap, allowed), $"{(double)gap}")];
        }, "points -1 and 1", "z = 2, 1e-1, 1e-2, 1e-4, sigma = 1/8, 1/12, 1/16", ["balls of sixty digits"]);

    [Identity]
    public IdentityOutcome The_nearer_half() => Prove.Identity(new Halves());

    [Certificate]
    public CertificateOutcome The_farther_point_weighs_less_than_its_ratio() => Prove.Certificate(new FarWeight());

    [Certified]
    public CertifiedOutcome What_the_farther_point_adds_vanishes() => Trusting(Certify.Positive(Box.Of(("1/sigma", 4, 1e6)), new Vanishing()),
        "for |e_0| at most 1/(2 sigma) - 1, e_0 the limit: x is at least 1/2, the farther half lacks at most Phi(-3/(2 sigma)) <= exp(-9/(8 sigma^2)), and Phi's slope up to 1/(2 sigma) is at least exp(-1/(8 sigma^2))/sqrt(2 pi)");

    [Certified]
    public CertifiedOutcome Growth_from_Phi() => Certify.Positive(Box.Of(("L", 4.5, 13)), new BelowTheUpper(), new AboveTheLower());

    [Certified]
    public CertifiedOutcome Growth_beyond() => Trusting(Certify.Positive(Box.Of(("log L", 1.5, 690)), new MillsUpper(), new MillsLower()),
        "Mills' ratio: phi(e) (1/e - 1/e^3) < Phi(-e) < phi(e)/e for e > 0; and sqrt(2/pi) z (1 - z^2/6) <= 2 Phi(z) - 1 <= sqrt(2/pi) z");

    [Identity]
    public IdentityOutcome Exponents_of_the_bounds() => Prove.Identity(new Exponent());

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [0.125, 0.0625], (sigma, _) =>
        {
            double[] z = [2, 0.5, 0.0625, -0.5, -0.0009765625];
            torch.Tensor points = on.Tensor([-1, 1]);
            using var mixture = new DataMixture(points.unsqueeze(1));
            (torch.Tensor x, torch.Tensor slope) = QuantileMap.Of(on.Tensor(z), points, null, 1, sigma);
            torch.Tensor rows = x.unsqueeze(1), prediction = (rows - mixture.Denoiser(rows, 1, sigma)).DividedBy(sigma);
            double[] states = Compare.Values(x), slopes = Compare.Values(slope);
            double[] expected = [.. z.Select(v => -Math.Sign(v) * (double)AtTheEnd(BigReal.FromDouble(Math.Abs(v))))];
            double limit = Math.Exp(-1 / (4 * sigma * sigma)), denoiser = mixture.Accuracy(rows, 1, sigma).Denoiser;
            return [Compare.Within("prediction, its limit", expected, prediction, i =>
                limit + (16 * Math.ScaleB(1, -53) * slopes[i] + 2 * on.Ulp(states[i]) + denoiser) / sigma + 2 * on.Ulp(expected[i]), on)];
        },
        "exp(-1/(4 sigma^2)), and over sigma: QuantileMap's 16 2^-53 dx/dz, two ulps of x, MixtureAccuracy's bound of the denoiser",
        "points -1 and 1", "z = 2, 1/2, 1/16, -1/2, -1/1024, sigma = 1/8, 1/16");

    [Exact]
    public ExactOutcome Growth() => Exact.Rows([2, 5, 10, 30, 100], k => [Grows(k, 2)],
        "two points", "z = 1e-2, 1e-5, 1e-10, 1e-30, 1e-100", ["balls of 250 digits"]);

    [Refutes("log(2 L) for log(8 L) in the bound")]
    public RefutationOutcome Eight_in_the_logarithm()
    {
        // log 4 is more than the 1 by which either bound stands off.
        BigReal log = BigReal.From(60), z = BigReal.Exp(-log), end = AtTheEnd(z);
        Decision Above(BigReal lower, BigReal upper) => Decide.That("|eps_hat| at the end, between the bounds",
            BigReal.CertainlyLess(lower, end) && BigReal.CertainlyLess(end, upper), $"{(double)end}");
        BigReal Shifted(int shift) => BigReal.Sqrt(2 * log) * (1 - PredictionGrowth.Lost(BigReal.Log(2 * log) + shift, log));
        return Refute.AtWitness("L = 60", () => [Above(PredictionGrowth.Lower(log), PredictionGrowth.Upper(log))], () => [Above(Shifted(1), Shifted(-1))]);
    }

    [Refutes("sqrt(log(1/|z|)) for the growth: the two in the root is missing")]
    public RefutationOutcome The_root_has_a_two() => Refute.AtWitness("z = 1e-30", () => [Grows(30, 2)], () => [Grows(30, 1)]);

    static BigReal AtTheEnd(BigReal z) => -QuantileEnclosure.At(2 * QuantileFormulas.StandardNormal(z) - 1, [0], [1], 1, 1);

    /// <summary>The ratio to sqrt(factor L), L = log(1/z), is 1 - log(8 L)/(4 L) within 1/(4 L).</summary>
    static Decision Grows(int k, int factor)
    {
        using IDisposable digits = BigReal.WithPrecision(250);
        BigReal z = BigReal.One / BigReal.From(10).Power(k), log = -BigReal.Log(z);
        BigReal ratio = AtTheEnd(z) / BigReal.Sqrt(factor * log), off = ratio - 1 + BigReal.Log(8 * log) / (4 * log), allowed = 1 / (4 * log);
        return Decide.That("ratio to the root, 1 - log(8 L)/(4 L) within 1/(4 L)",
            BigReal.CertainlyLess(-allowed, off) && BigReal.CertainlyLess(off, allowed), $"{(double)ratio}");
    }

    static CertifiedOutcome Trusting(CertifiedOutcome outcome, string what) => outcome with { Trust = [.. outcome.Trust, what] };

    /// <summary>F = (a + b)/2, a the distribution of the nearer point at x and b that of the farther one: a is 2 F - 1 and what b lacks of 1.</summary>
    sealed class Halves : IIdentity
    {
        public IReadOnlyList<string> Variables => ["a", "b"];
        public string Shapes => "two equal points";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T f = x.Select(half => half / 2).Sum();
            yield return (x[0], 2 * f - 1 + (1 - x[1]));
        }
    }

    /// <summary>At x the weights are as r to 1, r = exp(2 x/sigma^2): 1 - D = 2/(1 + r), at most 2/r.</summary>
    sealed class FarWeight : ICertificate
    {
        public IReadOnlyList<string> Variables => ["r"];
        public string Shapes => "two points, weights as r to 1";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T> { ["r"] = x[0] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> =>
            2 / x[0] - (1 - MixtureAlgebra.Denoiser([1 / (1 + x[0]), x[0] / (1 + x[0])], [[-T.One], [T.One]])[0]);

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            NonNegative<T>.Of(2) / (given["r"] * (NonNegative<T>.Of(1) + given["r"]));
    }

    /// <summary>sqrt(2 pi) exp(-u^2) + 2 u exp(-u^2) below exp(-u^2/4), u = 1/sigma, in logarithms.</summary>
    sealed class Vanishing : IInequality
    {
        public IReadOnlyList<string> Variables => ["1/sigma"];
        public string Shapes => "two points";
        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => 3 * x[0].Squared() / 4 - T.Log(T.Sqrt(2 * T.Pi) + 2 * x[0]);
    }

    /// <summary>2 Phi(z) - 1 above Phi(-Upper), over z = exp(-L).</summary>
    sealed class BelowTheUpper : IInequality
    {
        public IReadOnlyList<string> Variables => ["L"];
        public string Shapes => "two points";
        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => (Mass(x[0]) - QuantileFormulas.StandardNormal(-PredictionGrowth.Upper(x[0]))) * T.Exp(x[0]);
    }

    sealed class AboveTheLower : IInequality
    {
        public IReadOnlyList<string> Variables => ["L"];
        public string Shapes => "two points";
        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => (QuantileFormulas.StandardNormal(-PredictionGrowth.Lower(x[0])) - Mass(x[0])) * T.Exp(x[0]);
    }

    /// <summary>2 Phi(exp(-L)) - 1.</summary>
    static T Mass<T>(T log) where T : IRealField<T> => T.Erf(T.Exp(-log) / T.Sqrt(T.From(2)));

    /// <summary>e^2/2 - L for a bound e = sqrt(2 L) (1 - c/(4 L)): what stands in the exponent of phi(e)/z.</summary>
    static T ExponentBeyond<T>(T c, T inverse) where T : IField<T> => -c / 2 + c.Squared() * inverse / 16;

    sealed class Exponent : IIdentity
    {
        public IReadOnlyList<string> Variables => ["L", "c"];
        public string Shapes => "either bound";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            yield return (2 * x[0] * (1 - PredictionGrowth.Lost(x[1], x[0])).Squared() / 2 - x[0], ExponentBeyond(x[1], 1 / x[0]));
        }
    }

    /// <summary>log(sqrt(2/pi) z (1 - z^2/6)) above log(phi(e)/e), e the upper bound; the terms in L itself cancel.</summary>
    sealed class MillsUpper : IInequality
    {
        public IReadOnlyList<string> Variables => ["log L"];
        public string Shapes => "two points";

        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T>
        {
            (T logOfEight, T inverse) = (T.Log(T.From(8)) + x[0], T.Exp(-x[0]));
            T c = logOfEight - 1, square = T.Exp(-2 * T.Exp(x[0]));
            // log 2 + log e + (e^2/2 - L), and log 2 + log sqrt(2 L) is half the logarithm of 8 L.
            return logOfEight / 2 + T.Log1p(-c * inverse / 4) + ExponentBeyond(c, inverse) + T.Log1p(-square / 6);
        }
    }

    /// <summary>log(phi(e)/e (1 - 1/e^2)) above log(sqrt(2/pi) z), e the lower bound.</summary>
    sealed class MillsLower : IInequality
    {
        public IReadOnlyList<string> Variables => ["log L"];
        public string Shapes => "two points";

        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T>
        {
            (T logOfEight, T inverse) = (T.Log(T.From(8)) + x[0], T.Exp(-x[0]));
            T c = logOfEight + 1, kept = 1 - c * inverse / 4;
            return T.Log1p(-inverse / (2 * kept.Squared())) - logOfEight / 2 - T.Log(kept) - ExponentBeyond(c, inverse);
        }
    }
}
