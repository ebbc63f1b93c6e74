using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.2", "The discretised Gaussian and band-diagonal noise jump by n with a probability of its own, and a jump that would leave the range is not made: symmetric, doubly stochastic, the even law stationary, for any weights of the jumps. The Gaussian's weight is exp(-d^2/beta), d the distance on a grid over [-1, 1].",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eqs. 8 and 10, appendices A.2.2 and A.2.3",
    Refined = "a Gaussian of variance beta/2, not beta; as beta grows the diagonal tends to K/(2K - 1), so that no single step is uniform; steps of different beta need not commute: at K = 8 those of 0.05 and 0.5 do not",
    Oracle = "all jumps from every category, added up; the grid's own distances")]
public class OrderedNoise
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";

    [Identity]
    public IdentityOutcome Any_weights() => Prove.Identity(new Jumps(2, 1), new Jumps(3, 2), new Jumps(4, 2), new Jumps(4, 3), new Jumps(5, 1), new Jumps(5, 4));

    [Exact]
    public ExactOutcome Weights_are_a_Gaussian_on_a_grid() => Exact.Rows(
        from categories in new[] { 2, 3, 8 } from beta in new[] { 0.02, 0.5, 40 } select (Categories: categories, Beta: beta), row =>
        {
            (int categories, BigReal beta) = (row.Categories, FromDouble(row.Beta));
            BigReal[] grid = [.. Enumerable.Range(0, categories).Select(i => 2 * FromFraction(i, categories - 1) - 1)];
            BigReal[] weights = ToeplitzKernels.GaussianWeights(beta, categories, categories - 1);
            return weights.Select((w, n) => Decide.That($"weight of {n}", w.Overlaps(Exp(-(grid[n] - grid[0]).Squared() / beta)), $"{(double)w:R}"));
        }, "K = 2, 3, 8", "beta = 0.02, 0.5, 40", [Trust]);

    [Exact]
    public ExactOutcome Figures() => Exact.Rows(new[] { 0 }, _ =>
    {
        BigReal[][] wide = ToeplitzKernels.Gaussian(Parse("0.02"), 256, 255), narrow = ToeplitzKernels.Gaussian(Parse("0.0001"), 256, 255);
        BigReal[][] a = ToeplitzKernels.Gaussian(Parse("0.05"), 8, 7), b = ToeplitzKernels.Gaussian(Parse("0.5"), 8, 7);
        BigReal[][] normalised = CategoricalKernelMistakes.NormalisedRows(ToeplitzKernels.GaussianWeights(Parse("0.5"), 8, 7), 8);
        BigReal[] columns = [.. LinearAlgebra.Transpose(normalised).Select(column => column.Sum())], law = StationaryLaw.Of(normalised);
        double commutator = LinearAlgebra.Multiply(a, b).Zip(LinearAlgebra.Multiply(b, a), (p, q) => p.Zip(q, (x, y) => Math.Abs((double)(x - y))).Max()).Max();
        return
        [
            Printed.Rounds("beta 0.02: to the neighbour", wide[128][129], "0.0311935"),
            Printed.Rounds("beta 0.02: staying in the midst", wide[128][128], "0.0312896"),
            Printed.Rounds("beta 0.02: staying at the edge", wide[0][0], "0.515645"),
            Printed.Rounds("beta 0.0001: to the neighbour", narrow[128][129], "0.239199"),
            Printed.Rounds("beta 0.0001: staying in the midst", narrow[128][128], "0.442502"),
            Printed.Rounds("beta 0.0001: staying at the edge", narrow[0][0], "0.721251"),
            Printed.Rounds("each row divided by its sum, beta 0.5, K = 8: least column sum", columns.MinBy(sum => (double)sum), "0.815"),
            Printed.Rounds("greatest column sum", columns.MaxBy(sum => (double)sum), "1.095"),
            Printed.Rounds("least of the stationary law", law.MinBy(p => (double)p), "0.092"),
            Printed.Rounds("greatest of the stationary law", law.MaxBy(p => (double)p), "0.147"),
            Printed.Rounds("largest entry of AB - BA, K = 8, beta 0.05 and 0.5", FromDouble(commutator), "0.0165"),
        ];
    }, "K = 256 and 8", "beta from 0.0001 to 0.5", [Trust]);

    [Identity]
    public IdentityOutcome Stationary_law_of_any_chain() => Prove.Identity(new Stationary(2), new Stationary(3), new Stationary(4));

    [Exact]
    public ExactOutcome Limits_of_the_rate() => Exact.Rows(Enumerable.Range(2, 7), categories =>
    {
        Rational[] none = [1, .. Enumerable.Repeat<Rational>(0, categories - 1)], all = [.. Enumerable.Repeat<Rational>(1, categories)];
        Rational[][] still = ToeplitzKernels.FromJumps(ToeplitzKernels.GaussianJumps(none), categories);
        Rational[][] wide = ToeplitzKernels.FromJumps(ToeplitzKernels.GaussianJumps(all), categories);
        return
        [
            .. still.Select((row, i) => Decide.EqualAll($"beta to 0, row {i}", LinearAlgebra.Identity<Rational>(categories)[i], row)),
            .. wide.Select((row, i) => Decide.EqualAll($"beta to infinity, row {i}",
                [.. Enumerable.Range(0, categories).Select(j => new Rational(i == j ? categories : 1, 2 * categories - 1))], row)),
        ];
    }, "K = 2..8", "the weights' limits, 0 and 1");

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.Ordered(on);

    [Refutes("each row divided by its own sum", Link = "https://github.com/google-research/google-research/blob/master/d3pm/images/diffusion_categorical.py")]
    public RefutationOutcome Normalised_rows() => Refute.Identity(new Jumps(4, 3), new NormalisedRows());

    [Refutes("a band with even shares within the width, fewer at the edges", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Normalised_band() => Refute.Identity(new Jumps(4, 2), new NormalisedBand());

    [Refutes("a band of even width: 1 to the left and 2 to the right", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Even_width() => Refute.Identity(new Jumps(4, 2), new Lopsided());

    [Refutes("a grid of step K/(K - 1)", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Wider_grid()
    {
        static IEnumerable<Decision> IsTheStep(BigReal[] weights) =>
            [Printed.Rounds("to the neighbour", ToeplitzKernels.GaussianJumps(weights)[0], "0.016329")];
        BigReal beta = Parse("0.02");
        return Refute.AtWitness("K = 8, beta = 0.02",
            () => IsTheStep(ToeplitzKernels.GaussianWeights(beta, 8, 7)), () => IsTheStep(CategoricalKernelMistakes.GaussianWeightsOnAWiderGrid(beta, 8, 7)));
    }

    /// <summary>Six categories, width 2: the law in proportion to 3, 4, 5, 5, 4, 3 is stationary for the mistake.</summary>
    [Refutes("that the even law is stationary for a band with even shares in each row", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Stationary_law_of_the_normalised_band()
    {
        Rational[] even = [.. Enumerable.Repeat(new Rational(1, 6), 6)];
        Decision IsStationary(Rational[][] q) => Decide.EqualAll("law after a step", even, LinearAlgebra.Combine(even, q));
        return Refute.AtWitness("K = 6, width 2, beta = 1/2",
            () => [IsStationary(ToeplitzKernels.Band(new Rational(1, 2), 6, 2))],
            () => [IsStationary(CategoricalKernelMistakes.BandNormalised(new Rational(1, 2), 6, 2))]);
    }

    /// <summary>The even law for these noises; for any other chain the law that both eliminations find is left as it is by a step.</summary>
    sealed class Stationary(int categories) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, 1).Vector("w", categories);
        public string Shapes => $"K = {categories}, any row-stochastic step, any weights of the jumps";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] q = FormalChain.Steps(read, categories, 1)[0];
            T[] law = StationaryLaw.Of(q);
            yield return (law.Sum(), T.One);
            foreach (var side in law.Zip(LinearAlgebra.Combine(law, q))) yield return side;
            foreach (var side in law.Zip(StationaryLaw.ByEquations(q))) yield return side;
            T[][] ordered = ToeplitzKernels.FromJumps(ToeplitzKernels.GaussianJumps(read.Vector(categories)), categories);
            foreach (T p in StationaryLaw.Of(ordered)) yield return (p, T.One / categories);
        }
    }

    sealed class NormalisedRows() : Jumps(4, 3)
    {
        protected override T[][] Gaussian<T>(T[] weights) => CategoricalKernelMistakes.NormalisedRows(weights, 4);
    }

    sealed class NormalisedBand() : Jumps(4, 2)
    {
        protected override T[][] Band<T>(T beta) => CategoricalKernelMistakes.BandNormalised(beta, 4, 2);
    }

    sealed class Lopsided() : Jumps(4, 2)
    {
        protected override T[][] Band<T>(T beta) => CategoricalKernelMistakes.LopsidedBand(beta, 4);
    }

    class Jumps(int categories, int furthest) : IIdentity
    {
        protected virtual T[][] Gaussian<T>(T[] weights) where T : IField<T> => ToeplitzKernels.FromJumps(ToeplitzKernels.GaussianJumps(weights), categories);

        protected virtual T[][] Band<T>(T beta) where T : IField<T> => ToeplitzKernels.Band(beta, categories, furthest);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("beta").Vector("w", furthest + 1);
        public string Shapes => $"K = {categories}, jumps up to {furthest}, any weights";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T beta, T[] weights) = (x[0], [.. x.Skip(1)]);
            T all = Enumerable.Range(-furthest, 2 * furthest + 1).Select(n => weights[Math.Abs(n)]).Sum();
            (T[][] Given, T[][] Expected)[] pairs =
            [
                (Gaussian(weights), EachJump(n => weights[Math.Abs(n)] / all)),
                (Band(beta), EachJump(n => n == 0 ? 1 - 2 * furthest * beta / categories : beta / categories)),
            ];
            T[] law = [.. Enumerable.Range(0, categories).Select(i => beta.Power(i))], after = ToeplitzKernels.After(law, ToeplitzKernels.GaussianJumps(weights));
            foreach (var (given, expected) in pairs)
                for (int i = 0; i < categories; i++)
                {
                    yield return (given[i].Sum(), T.One);
                    yield return (after[i], LinearAlgebra.Combine(law, Gaussian(weights))[i]);
                    yield return (given.Select(row => row[i]).Sum(), T.One);
                    for (int j = 0; j < categories; j++)
                    {
                        yield return (given[i][j], given[j][i]);
                        yield return (given[i][j], expected[i][j]);
                    }
                }
        }

        T[][] EachJump<T>(Func<int, T> probability) where T : IField<T>
        {
            T[][] q = [.. Enumerable.Range(0, categories).Select(_ => Enumerable.Repeat(T.Zero, categories).ToArray())];
            for (int i = 0; i < categories; i++)
                for (int n = -furthest; n <= furthest; n++)
                    q[i][i + n >= 0 && i + n < categories ? i + n : i] += probability(n);
            return q;
        }
    }
}
