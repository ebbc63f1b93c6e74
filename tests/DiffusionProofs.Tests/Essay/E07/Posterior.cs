using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E7.1", "Forward kernels between any times compose, r to s and s to t making r to t; given the data, a step back is Gaussian: q(x_s | x_t, x_0) has the mean a sigma_s^2/sigma_t^2 x_t + alpha_s v/sigma_t^2 x_0 and the variance v sigma_s^2/sigma_t^2, a = alpha_t/alpha_s, v = sigma_t^2 - a^2 sigma_s^2; with alpha^2 + sigma^2 = 1 that is DDPM's.",
    Source = "VDM, arXiv:2107.00630, eqs. 20-25; DDPM, arXiv:2006.11239, eqs. 6-7",
    Oracle = "Bayes: the square completed; the joint Gaussian of (x_s, x_t) conditioned; the law of x_s given x_0, integrated back; x_t as a sum of independent noises")]
public class E07Posterior
{
    [Identity]
    public IdentityOutcome The_square_completed() => Prove.Identity(new Square(1), new Square(2), new Square(3));

    [Identity]
    public IdentityOutcome Transitions_compose() => Prove.Identity(new Composed());

    [Identity]
    public IdentityOutcome The_law_of_x_s_comes_back() => Prove.Identity(new IntegratedBack());

    [Identity]
    public IdentityOutcome Two_papers_one_posterior() => Prove.Identity(new BothPapers());

    [Sampled]
    public SampledOutcome On_tensors(On on) => BoundsOnTensors.PosteriorAgainstConditioning(on);

    [Statistical]
    public StatisticalOutcome Drawn_from_x_t() => BoundsOnTensors.VarianceOfDraws();

    [Refutes("sigma_t^2 - sigma_s^2 for the variance between two times, where alpha changes")]
    public RefutationOutcome Variances_subtract_in_VE_only() => Refute.Identity(new Composed(), new DifferenceOfVariances());

    [Refutes("beta for beta~: the variance of q(x_t | x_s)")]
    public RefutationOutcome Variance_of_the_transition() => Refute.Identity(new Square(1), new TransitionVariance());

    [Refutes("the two coefficients of the mean exchanged")]
    public RefutationOutcome Coefficients() => Refute.Identity(new Square(1), new Exchanged());

    [Refutes("the table's betas where steps are skipped", Link = "https://github.com/huggingface/diffusers/issues/5130")]
    public RefutationOutcome Skipped_steps() => Refute.Identity(new Stride(), new TableAtStride());

    [Refutes("the noise of the step taken from the prediction", Link = "https://github.com/IDEALLab/EngiOpt/issues/66")]
    public RefutationOutcome Fresh_noise()
    {
        // alpha = 1, sigma from 5 to 3: the posterior's deviation is 12/5.
        var step = new FormalStep<Rational>(1, 3, 1, 5);
        Rational x0 = 2, deviation = new(12, 5);
        Rational Mean(Rational eps) => step.Mean([x0 + 5 * eps], [x0])[0];
        Decision Spread(Rational second) => Decide.Equal("E (x_s - x_0)^2", 9, second);
        return Refute.AtWitness("alpha = 1, sigma_t = 5, sigma_s = 3, x_0 = 2",
            () => [Decide.Equal("variance", deviation.Squared(), step.Variance), Spread(TwoPoints.Mean<Rational>(0, 1, e => (Mean(e) - x0).Squared()) + step.Variance)],
            () => [Spread(TwoPoints.Mean<Rational>(0, 1, e => (GaussianPosteriorMistakes.ReusedNoise([Mean(e)], [e], deviation)[0] - x0).Squared()))]);
    }

    [Refutes("a companion of x_s noised to t", Link = "https://github.com/jychoi118/ilvr_adm/issues/13")]
    public RefutationOutcome Companion_at_the_right_time()
    {
        var step = new FormalStep<Rational>(new(4, 5), new(3, 5), new(3, 5), new(4, 5));
        Decision Level(Func<Rational, Rational> companion) => Decide.Equal("E companion^2 at x_0 = 0", step.SigmaS.Squared(), TwoPoints.Mean<Rational>(0, 1, e => companion(e).Squared()));
        return Refute.AtWitness("sigma_s = 3/5, sigma_t = 4/5, x_0 = 0",
            () => [Level(e => step.SigmaS * e)],
            () => [Level(e => GaussianPosteriorMistakes.CompanionAtTheLaterTime([Rational.Zero], [e], step.AlphaT, step.SigmaT)[0])]);
    }

