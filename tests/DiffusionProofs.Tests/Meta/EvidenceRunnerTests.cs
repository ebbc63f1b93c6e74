using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

#pragma warning disable xUnit1000 // Claims that must fail are kept from xunit's own discovery, and run in process.

public class EvidenceRunnerTests
{
    static ExactOutcome Holds() => Exact.Rows([1], n => [Decide.Equal("one", 1, n)], "one row", "n = 1");

    [Claim("Meta.Holds", "a claim that holds")]
    internal sealed class AClaimThatHolds
    {
        [Exact]
        public ExactOutcome Evidence() => Holds();

        [Sampled]
        public SampledOutcome OnTensors(On on) => Sample.Rows(on, [2.0], (x, on) => [Compare.Ulps("square", [x * x], on.Tensor([x]).square(), 0, on)], "exact", "one row", "x = 2");

        [Sampled(Float64Only = true, Reason = "a reason")]
        public SampledOutcome OnDoubles(On on) => OnTensors(on);
    }

    [Fact]
    public async Task Every_piece_of_evidence_has_its_line_passed_or_skipped_with_its_reason()
    {
        using InProcess run = await InProcess.Run<AClaimThatHolds>(new Settings { Devices = ["cpu"] });

        Assert.Empty(run.Failures);
        Assert.Equal(
            [
                "Meta.Holds/Exact/Evidence passed",
                "Meta.Holds/Sampled/OnDoubles/cpu/float32 skipped", "Meta.Holds/Sampled/OnDoubles/cpu/float64 passed",
                "Meta.Holds/Sampled/OnDoubles/cuda/float32 skipped", "Meta.Holds/Sampled/OnDoubles/cuda/float64 skipped",
                "Meta.Holds/Sampled/OnTensors/cpu/float32 passed", "Meta.Holds/Sampled/OnTensors/cpu/float64 passed",
                "Meta.Holds/Sampled/OnTensors/cuda/float32 skipped", "Meta.Holds/Sampled/OnTensors/cuda/float64 skipped",
            ],
            run.Entries.Select(e => $"{e.Id} {e.Verdict}"));
        Assert.Equal("float64 only: a reason", run.Entries[1].Reason);
        Assert.All(run.Entries.Where(e => e.Device == "cuda" && e.Dtype == "float64"), e => Assert.Contains("cuda", e.Reason, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(run.Entries.Where(e => e.WasSkipped).Select(e => e.Reason!).Order(), run.SkipReasons.Order());
    }

    [Fact]
    public async Task A_device_left_out_by_the_settings_is_skipped_with_the_settings_as_reason()
    {
        using InProcess run = await InProcess.Run<AClaimThatHolds>(new Settings { Devices = ["cuda"] });

        LedgerEntry onCpu = run.Entries.Single(e => e.Id == "Meta.Holds/Sampled/OnTensors/cpu/float64");
        Assert.Equal(("skipped", "DIFFUSIONPROOFS_DEVICES is 'cuda'"), (onCpu.Verdict, onCpu.Reason));
    }

    [Claim("Meta.WrongType", "returns another outcome")]
    internal sealed class ReturnsTheWrongType
    {
        [Identity]
        public ExactOutcome Evidence() => Holds();
    }

    [Claim("Meta.Void", "returns nothing")]
    internal sealed class ReturnsNothing
    {
        [Exact]
        public void Evidence() => Holds();
    }

    [Claim("Meta.Null", "returns null")]
    internal sealed class ReturnsNull
    {
        [Exact]
        public ExactOutcome? Evidence() => null;
    }

    [Claim("Meta.NoAxis", "a sampled method without its axis")]
    internal sealed class SampledWithoutParameter
    {
        [Sampled]
        public SampledOutcome Evidence() => throw new InvalidOperationException("never called");
    }

    [Claim("Meta.NoReason", "float32 left out without saying why")]
    internal sealed class LeavesFloat32OutWithoutReason
    {
        [Sampled(Float64Only = true)]
        public SampledOutcome Evidence(On on) => throw new InvalidOperationException("never called");
    }

    internal sealed class WithoutClaim
    {
        [Exact]
        public ExactOutcome Evidence() => Holds();
    }

    [Fact]
    public async Task A_method_that_returns_the_wrong_type_fails_and_says_which_is_right()
    {
        using InProcess wrong = await InProcess.Run<ReturnsTheWrongType>();
        Assert.Contains("a [Identity] method must return IdentityOutcome; Evidence returns ExactOutcome", wrong.Failure);
        Assert.Equal("failed", Assert.Single(wrong.Entries).Verdict);

        using InProcess nothing = await InProcess.Run<ReturnsNothing>();
        Assert.Contains("a [Exact] method must return ExactOutcome; Evidence returns Void", nothing.Failure);
    }

    [Fact]
    public async Task A_method_that_returns_null_fails()
    {
        using InProcess run = await InProcess.Run<ReturnsNull>();
        Assert.Contains("Evidence returned null", run.Failure);
        Assert.Equal("failed", Assert.Single(run.Entries).Verdict);
    }

    [Fact]
    public async Task Evidence_in_a_class_without_a_claim_fails()
    {
        using InProcess run = await InProcess.Run<WithoutClaim>();
        Assert.Contains("WithoutClaim has evidence but no [Claim(id, statement)]", run.Failure);
        Assert.Empty(run.Entries);
    }

    [Fact]
    public async Task A_sampled_method_must_take_the_axis_and_give_a_reason_for_leaving_float32_out()
    {
        var onCpu = new Settings { Devices = ["cpu"] };
        using InProcess noAxis = await InProcess.Run<SampledWithoutParameter>(onCpu);
        Assert.All(noAxis.Failures, f => Assert.Contains("must take one parameter, On; Evidence takes ()", f));
        Assert.Equal(2, noAxis.Failures.Count());

        using InProcess noReason = await InProcess.Run<LeavesFloat32OutWithoutReason>(onCpu);
        Assert.Contains("Float64Only of Evidence needs a Reason", noReason.Failure);
    }

    [Claim("Meta.Disposed", "constructor and Dispose are called as xunit does")]
    internal sealed class IsDisposed : IDisposable
    {
        readonly bool constructed = true;

        [Exact]
        public ExactOutcome Evidence() => Exact.Rows([constructed], c => [Decide.That("constructed", c, $"{c}")], "-", "-");

        public void Dispose() => throw new InvalidOperationException("disposed");
    }

    [Fact]
    public async Task A_claim_is_disposed_and_a_failure_there_fails_its_evidence()
    {
        using InProcess run = await InProcess.Run<IsDisposed>();
        Assert.Contains("InvalidOperationException: disposed", run.Failure);
        Assert.Equal("failed", Assert.Single(run.Entries).Verdict);
    }

    [Claim("Meta.False", "every number is below 10")]
    internal sealed class IsFalse
    {
        [Exact]
        public ExactOutcome Below_ten() => Exact.ForAll(Vectors.OfLength(1, 4, bound: 20),
            v => [Decide.That("below 10", v.Values.All(x => x < 10), $"{v.Values.Max()}")], "1 to 4 numbers", "|x| <= 20");
    }

    [Fact]
    public async Task A_failure_shows_the_shrunk_input_and_a_line_that_replays_it()
    {
        using InProcess run = await InProcess.Run<IsFalse>(new Settings { Seed = 77 });

        Assert.Contains("below 10 is wrong at [10]", run.Failure);
        Assert.Contains("replay: DIFFUSIONPROOFS_SEED=77 dotnet test --filter \"Claim=Meta.False&Evidence=Exact&FullyQualifiedName~IsFalse.Below_ten\"", run.Failure);
        LedgerEntry entry = Assert.Single(run.Entries);
        Assert.Equal(("failed", 77ul), (entry.Verdict, entry.Seed));
        Assert.Contains("[10]", entry.Reason);
    }

    [Fact]
    public async Task The_replay_line_reproduces_the_same_shrunk_counterexample()
    {
        using InProcess first = await InProcess.Run<IsFalse>(new Settings { Seed = 123_456 });
        string line = first.Failure.Split('\n').Single(l => l.StartsWith("replay: ", StringComparison.Ordinal));
        Dictionary<string, string> variables = line.Split(' ').Where(w => w.StartsWith("DIFFUSIONPROOFS_", StringComparison.Ordinal))
            .Select(w => w.Split('=')).ToDictionary(w => w[0], w => w[1]);

        using InProcess again = await InProcess.Run<IsFalse>(Settings.From(variables.GetValueOrDefault));
        using InProcess other = await InProcess.Run<IsFalse>(new Settings { Seed = 123_457 });

        Assert.Equal(first.Failure, again.Failure);
        Assert.NotEqual(first.Failure, other.Failure);
    }

    [Fact]
    public async Task Two_runs_with_one_seed_write_the_same_ledger_byte_for_byte()
    {
        using InProcess first = await InProcess.Run<ExampleClaim>();
        using InProcess second = await InProcess.Run<ExampleClaim>();
        using InProcess otherSeed = await InProcess.Run<ExampleClaim>(new Settings { Seed = 5 });

        static string[] Sorted(InProcess run) => [.. File.ReadAllLines(run.Ledger.Path).Order(StringComparer.Ordinal)];
        Assert.Empty(first.Failures);
        Assert.Equal(6, Sorted(first).Length);
        Assert.Equal(Sorted(first), Sorted(second));
        Assert.NotEqual(Sorted(first), Sorted(otherSeed));
    }
}
