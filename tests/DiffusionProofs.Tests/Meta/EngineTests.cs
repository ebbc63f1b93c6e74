using DiffusionProofs.Evidence;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace DiffusionProofs.Tests.Meta;

public class EngineTests
{
    static readonly On F64 = On.CpuFloat64;

    static readonly Arbitrary<int> Numbers = Arb.From(Gen.Choose(0, 1000), n => n > 0 ? [n / 2, n - 1] : []);

    static SampledOutcome Sampled(Func<int, On, IEnumerable<Comparison>> body, On? on = null) =>
        Sample.Check(on ?? F64, Numbers, body, "bound", "shapes", "domain");

    static string Fails(Func<object> engine) => Assert.ThrowsAny<ClaimFailedException>(engine).Message;

    [Fact]
    public void A_sampled_property_beyond_its_bound_fails_at_the_shrunk_case()
    {
        string message = Fails(() => Sampled((n, on) => [Compare.Within("n", n, n < 100 ? n : n + 1, 0.5)]));
        Assert.Contains("n is wrong at 100 (shrunk", message);
        Assert.Contains("expected: 100\n  received: 101\n  error 1, allowed 0.5\n  seed:     20240729", message);
    }

    [Fact]
    public void The_worst_case_is_recorded_as_its_share_of_the_bound()
    {
        SampledOutcome outcome = Sampled((n, on) => [Compare.Within("a", 0, 0.1, 1), Compare.Within("b", 0, n / 1000.0, 2)]);
        Assert.InRange(outcome.Worst!.Value, 0.45, 0.5);
        Assert.StartsWith("b at 9", outcome.WorstInput);
        Assert.Equal(200, outcome.Cases);
    }

    [Fact]
    public void The_number_of_cases_scales_with_the_run_and_keeps_proportions()
    {
        var settings = new Settings { Cases = 1000 };
        Assert.Equal((1000, 50, 1), (settings.CasesFor(200), settings.CasesFor(10), new Settings { Cases = 1 }.CasesFor(20)));
        using IDisposable use = Settings.Use(settings);
        int seen = 0;
        ExactOutcome outcome = Exact.ForAll(Numbers, n => { seen++; return [Decide.Equal("n", n, n)]; }, "-", "-", cases: 20);
        Assert.Equal((100L, 100), (outcome.Cases, seen));
    }

    [Fact]
    public void A_crash_of_the_body_fails_with_the_exception_and_the_shrunk_case()
    {
        string message = Fails(() => Sampled((n, on) => n >= 7 ? throw new InvalidDataException("boom") : [Compare.Within("n", 0, 0, 0)]));
        Assert.Contains("InvalidDataException at 7 (", message);
        Assert.Contains("boom", message);
        Assert.DoesNotContain(".cs:line", message);
        Assert.Contains("InvalidDataException at row 1, 3", Fails(() => Sample.Rows<int>(F64, [3], (n, on) => throw new InvalidDataException("boom"), "", "", "")));
        Assert.Contains("InvalidDataException at 7 (", Fails(() => Exact.ForAll(Numbers, n => n >= 7 ? throw new InvalidDataException("boom") : [Decide.Equal("n", 0, 0)], "", "")));
    }

    [Fact]
    public void A_body_that_compares_nothing_fails()
    {
        Assert.Contains("proves nothing", Fails(() => Sampled((n, on) => [])));
        Assert.Contains("proves nothing", Fails(() => Sample.Rows<int>(F64, [1], (n, on) => [], "", "", "")));
        Assert.Contains("proves nothing", Fails(() => Exact.ForAll(Numbers, n => [], "", "")));
        Assert.Contains("proves nothing", Fails(() => Exact.Rows([1], n => [], "", "")));
        Assert.Throws<ArgumentException>(() => Exact.Rows(Array.Empty<int>(), n => [Decide.Equal("n", 0, 0)], "", ""));
        Assert.Throws<ArgumentException>(() => Sample.Rows<int>(F64, [], (n, on) => [Compare.Within("n", 0, 0, 0)], "", "", ""));
    }

    [Fact]
    public void A_generator_that_runs_dry_or_throws_fails()
    {
        Arbitrary<int> dry = Arb.From(Gen.Choose(0, 9).Select(n => n < 0 ? n : throw new InvalidOperationException("dry")));
        Assert.Contains("generator", Fails(() => Exact.ForAll(dry, n => [Decide.Equal("n", 0, 0)], "", "")));
    }

    [Fact]
    public void A_tensor_that_outlives_its_scope_fails_the_check()
    {
        var kept = new List<torch.Tensor>();
        try
        {
            string message = Fails(() => Sample.Rows<double>(F64, [1.0, 2.0], (x, on) =>
            {
                kept.Add(on.Tensor([x]).DetachFromDisposeScope());
                return [Compare.Within("x", x, x, 0)];
            }, "", "", ""));
            Assert.Contains("2 tensors outlived their dispose scope", message);
        }
        finally
        {
            kept.ForEach(t => t.Dispose());
        }
    }

    [Fact]
    public void Tensors_of_the_body_are_freed_after_each_case()
    {
        long most = 0, before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Sampled((n, on) =>
        {
            torch.Tensor twice = on.Tensor([n, n]) * 2;
            most = Math.Max(most, DisposeScopeManager.Statistics.ThreadTotalLiveCount - before);
            return [Compare.Within("2n", [2.0 * n, 2.0 * n], twice, 0, on)];
        });
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public void Float32_tensors_hold_the_rounded_values_of_the_reference()
    {
        using var scope = torch.NewDisposeScope();
        var on = On.CpuFloat32;
        Assert.Equal([(double)0.1f, 16777216], Compare.Values(on.Tensor(on.Round([0.1, 16777217]))));
        Assert.Equal([(double)0.1f], Compare.Values(on.Scalar(0.1)));
        Assert.Empty(on.Scalar(0.1).shape);
        Assert.Equal([2L, 1L], on.Tensor([1, 2], 2, 1).shape);
        Assert.Equal([2L], on.Tensor([1, 2]).shape);
    }

    [Fact]
    public void An_exact_property_that_fails_shows_both_values_at_the_shrunk_case()
    {
        string message = Fails(() => Exact.ForAll(Numbers, n => [Decide.Equal("n mod 512", n, n % 512)], "", ""));
        Assert.Contains("n mod 512 is wrong at 512 (", message);
        Assert.Contains("expected: 512\n  received: 0", message);
        Assert.Contains("n is wrong at row 2, 5", Fails(() => Exact.Rows([4, 5], n => [Decide.Equal("n", 4, n)], "", "")));
    }

    [Fact]
    public void Seeds_differ_by_purpose_and_by_run_and_repeat()
    {
        long seed = Seeds.Of("a");
        Assert.Equal(seed, Seeds.Of("a"));
        Assert.NotEqual(seed, Seeds.Of("b"));
        using (Settings.Use(new Settings { Seed = 1 })) Assert.NotEqual(seed, Seeds.Of("a"));
        using var scope = torch.NewDisposeScope();
        double[] Draws(string purpose) => Compare.Values(torch.randn(4, generator: Seeds.Generator(purpose), dtype: torch.float64));
        Assert.Equal(Draws("a"), Draws("a"));
        Assert.NotEqual(Draws("a"), Draws("b"));
        Assert.Equal(Seeds.Random("a").Next(), Seeds.Random("a").Next());
    }
}
