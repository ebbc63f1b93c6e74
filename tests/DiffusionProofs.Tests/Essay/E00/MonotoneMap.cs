using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E0.1", "On the line the probability-flow map from p_S to p_sigma is the monotone rearrangement F_sigma^{-1} o F_S.",
    Source = "EDM, arXiv:2206.00364, eq. 3, for a finite data set on the line",
    Oracle = "the distribution function differentiated along the flow by dual numbers; Heun's method on the denoiser, which knows of no distribution function")]
public class E00MonotoneMap
{
    [Identity]
    public IdentityOutcome The_flow_carries_the_distribution_function() =>
        Prove.Identity(new Carried(1), new Carried(2), new Carried(4)) with
        {
            Trust = ["Phi' = phi, and phi((x - y)/sigma) is the kernel's own exponential up to a constant", "solutions of the flow exist and do not cross for sigma > 0"],
        };

    [Sampled(Float64Only = true, Reason = "what is compared is the method's own error, far above float64's rounding and not above float32's")]
    public SampledOutcome Integration_agrees_with_the_closed_form(On on) => Sample.Rows(on, LineData.Sets, (set, _) =>
        {
            double[] z = [-1.5, -0.375, 0.0625, 0.875];
            using torch.Tensor noise = on.Tensor(z), points = on.Tensor(set.Points), logPrior = on.Tensor(set.LogPrior);
            using var mixture = new DataMixture(points.unsqueeze(1), logPrior);
            torch.Tensor start = QuantileMap.Of(noise, points, logPrior, 1, 16).X;
            torch.Tensor end = QuantileMap.Of(noise, points, logPrior, 1, 0.75).X;
            double[] Integrated(int steps) => Compare.Values(FlowSampler.Heun(start.unsqueeze(1),
                [.. Enumerable.Range(0, steps + 1).Select(i => 16 * Math.Pow(0.75 / 16, (double)i / steps))], (x, sigma) => mixture.Denoiser(x, 1, sigma)));
            double[] coarse = Integrated(128), fine = Integrated(256), expected = Compare.Values(end);
            return z.Select((_, i) => Compare.Within($"x at z = {z[i]}", expected[i], fine[i], Math.Abs(coarse[i] - fine[i])));
        },
        "the difference from the integration with half as many steps, three times what a method of order 2 has left; its last step is of order 1, and a 256th of the way",
        "sets of 2 and 3 points with unequal priors, 4 starts", "from sigma = 16 to 3/4",
        ["256 steps are in the regime where the error falls by four with each halving"]);

    [Refutes("the flow with the sign of the velocity turned")]
    public RefutationOutcome The_velocity_has_a_sign() => Refute.Identity(new Carried(2), new Backwards());

    [Refutes("the whole score in the flow, where the reverse diffusion has it")]
    public RefutationOutcome Half_the_score() => Refute.Identity(new Carried(2), new WholeScore());

    sealed class Backwards() : Carried(2)
    {
        protected override T Velocity<T>(T x, T denoised, T sigma) =>
            FlowMistakes.EdmVelocityWithWrongSign(x, (denoised - x) / sigma.Squared(), T.One, T.Zero, sigma, T.One);
    }

    sealed class WholeScore() : Carried(2)
    {
        protected override T Velocity<T>(T x, T denoised, T sigma) =>
            FlowMistakes.VelocityWithoutHalf(x, (denoised - x) / sigma.Squared(), T.Zero, FlowFormulas.SquaredDiffusion(T.Zero, sigma.Squared(), 2 * sigma));
    }

    /// <summary>d/dsigma F at fixed x = -velocity dF/dx, with e_i = pi_i phi((x - y_i)/sigma) as free variables.</summary>
    class Carried(int n) : IIdentity
    {
        protected virtual T Velocity<T>(T x, T denoised, T sigma) where T : IField<T> => FlowFormulas.VelocityBySigma(x, denoised, sigma);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("x", "sigma").Vector("y", n).Vector("e", n);
        public string Shapes => $"n = {n} points with any prior";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            (T x, T sigma) = (read.Scalar(), read.Scalar());
            T[] y = read.Vector(n), e = read.Vector(n);
            T Slope(Dual<T> at, Dual<T> level) => y.Zip(e, (p, k) => k * ((at - Dual<T>.Constant(p)) / level).Slope).Sum();
            T denoised = MixtureAlgebra.Denoiser([.. e.Select(k => k / e.Sum())], [.. y.Select(p => new[] { p })])[0];
            yield return (
                Slope(Dual<T>.Constant(x), Dual<T>.Variable(sigma)),
                -Velocity(x, denoised, sigma) * Slope(Dual<T>.Variable(x), Dual<T>.Constant(sigma)));
        }
    }
}

