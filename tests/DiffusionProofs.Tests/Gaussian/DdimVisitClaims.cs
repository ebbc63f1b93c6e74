using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("DDIM.4", "A sampler over some of the table's steps ends each step where the next begins, and the last at abar = 1: with the right x_0 and eta = 0 it passes through sqrt(abar) x_0 + sqrt(1 - abar) eps at every step visited, and ends at x_0; the same pairs of levels taken the other way lead from x_0 back up.",
    Source = "Song, Meng and Ermon, DDIM, arXiv:2010.02502, sections 4.2 and 4.3",
    Oracle = "the forward process at the steps visited, from the same noise")]
public class DdimOverVisitedSteps
{
    [Identity]
    public IdentityOutcome Passes_through_the_forward_process() => Prove.Identity(
        new Visits(4, StepSpacing.Trailing(4, 3)), new Visits(5, StepSpacing.Linspace(5, 3)), new Visits(3, [0, 1, 2]), new Visits(3, [2]));

    [Identity]
    public IdentityOutcome The_inverse_takes_the_same_steps_up() => Prove.Identity(
        new WayUp(4, StepSpacing.Trailing(4, 3)), new WayUp(5, StepSpacing.Linspace(5, 3)), new WayUp(3, [2]));

    [Sampled]
    public SampledOutcome On_real_data(On on) => DdimOnRealData.Visits(on);

    [Refutes("t - floor(T/n) for the step visited next, with trailing steps", Link = "https://github.com/huggingface/diffusers/issues/9261")]
    public RefutationOutcome Trailing_steps_are_not_a_stride_apart() =>
        Refute.Identity(new Visits(4, StepSpacing.Trailing(4, 3)), new ByStride(4, StepSpacing.Trailing(4, 3)));

    [Refutes("t - floor(T/n) for the step visited next, with steps spread over the table", Link = "https://github.com/huggingface/diffusers/issues/11347")]
    public RefutationOutcome Spread_steps_are_not_a_stride_apart() =>
        Refute.Identity(new Visits(5, StepSpacing.Linspace(5, 3)), new ByStride(5, StepSpacing.Linspace(5, 3)));

    [Refutes("the table's first abar after the last step, where 1 belongs", Link = "https://github.com/Stability-AI/stablediffusion/pull/345")]
    public RefutationOutcome Last_step_ends_at_the_data() => Refute.Identity(new Visits(3, [0, 1, 2]), new FirstOfTheTable(3, [0, 1, 2]));

    [Refutes("an inverse step that begins at the time above its end, t + 1 for t - 1", Link = "https://github.com/huggingface/diffusers/issues/10695")]
    public RefutationOutcome An_inverse_step_begins_below() =>
        Refute.Identity(new WayUp(4, StepSpacing.Trailing(4, 3)), new FromAbove(4, StepSpacing.Trailing(4, 3)));

    [Refutes("an inverse step that ends at the time below its begin, t - 1 for t + 1", Link = "https://github.com/huggingface/diffusers/issues/10695")]
    public RefutationOutcome An_inverse_step_ends_above() =>
        Refute.Identity(new WayUp(4, StepSpacing.Trailing(4, 3)), new ToBelow(4, StepSpacing.Trailing(4, 3)));

    sealed class FromAbove(int steps, int[] visited) : WayUp(steps, visited)
    {
        protected override T[] Starts<T>(T[] table, int[] visited) => DdimMistakes.InverseStartsFromAbove(table, visited);
    }

    sealed class ToBelow(int steps, int[] visited) : WayUp(steps, visited)
    {
        protected override T[] Ends<T>(T[] table, int[] visited) => DdimMistakes.InverseEndsBelow(table, visited);
    }

    /// <summary>From x_0 with the noise known: each step starts where the way down would end.</summary>
    class WayUp(int steps, int[] visited) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("u", steps).Scalars("x0", "eps");
        public string Shapes => $"T = {steps}, visited: {string.Join(", ", visited.Select(i => i + 1))}, eta = 0";

        protected virtual T[] Starts<T>(T[] table, int[] visited) where T : IField<T> => DdimFormulas.AlphaBarAfter(table, visited);

        protected virtual T[] Ends<T>(T[] table, int[] visited) where T : IField<T> => [.. visited.Select(t => table[t])];

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] u = read.Vector(steps), table = [.. u.Select(v => 1 - v)], starts = Starts(table, visited), ends = Ends(table, visited);
            (T x0, T eps) = (read.Scalar(), read.Scalar());
            T x = x0;
            for (int k = 0; k < visited.Length; k++)
            {
                (T alphaS, T sigmaS) = UnitCircle.At(1 - starts[k]);
                (T alphaT, T sigmaT) = UnitCircle.At(1 - ends[k]);
                x = DdimFormulas.Combined(ConversionFormulas.X0FromEps(x, eps, alphaS, sigmaS), eps, alphaT, sigmaT);
                (T alpha, T sigma) = UnitCircle.At(u[visited[k]]);
                yield return (x, DdimFormulas.Combined(x0, eps, alpha, sigma));
            }
            // Every level of the table in one step, so that the steps that are not visited have their say.
            foreach (T level in u)
            {
                (T alpha, T sigma) = UnitCircle.At(level);
                yield return (ConversionFormulas.X0FromEps(DdimFormulas.Combined(x0, eps, alpha, sigma), eps, alpha, sigma), x0);
            }
        }
    }

    sealed class ByStride(int steps, int[] visited) : Visits(steps, visited)
    {
        protected override T[] After<T>(T[] table, int[] visited) => DdimMistakes.AlphaBarAfterByStride(table, visited);
    }

    sealed class FirstOfTheTable(int steps, int[] visited) : Visits(steps, visited)
    {
        protected override T[] After<T>(T[] table, int[] visited) => DdimMistakes.AlphaBarAfterFromTheTable(table, visited);
    }

    class Visits(int steps, int[] visited) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("u", steps).Scalars("x0", "eps");
        public string Shapes => $"T = {steps}, visited: {string.Join(", ", visited.Select(i => i + 1))}, eta = 0";

        protected virtual T[] After<T>(T[] table, int[] visited) where T : IField<T> => DdimFormulas.AlphaBarAfter(table, visited);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            // The u stand for abar: alpha and sigma are functions of them, and u = 0 is abar = 1.
            T[] table = read.Vector(steps), after = After([.. table.Select(u => 1 - u)], visited);
            (T x0, T eps) = (read.Scalar(), read.Scalar());
            T Noised(T u) => DdimFormulas.Combined(x0, eps, UnitCircle.At(u).Alpha, UnitCircle.At(u).Sigma);
            T x = Noised(table[visited[^1]]);
            for (int k = visited.Length - 1; k >= 0; k--)
            {
                (T alphaT, T sigmaT) = UnitCircle.At(table[visited[k]]);
                (T alphaS, T sigmaS) = UnitCircle.At(1 - after[k]);
                x = DdimFormulas.Combined(x0, ConversionFormulas.EpsFromX0(x, x0, alphaT, sigmaT), alphaS, sigmaS);
                yield return (x, k == 0 ? x0 : Noised(table[visited[k - 1]]));
            }
            // One long step leads to every step of the table as well.
            (T alphaLast, T sigmaLast) = UnitCircle.At(table[visited[^1]]);
            T found = ConversionFormulas.EpsFromX0(Noised(table[visited[^1]]), x0, alphaLast, sigmaLast);
            foreach (T u in table) yield return (DdimFormulas.Combined(x0, found, UnitCircle.At(u).Alpha, UnitCircle.At(u).Sigma), Noised(u));
        }
    }
}
