using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.1", "The product of uniform, absorbing or mixed steps is a step of the same kind: Q_1 ... Q_t = a I + m 1 e_m^T + u 1 1^T/K, where a step of rates alpha and beta takes (m, u) to (m, u)(1 - alpha - beta) + (alpha, beta) and a is the product of the 1 - alpha - beta. Uniform steps commute, absorbing steps commute, mixtures of varying ratio do not.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eqs. 6 and 7, appendices A.2.6 and A.4.1",
    Refined = "a uniform step leaves a token as it is with 1 - beta + beta/K; appendices A.3 and A.4.1 print the product from s = 0, one factor too many",
    Oracle = "matrices written entry by entry, and multiplied")]
public class ProductsOfSteps
{
    [Identity]
    public IdentityOutcome Closed_form() => Prove.Identity(new Products(2, 3), new Products(3, 3), new Products(4, 3), new Products(5, 3));

    [Identity]
    public IdentityOutcome Law_of_the_next_token() => Prove.Identity(new Laws(2), new Laws(3), new Laws(5));

    [Identity]
    public IdentityOutcome Uniform_and_absorbing_steps_commute() => Prove.Identity(new Commuting(2), new Commuting(4));

    [Sampled]
    public SampledOutcome On_tensors(On on) => StepsOnTensors.RankOne(on);

    [Sampled]
    public SampledOutcome Fifty_thousand_categories(On on) => LargeVocabularyNoise.Laws(on);

    [Refutes("a stay probability of 1 - beta, beta/(K - 1) elsewhere, taken for uniform noise of product a = prod(1 - beta)")]
    public RefutationOutcome Without_return() => Refute.Identity(new Products(3, 3), new NoReturn());

    [Refutes("a product with one factor more than steps", Link = "D3PM, arXiv:2107.03006, appendices A.3 and A.4.1 as printed")]
    public RefutationOutcome One_factor_more() => Refute.Identity(new Products(3, 3), new FromZero());