    sealed class TransitionVariance() : Square(1)
    {
        protected override T Variance<T>(FormalStep<T> s) => GaussianPosteriorMistakes.TransitionVariance(s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);
    }

    sealed class Exchanged() : Square(1)
    {
        protected override T[] Mean<T>(FormalStep<T> s, T[] xt, T[] x0) => GaussianPosteriorMistakes.ExchangedMean(xt, x0, s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);
    }

    /// <summary>-2 log of q(x_t | x_s) q(x_s | x_0)/q(x_t | x_0), the normalisers apart.</summary>
    class Square(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Vector("xs", d).Vector("xt", d).Vector("x0", d).Scalars(FormalStep<Rational>.Names);

        public string Shapes => $"d = {d}, any alpha and sigma";

        protected virtual T Variance<T>(FormalStep<T> s) where T : IField<T> => s.Variance;

        protected virtual T[] Mean<T>(FormalStep<T> s, T[] xt, T[] x0) where T : IField<T> => s.Mean(xt, x0);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] xs = read.Vector(d), xt = read.Vector(d), x0 = read.Vector(d);
            var step = FormalStep<T>.Read(read);
            yield return (TransitionFormulas.Variance(step.AlphaS, step.SigmaS, step.AlphaT, step.SigmaT), step.TransitionVariance);
            yield return (
                SquaredDistance(xt, Scale(step.Scale, xs)) / step.TransitionVariance
                    + GaussianFormulas.KernelQuadraticForm(xs, x0, step.AlphaS, step.SigmaS)
                    - GaussianFormulas.KernelQuadraticForm(xt, x0, step.AlphaT, step.SigmaT),
                SquaredDistance(xs, Mean(step, xt, x0)) / Variance(step));
            yield return (step.TransitionVariance * step.SigmaS.Squared() / step.SigmaT.Squared(), Variance(step));
        }
    }

    sealed class IntegratedBack : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("x0").Scalars(FormalStep<Rational>.Names);
        public string Shapes => "a coordinate, any alpha and sigma";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T x0 = read.Scalar();
            var step = FormalStep<T>.Read(read);
            T Over(Func<T, T> f) => TwoPoints.Mean(step.AlphaT * x0, step.SigmaT, xt => f(step.Mean([xt], [x0])[0]));
            yield return (Over(m => m), step.AlphaS * x0);
            yield return (Over(m => (m - step.AlphaS * x0).Squared()) + step.Variance, step.SigmaS.Squared());
        }
    }

    /// <summary>Points of the circle alpha^2 + sigma^2 = 1 by (1 - u^2, 2u)/(1 + u^2).</summary>
    sealed class BothPapers : IIdentity
    {
        public IReadOnlyList<string> Variables => ["xt", "x0", "u", "w"];
        public string Shapes => "a coordinate, alpha^2 + sigma^2 = 1";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alphaS, T sigmaS) = UnitCircle.At(x[2]);
            (T alphaT, T sigmaT) = UnitCircle.At(x[3]);
            var step = new FormalStep<T>(alphaS, sigmaS, alphaT, sigmaT);
            yield return (step.TransitionVariance, DdpmFormulas.Beta(step.Scale));
            yield return (step.Variance, DdpmFormulas.BetaTilde(step.Scale, alphaS));
            yield return (step.Mean([x[0]], [x[1]])[0], DdpmFormulas.PosteriorMean(x[0], x[1], step.Scale, alphaS));
        }
    }

    sealed class TableAtStride : Stride
    {
        protected override T[] Betas<T>(T[] beta, int[] visited) => ScheduleMistakes.BetasAtStrideFromTheTable(beta, visited);
    }

    /// <summary>Steps 1 and 3 of three: the posterior of x_1 given x_3, its precision that of both sides together.</summary>
    class Stride : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("beta", 3);
        public string Shapes => "3 steps, the second skipped";

        protected virtual T[] Betas<T>(T[] beta, int[] visited) where T : IField<T> => BetaFormulas.BetasAtStride(beta, visited);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] beta = [.. x], strided = Betas(beta, [0, 2]);
            // x_3 = a x_1 + noise, by the two steps one after the other.
            T squaredScale = (1 - beta[1]) * (1 - beta[2]), noise = beta[1] * (1 - beta[2]) + beta[2];
            yield return (1 / BetaFormulas.BetaTilde(strided)[1], squaredScale / noise + 1 / beta[0]);
        }
    }
}

