using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E6.3", "Cold diffusion's improved sampler returns x_0 exactly, and D(x_0, s) on the way, for a degradation whose increment D(x, s) - D(x, s - 1) does not depend on x, whatever the restoration.",
    Source = "Bansal et al., Cold Diffusion, arXiv:2208.09392, algorithm 2 and section 3.3",
    Refined = "the paper calls such a degradation linear, which is not linearity in x: D(x, s) = (1 - s/T) x with R = 0 gives 0 for every x_0",
    Oracle = "the degradation of x_0 itself")]
public class E06ImprovedSampler
{
    [Identity]
    public IdentityOutcome Any_restoration() => Prove.Identity(
        new AdditiveDegradation(1, 1), new AdditiveDegradation(2, 1), new AdditiveDegradation(3, 1), new AdditiveDegradation(4, 1),
        new AdditiveDegradation(1, 2), new AdditiveDegradation(2, 2), new AdditiveDegradation(3, 2), new AdditiveDegradation(4, 2));

    [Refutes("D(x, 0) from the end of the list of kernels: the strongest", Link = "https://github.com/arpitbansal297/Cold-Diffusion-Models/blob/main/deblurring-diffusion-pytorch/deblurring_diffusion_pytorch/deblurring_diffusion_pytorch.py")]
    public RefutationOutcome Nothing_degraded_is_the_point_itself() => Refute.Identity(new AdditiveDegradation(3, 2), new Wrapped());

    [Refutes("the update from s = 1 left out")]
    public RefutationOutcome Down_to_the_first_step()
    {
        Rational[] x0 = [2];
        static Rational[] Degrade(Rational[] x, int s) => [x[0] + new Rational(3 * s, 10)];
        Rational[][] states = ColdFormulas.States(Degrade(x0, 3), 3, (_, s) => [s], Degrade, ColdFormulas.Improved);
        Decision Returns(Rational[][] run) => Decide.Equal("x_0", x0[0], run[^1][0]);
        return Refute.AtWitness("x_0 = 2, T = 3, D(x, s) = x + 3 s/10, R = s",
            () => [Returns(states)], () => [Returns(ColdMistakes.WithoutLastUpdate(states))]);
    }

    [Refutes("the same for a degradation that is linear in x", Link = "Cold Diffusion, arXiv:2208.09392, section 3.3")]
    public RefutationOutcome Linear_in_x_is_not_enough()
    {
        const int T = 10;
        static Decision Returns(Degradation<Rational> degrade)
        {
            Rational[] x0 = [2], last = degrade(x0, T);
            return Decide.Equal("x_0", x0[0], ColdFormulas.States(last, T, (_, _) => [0], degrade, ColdFormulas.Improved)[^1][0]);
        }
        return Refute.AtWitness("x_0 = 2, T = 10, R = 0; D(x, s) = x + 3 s/10 against (1 - s/10) x",
            () => [Returns((x, s) => [x[0] + new Rational(3 * s, 10)])], () => [Returns((x, s) => [(1 - new Rational(s, T)) * x[0]])]);
    }

    sealed class Wrapped() : AdditiveDegradation(3, 2)
    {
        protected override Degradation<T> Degrade<T>(Degradation<T> right) => ColdMistakes.WrappedToTheStrongest(right, 3);
    }
}

/// <summary>
/// D(x, s) = x + a_s, a_0 = 0: every degradation with D(x, 0) = x whose increments do not depend on x. What the restoration returns is free.
/// </summary>
class AdditiveDegradation(int steps, int d) : IIdentity
{
    public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("x", d).Matrix("a", steps, d).Matrix("r", steps, d);
    public string Shapes => $"T = {steps}, d = {d}, any increments and restorations";

    protected virtual Degradation<T> Degrade<T>(Degradation<T> right) where T : IField<T> => right;

    protected virtual T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) where T : IField<T> =>
        ColdFormulas.Improved(x, restored, severity, degrade);

    /// <summary>What x_{s-1} must be, by D(x_0, s - 1) and what the restoration returned at s.</summary>
    protected virtual T[] Expected<T>(T[] degraded, T[] x0, T[] restored) where T : IField<T> => degraded;

    public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
    {
        var read = new VariableReader<T>(values);
        T[] x0 = read.Vector(d);
        T[][] added = read.Matrix(steps, d), restored = read.Matrix(steps, d);
        T[] Right(T[] x, int s) => s == 0 ? x : LinearAlgebra.Add(x, added[s - 1]);
        T[][] states = ColdFormulas.States(Right(x0, steps), steps, (_, s) => restored[s - 1], Degrade<T>(Right), Update);
        foreach ((T, T) pair in states[0].Zip(Right(x0, steps))) yield return pair;
        for (int s = steps; s >= 1; s--)
            foreach ((T, T) pair in states[steps - s + 1].Zip(Expected(Right(x0, s - 1), x0, restored[s - 1]))) yield return pair;
    }
}