    [Refutes("steps of one schedule and the product of another, 1/(T - t + 1)", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Product_of_another_schedule() => Refute.Identity(new Products(3, 3), new OtherSchedule());

    [Refutes("a token drawn from log(q + 1e-6), which reaches what q does not", Link = "https://github.com/google-research/google-research/blob/master/d3pm/images/utils.py")]
    public RefutationOutcome Floored_law()
    {
        static IEnumerable<Decision> IsTheRow(Rational[] law) => [Decide.EqualAll("law of x_t given x_0 = 0", [new(1, 4), 0, new(3, 4)], law)];
        Rational[] row = RankOneStep<Rational>.OfAbsorbing(new(3, 4)).After([1, 0, 0], 2);
        return Refute.AtWitness("absorbing noise, K = 3, alpha = 1/4", () => IsTheRow(row), () => IsTheRow(CategoricalKernelMistakes.FlooredLaw(row)));
    }

    [Refutes("the product in the reverse order, Q_t ... Q_1")]
    public RefutationOutcome Reversed() => Refute.Identity(new Products(3, 3), new InReverse());

    sealed class NoReturn() : Products(3, 3)
    {
        protected override T[][] UniformStep<T>(T beta) => CategoricalKernelMistakes.UniformWithoutReturn(beta, 3);
    }

    sealed class OtherSchedule() : Products(3, 3)
    {
        protected override T[] Survival<T>(T[] betas) => NoiseSchedules.Survival(NoiseSchedules.Absorbing<T>(betas.Length));
    }

    sealed class FromZero() : Products(3, 3)
    {
        protected override T[] Survival<T>(T[] betas) => CategoricalKernelMistakes.SurvivalOneFactorMore(betas);
    }

    sealed class InReverse() : Products(3, 3)
    {
        protected override T[][][] Multiplied<T>(T[][][] steps) => CategoricalKernelMistakes.ReversedProduct(steps, 3);
    }

    class Products(int categories, int steps) : IIdentity
    {
        readonly int mask = categories / 2;

        protected virtual T[][] UniformStep<T>(T beta) where T : IField<T> => MixedStep(T.Zero, beta);

        protected virtual T[] Survival<T>(T[] betas) where T : IField<T> => NoiseSchedules.Survival(betas);

        protected virtual T[][][] Multiplied<T>(T[][][] each) where T : IField<T> => CategoricalFormulas.Cumulative(each, categories);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("alpha", steps).Vector("beta", steps);
        public string Shapes => $"K = {categories}, mask {mask}, T = {steps}, any rates";

        T[][] MixedStep<T>(T alpha, T beta) where T : IField<T> =>
        [
            .. Enumerable.Range(0, categories).Select(i => Enumerable.Range(0, categories).Select(j => (i == j, j == mask) switch
            {
                (true, true) => 1 - beta * (categories - 1) / categories,
                (true, false) => 1 - alpha - beta * (categories - 1) / categories,
                (false, true) => alpha + beta / categories,
                _ => beta / categories,
            }).ToArray()),
        ];

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] alphas = [.. x.Take(steps)], betas = [.. x.Skip(steps)];
            T[][][] uniform = Multiplied<T>([.. betas.Select(UniformStep)]);
            T[][][] absorbing = Multiplied<T>([.. alphas.Select(alpha => MixedStep(alpha, T.Zero))]);
            T[][][] mixed = Multiplied<T>([.. alphas.Zip(betas, MixedStep)]);
            (T[] keptUniform, T[] keptAbsorbing) = (Survival(betas), Survival(alphas));
            (RankOneStep<T> u, RankOneStep<T> a, RankOneStep<T> both) = (RankOneStep<T>.Identity, RankOneStep<T>.Identity, RankOneStep<T>.Identity);
            for (int t = 1; t <= steps; t++)
            {
                u = u.Then(RankOneStep<T>.OfUniform(betas[t - 1]));
                a = a.Then(RankOneStep<T>.OfAbsorbing(alphas[t - 1]));
                both = both.Then(RankOneStep<T>.Of(alphas[t - 1], betas[t - 1]));
                foreach (var side in Entries(uniform[t], u.Matrix(categories, mask))) yield return side;
                foreach (var side in Entries(uniform[t], new UniformKernel(categories).Step(1 - keptUniform[t]))) yield return side;
                foreach (var side in Entries(absorbing[t], a.Matrix(categories, mask))) yield return side;
                foreach (var side in Entries(absorbing[t], new AbsorbingKernel(categories, mask).Cumulative(keptAbsorbing[t]))) yield return side;
                foreach (var side in Entries(mixed[t], both.Matrix(categories, mask))) yield return side;
            }
        }
    }

    /// <summary>A law times the matrix, without the matrix; the law need not sum to 1.</summary>
    sealed class Laws(int categories) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Scalars("alpha", "beta").Vector("p", categories);
        public string Shapes => $"K = {categories}, each mask id, any rates and p";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            RankOneStep<T> step = RankOneStep<T>.Of(x[0], x[1]);
            T[] p = [.. x.Skip(2)];
            for (int mask = 0; mask < categories; mask++)
                foreach (var side in LinearAlgebra.Combine(p, step.Matrix(categories, mask)).Zip(step.After(p, mask))) yield return side;
        }
    }

    sealed class Commuting(int categories) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["first", "next"];
        public string Shapes => $"K = {categories}, the last the mask";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            foreach (ITransitionKernel kernel in new ITransitionKernel[] { new UniformKernel(categories), new AbsorbingKernel(categories, categories - 1) })
            {
                (T[][] a, T[][] b) = (kernel.Step(x[0]), kernel.Step(x[1]));
                foreach (var side in Entries(LinearAlgebra.Multiply(a, b), LinearAlgebra.Multiply(b, a))) yield return side;
            }
        }
    }

    static IEnumerable<(T, T)> Entries<T>(T[][] a, T[][] b) => a.SelectMany(row => row).Zip(b.SelectMany(row => row));
}
