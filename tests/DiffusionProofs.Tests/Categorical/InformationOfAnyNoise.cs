using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.18", "The mutual-information schedule of any noise exp(a R) and any law: at the rate a_t the share t/T of the information is gone, H(x_0 | x_t) = t/T H(x_0). For absorbing noise a_t = log(T/(T - t)) whatever the law; noise between neighbours has another.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 17 and appendices A.6 and A.7",
    Refined = "found by halving and then enclosed, to a relative 2^-36, where the paper interpolates a table",
    Oracle = "the conditional entropy by Bayes' theorem, on both sides of the rate")]
public class InformationOfAnyNoise
{
    static readonly Rational[] law = [new(1, 2), new(1, 4), new(1, 8), new(1, 16), new(1, 16)];

    static readonly Dictionary<string, (IContinuousNoise Noise, Rational[] Law)> noises = new()
    {
        ["uniform"] = (new UniformRate(5), law),
        ["absorbing"] = (new AbsorbingRate(6, 2), [.. law[..2], 0, .. law[2..]]),
        ["a ring"] = (new NoiseBetweenNeighbours([.. Enumerable.Range(0, 5).Select(i => new[] { (i + 1) % 5, (i + 4) % 5 })]), law),
        ["discretised Gaussian jumps"] = (Jumps(ToeplitzKernels.Gaussian(FromFraction(1, 2), 5, 4)), law),
        ["jumps to the mask and anywhere"] = (Jumps(RankOneStep<BigReal>.Of(FromFraction(1, 2), FromFraction(1, 4)).Matrix(5, 4)), law),
        ["D3PM's four points"] = (new NoiseBetweenNeighbours([[1, 3], [0, 3], [1, 3], [0, 1]]), [new(1, 2), 0, new(1, 3), new(1, 6)]),
    };

    /// <summary>A step at each event of a Poisson process: exp(a (Q - I)), any step Q rounded to multiples of 2^-20.</summary>
    static IContinuousNoise Jumps(BigReal[][] step)
    {
        double[][] rates = [.. step.Select(row => row.Select(p => Math.ScaleB(Math.Round(Math.ScaleB((double)p, 20)), -20)).ToArray())];
        foreach (var (row, i) in rates.Select((row, i) => (row, i))) row[i] = -row.Where((_, j) => j != i).Sum();
        return new GivenRate(rates);
    }

    [Exact]
    public ExactOutcome Share_gone() => Exact.Rows(noises.Keys, name =>
    {
        (IContinuousNoise noise, Rational[] p) = noises[name];
        return InformationSchedule.Rates(noise, p, 4).SelectMany((rate, i) => IsTheRate(noise, p, rate, new Rational(i + 1, 4)));
    }, "uniform, absorbing, a ring of five, discretised Gaussian jumps, jumps to the mask and anywhere, D3PM's four points; T = 4", "laws of halves down to 1/16, and one with a zero", ["the true entropies lie in the computed balls of sixty digits"]);

    [Exact]
    public ExactOutcome Absorbing_noise() => Exact.Rows(new[] { 2, 3, 10 }, steps =>
        InformationSchedule.Rates(noises["absorbing"].Noise, noises["absorbing"].Law, steps).Select((rate, i) =>
        {
            BigReal closed = Log(FromFraction(steps, steps - i - 1)), off = (FromDouble(rate) - closed) / closed;
            return Decide.That($"a_{i + 1}", CertainlyLess(off.Squared(), FromDouble(InformationSchedule.Radius).Squared()), $"{rate:R}, closed form {(double)closed:R}");
        }), "K = 6, T = 2, 3, 10", "a law of five tokens");

    [Fact]
    public void What_has_no_schedule_is_refused()
    {
        var pairs = new NoiseBetweenNeighbours([[1], [0], [3], [2]]);
        Rational quarter = new(1, 4);
        Assert.Contains("no rate", Assert.Throws<ArithmeticException>(() => InformationSchedule.RateAt(pairs, [quarter, quarter, quarter, quarter], new Rational(3, 4))).Message);
        Assert.Contains("two categories", Assert.Throws<ArgumentException>(() => InformationSchedule.Rates(pairs, [1, 0, 0, 0], 2)).Message);
        Assert.Contains("4 categories", Assert.Throws<ArgumentException>(() => InformationSchedule.Rates(pairs, [1], 2)).Message);
        Assert.Contains("must be a law", Assert.Throws<ArgumentException>(() => InformationSchedule.Rates(pairs, [1, 1, 0, 0], 2)).Message);
        Assert.Contains("(0, 1)", Assert.Throws<ArgumentOutOfRangeException>(() => InformationSchedule.RateAt(pairs, [quarter, quarter, quarter, quarter], 1)).Message);
    }

    [Refutes("that log(T/(T - t)), right for absorbing noise, is the schedule of noise between neighbours")]
    public RefutationOutcome Absorbing_schedule_for_neighbours()
    {
        (IContinuousNoise noise, Rational[] p) = noises["a ring"];
        Rational half = new(1, 2);
        return Refute.AtWitness("a ring of five, t = T/2", () => IsTheRate(noise, p, InformationSchedule.RateAt(noise, p, half), half), () => IsTheRate(noise, p, Math.Log(2), half));
    }

    static IEnumerable<Decision> IsTheRate(IContinuousNoise noise, Rational[] p, double rate, Rational share)
    {
        BigReal wanted = share.In<BigReal>();
        (BigReal before, BigReal after) = (Conditional(rate * (1 - InformationSchedule.Radius)), Conditional(rate * (1 + InformationSchedule.Radius)));
        yield return Decide.That("less gone just before", CertainlyLess(before, wanted), $"{(double)before:R}");
        yield return Decide.That("more gone just after", CertainlyLess(wanted, after), $"{(double)after:R}");

        BigReal Conditional(double a)
        {
            BigReal[][] q = noise.Cumulative<BigReal>(a);
            int[] support = [.. Enumerable.Range(0, p.Length).Where(i => !p[i].IsZero)];
            BigReal[] law = [.. p.Select(x => x.In<BigReal>())];
            BigReal given = Enumerable.Range(0, noise.Categories).Select(xt =>
            {
                int[] from = [.. support.Where(i => noise.Reached(i).Contains(xt))];
                BigReal all = from.Select(i => law[i] * q[i][xt]).Sum();
                return -from.Select(i => law[i] * q[i][xt] * Log(law[i] * q[i][xt] / all)).Sum();
            }).Sum();
            return given / NoiseSchedules.Entropy(law, support);
        }
    }
}
