using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Masked;

[Claim("MD4.3", "At its ends MD4's bound has (1 - alpha_{t(1)}) log N, the mean of -log p(x_0 | z_{t(1)}) for p proportional to q(z | x_0), and alpha_1 log N, the divergence from the prior that spreads alpha_1 over the N tokens; with the steps between they bound -log p(x_0).",
    Source = "Shi et al., MD4, arXiv:2406.04329, section 3, appendix E and code",
    Oracle = "Bayes and the divergence, over all states; p(x_0) of the reverse chain, summed over all its paths")]
public class Md4Ends
{
    [Identity]
    public IdentityOutcome Both_ends() => Prove.LogIdentity(new Ends(6));

    [Exact]
    public ExactOutcome Figures_of_the_code() => Exact.Rows([(N: 27, Digits: "0.0003296"), (N: 256, Digits: "0.0005545"), (N: 50257, Digits: "0.0010825")],
        row => [Printed.Rounds("reconstruction", Md4Formulas.Reconstruction(1 - BigReal.Parse("0.0001"), row.N), row.Digits)],
        "alpha_{t(1)} = 1 - 0.0001", "N = 27, 256, 50257");

    [Exact]
    public ExactOutcome The_whole_bounds_the_likelihood() => Exact.Rows(
        from chain in chains from x0 in States(Tokens, chain.Length) select (Chain: chain, X0: x0),
        row =>
        {
            BigReal surprise = -BigReal.Log(row.Chain.Likelihood(row.X0)), bound = row.Chain.Steps(row.X0) + row.Chain.Ends();
            return [Decide.That("-log p below the bound", BigReal.CertainlyLess(surprise, bound), $"{(double)surprise:R} against {(double)bound:R}")];
        }, "L = 1, 2, two tokens and the mask, T = 1, 2, 4, a model of z_t and t", "every x_0; alpha falling from 31/32 to 1/32");

    [Refutes("that the steps alone bound -log p where alpha does not run from 1 to 0")]
    public RefutationOutcome Ends_are_needed()
    {
        var chain = new Chain(1, 4, (_, _) => new(1, 2));
        BigReal surprise = -BigReal.Log(chain.Likelihood([0]));
        Decision Bounds(BigReal received) => Decide.That("-log p at most the bound",
            !BigReal.CertainlyLess(received, surprise), $"{(double)received:R}, -log p is {(double)surprise:R}");
        return Refute.AtWitness("L = 1, two tokens, both predicted with 1/2, T = 4, alpha from 31/32 to 1/32",
            () => [Bounds(chain.Steps([0]) + chain.Ends())],
            () => [Bounds(chain.Steps([0]))]);
    }

    [Refutes("the mask counted among the tokens")]
    public RefutationOutcome Tokens_without_the_mask() => Refute.LogIdentity(new Ends(3), new CountsTheMask());

    const int Tokens = 2;

    static readonly Chain[] chains =
        [.. from length in new[] { 1, 2 } from steps in new[] { 1, 2, 4 } select new Chain(length, steps, (seen, time) => new(1 + (7 * seen + 5 * time) % 6, 8))];

    sealed class CountsTheMask() : Ends(3)
    {
        protected override T Reconstruction<T>(T alpha, int tokens) => Md4Mistakes.ReconstructionCountingTheMask(alpha, tokens);
    }

    class Ends(int most) : ILogIdentity
    {
        protected virtual T Reconstruction<T>(T alpha, int tokens) where T : ILogField<T> => Md4Formulas.Reconstruction(alpha, tokens);

