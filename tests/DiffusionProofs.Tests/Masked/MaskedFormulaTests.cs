using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Masked;

public class MaskedFormulaTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(16.635)]
    public void A_truncated_gumbel_gives_a_law_that_favours_the_likely(double bound)
    {
        BigReal[] p = [BigReal.FromFraction(1, 20), BigReal.FromFraction(1, 5), BigReal.FromFraction(3, 4)];
        BigReal[] law = SamplingFormulas.TruncatedGumbel(p, BigReal.FromDouble(bound));
        Assert.True(law.Sum().Overlaps(BigReal.One));
        for (int i = 1; i < p.Length; i++) Assert.True(BigReal.CertainlyLess(p[i] / p[i - 1], law[i] / law[i - 1]));
    }

    [Fact]
    public void A_truncated_gumbel_of_two_has_its_closed_form()
    {
        BigReal[] p = [BigReal.FromFraction(1, 5), BigReal.FromFraction(4, 5)];
        BigReal m = 2, unit = BigReal.Exp(-m);
        Assert.True(SamplingFormulas.TruncatedGumbel(p, m)[0].Overlaps(p[0] * BigReal.Exp((1 - p[1] / p[0]) * unit)));
        BigReal[] even = [BigReal.FromFraction(1, 2), BigReal.FromFraction(1, 2)];
        Assert.All(SamplingFormulas.TruncatedGumbel(even, m), v => Assert.True(v.Overlaps(even[0])));
    }

    [Fact]
    public void Subs_puts_nothing_on_the_mask_and_carries_over()
    {
        Rational[] p = [new(1, 8), new(3, 8), new(1, 2)];
        Assert.Equal([new(1, 4), new(3, 4), 0], SubsFormulas.Probabilities(p, 2, 2));
        Assert.Equal([0, 1, 0], SubsFormulas.Probabilities(p, 1, 2));
        BigReal[] logits = [1, -2, 100];
        BigReal expected = BigReal.Log(BigReal.Exp(1) / (BigReal.Exp(1) + BigReal.Exp(-2)));
        Assert.True(SubsFormulas.LogProbability(logits, 0, 2).Overlaps(expected));
    }

    [Fact]
    public void Impossible_inputs_are_named()
    {
        Assert.Contains("was 1", Assert.Throws<ArgumentException>(() => MaskedFormulas.Posterior<Rational>(1, 0, 3, 2, new(1, 2), new(1, 4))).Message);
        Assert.Contains("block must divide length = 4, was 3", Assert.Throws<ArgumentOutOfRangeException>(() => BlockFormulas.Bound<Rational>(4, 3, (_, _) => 0)).Message);
        Assert.Contains("had 2 and 3", Assert.Throws<ArgumentException>(() => new ExactBound<BigReal>([[0, 1], [0, 1, 2]])).Message);
        Assert.Contains("categories must be at least 2", Assert.Throws<ArgumentOutOfRangeException>(() => new DiffusionProofs.Categorical.AbsorbingKernel(1, 0)).Message);
    }
}
