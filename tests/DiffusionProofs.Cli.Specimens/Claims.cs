namespace DiffusionProofs.Specimens;

/// <summary>What every specimen says about numbers, so that the rest of it is how its run ends.</summary>
static class Doubling
{
    static readonly int[] numbers = [1, 2, 3];

    public static ExactOutcome Is(Func<int, int> received) =>
        Exact.Rows(numbers, n => [Decide.Equal("double", 2 * n, received(n))], shapes: "one number", domain: "1, 2, 3");

    public static RefutationOutcome IsNotSquaring() => Refute.AtWitness(
        "3", right: () => [Decide.Equal("double", 6, 3 + 3)], wrong: () => [Decide.Equal("double", 6, 3 * 3)]);
}

[Claim("E1.1", "n + n = 2 n", Source = "arithmetic")]
public class Holds
{
    [Exact] public ExactOutcome Sum() => Doubling.Is(n => n + n);
    [Refutes("squares instead of doubling")] public RefutationOutcome Squares() => Doubling.IsNotSquaring();
}

[Claim("E1.2", "n^2 = 2 n", Source = "a mistake")]
public class Fails
{
    [Exact] public ExactOutcome Square() => Doubling.Is(n => n * n);
    [Refutes("squares instead of doubling")] public RefutationOutcome Squares() => Doubling.IsNotSquaring();
}

[Claim("E2.1", "n + n = 2 n, told late", Source = "arithmetic")]
public class Slow
{
    [Exact]
    public ExactOutcome Sum_after_a_minute()
    {
        Thread.Sleep(TimeSpan.FromMinutes(1));
        return Doubling.Is(n => n + n);
    }

    [Refutes("squares instead of doubling")] public RefutationOutcome Squares() => Doubling.IsNotSquaring();
}

[Claim("E3.1", "the process lives", Source = "hope")]
public class Crashes
{
    [Exact]
    public ExactOutcome Exits()
    {
        Environment.FailFast("this specimen ends its process");
        return Doubling.Is(n => n + n);
    }

    [Refutes("squares instead of doubling")] public RefutationOutcome Squares() => Doubling.IsNotSquaring();
}

[Claim("E4.1", "n + n = 2 n, never looked at", Source = "arithmetic")]
public class Skips
{
    [Exact(Skip = "this specimen is skipped")] public ExactOutcome Sum() => Doubling.Is(n => n + n);
    [Refutes("squares instead of doubling")] public RefutationOutcome Squares() => Doubling.IsNotSquaring();
}
