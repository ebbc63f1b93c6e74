using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E6.5", "For D(x, s) = B_s x the improved sampler's error obeys x_{s-1} - B_{s-1} x_0 = (x_s - B_s x_0) - (B_s - B_{s-1})(R - x_0): only what the increment sees of the restoration's error counts. With a perfect restoration both samplers are exact.",
    Source = "Bansal et al., Cold Diffusion, arXiv:2208.09392, algorithms 1 and 2; the recursion is derived here",
    Oracle = "the samplers run on free matrices and restorations; the recursion summed up")]
public class E06LinearDegradations
{
    [Identity]
    public IdentityOutcome Errors_follow_the_recursion() => Prove.Identity(new Recursion(1), new Recursion(2), new Recursion(3));

    [Identity]
    public IdentityOutcome Perfect_restorations() => Prove.Identity(new Perfect(), new PerfectNaive());

    [Sampled]
    public SampledOutcome On_real_data(On on) => ColdOnRealData.Restored(on);

    [Refutes("what is restored ignored: x_s degraded further", Link = "https://github.com/arpitbansal297/Cold-Diffusion-Models/issues/15")]
    public RefutationOutcome Restoration_is_used() => Refute.Identity(new PerfectNaive(), new RestorationIgnored());

    [Refutes("D(x, 0) from the end of the list of kernels: the strongest", Link = "https://github.com/arpitbansal297/Cold-Diffusion-Models/blob/main/deblurring-diffusion-pytorch/deblurring_diffusion_pytorch/deblurring_diffusion_pytorch.py")]
    public RefutationOutcome Nothing_degraded_is_the_point_itself() => Refute.Identity(new PerfectNaive(), new Wrapped());

    [Refutes("the sign of algorithm 2: x_s + D(R, s) - D(R, s - 1)")]
    public RefutationOutcome Sign_of_the_increment() => Refute.Identity(new Perfect(), new WrongSign());

    sealed class RestorationIgnored : Perfect
    {
        protected override T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) =>
            ColdMistakes.RestorationIgnored(x, restored, severity, degrade);
    }

    sealed class WrongSign : Perfect
    {
        protected override T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) =>
            ColdMistakes.WithWrongSign(x, restored, severity, degrade);
    }

    sealed class Wrapped : PerfectNaive
    {
        protected override Degradation<T> Degrade<T>(Degradation<T> right) => ColdMistakes.WrappedToTheStrongest(right, Steps);
    }

    class PerfectNaive : Perfect
    {
        protected override T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) =>
            ColdFormulas.Naive(x, restored, severity, degrade);
    }

    class Perfect : IIdentity
    {
        protected const int Steps = 3;

        public IReadOnlyList<string> Variables { get; } = Names(Steps);
        public string Shapes => $"T = {Steps}, d = 2, any matrices";

        protected virtual Degradation<T> Degrade<T>(Degradation<T> right) where T : IField<T> => right;

        protected virtual T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T> =>
            ColdFormulas.Improved(x, restored, severity, degrade);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x0 = read.Vector(2);
            T[][][] b = Matrices(read, Steps);
            Degradation<T> right = ColdFormulas.Linear(b);
            T[][] states = ColdFormulas.States(right(x0, Steps), Steps, (_, _) => x0, Degrade(right), Update);
            for (int s = Steps; s >= 0; s--)
                foreach ((T, T) pair in states[Steps - s].Zip(right(x0, s))) yield return pair;
        }
    }

    sealed class Recursion(int steps) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = Names(steps).Vector("y", 2).Matrix("r", steps, 2);
        public string Shapes => $"T = {steps}, d = 2, any x_T, matrices and restorations";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] x0 = read.Vector(2);
            T[][][] b = Matrices(read, steps);
            T[] last = read.Vector(2);
            T[][] restored = read.Matrix(steps, 2);
            T[][] states = ColdFormulas.States(last, steps, (_, s) => restored[s - 1], ColdFormulas.Linear(b), ColdFormulas.Improved);
            T[] error = Subtract(last, Multiply(b[steps], x0)), sum = error;
            for (int s = steps; s >= 1; s--)
            {
                T[] off = Subtract(restored[s - 1], x0);
                error = ColdFormulas.ErrorOfImproved(error, b[s], b[s - 1], off);
                sum = Add(Subtract(sum, Multiply(b[s], off)), Multiply(b[s - 1], off));
                foreach ((T, T) pair in Subtract(states[steps - s + 1], Multiply(b[s - 1], x0)).Zip(error)) yield return pair;
            }
            foreach ((T, T) pair in Subtract(states[^1], x0).Zip(sum)) yield return pair;
        }
    }

    static VariableNames Names(int steps)
    {
        var names = new VariableNames().Vector("x", 2);
        for (int s = 1; s <= steps; s++) names.Matrix($"b{s}_", 2, 2);
        return names;
    }

    /// <summary>B_0 = I, and free matrices after it.</summary>
    static T[][][] Matrices<T>(VariableReader<T> read, int steps) where T : IField<T> =>
        [Identity<T>(2), .. Enumerable.Range(0, steps).Select(_ => read.Matrix(2, 2))];
}

[Claim("E6.6", "Any split of a rough generative map into a series of smooth ones should do as well as diffusion.",
    Source = "Bansal et al., Cold Diffusion, arXiv:2208.09392, is one; beside it E6.3 to E6.5",
    Opinion = true)]
public class E06ShouldDoAsWell;
