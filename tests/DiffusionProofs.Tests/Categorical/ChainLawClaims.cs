using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.11", "The posteriors averaged over x_t are the law at t - 1: sum over x_t of q(x_t | x_0) q(x_{t-1} | x_t, x_0) = q(x_{t-1} | x_0). The divergence of q(x_t | x_0) from the stationary law never rises.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 3 and appendix A.1",
    Refined = "from the stationary law of the steps, which need not be even; it falls strictly for steps without zeros, until the law is the stationary one",
    Oracle = "the law before the step; the stationary law by elimination")]
public class LawsAlongTheChain
{
    [Identity]
    public IdentityOutcome Averaged_posteriors() => Prove.Identity(new Averaged(2, 3), new Averaged(3, 2));

    [Exact]
    public ExactOutcome Divergence_falls() => Exact.ForAll(StochasticMatrices.Random(3), matrix =>
    {
        BigReal[][] q = matrix.In<BigReal>();
        BigReal[] law = StationaryLaw.Of(q);
        return Enumerable.Range(0, 3).SelectMany(x0 => Falls(LinearAlgebra.Identity<BigReal>(3)[x0], law, q, steps: 4));
    }, "K = 3, four steps from every x_0", "steps without zeros", 24, ["balls of sixty digits: strict inequalities are certain"]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => ChainsOnTensors.AveragedPosteriors(on);

    [Refutes("that the divergence from the even law falls where each row is divided by its own sum")]
    public RefutationOutcome From_a_law_that_is_not_stationary()
    {
        BigReal[] even = [.. Enumerable.Repeat(FromFraction(1, 4), 4)], start = [FromFraction(33, 128), FromFraction(31, 128), FromFraction(1, 4), FromFraction(1, 4)];
        BigReal[] weights = ToeplitzKernels.GaussianWeights(FromDouble(2), 4, 3);
        return Refute.AtWitness("K = 4, Gaussian weights of beta = 2, four steps from 33/128, 31/128, 1/4, 1/4",
            () => Falls(start, even, ToeplitzKernels.FromJumps(ToeplitzKernels.GaussianJumps(weights), 4), 4),
            () => Falls(start, even, CategoricalKernelMistakes.NormalisedRows(weights, 4), 4));
    }

    /// <summary>The exchange of two categories has the eigenvalues 1 and -1: its second is as small as can be, and it tends nowhere.</summary>
    [Refutes("that a second eigenvalue away from 1 is enough, where its absolute value must be", Link = "D3PM, arXiv:2107.03006, appendix A.1 as printed")]
    public RefutationOutcome Absolute_value_of_the_eigenvalue()
    {
        BigReal[] even = [FromFraction(1, 2), FromFraction(1, 2)], start = [FromFraction(3, 4), FromFraction(1, 4)];
        BigReal[][] exchange = [[0, 1], [1, 0]];
        return Refute.AtWitness("K = 2, from 3/4, 1/4: lazy exchange, eigenvalue 0.2, and exchange, eigenvalue -1",
            () => Falls(start, even, [[Parse("0.6"), Parse("0.4")], [Parse("0.4"), Parse("0.6")]], 4), () => Falls(start, even, exchange, 4));
    }

    static IEnumerable<Decision> Falls(BigReal[] start, BigReal[] stationary, BigReal[][] q, int steps)
    {
        int[] all = [.. Enumerable.Range(0, q.Length)];
        BigReal[] law = start;
        for (int t = 1; t <= steps; t++)
        {
            BigReal[] next = LinearAlgebra.Combine(law, q);
            // From a single category: 0 log 0 is 0.
            BigReal now = CategoricalFormulas.KullbackLeibler(law, stationary, all.Where(j => law[j].IsCertainlyPositive)), then = CategoricalFormulas.KullbackLeibler(next, stationary, all);
            yield return Decide.That($"divergence after step {t} below that before", CertainlyLess(then, now), $"{(double)then:R} after {(double)now:R}");
            law = next;
        }
    }

    sealed class Averaged(int categories, int steps) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, steps);
        public string Shapes => $"K = {categories}, t = {steps}, any row-stochastic steps";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][][] each = FormalChain.Steps(new VariableReader<T>(x), categories, steps), products = CategoricalFormulas.Cumulative(each, categories);
            for (int x0 = 0; x0 < categories; x0++)
            {
                T[] average = LinearAlgebra.Combine(products[steps][x0],
                    [.. Enumerable.Range(0, categories).Select(xt => CategoricalFormulas.Posterior(each[^1], products[steps - 1], x0, xt))]);
                foreach (var side in products[steps - 1][x0].Zip(average)) yield return side;
            }
        }
    }
}

[Claim("D3PM.12", "New names of the categories change nothing: any for uniform noise, any that leave the mask alone for absorbing and mixed noise, the reverse order for the discretised Gaussian and bands.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eqs. 6-8 and 10",
    Refined = "exchanging the first two of four names changes the discretised Gaussian",
    Oracle = "the matrix with its rows and columns renamed")]
public class Relabelling
{
    [Identity]
    public IdentityOutcome Names_of_the_categories() => Prove.Identity(new Renamed(3, [2, 1, 0]), new Renamed(4, [3, 2, 1, 0]), new Renamed(5, [4, 3, 2, 1, 0]));

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.Renamed(on);

    [Refutes("that the discretised Gaussian does not know which categories are neighbours")]
    public RefutationOutcome Neighbours_exchanged() => Refute.Identity(new Renamed(4, [3, 2, 1, 0]), new Renamed(4, [1, 0, 2, 3]));

    sealed class Renamed(int categories, int[] order) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha", "beta").Vector("w", categories);
        public string Shapes => $"K = {categories}, any rates and weights, all names for uniform noise, all but the mask's for mixed noise";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] ordered = ToeplitzKernels.FromJumps(ToeplitzKernels.GaussianJumps<T>([.. x.Skip(2)]), categories);
            IEnumerable<T[][]> bands = Enumerable.Range(1, categories - 1).Select(width => ToeplitzKernels.Band(x[1], categories, width));
            T[][] uniform = new UniformKernel(categories).Step(x[1]), mixed = RankOneStep<T>.Of(x[0], x[1]).Matrix(categories, categories - 1);
            int[] exchanged = [1, 0, .. Enumerable.Range(2, categories - 2)], turned = [.. Enumerable.Range(0, categories).Select(i => (i + 1) % categories)];
            int[] turnedTokens = [.. Enumerable.Range(0, categories - 1).Select(i => (i + 1) % (categories - 1)), categories - 1];
            // An exchange and a turn make up all renamings.
            foreach (var (q, names) in new[] { (uniform, exchanged), (uniform, turned), (mixed, exchanged), (mixed, turnedTokens), (ordered, order) }.Concat(bands.Select(band => (band, order))))
                for (int i = 0; i < categories; i++)
                    for (int j = 0; j < categories; j++) yield return (q[i][j], q[names[i]][names[j]]);
        }
    }
}
