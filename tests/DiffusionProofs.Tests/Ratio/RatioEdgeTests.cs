using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>The edges of the domain: what is exact there, and what is refused.</summary>
public class RatioEdgeTests
{
    static readonly Rational half = new(1, 2), third = new(1, 3);

    [Fact]
    public void Without_noise_nothing_moves()
    {
        foreach (ClosedRate rate in FormalRates.Closed(4))
        {
            Assert.Equal(LinearAlgebra.Identity<Rational>(rate.Categories), rate.AtAlpha(Rational.One));
            Assert.All(rate.Transition(BigReal.Zero).Zip(LinearAlgebra.Identity<BigReal>(rate.Categories)), rows => Assert.All(rows.First.Zip(rows.Second), pair => Assert.True(pair.First.Overlaps(pair.Second))));
        }
        GivenRate still = new([[0, 0], [0, 0]]);
        Assert.Equal([1.0, 0, 0, 1], still.Transition<BigReal>(3).SelectMany(row => row).Select(entry => (double)entry));
        Assert.False(still.Reaches(0, 1));
    }

    [Fact]
    public void All_noise_is_the_even_law_or_the_mask()
    {
        Assert.All(new UniformRate(3).AtAlpha(Rational.Zero).SelectMany(row => row), p => Assert.Equal(third, p));
        Assert.All(new AbsorbingRate(3, 1).AtAlpha(Rational.Zero), row => Assert.Equal([0, 1, 0], row));
    }

    [Fact]
    public void Rates_that_are_none_are_refused_by_name()
    {
        Assert.Contains("categories must be at least 2, was 1", Assert.Throws<ArgumentOutOfRangeException>(() => new UniformRate(1)).Message);
        Assert.Contains("categories must be at least 2, was 1", Assert.Throws<ArgumentOutOfRangeException>(() => new AbsorbingRate(1, 0)).Message);
        Assert.Contains("mask must be in 0..2; was 3", Assert.Throws<ArgumentOutOfRangeException>(() => new AbsorbingRate(3, 3)).Message);
        Assert.Contains("at least 2 categories, was of 1", Assert.Throws<ArgumentException>(() => new GivenRate([[0]])).Message);
        Assert.Contains("square, had 2 rows and 3 entries in row 1", Assert.Throws<ArgumentException>(() => new GivenRate([[-1, 1], [1, 0, -1]])).Message);
        Assert.Contains("rates[0][1] was -1", Assert.Throws<ArgumentException>(() => new GivenRate([[1, -1], [1, -1]])).Message);
        Assert.Contains("rates[1][0] was NaN", Assert.Throws<ArgumentException>(() => new GivenRate([[-1, 1], [double.NaN, -1]])).Message);
        Assert.Contains("row 1 summed to 0.5", Assert.Throws<ArgumentException>(() => new GivenRate([[-1, 1], [1.5, -1]])).Message);
        Assert.Throws<ArgumentNullException>(() => new GivenRate(null!));
    }

    [Fact]
    public void An_amount_of_noise_that_a_series_cannot_hold_is_refused()
    {
        GivenRate rate = new([[-2, 2], [1, -1]]);
        Assert.Equal(2, rate.Fastest);
        Assert.Contains("sigma must be from 0 to 250, was 251", Assert.Throws<ArgumentOutOfRangeException>(() => rate.Transition<BigReal>(251)).Message);
        Assert.Contains("was -1", Assert.Throws<ArgumentOutOfRangeException>(() => rate.Inverse<BigReal>(-1)).Message);
        Assert.Contains("was NaN", Assert.Throws<ArgumentOutOfRangeException>(() => rate.Inverse<BigReal>(double.NaN)).Message);
    }

    [Fact]
    public void A_rounded_diagonal_is_replaced_by_the_rest_of_its_row()
    {
        Rational[][] rate = new GivenRate([[-(double)0.3f, 0.1f, 0.2f], [0, 0, 0], [1, 0, -1]]).Rate<Rational>();
        Assert.All(rate, row => Assert.Equal(0, row.Sum()));
    }

    [Fact]
    public void A_ratio_from_a_state_of_probability_zero_has_no_value()
    {
        Rational[] p = [half, 0, half];
        Assert.Throws<DivideByZeroException>(() => ConcreteScores.Of(p));
        Assert.Throws<DivideByZeroException>(() => ReverseRates.Of(new UniformRate(3).Rate<Rational>(), p));
        Assert.Throws<DivideByZeroException>(() => NoiseAmount.Slope(Rational.Zero, Rational.One));
    }

    [Fact]
    public void A_state_of_probability_zero_counts_for_nothing_in_a_mean_and_its_ratio_is_zero()
    {
        LogForm<Rational>[] p = [half, new Rational(0), half];
        LogForm<Rational>[][] score = [[new Rational(1), new Rational(3), new Rational(1)], [new Rational(7), new Rational(1), new Rational(7)], [new Rational(1), new Rational(5), new Rational(1)]];
        LogForm<Rational>[][] ones = [.. p.Select(_ => p.Select(_ => new LogForm<Rational>(1)).ToArray())];
        // Both others have the ratio 1 and the score 1 to each other, and pay 3 and 5 for the third.
        Assert.Equal(new LogForm<Rational>(4), ScoreEntropyLosses.Explicit(p, score, ones, [0, 2]));
    }

    [Fact]
    public void At_no_noise_a_token_has_no_ratio_and_the_loss_none() =>
        Assert.Throws<DivideByZeroException>(() => TokenScoreEntropy.Absorbing<LogForm<Rational>>(
            [new(1), new(1)], [new(0), new(0)], 1, 0, 1, new(NoiseAmount.Expm1(Rational.One))));

    [Fact]
    public void States_of_sequences_change_the_last_place_first()
    {
        Assert.Equal(["00", "01", "10", "11"], SequenceRates.States(2, 2).Select(state => string.Concat(state)));
        Assert.Equal(2, SequenceRates.Distance([0, 1, 2], [1, 1, 0]));
        Assert.Equal([[1]], SequenceRates.Transition(new UniformRate(2).AtAlpha(half), 0));
    }

    [Fact]
    public void Log_linear_noise_without_eps_is_infinite_at_the_end() =>
        Assert.ThrowsAny<ArithmeticException>(() => NoiseAmount.Slope(new LogLinear(0), BigReal.One));
}
