using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E6.3", "Cold diffusion's improved sampler returns x_0 exactly, and D(x_0, s) on the way, for a degradation whose increment D(x, s) - D(x, s - 1) does not depend on x, whatever the restoration.",
    Source = "Bansal et al., Cold Diffusion, arXiv:2208.09392, algorithm 2 and its analysis",
    Refined = "the paper calls such a degradation linear, which is not linearity in x: D(x, s) = (1 - s/T) x with R = 0 gives 0 for every x_0",
    Oracle = "the degradation of x_0 itself")]
public class E06ImprovedSampler
{
    [Identity]
    public IdentityOutcome Any_restoration() => Prove.Identity(
        new AdditiveDegradation(1, 1), new AdditiveDegradation(2, 1), new AdditiveDegradation(3, 1), new AdditiveDegradation(4, 1),
        new AdditiveDegradation(1, 2), new AdditiveDegradation(2, 2), new AdditiveDegradation(3, 2), new AdditiveDegradation(4, 2));

    [Sampled]
    public SampledOutcome On_real_data(On on) => ColdOnRealData.Added(on, naive: false);

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

    [Refutes("the same for a degradation that is linear in x", Link = "Cold Diffusion, arXiv:2208.09392, analysis of algorithm 2")]
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
