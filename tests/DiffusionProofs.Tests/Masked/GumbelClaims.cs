using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

[Claim("Zheng.5", "The argmax of log p + Gumbel noise that ends at M has not the law p but p'_n = p_n sum_{i <= n} b(i), which favours the likely: p'_n/p'_m >= p_n/p_m for p_n >= p_m.",
    Source = "Zheng et al., arXiv:2409.02908, proposition 5.2, eq. 12",
    Refined = "of continuous noise: that of 32-bit uniforms has only 2^24 values besides",
    Oracle = "the integral over the winner's own noise, piece by piece between the points where a rival can no longer win, in fractions")]
public class TruncatedGumbelLaw
{
    static readonly Rational[][] Laws =
    [
        [new(1, 2), new(1, 2)], [new(1, 5), new(4, 5)], [new(1, 4), new(1, 4), new(1, 2)], [new(1, 6), new(1, 3), new(1, 2)],
        [new(1, 12), new(1, 6), new(1, 4), new(1, 2)],
    ];

    // exp(-e^{-M}) as a twelfth power, so that all powers met are fractions: M = -0.23, 2.12, 4.42.
    static readonly Rational[] Roots = [new(9, 10), new(99, 100), new(999, 1000)];

    static IEnumerable<(Rational[] P, Rational Root)> Rows => from p in Laws from root in Roots select (p, root);

    [Exact]
    public ExactOutcome By_integration() => Exact.Rows(Rows, row => [SameLaw(row.P, row.Root, SamplingFormulas.TruncatedGumbel)],
        "K = 2, 3, 4", "five laws, M = -0.23, 2.12, 4.42");

    [Exact]
    public ExactOutcome The_likely_gain() => Exact.Rows(Rows, row =>
    {
        Rational[] law = SamplingFormulas.TruncatedGumbel(row.P, x => Power(row.Root, -x));
        return
        [
            Decide.Equal("sum", Rational.One, law.Sum()),
            .. Enumerable.Range(1, law.Length - 1).Select(n => Decide.That($"p'_{n}/p'_{n - 1} at least p_{n}/p_{n - 1}",
                law[n] * row.P[n - 1] >= law[n - 1] * row.P[n], $"{(law[n] / law[n - 1]).ToDouble():R}")),
        ];
    }, "K = 2, 3, 4", "five laws, M = -0.23, 2.12, 4.42");

    [Exact]
    public ExactOutcome Without_an_end() => Exact.Rows(Laws, p => [Decide.EqualAll("law", p, SamplingFormulas.TruncatedGumbel(p, _ => Rational.One))],
        "K = 2, 3, 4", "M infinite, exp(x e^{-M}) = 1: the law is p");

    /// <summary>Even classes gain nothing; the least likely keeps exp((K - 1/p_1) e^{-M}) of its probability.</summary>
    [Exact]
    public ExactOutcome Even_laws_and_the_least_likely() => Exact.Rows(
        from k in new[] { 2, 3, 7 } from m in new[] { BigReal.FromFraction(1, 2), BigReal.From(2), SamplingFormulas.LargestGumbel<BigReal>(24) } select (K: k, M: m), row =>
        {
            BigReal[] even = [.. Enumerable.Repeat(BigReal.FromFraction(1, row.K), row.K)];
            BigReal[] rising = [.. Enumerable.Range(1, row.K).Select(i => BigReal.FromFraction(2 * i, row.K * (row.K + 1)))];
            BigReal least = rising[0] * BigReal.Exp((row.K - 1 / rising[0]) * BigReal.Exp(-row.M)), given = SamplingFormulas.TruncatedGumbel(rising, row.M)[0];
            return
            [
                .. SamplingFormulas.TruncatedGumbel(even, row.M).Select((p, i) => Decide.That($"even, class {i}", p.Overlaps(even[i]), $"{(double)p:R}")),
                Decide.That("least likely", given.Overlaps(least), $"{(double)given:R}, {(double)least:R}"),
            ];
        }, "K = 2, 3, 7", "M = 1/2, 2 and float32's 16.6355; even laws, and p in proportion to 1 .. K", ["balls of sixty digits that overlap are taken for equal"]);

    [Statistical]
    public StatisticalOutcome Sampled_with_noise_that_ends()
    {
        const int draws = 60_000;
        double[] p = [1.0 / 6, 1.0 / 3, 0.5];
        double m = 1, mass = Math.Exp(-Math.Exp(-m));
        Random random = Seeds.Random("noise that ends");
        long[] counts = new long[3];
        for (int i = 0; i < draws; i++)
        {
            double[] scores = [.. p.Select(v => Math.Log(v) - Math.Log(-Math.Log(mass * (1 - random.NextDouble()))))];
            counts[Array.IndexOf(scores, scores.Max())]++;
        }
        double[] law = [.. SamplingFormulas.TruncatedGumbel([.. p.Select(v => new Float64(v))], new Float64(m)).Select(v => v.Value)];
        return Statistics.GoodnessOfFit(counts, [.. law.Select(v => v / law.Sum())], "K = 3", "M = 1, noise drawn below it");
    }

