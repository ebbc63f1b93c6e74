using DiffusionProofs.Numbers;
using FsCheck.Xunit;

namespace DiffusionProofs.Tests.Numbers;

[Properties(MaxTest = 200, Replay = "20261124,1234567891")]
public class TracedTests
{
    static Traced<Rational>[] At(params Rational[] point) => [.. point.Select((x, i) => Traced<Rational>.Variable(x, i))];

    static readonly Traced<Degree>[] degrees = [.. Enumerable.Range(0, 3).Select(i => Traced<Degree>.Variable(Degree.Variable(i), i))];

    [Property]
    public bool A_formula_has_one_trace_at_every_point_and_in_every_system(int seed, int x, int y, int z)
    {
        RandomFormula formula = RandomFormula.Of(seed, 3, 4);
        if (formula.TryEvaluate(At(x, y, z)) is not { } here || formula.TryEvaluate(At(new(1, 97), new(3, 89), new(-5, 83))) is not { } there) return true;
        return formula.TryEvaluate(degrees) is { } degree && here.Trace == there.Trace && here.Trace == degree.Trace;
    }

    [Property]
    public bool Different_formulas_have_different_traces(int seed, int otherSeed)
    {
        RandomFormula one = RandomFormula.Of(seed, 3, 4), other = RandomFormula.Of(otherSeed, 3, 4);
        if (one.TryEvaluate(degrees) is not { } here || other.TryEvaluate(degrees) is not { } there) return true;
        return one == other == (here.Trace == there.Trace);
    }

    [Fact]
    public void Operands_order_constants_and_variables_leave_their_mark()
    {
        Traced<Rational>[] x = At(2, 2);
        Traced<Rational>[] values = [x[0] - x[1], x[1] - x[0], x[0] + x[1], x[0] * x[1], x[0] / x[1], x[0] + 2, x[0] + -2, 2 + x[0], x[0], x[1], -x[0], x[0] + 1];
        Assert.Equal(values.Length, values.Select(v => v.Trace).Distinct().Count());
    }

    [Fact]
    public void A_comparison_sees_the_value_alone()
    {
        Traced<Rational>[] x = At(2, 3);
        Assert.True((x[0] + 1).Equals(x[1]));
        Assert.Equal("3", (x[0] + 1).ToString());
    }

    [Fact]
    public void A_recording_holds_the_divisors_met_and_ends_with_its_scope()
    {
        Traced<Rational>[] x = At(2, 3);
        using (TraceRecording<Rational> recording = TraceRecording<Rational>.Start())
        {
            Traced<Rational> _ = x[0] / x[1] + 1 / (x[0] + 5);
            Assert.Equal([3, 7], recording.Divisors);
            Assert.Equal(4, recording.Operations);
        }

        Assert.Equal(new Rational(2, 3), (x[0] / x[1]).Value);
    }
}
