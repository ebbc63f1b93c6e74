using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;
using static DiffusionProofs.Numbers.LinearAlgebra;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E6.4", "The naive sampler is not exact there: after every step it is off by the restoration's own error, x_{s-1} - D(x_0, s - 1) = R(x_s, s) - x_0, and it returns the last restoration as it is.",
    Source = "Bansal et al., Cold Diffusion, arXiv:2208.09392, algorithm 1",
    Oracle = "the degradation of x_0 itself")]
public class E06NaiveSampler
{
    [Identity]
    public IdentityOutcome Errors_are_those_of_the_restoration() => Prove.Identity(new Naive(1, 1), new Naive(2, 1), new Naive(4, 1), new Naive(3, 2));

    [Exact]
    public ExactOutcome Restorations_that_are_wrong() => Exact.ForAll(Arb.From(
        from x0 in Fractions.Between(-3, 3).Generator
        from e in Fractions.Between(-2, 2).Generator
        from factor in Fractions.Between(-2, 2).Generator
        from steps in Gen.Choose(1, 6)
        select new Garbage(x0, e, factor, steps)), c =>
        {
            Rational Result(ColdUpdate<Rational> update) =>
                ColdFormulas.States(c.Degrade([c.X0], c.Steps), c.Steps, c.Restore, c.Degrade, update)[^1][0];
            Rational naive = Result(ColdFormulas.Naive);
            return
            [
                Decide.Equal("the improved sampler's x_0", c.X0, Result(ColdFormulas.Improved)),
                Decide.That("the naive sampler's x_0, another", naive != c.X0, $"{naive}"),
            ];
        }, "T = 1..6, one dimension", "fractions within 3, D(x, s) = x + s e, R(x, s) = x_0 + 1/7 + (factor x)^2 + s");

    [Sampled]
    public SampledOutcome On_real_data(On on) => ColdOnRealData.Added(on, naive: true);

    [Refutes("the naive sampler taken to return x_0 as the improved one does")]
    public RefutationOutcome Both_are_exact() => Refute.Identity(new AdditiveDegradation(2, 2), new TakenForExact());

    sealed record Garbage(Rational X0, Rational E, Rational Factor, int Steps)
    {
        public Rational[] Degrade(Rational[] x, int s) => [x[0] + s * E];

        // Never x_0: a square and s are not negative.
        public Rational[] Restore(Rational[] x, int s) => [X0 + new Rational(1, 7) + (Factor * x[0]).Squared() + s];
    }

    sealed class TakenForExact() : AdditiveDegradation(2, 2)
    {
        protected override T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) =>
            ColdFormulas.Naive(x, restored, severity, degrade);
    }

    sealed class Naive(int steps, int d) : AdditiveDegradation(steps, d)
    {
        protected override T[] Update<T>(T[] x, T[] restored, int severity, Degradation<T> degrade) =>
            ColdFormulas.Naive(x, restored, severity, degrade);

        protected override T[] Expected<T>(T[] degraded, T[] x0, T[] restored) => Add(degraded, Subtract(restored, x0));
    }
}
