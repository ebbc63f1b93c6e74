using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>The chain x_t = sqrt(1 - beta_t) x_{t-1} + sqrt(beta_t) eps, by the squared scale and the variance that it gives x_0.</summary>
readonly record struct SquaredKernel<T>(T SquaredScale, T Variance) where T : IField<T>
{
    public static SquaredKernel<T> Identity => new(T.One, T.Zero);

    public SquaredKernel<T> Then(T beta) => new(SquaredScale * (1 - beta), Variance * (1 - beta) + beta);
}

[Claim("DDPM.1", "A chain that visits only some of the steps has the betas 1 - abar_i/abar_previous, not those of the table.",
    Source = "DDPM, arXiv:2006.11239, eq. 4; Nichol and Dhariwal, arXiv:2102.09672, section 4",
    Oracle = "the kernels composed one step after another")]
public class BetasAtStride
{
    [Identity]
    public IdentityOutcome Composed_kernels_have_these_betas() => Prove.Identity(new Strided([1, 3]), new Strided([0, 1, 3]), new Strided([3]));

    [Sampled(Float64Only = true, Reason = "tables are made in float64 whatever the network's dtype")]
    public SampledOutcome Tensor_tables(On on) => Sample.Rows(on, new int[][] { [9, 99, 499, 999], [0, 1, 2], [999] }, (visited, _) =>
    {
        using BetaTable table = BetaTable.Linear(1000);
        BigReal[] beta = [.. Compare.Values(table.Beta).Select(BigReal.FromDouble)], alphaBar = BetaFormulas.AlphaBar(beta);
        double[] expected = [.. visited.Select((i, k) => (double)(1 - alphaBar[i] / (k == 0 ? BigReal.From(1) : alphaBar[visited[k - 1]])))];
        // -expm1 of a sum of L logarithms that loses (L + 2) u of it, and x/(e^x - 1) <= 1.
        return [Compare.Ulps("betas", expected, table.BetasAtStride(visited), visited[^1] + 8, on)];
    }, "L + 8 ulps, L the longest stride: a sum of L logarithms of one sign, and expm1, whose condition number is at most 1 there", "T = 1000, three subsequences", "linear betas");

    [Refutes("the table's betas used at a stride", Link = "https://github.com/huggingface/diffusers/issues/5130")]
    public RefutationOutcome Not_the_tables_own() => Refute.Identity(new Strided([1, 3]), new FromTheTable());

    [Refutes("abar without the product", Link = "https://github.com/yang-song/score_sde_pytorch/issues/73")]
    public RefutationOutcome Alpha_bar_is_a_product() => Refute.Identity(new Strided([1, 3]), new WithoutProduct());

    sealed class FromTheTable() : Strided([1, 3])
    {
        protected override T[] Betas<T>(T[] beta) => ScheduleMistakes.BetasAtStrideFromTheTable(beta, Visited);
    }

    sealed class WithoutProduct() : Strided([1, 3])
    {
        protected override T[] AlphaBar<T>(T[] beta) => ScheduleMistakes.AlphaBarWithoutProduct(beta);
    }

    class Strided(int[] visited) : IIdentity
    {
        protected int[] Visited => visited;

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("beta", 4);
        public string Shapes => $"4 steps, visited: {string.Join(", ", visited.Select(i => i + 1))}";

        protected virtual T[] Betas<T>(T[] beta) where T : IField<T> => BetaFormulas.BetasAtStride(beta, visited);

        protected virtual T[] AlphaBar<T>(T[] beta) where T : IField<T> => BetaFormulas.AlphaBar(beta);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] beta = [.. x], strided = Betas(beta), alphaBar = AlphaBar(beta);
            var composed = SquaredKernel<T>.Identity;
            int next = 0;
            for (int k = 0; k < visited.Length; k++)
            {
                var piece = SquaredKernel<T>.Identity;
                for (; next <= visited[k]; next++)
                {
                    piece = piece.Then(beta[next]);
                    composed = composed.Then(beta[next]);
                }
                yield return (strided[k], piece.Variance);
                yield return (alphaBar[visited[k]], composed.SquaredScale);
                yield return (1 - alphaBar[visited[k]], composed.Variance);
            }
        }
    }
}

[Claim("DDPM.2", "The variance of q(x_{t-1} | x_t, x_0) is beta~_t = (1 - abar_{t-1})/(1 - abar_t) beta_t.",
    Source = "DDPM, arXiv:2006.11239, eq. 7",
    Oracle = "Bayes for Gaussians: the precisions of the likelihood and of q(x_{t-1} | x_0) add up")]
public class PosteriorVariance
{
    [Identity]
    public IdentityOutcome Precisions_add_up() => Prove.Identity(new Precisions());

    [Sampled(Float64Only = true, Reason = "tables are made in float64 whatever the network's dtype")]
    public SampledOutcome Tensor_tables(On on) => Sample.Rows(on, new[] { 2, 10, 1000 }, (steps, _) =>
    {
        using BetaTable table = BetaTable.Linear(steps);
        double[] expected = [.. BetaFormulas.BetaTilde([.. Compare.Values(table.Beta).Select(BigReal.FromDouble)]).Select(v => (double)v)];
        return [Compare.Ulps("beta~", expected, table.BetaTilde, 8 * steps, on)];
    }, "8 T ulps: twice the (3 T + 2) u of 1 - abar, a quotient and a product", "T = 2, 10, 1000", "linear betas");

    [Refutes("the posterior variance upside down: (1 - abar_t)/(1 - abar_{t-1}) beta_t")]
    public RefutationOutcome Not_upside_down() => Refute.Identity(new Precisions(), new UpsideDown());

    sealed class UpsideDown : Precisions
    {
        protected override T[] BetaTilde<T>(T[] beta) => ScheduleMistakes.BetaTildeInverted(beta);
    }

    class Precisions : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("beta", 3);
        public string Shapes => "steps 2 and 3";

        protected virtual T[] BetaTilde<T>(T[] beta) where T : IField<T> => BetaFormulas.BetaTilde(beta);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] beta = [.. x], tilde = BetaTilde(beta);
            var before = SquaredKernel<T>.Identity;
            for (int t = 0; t < beta.Length; t++)
            {
                if (t > 0) yield return (1 / tilde[t], (1 - beta[t]) / beta[t] + 1 / before.Variance);
                before = before.Then(beta[t]);
            }
        }
    }
}
