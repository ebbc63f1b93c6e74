namespace DiffusionProofs.Cli.Tests;

public class BadUseTests
{
    [Theory]
    [InlineData("Unknown command 'proof'", "proof")]
    [InlineData("vectors must be followed by", "vectors")]
    [InlineData("Unknown option 'clam'", "verify", "--clam", "E1")]
    [InlineData("--claim must have a value", "verify", "--claim")]
    [InlineData("--claim must be", "verify", "--claim", "E1,,E2")]
    [InlineData("no claim matches 'Z9*'", "verify", "--claim", "Z9*")]
    [InlineData("--evidence", "verify", "--evidence", "Proof")]
    [InlineData("--cases", "verify", "--cases", "0")]
    [InlineData("--seed", "verify", "--seed=-x")]
    [InlineData("--device", "verify", "--device", "abacus")]
    [InlineData("points.csv", "verify", "--points", "no/such/points.csv")]
    [InlineData("words.txt", "verify", "--words", "no/such/words.txt")]
    [InlineData("ID", "cite")]
    [InlineData("Z9.9", "cite", "Z9.9")]
    public async Task Bad_use_is_one_line_on_stderr_and_exit_2(string complaint, params string[] arguments)
    {
        var answer = await DiffusionProofsProcess.Run(arguments);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(complaint, Assert.Single(answer.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(answer.Output);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("cite", "E1")]
    public async Task Outside_a_checkout_the_commands_that_need_one_say_so(params string[] arguments)
    {
        // The built command lies in a checkout: a copy without one is what a tool's user has.
        using var tool = new InstalledTool();

        var answer = await tool.Run(arguments);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("needs a checkout", Assert.Single(answer.ErrorLines), StringComparison.Ordinal);
    }
}
