using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.9", "With the true ratios SEDD's bound is no bound but the likelihood: its integrand at each time is minus the slope of KL(q(x_t | x_0) || p_t), which begins as -log p_0(x_0), so that the integral to T and KL(q(x_T | x_0) || p_T) make -log p_0(x_0), for every x_0, T and schedule under uniform and absorbing noise. With another base the mean over x_0 is KL(p_T || base) more. For any rates the same slope is that of KL between two laws of one chain, with the ratios of the second as score.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, theorem 3.6; arXiv:2510.24088",
    Refined = "an equality, by the fundamental theorem of calculus over the slope that is proven at every time; the divergence is continuous at time 0, since x log x is at 0",
    Oracle = "the divergence of two solutions of the forward equation, differentiated by dual numbers; for SEDD's noise from the law at time 0 and a formal alpha, with the divergence at alpha = 1; the integral between two times by quadrature with its error enclosed")]
public class LikelihoodByRatios
{
    [Identity]
    public IdentityOutcome Two_laws_of_a_chain_of_three_states() => Prove.LogIdentity(new Slope(3));

    [Identity]
    public IdentityOutcome Two_laws_of_a_chain_of_four_states() => Prove.LogIdentity(new Slope(4));

    [Identity]
    public IdentityOutcome Noise_of_SEDD() => Prove.LogIdentity(new FromData());

    /// <summary>Symmetric rates cannot tell the two readings apart.</summary>
    [Identity]
    public IdentityOutcome Uniform_rates_do_not_see_the_orientation() => Prove.LogIdentity(new BothReadings());

    [Identity]
    public IdentityOutcome Another_base() => Prove.LogIdentity(new Base());

    [Exact]
    public ExactOutcome Between_two_times_by_quadrature() => Exact.Rows(
        from rate in new ClosedRate[] { new UniformRate(3), new UnscaledUniformRate(3), new AbsorbingRate(3, 1) } from x0 in new[] { 0, 2 } select (Rate: rate, X0: x0), row =>
        {
            // The midpoint rule with its error, h^3/24 times the second slope anywhere in the piece.
            const int Pieces = 512;
            const double From = 0.125, H = 1.0 / 128;
            Interval h = Interval.Point(H), sum = Interval.Zero;
            for (int i = 0; i < Pieces; i++)
            {
                double left = From + i * H;
                Interval bend = Derivative.Second(sigma => Expected(row.Rate, row.X0, sigma), new Interval(left, left + H));
                sum += h * Expected(row.Rate, row.X0, Interval.Point(left + H / 2)) + h * h * h / 24 * bend;
            }
            BigReal fall = Divergence(row.Rate, row.X0, BigReal.FromDouble(From)) - Divergence(row.Rate, row.X0, BigReal.FromDouble(From + Pieces * H));
            return
            [
                Decide.That("the integral holds the fall of the divergence", sum.Contains(Interval.Enclosing(fall)), $"{sum}, fall {(double)fall:R}"),
                Decide.That("and is enclosed tightly", sum.Width < 0.001 * (double)fall, $"{sum.Width:G3}"),
            ];
        }, "V = 3, uniform rates 1/V and 1, absorbing, two x_0", "sigma from 1/8 to 33/8, p_0 = 1/2, 1/8, 3/8, the mask's share to the first", ["IEEE 754 rounding to nearest"]);

    static T[] Data<T>(ClosedRate rate) where T : IField<T> => rate is AbsorbingRate ? [T.From(5) / 8, T.Zero, T.From(3) / 8] : [T.One / 2, T.One / 8, T.From(3) / 8];

    static T Expected<T>(ClosedRate rate, int x0, T sigma) where T : IRealField<T>
    {
        T[][] transition = rate.Transition(sigma);
        return DwdseFormulas.Expected(rate.Rate<T>(), transition[x0], ConcreteScores.Of(LinearAlgebra.Combine(Data<T>(rate), transition)), T.One, y => rate.Reaches(x0, y));
    }

    static T Divergence<T>(ClosedRate rate, int x0, T sigma) where T : IRealField<T>
    {
        T[][] transition = rate.Transition(sigma);
        return CategoricalFormulas.KullbackLeibler(transition[x0], LinearAlgebra.Combine(Data<T>(rate), transition), Enumerable.Range(0, 3).Where(y => rate.Reaches(x0, y)));
    }

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.Likelihood(on);

