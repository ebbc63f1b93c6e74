using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.EssayClaims;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("SDE.2", "Of data in K levels a density has a likelihood once uniform noise u in [0, 1) is added: -E log p(x + u) is the entropy of the data, the divergence of their law from the model's masses, and the divergence of the noise from p inside each level, so at least the entropy; the density at the levels alone is bounded by nothing.",
    Source = "Theis, van den Oord and Bethge, arXiv:1511.01844, section 3.1; the question: https://github.com/yang-song/score_sde/issues/24",
    Refined = "shown for densities that are constant on the m parts of a level, and, against the mass of a level, for a Gaussian; for others it is Jensen's inequality",
    Oracle = "the masses of the levels; entropies and divergences by their definitions")]
public class LikelihoodOfLevels
{
    const string Trust = "balls of sixty digits decide the order of two numbers that differ";

    [Identity]
    public IdentityOutcome Entropy_and_two_divergences() => Prove.LogIdentity(new Decomposed(2, 3));

    [Certificate]
    public CertificateOutcome The_mean_of_logs_is_below_the_log_of_the_mean_of_two() => Prove.Certificate(new TwoParts());

    [Certificate]
    public CertificateOutcome And_of_four() => Prove.Certificate(new FourParts());

    [Exact]
    public ExactOutcome Above_the_cross_entropy_and_that_above_the_entropy() => Exact.ForAll(LevelCase.Any, c =>
        {
            BigReal bound = DequantisationFormulas.Bound(c.DataIn<BigReal>(), c.HeightsIn<BigReal>());
            BigReal[] data = c.DataIn<BigReal>(), masses = [.. c.HeightsIn<BigReal>().Select(DequantisationFormulas.Mass)];
            BigReal cross = -data.Zip(masses, (p, q) => p * BigReal.Log(q)).Sum(), entropy = -data.Select(p => p * BigReal.Log(p)).Sum();
            bool flat = c.Heights.All(h => h.Distinct().Count() == 1);
            return
            [
                Decide.That("bound above the cross-entropy", flat ? bound.Overlaps(cross) : BigReal.CertainlyLess(cross, bound), $"{(double)bound:R}, cross-entropy {(double)cross:R}"),
                Decide.That("bound at least the entropy", !BigReal.CertainlyLess(bound, entropy), $"{(double)bound:R}, entropy {(double)entropy:R}"),
            ];
        }, "K = 2..5 levels, m = 1..6 parts", "counts from 1 to 40 for data and heights", cases: 60, trust: [Trust]);

    [Certified]
    public CertifiedOutcome A_Gaussian_about_a_level_never_falls_below_the_entropy() =>
        Certify.Positive(Box.Of(("sigma", 1.0 / 64, 16)), new AboutALevel());

    [Exact]
    public ExactOutcome A_Gaussian_against_its_mass() => Exact.Rows([(0.03125, 0.5), (0.25, 0.375), (1, -2.5), (8, 3)], row =>
        {
            (BigReal sigma, BigReal mean) = (BigReal.FromDouble(row.Item1), BigReal.FromDouble(row.Item2));
            BigReal mass = DecoderFormulas.NormalDistribution(1, mean, sigma) - DecoderFormulas.NormalDistribution(0, mean, sigma);
            BigReal bound = DequantisationFormulas.GaussianBound(0, mean, sigma), exact = -BigReal.Log(mass);
            return [Decide.That("-E log p(u) above -log P([0, 1))", BigReal.CertainlyLess(exact, bound), $"{(double)bound:R}, exact {(double)exact:R}")];
        }, "a level", "deviations 1/32 to 8, means from -2.5 to 3", [Trust]);

    [Exact]
    public ExactOutcome Seven_bits() => Exact.Rows([1, 2, 3, 8], bits => [
            Decide.Equal("offset of K = 2^bits", LogForm<Rational>.From(bits - 1) * Log(2), DequantisationFormulas.OffsetOfScaledData<LogForm<Rational>>(1 << bits)),
            // Levels k and k + 1 are 2/K apart on [-1, 1]: of a flat density there, each has the mass 1/K.
            Decide.Equal("surprise of a flat density", Log(1 << bits), Log(2) + DequantisationFormulas.OffsetOfScaledData<LogForm<Rational>>(1 << bits)),
        ], "K = 2, 4, 8, 256", "the flat density 1/2 on [-1, 1]");

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Rows(on, [(1, 2), (3, 256), (3072, 256), (784, 3)], (row, _) =>
        {
            double[] logs = [0, -1.375, 12.25, -5000, 2500.5];
            BigReal[] expected = [.. logs.Select(log => DequantisationFormulas.BitsPerDimension(BigReal.FromDouble(log), row.Item1, row.Item2))];
            double u = Dtypes.UnitRoundoff(on.DType), tiny = Math.ScaleB(1, -53);
            return
            [
                Compare.Within("bits", [.. expected.Select(bits => (double)bits)], LevelLikelihood.BitsPerDimension(on.Tensor(logs), row.Item1, row.Item2),
                    i => (3 * u + 4 * tiny) * (Math.Abs(logs[i]) / row.Item1 / Math.Log(2) + Math.Log2(row.Item2) + 1), on),
            ];
        }, "(3 u + 4 2^-53) of both terms: a quotient and a sum, their numbers rounded", "D = 1, 3, 784, 3072; K = 2, 3, 256", "log-densities from -5000 to 2500");