        public IReadOnlyList<string> Variables => ["alpha"];
        public string Shapes => $"N = 2..{most}, every x_0, any alpha";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            for (int n = 2; n <= most; n++)
            {
                var kernel = new AbsorbingKernel(n + 1, n);
                T[][] q = kernel.Cumulative(x[0]);
                T[] prior = [.. Enumerable.Repeat(x[0] / n, n), 1 - x[0]];
                for (int x0 = 0; x0 < n; x0++)
                {
                    int[] reached = [.. Enumerable.Range(0, n + 1).Where(z => kernel.Reaches(x0, z))];
                    yield return (
                        reached.Select(z => -q[x0][z] * T.Log(q[x0][z] / Enumerable.Range(0, n).Select(token => q[token][z]).Sum())).Sum(),
                        Reconstruction(x[0], n));
                    yield return (CategoricalFormulas.KullbackLeibler(q[x0], prior, reached), Md4Formulas.Prior(x[0], n));
                }
            }
        }
    }

    static IEnumerable<int[]> States(int letters, int length) => length == 0
        ? [[]]
        : States(letters, length - 1).SelectMany(start => Enumerable.Range(0, letters).Select(last => (int[])[.. start, last]));

    /// <summary>A reverse chain over all states of L places, each two tokens or the mask.</summary>
    /// <param name="first">The model's probability of the token 0 at a masked place, from the number of the state and place seen, and the time.</param>
    sealed class Chain(int length, int steps, Func<int, int, Rational> first)
    {
        readonly Rational[] alpha = [.. Enumerable.Range(0, steps + 1).Select(i => new Rational(31, 32) - new Rational(15 * i, 16 * steps))];
        readonly int[][] states = [.. States(Tokens + 1, length)];

        public int Length => length;

        public override string ToString() => $"L = {length}, T = {steps}";

        Rational[] Predicted(int[] z, int place, int time)
        {
            Rational p = first(z.Aggregate(place, (seen, token) => 3 * seen + token), time);
            return [p, 1 - p, 0];
        }

        Rational[] Row(int[] z, int place, int time) => z[place] != Tokens
            ? [.. Enumerable.Range(0, Tokens + 1).Select(j => j == z[place] ? Rational.One : 0)]
            : MaskedFormulas.Reverse(Predicted(z, place, time), Tokens, alpha[time - 1], alpha[time]);

        static Rational Product(IEnumerable<Rational> factors) => factors.Aggregate(Rational.One, (a, b) => a * b);

        /// <summary>p(x_0): the prior, every step, and the first step's decoder, summed over all states in turn.</summary>
        public BigReal Likelihood(int[] x0)
        {
            Rational[] law = [.. states.Select(z => Product(z.Select(token => token == Tokens ? 1 - alpha[^1] : alpha[^1] / Tokens)))];
            for (int time = steps; time >= 1; time--)
                law = [.. states.Select(next => states.Select((z, i) => law[i] * Product(z.Select((_, place) => Row(z, place, time)[next[place]]))).Sum())];
            Rational p = states.Select((z, i) => law[i] * Product(z.Zip(x0, (token, x) => token == Tokens ? new Rational(1, Tokens) : token == x ? 1 : 0))).Sum();
            return p.In<BigReal>();
        }

        public BigReal Steps(int[] x0) => Enumerable.Range(1, steps).Select(time =>
        {
            (BigReal s, BigReal t) = (alpha[time - 1].In<BigReal>(), alpha[time].In<BigReal>());
            BigReal[] loss = SubsetBounds.Losses(length, (set, i) =>
            {
                int[] z = [.. x0.Select((token, place) => (set >> place & 1) != 0 ? Tokens : token)];
                return BigReal.Log(Predicted(z, i, time)[x0[i]].In<BigReal>());
            });
            return SubsetBounds.Discrete(loss, [s, t]);
        }).Sum();

        public BigReal Ends() => length * (Md4Formulas.Reconstruction(alpha[0].In<BigReal>(), Tokens)
            + Md4Formulas.Prior(alpha[^1].In<BigReal>(), Tokens));
    }
}

[Claim("MD4.4", "The series of exp(b Q), Q = 1 e_m^T - I, is that of I + (1 - e^{-b}) Q, order by order: the third term is b^3 Q^3/3!.",
    Source = "Shi et al., MD4, arXiv:2406.04329, appendix B",
    Oracle = "the powers of the matrix; the transition matrix with e^{-b} cut off at the same order")]
public class Md4MatrixExponential
{
    [Identity]
    public IdentityOutcome Order_by_order() => Prove.Identity(new Orders(2), new Orders(3), new Orders(5)) with
    {
        Trust = ["the exponential's series converges for every matrix"],
    };

    [Refutes("b^3 Q^3/3 as the third term", Link = "MD4, arXiv:2406.04329, appendix B as printed")]
    public RefutationOutcome Third_factorial() => Refute.Identity(new Orders(3), new AsPrinted());

    sealed class AsPrinted() : Orders(3)
    {
        protected override Rational Coefficient(int n) => Md4Mistakes.SeriesCoefficient(n);
    }

    class Orders(int categories) : IIdentity
    {
        protected virtual Rational Coefficient(int n) => Enumerable.Range(1, n).Aggregate(Rational.One, (product, i) => product / i);

        public IReadOnlyList<string> Variables => ["b"];
        public string Shapes => $"K = {categories} with the mask, to the eighth order";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var kernel = new AbsorbingKernel(categories, categories - 1);
            T[][] identity = LinearAlgebra.Identity<T>(categories);
            T[][] q = LinearAlgebra.Add(kernel.Step(T.One), LinearAlgebra.Scale(-T.One, identity)), power = identity, sum = identity;
            T alpha = T.One, signed = T.One;
            for (int n = 1; n <= 8; n++)
            {
                power = LinearAlgebra.Multiply(power, LinearAlgebra.Scale(x[0], q));
                sum = LinearAlgebra.Add(sum, LinearAlgebra.Scale(Coefficient(n).In<T>(), power));
                signed *= -x[0] / n;
                alpha += signed;
                T[][] closed = kernel.Cumulative(alpha);
                for (int i = 0; i < categories; i++)
                    for (int j = 0; j < categories; j++) yield return (sum[i][j], closed[i][j]);
            }
        }
    }
}
