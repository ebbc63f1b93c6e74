using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace DiffusionProofs.Evidence;

/// <summary>Runs a property over generated cases with the run's seed and tells apart what FsCheck reports alike.</summary>
static class Property
{
    /// <summary>FsCheck needs an odd one (an even one crashes it); this is SplitMix's own.</summary>
    const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <returns>The shrunk case at which <paramref name="holds"/> was false or threw; null where it held at every case.</returns>
    /// <exception cref="ClaimFailedException">The generator could not make enough cases, or the generator itself threw.</exception>
    public static Counterexample<TCase>? Find<TCase>(Arbitrary<TCase> cases, int count, Func<TCase, bool> holds)
    {
        var result = new Result();
        Config config = Config.Quick.WithMaxTest(count).WithRunner(result)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Settings.Current.Seed, Gamma), FSharpOption<int>.None)));
        try
        {
            Check.One(config, Prop.ForAll(cases, holds));
        }
        catch (Exception e)
        {
            throw new ClaimFailedException($"the generator threw {e.GetType().Name}: {e.Message}");
        }
        return result.Finished switch
        {
            TestResult.Passed => null,
            TestResult.Failed failed when failed.Item3.Length == 1 && failed.Item3.Head is TCase shrunk =>
                new Counterexample<TCase>(shrunk, (TCase)failed.Item2.Head, failed.Item1.NumberOfTests, failed.Item1.NumberOfShrinks),
            TestResult.Failed failed => throw new ClaimFailedException($"the generator failed: {failed.Item4}"),
            TestResult.Exhausted exhausted => throw new ClaimFailedException(
                $"the generator is exhausted: {exhausted.Item.NumberOfTests} of {count} cases came, the others were discarded"),
            _ => throw new InvalidOperationException($"FsCheck reported {result.Finished}"),
        };
    }

    sealed class Result : IRunner
    {
        public TestResult? Finished { get; private set; }

        public void OnStartFixture(Type t) { }

        public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every) { }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink) { }

        public void OnFinished(string name, TestResult testResult) => Finished = testResult;
    }
}

/// <param name="Tests">How many cases were looked at up to the failing one.</param>
sealed record Counterexample<TCase>(TCase Shrunk, TCase Original, int Tests, int Shrinks)
{
    public override string ToString() => Shrinks == 0
        ? $"{Shrunk} (case {Tests})"
        : $"{Shrunk} (shrunk {Shrinks} times from case {Tests}: {Original})";
}