    [Refutes("the constants K left out", Link = "https://github.com/andrew-cr/tauLDR/issues/4")]
    public RefutationOutcome Without_constants() => Refute.LogIdentity(new Slope(2), new NoConstant());

    [Refutes("Q_t(x_t, y) of the paper's columns read in rows: for absorbing noise the weight of y = mask", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/18")]
    public RefutationOutcome Read_in_rows() => Refute.LogIdentity(new FromData(), new ReadInRows());

    [Refutes("Q_t(x_t, y) of the paper's columns read in rows, rates without structure", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/18")]
    public RefutationOutcome Read_in_rows_of_any_rates() => Refute.LogIdentity(new Slope(3), new ReadInRowsOfAnyRates());

    [Refutes("that with any base the bound is the likelihood: the excess KL(p_T || base) left out")]
    public RefutationOutcome Any_base() => Refute.LogIdentity(new Base(), new WithoutExcess());

    [Refutes("every other state weighed, whatever x_t", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/18")]
    public RefutationOutcome Every_state() => Refute.LogIdentity(new FromAbsorbedData(), new EveryState());

    [Refutes("the rate sigma' left out")]
    public RefutationOutcome Without_the_rate() => Refute.LogIdentity(new FromData(), new WithoutRate());

    sealed class NoConstant() : Slope(2)
    {
        protected override T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot) =>
            RatioLossMistakes.IntegrandWithoutConstant(rate, conditional, score, xt, sigmaDot, _ => true);
    }

    sealed class ReadInRows : FromData
    {
        protected override T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) =>
            RatioLossMistakes.IntegrandReadInRows(rate, conditional, score, xt, sigmaDot, reaches);
    }

    sealed class ReadInRowsOfAnyRates() : Slope(3)
    {
        protected override T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot) =>
            RatioLossMistakes.IntegrandReadInRows(rate, conditional, score, xt, sigmaDot, _ => true);
    }

    sealed class WithoutExcess : Base
    {
        protected override T Excess<T>(T divergence) => T.Zero;
    }

    class FromAbsorbedData : FromData
    {
        protected override bool Includes(ClosedRate rate) => rate is AbsorbingRate;
    }

    sealed class EveryState : FromAbsorbedData
    {
        protected override T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) =>
            RatioLossMistakes.IntegrandOfEveryState(conditional, score, xt, sigmaDot, reaches);
    }

    sealed class WithoutRate : FromData
    {
        protected override T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) =>
            RatioLossMistakes.IntegrandWithoutRate(rate, conditional, score, xt, reaches);
    }

    sealed class BothReadings : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("law", 3).Vector("s", 3).Scalars("rate");
        public string Shapes => "V = 3, uniform rates, any law, scores and sigma', every x_t: the integrand and the one read in rows";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T[] law, T[] score, T sigmaDot) = ([x[0], x[1], x[2]], [x[3], x[4], x[5]], x[6]);
            T[][] rate = new UniformRate(3).Rate<T>();
            for (int xt = 0; xt < 3; xt++)
                yield return (DwdseFormulas.Integrand(rate, law, score, xt, sigmaDot, _ => true), RatioLossMistakes.IntegrandReadInRows(rate, law, score, xt, sigmaDot, _ => true));
        }
    }

    /// <summary>q and p are any two laws at the same time; both move by sigma' Q. Four states are two tokens of two as well.</summary>
    class Slope(int categories) : ILogIdentity
    {
        protected virtual T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot) where T : ILogField<T> =>
            DwdseFormulas.Integrand(rate, conditional, score, xt, sigmaDot, _ => true);

        public IReadOnlyList<string> Variables { get; } = FormalRates.Names(categories).Vector("p", categories).Vector("law", categories).Scalars("rate");
        public string Shapes => $"V = {categories}, any rates, two laws and sigma'";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] q = FormalRates.Rates(read, categories);
            T[] p = read.Vector(categories), law = read.Vector(categories);
            T sigmaDot = read.Scalar();
            LogDual<T>[] Moving(T[] at) => [.. at.Zip(LinearAlgebra.Combine(at, q), (value, slope) => new LogDual<T>(value, sigmaDot * slope))];
            T[][] score = ConcreteScores.Of(p);
            yield return (
                law.Select((weight, xt) => weight * Integrand(q, law, score[xt], xt, sigmaDot)).Sum(),
                -CategoricalFormulas.KullbackLeibler(Moving(law), Moving(p), Enumerable.Range(0, categories)).Slope);
        }
    }

    class FromData : ILogIdentity
    {
        protected virtual bool Includes(ClosedRate rate) => true;

        protected virtual T Integrand<T>(T[][] rate, T[] conditional, T[] score, int xt, T sigmaDot, Func<int, bool> reaches) where T : ILogField<T> =>
            DwdseFormulas.Integrand(rate, conditional, score, xt, sigmaDot, reaches);

        public IReadOnlyList<string> Variables { get; } = ["alpha", "rate", "p1", "p2"];
        public string Shapes => "two and three tokens, uniform rates 1/V and 1 and absorbing with the mask first, last and between, every x_0, any alpha, sigma' and law";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            (T alpha, T sigmaDot) = (x[0], x[1]);
            foreach (T[] tokens in (T[][])[[x[2], 1 - x[2]], [x[2], x[3], 1 - x[2] - x[3]]])
            {
                foreach (ClosedRate rate in FormalRates.Closed(tokens.Length + 1).Where(rate => Includes(rate) && rate.Categories == tokens.Length + (rate is AbsorbingRate ? 1 : 0)))
                {
                    int mask = rate is AbsorbingRate absorbing ? absorbing.Mask : -1;
                    List<T> p0 = [.. tokens];
                    if (mask >= 0) p0.Insert(mask, T.Zero);
                    // alpha' = -sigma' alpha.
                    LogDual<T>[][] transition = rate.AtAlpha(new LogDual<T>(alpha, -sigmaDot * alpha));
                    LogDual<T>[] p = LinearAlgebra.Combine([.. p0.Select(LogDual<T>.Constant)], transition);
                    T[][] score = ConcreteScores.Of<T>([.. p.Select(each => each.Value)]), q = rate.Rate<T>();
                    for (int x0 = 0; x0 < rate.Categories; x0++)
                    {
                        if (x0 == mask) continue;
                        int[] support = [.. Enumerable.Range(0, rate.Categories).Where(y => rate.Reaches(x0, y))];
                        T[] conditional = [.. transition[x0].Select(each => each.Value)];
                        LogDual<T> divergence = CategoricalFormulas.KullbackLeibler(transition[x0], p, support);
                        yield return (
                            support.Select(xt => conditional[xt] * Integrand(q, conditional, score[xt], xt, sigmaDot, y => rate.Reaches(x0, y))).Sum(),
                            -divergence.Slope);
                        // At alpha = 1, where x_0 has not moved.
                        T[][] still = rate.AtAlpha(T.One);
                        yield return (CategoricalFormulas.KullbackLeibler(still[x0], LinearAlgebra.Combine([.. p0], still), [x0]), -T.Log(p0[x0]));
                        // Of absorbing noise the divergence itself falls with alpha.
                        if (mask >= 0) yield return (divergence.Value, -alpha * T.Log(p0[x0]));
                    }
                }
            }
        }
    }

    class Base : ILogIdentity
    {
        protected virtual T Excess<T>(T divergence) where T : ILogField<T> => divergence;

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("p", 2).Matrix("t", 3, 2).Vector("b", 2);
        public string Shapes => "V = 3, any law of x_0, transitions and base";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            static T[] Row(T[] free) => [.. free, 1 - free.Sum()];
            T[] p0 = Row(read.Vector(2));
            T[][] transition = [.. read.Matrix(3, 2).Select(Row)];
            T[] b = Row(read.Vector(2)), last = LinearAlgebra.Combine(p0, transition);
            T Kl(T[] from, T[] to) => CategoricalFormulas.KullbackLeibler(from, to, [0, 1, 2]);
            yield return (transition.Select((row, x0) => p0[x0] * (Kl(row, b) - Kl(row, last))).Sum(), Excess(Kl(last, b)));
        }
    }
}