[Claim("E0.2", "Started from a Gaussian, N(0, S^2), the flow's map tends to F_sigma^{-1} o Phi as S grows; for data of mean 0 the error is O(1/S^2).",
    Source = "derived here: F_S(S z) - Phi(z) = -phi(z) E y/S - z phi(z) E y^2/(2 S^2) + O(1/S^3)",
    Refined = "O(1/S^2) needs a data mean of 0, or a start N(mean, S^2); else the error is of order 1/S: for the points 0 and 1 it halves and does not quarter as S doubles",
    Oracle = "both maps enclosed in sixty digits")]
public class E00GaussianStart
{
    static readonly LineData[] Centred = [new([-1, 1], [1, 1]), new([-1, 2], [2, 1]), new([-2, -0.5, 1.5], [1, 2, 2])];

    [Exact]
    public ExactOutcome Of_second_order_for_centred_data() => Exact.Rows(Rows(Centred), row => [Falls(row, 4), .. Constant(row)],
        "2 and 3 points of mean 0", "S = 32..256, sigma = 1/2, z = -5/4, 1/2, 2", ["balls of sixty digits"]);

    [Exact]
    public ExactOutcome Of_first_order_else() => Exact.Rows(Rows([new([0, 1], [1, 1]), new([-1, 2], [1, 1])]), row => [Falls(row, 2)],
        "2 points of mean 1/2", "S = 32..256, sigma = 1/2, z = -5/4, 1/2, 2", ["balls of sixty digits"]);

    [Refutes("an error of order 1/S^2 whatever the mean")]
    public RefutationOutcome The_mean_must_be_zero() => Refute.AtWitness("S = 64 and 128, z = 1/2, sigma = 1/2: points -1, 1 against 0, 1",
        () => [Falls(new(Centred[0], 0.5, 64), 4)], () => [Falls(new(new([0, 1], [1, 1]), 0.5, 64), 4)]);

    sealed record Row(LineData Data, double Z, int S);

    static IEnumerable<Row> Rows(LineData[] sets) =>
        from data in sets from z in new[] { -1.25, 0.5, 2 } from s in new[] { 32, 128 } select new Row(data, z, s);

    static BigReal Error(Row row, int s)
    {
        BigReal half = BigReal.One / 2, z = BigReal.FromDouble(row.Z);
        BigReal[] points = row.Data.In<BigReal>(), prior = row.Data.Prior<BigReal>();
        BigReal start = QuantileFormulas.Distribution(z * s, points, prior, 1, s);
        BigReal error = QuantileEnclosure.At(start, points, prior, 1, half) - QuantileEnclosure.AtNormal(z, points, prior, 1, half);
        return BigReal.CertainlyLess(error, 0) ? -error : error;
    }

    static Decision Falls(Row row, int factor)
    {
        BigReal ratio = Error(row, row.S) / Error(row, 2 * row.S);
        return Decide.That($"the error falls by {factor} as S doubles, within an eighth of it",
            BigReal.CertainlyLess(BigReal.FromFraction(7 * factor, 8), ratio) && BigReal.CertainlyLess(ratio, BigReal.FromFraction(9 * factor, 8)), $"{(double)ratio}");
    }

    /// <summary>S^2 times the error against |z| phi(z) E y^2/(2 f(x)), which is off by a relative O(1/S).</summary>
    static IEnumerable<Decision> Constant(Row row)
    {
        BigReal half = BigReal.One / 2, z = BigReal.FromDouble(row.Z);
        BigReal[] points = row.Data.In<BigReal>(), prior = row.Data.Prior<BigReal>();
        BigReal x = QuantileEnclosure.AtNormal(z, points, prior, 1, half);
        BigReal moment = points.Zip(prior, (y, p) => p * y.Squared()).Sum();
        BigReal expected = z * moment / 2 * QuantileFormulas.Slope(z, x, points, prior, 1, half);
        if (BigReal.CertainlyLess(expected, 0)) expected = -expected;
        BigReal relative = Error(row, row.S) * row.S * row.S / expected - 1, allowed = BigReal.FromFraction(8, row.S);
        yield return Decide.That("S^2 error over its limit, within 8/S of 1",
            BigReal.CertainlyLess(-allowed, relative) && BigReal.CertainlyLess(relative, allowed), $"{(double)relative + 1}");
    }
}