    [Refutes("Gumbel noise of 32-bit uniforms taken for exact sampling", Link = "https://github.com/ML-GSAI/LLaDA/issues/36")]
    public RefutationOutcome The_end_changes_the_law() => Refute.AtWitness("p = (1/6, 1/3, 1/2), exp(-e^{-M}) = 0.99^12",
        () => [SameLaw(Laws[3], Roots[1], SamplingFormulas.TruncatedGumbel)],
        () => [SameLaw(Laws[3], Roots[1], SamplingMistakes.GumbelUncorrected)]);

    static Decision SameLaw(Rational[] p, Rational root, Func<Rational[], Func<Rational, Rational>, Rational[]> law) =>
        Decide.EqualAll("law", [.. p.Select((_, n) => Integral(p, n, root))], law(p, x => Power(root, -x)));

    /// <summary>
    /// With c = exp(-e^{-M}) and x uniform, the winner's noise below M: the integral of prod_k min(1, (x c)^{r_k}/c), r_k = p_k/p_n, over
    /// [0, 1]. A rival with r below 1 loses for certain above x = c^{1/r - 1}.
    /// </summary>
    static Rational Integral(Rational[] p, int n, Rational root)
    {
        Rational[] r = [.. p.Where((_, k) => k != n).Select(v => v / p[n])];
        Rational[] ends = [.. r.Where(v => v < 1).Select(v => 1 / v - 1).Append(0).Distinct().OrderByDescending(e => e)];
        Rational sum = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            Rational upper = ends[i];
            Rational[] rivals = [.. r.Where(v => v >= 1 || 1 / v - 1 <= upper)];
            Rational power = rivals.Sum(), scale = power - rivals.Length;
            // The integral of x^power c^scale up to c^upper, from the end before.
            sum += Power(root, upper * (power + 1) + scale) / (power + 1);
            if (i > 0) sum -= Power(root, ends[i - 1] * (power + 1) + scale) / (power + 1);
        }
        return sum;
    }

    /// <summary>c^x with c = root^12.</summary>
    static Rational Power(Rational root, Rational x)
    {
        Rational twelfths = 12 * x;
        if (!twelfths.IsInteger) throw new ArgumentException($"x must be a multiple of 1/12, was {x}.", nameof(x));
        int n = (int)twelfths.Numerator;
        return n >= 0 ? Rational.Pow(root, n) : 1 / Rational.Pow(root, -n);
    }
}

[Claim("Zheng.6", "Gumbel noise -log(-log u) of a uniform below 1 ends at 16.6355 in float32 and at 36.7368 in float64: -log(-log(1 - 2^-24)) and -log(-log(1 - 2^-53)).",
    Source = "Zheng et al., arXiv:2409.02908, section 5 and table 1",
    Oracle = "the number before 1 in each format; what the generators give")]
public class LargestGumbel
{
    [Exact]
    public ExactOutcome The_number_before_one() => Exact.Rows(
        new[] { (Bits: 24, Last: Rational.FromDouble(MathF.BitDecrement(1)), Printed: "16.6355"), (Bits: 53, Last: Rational.FromDouble(Math.BitDecrement(1)), Printed: "36.7368") },
        row =>
        {
            BigReal largest = SamplingFormulas.LargestGumbel<BigReal>(row.Bits), error = largest - BigReal.Parse(row.Printed), half = BigReal.Parse("0.00005");
            return
            [
                Decide.Equal("largest uniform", 1 - 1 / Rational.Pow(2, row.Bits), row.Last),
                Decide.That($"within half a digit of {row.Printed}", BigReal.CertainlyLess(error, half) && BigReal.CertainlyLess(-half, error), $"{(double)largest:R}"),
            ];
        }, "float32, float64", "the printed digits, by enclosures");

    [Sampled]
    public SampledOutcome Of_generated_uniforms(On on) => Sample.Rows(on, new[] { 1_000_000 }, (count, _) =>
    {
        using var generator = Seeds.Generator("uniforms", on.Device);
        var u = rand(count, dtype: on.DType, device: new Device(on.Device), generator: generator).to(float64);
        int bits = on.DType == float32 ? 24 : 53;
        double largest = (double)SamplingFormulas.LargestGumbel<BigReal>(bits);
        return
        [
            Compare.AtMost("uniform", 1 - Math.ScaleB(1, -bits), Compare.Values(u.max())[0], 0),
            Compare.AtMost("noise", largest, Compare.Values(-(-u.log()).log().max())[0], 4 * on.Ulp(largest)),
        ];
    }, "4 ulps of the dtype: two logarithms in float64, an ulp each, of an argument near 1 that is exact", "a million draws", "the generator's uniforms");

    [Refutes("32-bit noise as good as 64-bit: the same largest value", Link = "https://github.com/vllm-project/vllm/pull/37798")]
    public RefutationOutcome Formats_differ() => Refute.AtWitness("the largest noise of 53 bits",
        () => [AsLargeAs(53)], () => [AsLargeAs(24)]);

    static Decision AsLargeAs(int bits)
    {
        BigReal noise = SamplingFormulas.LargestGumbel<BigReal>(bits);
        return Decide.That("above 36.7", BigReal.CertainlyLess(BigReal.Parse("36.7"), noise), $"{(double)noise:R}");
    }
}
