using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Tests.Ratio.Balls;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.1", "The noise of SEDD in closed form, alpha = e^{-sigma}: for uniform rates 1/V exp(sigma Q) = alpha I + (1 - alpha) 1 1^T/V, for uniform rates 1 the same with alpha^V, for absorbing rates I + (1 - alpha) Q: a token stays with alpha, is the mask with 1 - alpha, and is never another token.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 15-16, appendix C.1 and code; Zheng et al., arXiv:2409.02908, eq. 51",
    Refined = "eq. 15 has the eigenvalue -V, the code and appendix C.1 -1; in rows, the absorbing matrix is the transpose of eq. 16",
    Oracle = "the differential equation dP/dsigma = P Q = Q P from P = I, differentiated at a formal alpha; Q Q = -Q, -V Q; the exponential's series with its remainder enclosed")]
public class ExponentialsOfRates
{
    [Identity]
    public IdentityOutcome Differential_equation() => Prove.Identity(new Flow());

    [Exact]
    public ExactOutcome Series() => Exact.Rows(
        from rate in FormalRates.Closed(5).Where(rate => rate is not UniformRate { Categories: 3 or 5 }) from sigma in new[] { 0, 0.125, 1.75, 6 } select (Rate: rate, Sigma: sigma), row =>
        {
            GivenRate given = new([.. row.Rate.Rate<Rational>().Select(line => line.Select(entry => entry.ToDouble()).ToArray())]);
            BigReal sigma = BigReal.FromDouble(row.Sigma);
            BigReal[][] series = given.Transition<BigReal>(row.Sigma), inverse = given.Inverse<BigReal>(row.Sigma);
            return
            [
                .. SameEntries("exp(sigma Q)", row.Rate.Transition(sigma), series), .. Tight("exp(sigma Q)", series),
                .. SameEntries("exp(-sigma Q)", row.Rate.Inverse(sigma), inverse), .. Tight("exp(-sigma Q)", inverse),
                .. given.Rate<Rational>().Zip(row.Rate.Rate<Rational>(), (read, right) => Decide.EqualAll("rate", right, read)),
                .. Enumerable.Range(0, given.Categories).Select(x => Decide.EqualAll("support",
                    [.. Enumerable.Range(0, given.Categories).Select(y => row.Rate.Reaches(x, y))], [.. Enumerable.Range(0, given.Categories).Select(y => given.Reaches(x, y))])),
            ];
        }, "uniform at 1/V for V = 2 and 4, uniform at 1 and absorbing for V = 2..5", "sigma = 0, 1/8, 7/4 and 6", [Trust]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => RatiosOnTensors.Transitions(on);

    [Refutes("the stay probability e^{-sigma} for uniform rates of 1", Link = "SEDD, arXiv:2310.16834, eq. 15 with the code's transition")]
    public RefutationOutcome Unscaled() => Refute.Identity(new Flow(), new UnscaledAsScaled());

    [Refutes("SEDD's column matrix of absorbing transitions read in rows", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/18")]
    public RefutationOutcome Columns() => Refute.Identity(new Flow(), new InColumns());

    [Refutes("the stay probability e^{sigma}", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/issues/16")]
    public RefutationOutcome Positive_sigma() => Refute.Identity(new Flow(), new KeptWithPositiveSigma());

    [Refutes("p(x_t = y | x_0) = (1 - e^{-sigma}) p(y) for absorbing noise", Link = "https://github.com/kuleshov-group/bd3lms/issues/35")]
    public RefutationOutcome Tokens_redrawn() => Refute.Identity(new Flow(), new Redrawn());

    sealed class UnscaledAsScaled : Flow
    {
        protected override T[][] At<T>(ClosedRate rate, T alpha) =>
            rate is UnscaledUniformRate ? RateMistakes.UnscaledUniformAsScaled(alpha, rate.Categories) : base.At(rate, alpha);
    }

    sealed class InColumns : Flow
    {
        protected override T[][] At<T>(ClosedRate rate, T alpha) => RateMistakes.ColumnsForRows(base.At(rate, alpha));
    }

    sealed class KeptWithPositiveSigma : Flow
    {
        protected override T[][] At<T>(ClosedRate rate, T alpha) => RateMistakes.KeptWithPositiveSigma(rate, alpha);
    }

    sealed class Redrawn : Flow
    {
        protected override T[][] At<T>(ClosedRate rate, T alpha) => rate is AbsorbingRate absorbing
            ? RateMistakes.TokensRedrawn(alpha, [.. Enumerable.Range(0, rate.Categories).Select(y => y == absorbing.Mask ? T.Zero : T.One / (rate.Categories - 1))], absorbing.Mask)
            : base.At(rate, alpha);
    }

    class Flow : IIdentity
    {
        protected virtual T[][] At<T>(ClosedRate rate, T alpha) where T : IField<T> => rate.AtAlpha(alpha);

        public IReadOnlyList<string> Variables { get; } = ["alpha"];
        public string Shapes => "V = 2..5, uniform rates 1/V and 1, absorbing with the mask first, last and between";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            foreach (ClosedRate rate in FormalRates.Closed(5))
            {
                T[][] q = rate.Rate<T>(), p = At(rate, x[0]);
                // d alpha/d sigma = -alpha.
                T[][] slope = [.. At(rate, new Dual<T>(x[0], -x[0])).Select(row => row.Select(entry => entry.Slope).ToArray())];
                foreach (var side in FormalRates.Entries(slope, LinearAlgebra.Multiply(p, q))) yield return side;
                foreach (var side in FormalRates.Entries(slope, LinearAlgebra.Multiply(q, p))) yield return side;
                foreach (var side in FormalRates.Entries(At(rate, T.One), LinearAlgebra.Identity<T>(rate.Categories))) yield return side;
                foreach (T[] row in q) yield return (row.Sum(), T.Zero);
                // Q Q = -c Q, c = V for rates of 1 and else 1, so the series is I + (1 - alpha^c) Q/c.
                int c = rate is UnscaledUniformRate ? rate.Categories : 1;
                foreach (var side in FormalRates.Entries(LinearAlgebra.Multiply(q, q), LinearAlgebra.Scale(T.From(-c), q))) yield return side;
                foreach (var side in FormalRates.Entries(p, LinearAlgebra.Add(LinearAlgebra.Identity<T>(rate.Categories), LinearAlgebra.Scale((1 - x[0].Power(c)) / c, q)))) yield return side;
                foreach (var side in FormalRates.Entries(p, Written(rate, x[0]))) yield return side;
            }
        }

        /// <summary>As the claim says it.</summary>
        static T[][] Written<T>(ClosedRate rate, T alpha) where T : IField<T>
        {
            int v = rate.Categories;
            T kept = rate is UnscaledUniformRate ? alpha.Power(v) : alpha;
            return [.. Enumerable.Range(0, v).Select(from => Enumerable.Range(0, v).Select(to => rate is AbsorbingRate { Mask: var mask }
                ? from == mask ? T.From(to == mask ? 1 : 0) : to == from ? alpha : to == mask ? 1 - alpha : T.Zero
                : (to == from ? kept : T.Zero) + (1 - kept) / v).ToArray())];
        }
    }
}

[Claim("SEDD.2", "Noise adds up: exp(sigma_1 Q) exp(sigma_2 Q) = exp((sigma_1 + sigma_2) Q), so from s to t alpha is alpha_t/alpha_s and the law is exp((sigma(t) - sigma(s)) Q); exp(-sigma Q), the same form at 1/alpha, undoes it. Uniform noise leaves the even law as it is and absorbing noise the mask. Three generators without structure compose and are undone in the same way, and leave the law with p Q = 0.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, section 4; Ou et al., RADD, arXiv:2406.03736, lemma 1; Zheng et al., arXiv:2409.02908, eqs. 65-68",
    Oracle = "products of matrices; for rates without structure, their enclosed exponentials and the elimination of states")]
public class CompositionOfNoise
{
    [Identity]
    public IdentityOutcome Closed_forms() => Prove.Identity(new Products());

    [Exact]
    public ExactOutcome Rates_without_structure() => Exact.Rows(rates, given =>
    {
        GivenRate rate = new(given);
        int size = rate.Categories;
        BigReal[][] first = rate.Transition<BigReal>(0.375), second = rate.Transition<BigReal>(1.25), both = rate.Transition<BigReal>(1.625), undo = rate.Inverse<BigReal>(0.375);
        Rational[][] q = rate.Rate<Rational>();
        // One step of I + Q/16 is stochastic and has the same stationary law.
        Rational[] law = DiffusionProofs.Categorical.StationaryLaw.Of(LinearAlgebra.Add(LinearAlgebra.Identity<Rational>(size), LinearAlgebra.Scale(new Rational(1, 16), q)));
        BigReal[] ball = [.. law.Select(p => p.In<BigReal>())];
        return
        [
            .. SameEntries("two steps", both, LinearAlgebra.Multiply(first, second)),
            .. SameEntries("undone", LinearAlgebra.Identity<BigReal>(size), LinearAlgebra.Multiply(first, undo)),
            .. first.Select((row, x) => Same($"row {x}", BigReal.One, row.Sum())),
            .. LinearAlgebra.Combine(law, q).Select((p, y) => Decide.Equal($"p Q [{y}]", (Rational)0, p)),
            .. LinearAlgebra.Combine(ball, second).Select((p, y) => Same($"p exp(sigma Q) [{y}]", ball[y], p)),
            .. Tight("exp(sigma Q)", both),
        ];
    }, "V = 2, 3 and 4, rates of no symmetry", "sigma = 3/8, then 5/4", [Trust]);

    [Sampled]
    public SampledOutcome Undone_on_tensors(On on) => RatiosOnTensors.Undone(on);

    [Sampled]
    public SampledOutcome Any_generator_on_tensors(On on) => RatiosOnTensors.AnyGenerator(on);

    [Refutes("exp(-sigma Q) by e^{sigma} on the diagonal alone, the share 1 - e^{-sigma} of the rest kept")]
    public RefutationOutcome Half_an_inverse() => Refute.Identity(new Products(), new HalfInverse());

    [Refutes("the noise from s to t by alpha_t, not alpha_t/alpha_s")]
    public RefutationOutcome From_zero() => Refute.Identity(new Products(), new FromZero());

    static readonly double[][][] rates =
    [
        [[-0.75, 0.75], [2, -2]],
        [[-1.5, 1.25, 0.25], [0.125, -0.625, 0.5], [3, 0.75, -3.75]],
        [[-1, 0.5, 0.25, 0.25], [0, -2, 2, 0], [1.5, 0.25, -1.75, 0], [0.375, 0, 0.5, -0.875]],
    ];

    sealed class HalfInverse : Products
    {
        protected override T[][] Undo<T>(ClosedRate rate, T alpha) => RateMistakes.HalfInverse(rate, alpha);
    }

    sealed class FromZero : Products
    {
        protected override T Between<T>(T alphaS, T alphaT) => alphaT;
    }

    class Products : IIdentity
    {
        protected virtual T[][] Undo<T>(ClosedRate rate, T alpha) where T : IField<T> => rate.AtAlpha(1 / alpha);

        protected virtual T Between<T>(T alphaS, T alphaT) where T : IField<T> => alphaT / alphaS;

        public IReadOnlyList<string> Variables { get; } = ["alpha", "beta"];
        public string Shapes => "V = 2..4, uniform rates 1/V and 1, absorbing with the mask first, last and between";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T alpha, T beta) = (x[0], x[1]);
            foreach (ClosedRate rate in FormalRates.Closed(4))
            {
                T[][] p = rate.AtAlpha(alpha), identity = LinearAlgebra.Identity<T>(rate.Categories);
                foreach (var side in FormalRates.Entries(LinearAlgebra.Multiply(p, rate.AtAlpha(beta)), rate.AtAlpha(alpha * beta))) yield return side;
                foreach (var side in FormalRates.Entries(LinearAlgebra.Multiply(p, rate.AtAlpha(Between(alpha, beta))), rate.AtAlpha(beta))) yield return side;
                foreach (var side in FormalRates.Entries(LinearAlgebra.Multiply(p, Undo(rate, alpha)), identity)) yield return side;
                T[] stays = rate is AbsorbingRate absorbing ? identity[absorbing.Mask] : [.. identity.Select(_ => T.One / rate.Categories)];
                foreach (var side in LinearAlgebra.Combine(stays, p).Zip(stays)) yield return side;
                foreach (T[] row in p) yield return (row.Sum(), T.One);
            }
        }
    }
}

[Claim("SEDD.3", "Tokens that change independently: sequences change at rates that are 0 beyond Hamming distance 1, and p(y | x) = prod_i p(y_i | x_i) solves their equation. Of the V^L rates from a sequence at most L (V - 1) + 1 are not 0, and so many for uniform rates.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, eqs. 11-14; Campbell et al., arXiv:2205.14987, proposition 3",
    Oracle = "the product's derivative, by the product rule, for any rates and any solution of the token's equation")]
public class RatesOfSequences
{
    [Identity]
    public IdentityOutcome Equation_of_sequences() => Prove.Identity(new OfSequences(2, 2), new OfSequences(2, 3), new OfSequences(3, 2));

    [Exact]
    public ExactOutcome Which_rates_are_there() => Exact.Rows(
        from v in new[] { 2, 3, 4 } from length in new[] { 1, 2, 3 } select (V: v, Length: length), row =>
        {
            int[][] states = [.. SequenceRates.States(row.V, row.Length)];
            Rational[][] rate = SequenceRates.Rate(new UniformRate(row.V).Rate<Rational>(), row.Length);
            Rational[][] absorbing = SequenceRates.Rate(new AbsorbingRate(row.V, 0).Rate<Rational>(), row.Length);
            return states.SelectMany((x, i) => (Decision[])
            [
                // Each token that is not yet the mask may become it.
                Decide.Equal("rates of absorbing noise that are not 0", x.Count(token => token != 0) is var left and > 0 ? left + 1 : 0, absorbing[i].Count(entry => !entry.IsZero)),
                Decide.Equal("rates that are not 0", row.Length * (row.V - 1) + 1, rate[i].Count(entry => !entry.IsZero)),
                Decide.That("none beyond distance 1", states.Select((y, j) => rate[i][j].IsZero == SequenceRates.Distance(x, y) > 1).All(holds => holds), string.Join(" ", x)),
                Decide.Equal("row", (Rational)0, rate[i].Sum()),
            ]);
        }, "V = 2..4, L = 1..3, uniform and absorbing rates", "every sequence");

    [Refutes("rates that multiply as transitions do")]
    public RefutationOutcome Product() => Refute.Identity(new OfSequences(2, 2), new ProductOfRates());

    [Refutes("the rates of all places that differ, at any distance")]
    public RefutationOutcome All_at_once() => Refute.Identity(new OfSequences(2, 2), new AllPlaces());

    sealed class ProductOfRates() : OfSequences(2, 2)
    {
        protected override T[][] Rate<T>(T[][] token, int length) => RateMistakes.ProductOfRates(token, length);
    }

    sealed class AllPlaces() : OfSequences(2, 2)
    {
        protected override T[][] Rate<T>(T[][] token, int length) => RateMistakes.AllPlacesAtOnce(token, length);
    }

    /// <summary>P is any matrix that moves by P' = P Q, the identity among them.</summary>
    class OfSequences(int categories, int length) : IIdentity
    {
        protected virtual T[][] Rate<T>(T[][] token, int length) where T : IField<T> => SequenceRates.Rate(token, length);

        public IReadOnlyList<string> Variables { get; } = FormalRates.Names(categories).Matrix("p", categories, categories);
        public string Shapes => $"V = {categories}, L = {length}, any rates and token transitions";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] q = FormalRates.Rates(read, categories), p = read.Matrix(categories, categories), moves = LinearAlgebra.Multiply(p, q);
            Dual<T>[][] moving = [.. p.Zip(moves, (value, slope) => value.Zip(slope, (v, s) => new Dual<T>(v, s)).ToArray())];
            return FormalRates.Entries(
                [.. SequenceRates.Transition(moving, length).Select(row => row.Select(entry => entry.Slope).ToArray())],
                LinearAlgebra.Multiply(SequenceRates.Transition(p, length), Rate(q, length)));
        }
    }
}