    [Exact]
    public ExactOutcome Bits_of_a_flat_density() => Exact.Rows([(1, 2), (3, 256), (784, 7)], row => [Flat(row.Item1, row.Item2, DequantisationFormulas.BitsPerDimension)],
        "D = 1, 3, 784; K = 2, 256, 7", "the flat density 2^-D on [-1, 1]^D", [Trust]);

    [Refutes("the density of data scaled to [-1, 1] for that of the levels: 7 bits too few")]
    public RefutationOutcome Scaled_data() => Refute.AtWitness("D = 3, K = 256",
        () => [Flat(3, 256, DequantisationFormulas.BitsPerDimension)], () => [Flat(3, 256, (log, d, _) => LikelihoodMistakes.BitsOfScaledData(log, d))]);

    [Refutes("the density at the levels for their likelihood: negative bits", Link = "https://github.com/yang-song/score_sde/issues/24")]
    public RefutationOutcome Density_at_the_levels()
    {
        // Two levels, equally likely; 15/16 of the mass of each within 1/1024 of it.
        BigReal[] data = [BigReal.One / 2, BigReal.One / 2], peak = [BigReal.From(480), .. Enumerable.Repeat(BigReal.From(32) / 1023, 1023)];
        Decision AtLeastTheEntropy(BigReal bound) => Decide.That("at least the entropy, 1 bit", BigReal.CertainlyLess(BigReal.Log(2), bound), $"{(double)(bound / BigReal.Log(2)):F3} bits");
        return Refute.AtWitness("two equally likely levels, heights 480 on [k, k + 1/1024) and 32/1023 on the rest",
            () => [Decide.That("mass of a level, 1/2", DequantisationFormulas.Mass(peak).Overlaps(data[0]), $"{(double)DequantisationFormulas.Mass(peak)}"), AtLeastTheEntropy(DequantisationFormulas.Bound(data, [peak, peak]))],
            () => [AtLeastTheEntropy(LikelihoodMistakes.WithoutNoise(data, [peak, peak]))]);
    }

    [Refutes("that a Gaussian's density at a level is bounded: each halving of sigma takes a bit more away")]
    public RefutationOutcome Without_bound()
    {
        Decision AtLeastNothing(Func<BigReal, BigReal, BigReal, BigReal> surprise) => Decide.That("least surprise of a certain level, sigma = 1, 1/2, ..., 2^-40, at least its entropy, 0",
            Enumerable.Range(0, 41).All(n => !BigReal.CertainlyLess(surprise(0, 0, BigReal.FromDouble(Math.ScaleB(1, -n))), 0)),
            $"{(double)(surprise(0, 0, BigReal.FromDouble(Math.ScaleB(1, -40))) / BigReal.Log(2)):F2} bits at 2^-40");
        return Refute.AtWitness("one level, a Gaussian about it", () => [AtLeastNothing(DequantisationFormulas.GaussianBound)], () => [AtLeastNothing(LikelihoodMistakes.GaussianWithoutNoise)]);
    }

    [Refutes("log K for the scale of [-1, 1]: 8 bits for 7", Link = "https://github.com/yang-song/score_sde_pytorch/issues/51")]
    public RefutationOutcome Offset()
    {
        Decision Flat(LogForm<Rational> offset) => Decide.Equal("surprise of a flat density on [-1, 1]", Log(256), Log(2) + offset);
        return Refute.AtWitness("K = 256", () => [Flat(DequantisationFormulas.OffsetOfScaledData<LogForm<Rational>>(256))], () => [Flat(LikelihoodMistakes.OffsetOfUnitWidth<LogForm<Rational>>(256))]);
    }

    /// <summary>Each level has the mass 1/K.</summary>
    static Decision Flat(int dimensions, int levels, Func<BigReal, int, int, BigReal> bits)
    {
        BigReal received = bits(-dimensions * BigReal.Log(2), dimensions, levels);
        return Decide.That("log2 K bits of a flat density", received.Overlaps(BigReal.Log(levels) / BigReal.Log(2)), $"{(double)received:R}");
    }

