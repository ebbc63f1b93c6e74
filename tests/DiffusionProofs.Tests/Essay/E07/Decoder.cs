using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E7.10", "The decoders are laws of the K grey levels: DDPM's bins, the outer two reaching to infinity, sum to 1 by telescoping whatever the distribution function; VDM's is Bayes with equal priors, p(x | z_0) proportional to q(z_0 | x).",
    Source = "DDPM, arXiv:2006.11239, eq. 13; VDM, arXiv:2107.00630, section 3.3",
    Oracle = "the telescoping sum over free values; the densities q(z_0 | x) themselves, normalised")]
public class E07Decoder
{
    [Identity]
    public IdentityOutcome Bins_telescope() => Prove.Identity(new Telescope(2), new Telescope(3), new Telescope(16));

    [Exact]
    public ExactOutcome Levels_lie_in_their_bins() => Exact.Rows([2, 3, 256], k =>
    {
        Rational[] centres = DecoderFormulas.Centres<Rational>(k), edges = DecoderFormulas.InnerEdges<Rational>(k), cells = DecoderFormulas.CellCentres<Rational>(k);
        return
        [
            Decide.EqualAll("edges", [.. centres.Zip(centres.Skip(1), (a, b) => (a + b) / 2)], edges),
            Decide.EqualAll("DDPM's ends", [-1, 1], new[] { centres[0], centres[^1] }),
            Decide.EqualAll("VDM's ends", [-1 + new Rational(1, k), 1 - new Rational(1, k)], new[] { cells[0], cells[^1] }),
            Decide.Equal("middle of VDM's", default, cells.Sum()),
        ];
    }, "K = 2, 3, 256", "both data maps");

    [Exact]
    public ExactOutcome VDMs_reconstruction_is_Bayes() => Exact.Rows(new[] { 0.25, -1.5, 3 }, z =>
    {
        (BigReal at, BigReal alpha, BigReal sigma) = (BigReal.FromDouble(z), BigReal.FromDouble(0.875), BigReal.FromDouble(0.375));
        BigReal[] density = [.. DecoderFormulas.CellCentres<BigReal>(8).Select(x => BigReal.Exp(GaussianFormulas.KernelLogDensity([at], [x], alpha, sigma)))];
        BigReal[] received = [.. DecoderFormulas.LogReconstruction(at, alpha, sigma, 8).Select(BigReal.Exp)];
        return density.Zip(received, (p, q) => Decide.That("probability", q.Overlaps(p / density.Sum()), $"{(double)q:R}"));
    }, "K = 8", "three z_0, alpha 7/8, sigma 3/8", ["two balls of sixty digits that overlap are taken for equal"]);

    [Sampled]
    public SampledOutcome On_tensors(On on) => BoundsOnTensors.Decoders(on);

    [Refutes("edge bins as wide as the others: the tails lost")]
    public RefutationOutcome Tails() => Refute.AtWitness("K = 3, a uniform law on [-2, 2], an eighth of which lies beyond each outer bin's own width",
        () => [SumsToOne(DecoderFormulas.Bins<Rational>([.. DecoderFormulas.InnerEdges<Rational>(3).Select(Uniform)]))],
        () => [SumsToOne(GaussianBoundMistakes.BinsWithoutTails<Rational>(
            [Uniform(new(-3, 2)), .. DecoderFormulas.InnerEdges<Rational>(3).Select(Uniform), Uniform(new(3, 2))]))]);

    static Rational Uniform(Rational x) => (x + 2) / 4;

    static Decision SumsToOne(Rational[] bins) => Decide.Equal("sum", Rational.One, bins.Sum());

    sealed class Telescope(int levels) : IIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("F", levels - 1);
        public string Shapes => $"K = {levels}, any distribution function";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] bins = DecoderFormulas.Bins<T>([.. x]);
            yield return (bins.Sum(), T.One);
            for (int k = 1; k < levels; k++) yield return (bins.Take(k).Sum(), x[k - 1]);
        }
    }
}