[Claim("E7.2", "The mean of a step back is one, from the data, from the noise or from the score: (x_t - v/sigma_t eps)/a = (x_t + v score)/a.",
    Source = "DDPM, arXiv:2006.11239, eqs. 7, 11 and 15; the question: https://github.com/hojonathanho/diffusion/issues/2",
    Oracle = "the posterior's mean at the data that the noise stands for")]
public class E07MeanFromAPrediction
{
    [Identity]
    public IdentityOutcome Eq_11_is_eq_7_with_eq_15() => Prove.Identity(new Ddpm());

    [Identity]
    public IdentityOutcome Data_noise_and_score() => Prove.Identity(new Means(1), new Means(2));

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.MeansFromPredictions(on);

    [Refutes("eps multiplied by v instead of v/sigma_t")]
    public RefutationOutcome Divided_by_sigma() => Refute.Identity(new Means(1), new WithoutSigma());

    [Refutes("the score's step with the sign of the noise")]
    public RefutationOutcome Towards_the_score() => Refute.Identity(new Means(1), new Against());

    sealed class WithoutSigma() : Means(1)
    {
        protected override T[] FromEps<T>(T[] xt, T[] eps, FormalStep<T> s) =>
            GaussianPosteriorMistakes.MeanFromEpsWithoutSigma(xt, eps, s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);
    }

    sealed class Against() : Means(1)
    {
        protected override T[] FromScore<T>(T[] xt, T[] score, FormalStep<T> s) =>
            GaussianPosteriorMistakes.MeanAgainstTheScore(xt, score, s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);
    }

    class Means(int d) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("x0", d).Vector("eps", d).Scalars(FormalStep<Rational>.Names);
        public string Shapes => $"d = {d}, any alpha and sigma";

        protected virtual T[] FromEps<T>(T[] xt, T[] eps, FormalStep<T> s) where T : IField<T> =>
            PosteriorFormulas.MeanFromEps(xt, eps, s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);

        protected virtual T[] FromScore<T>(T[] xt, T[] score, FormalStep<T> s) where T : IField<T> =>
            PosteriorFormulas.MeanFromScore(xt, score, s.AlphaS, s.SigmaS, s.AlphaT, s.SigmaT);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x0 = read.Vector(d), eps = read.Vector(d);
            var step = FormalStep<T>.Read(read);
            T[] xt = Add(Scale(step.AlphaT, x0), Scale(step.SigmaT, eps)), mean = step.Mean(xt, x0);
            T[] fromEps = FromEps(xt, eps, step), fromScore = FromScore(xt, GaussianFormulas.KernelScore(xt, x0, step.AlphaT, step.SigmaT), step);
            for (int k = 0; k < d; k++)
            {
                yield return (mean[k], fromEps[k]);
                yield return (mean[k], fromScore[k]);
            }
        }
    }

    sealed class Ddpm : IIdentity
    {
        public IReadOnlyList<string> Variables => ["xt", "eps", "previous", "u"];
        public string Shapes => "a coordinate, alpha^2 + sigma^2 = 1";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alpha, T sigma) = UnitCircle.At(x[3]);
            T scale = alpha / x[2];
            yield return (
                DdpmFormulas.MeanFromEps(x[0], x[1], scale, sigma),
                DdpmFormulas.PosteriorMean(x[0], ConversionFormulas.X0FromEps(x[0], x[1], alpha, sigma), scale, x[2]));
        }
    }
}