    static LogForm<Rational> Log(int n) => LogForm<Rational>.Log(LogForm<Rational>.From(n));

    /// <summary>The data's law and the heights are free; the model's masses need not sum to 1.</summary>
    sealed class Decomposed(int levels, int parts) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("P", levels).Matrix("h", levels, parts);
        public string Shapes => $"K = {levels} levels, m = {parts} parts, any weights and heights";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[] data = read.Vector(levels);
            T[][] heights = read.Matrix(levels, parts);
            T[] masses = [.. heights.Select(DequantisationFormulas.Mass)];
            T entropy = -data.Select(p => p * T.Log(p)).Sum(), divergence = data.Zip(masses, (p, q) => p * T.Log(p / q)).Sum();
            T inside = data.Zip(heights, (p, h) => p * h.Select(height => T.Log(DequantisationFormulas.Mass(h) / height) / parts).Sum()).Sum();
            yield return (entropy + divergence + inside, DequantisationFormulas.Bound(data, heights));
        }
    }

    /// <summary>exp of twice the difference, as a product: Mass^2 - h_1 h_2 = ((h_1 - h_2)/2)^2.</summary>
    sealed class TwoParts : ICertificate
    {
        public IReadOnlyList<string> Variables => ["h1", "h2"];
        public string Shapes => "a level of two parts";
        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> => new Dictionary<string, T>();
        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => DequantisationFormulas.Mass<T>([.. x]).Squared() - x[0] * x[1];

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T> =>
            NonNegative<T>.Square((x[0] - x[1]) / 2);
    }

    /// <summary>Mass^4 - h_1 h_2 h_3 h_4, by halves: A and B the means of the two.</summary>
    sealed class FourParts : ICertificate
    {
        public IReadOnlyList<string> Variables => ["h1", "h2", "h3", "h4"];
        public string Shapes => "a level of four parts";

        public IReadOnlyDictionary<string, T> Given<T>(IReadOnlyList<T> x) where T : IField<T> =>
            new Dictionary<string, T> { ["h1"] = x[0], ["h2"] = x[1], ["h3"] = x[2], ["h4"] = x[3] };

        public T Gap<T>(IReadOnlyList<T> x) where T : IField<T> => DequantisationFormulas.Mass<T>([.. x]).Power(4) - x[0] * x[1] * x[2] * x[3];

        public NonNegative<T> Reason<T>(IReadOnlyList<T> x, IReadOnlyDictionary<string, NonNegative<T>> given) where T : IField<T>
        {
            NonNegative<T> two = NonNegative<T>.Of(2), a = (given["h1"] + given["h2"]) / two, b = (given["h3"] + given["h4"]) / two, mass = (a + b) / two;
            NonNegative<T> Half(T difference) => NonNegative<T>.Square(difference / 2);
            return Half(a.Value - b.Value) * (mass * mass + a * b) + a * a * Half(x[2] - x[3]) + given["h3"] * given["h4"] * Half(x[0] - x[1]);
        }
    }

    /// <summary>The level is certain, so that the entropy is 0, and the Gaussian is centred on it.</summary>
    sealed class AboutALevel : IInequality
    {
        public IReadOnlyList<string> Variables => ["sigma"];
        public string Shapes => "one level, any deviation";
        public T Gap<T>(IReadOnlyList<T> x) where T : IRealField<T> => DequantisationFormulas.GaussianBound(T.Zero, T.Zero, x[0]);
    }
}

/// <summary>Counts, divided by their sums: the data's law, and heights whose masses sum to 1.</summary>
sealed record LevelCase(int[] Data, int[][] Heights)
{
    public static Arbitrary<LevelCase> Any { get; } = Arb.From(
        from levels in Gen.Choose(2, 5)
        from parts in Gen.Choose(1, 6)
        from data in Gen.Choose(1, 40).ArrayOf(levels)
        from heights in Gen.Choose(1, 40).ArrayOf(parts).ArrayOf(levels)
        select new LevelCase(data, heights));

    public T[] DataIn<T>() where T : IField<T> => [.. Data.Select(n => T.From(n) / Data.Sum())];

    public T[][] HeightsIn<T>() where T : IField<T> =>
        [.. Heights.Select(level => level.Select(n => T.From(n) * level.Length / Heights.Sum(each => each.Sum())).ToArray())];

    public override string ToString() => $"data {string.Join(" ", Data)}, heights {string.Join(" | ", Heights.Select(h => string.Join(" ", h)))}";
}
