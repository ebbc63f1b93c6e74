namespace DiffusionProofs.Cli.Tests;

public sealed class VectorsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Exported_files_agree()
    {
        var exported = await DiffusionProofsProcess.Run("vectors", "export", folder.Path, "--form", "gaussian.mixture-*", "--cases", "8");
        Assert.Equal(0, exported.ExitCode);
        Assert.Equal(5, exported.Lines.Length);

        var checkedAgain = await DiffusionProofsProcess.Run("vectors", "check", folder.Path, "--ulps", "0");
        Assert.Equal(0, checkedAgain.ExitCode);
        Assert.Equal(5, checkedAgain.Lines.Count(line => line.Contains("agrees", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_planted_mistake_is_named()
    {
        string file = Path.Combine(folder.Path, "mine.json");
        // At x = 1 the score of N(0.25, 0.25) is -3; divided by the standard deviation it is -1.5.
        File.WriteAllText(file, """
            { "format": "diffusion-proofs/vectors@1", "form": "gaussian.score",
              "cases": [ { "name": "one", "inputs": { "x": [[1]], "mean": [0.25], "covariance": 0.25 }, "outputs": { "score": [[-1.5]] } } ] }
            """);
        var answer = await DiffusionProofsProcess.Run("vectors", "check", file);
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("one: score[0][0] is -1.5, right is -3", answer.Output);
        Assert.Contains("diagnosis: divided by the standard deviation instead of the variance", answer.Output);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_one_line_on_stderr_and_exit_2()
    {
        string file = Path.Combine(folder.Path, "mine.json");
        File.WriteAllText(file, "{ \"format\": \"diffusion-proofs/vectors@1\", \"form\": \"gaussian.scor\", \"cases\": [] }");
        var answer = await DiffusionProofsProcess.Run("vectors", "check", file);
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("mine.json: form: unknown: 'gaussian.scor'", Assert.Single(answer.ErrorLines));
    }

    [Theory]
    [InlineData("dtype must be float64 or float32", "vectors", "check", "any.json", "--dtype", "float16")]
    [InlineData("exclude each other", "vectors", "check", "any.json", "--rtol", "1e-6", "--ulps", "2")]
    [InlineData("rtol must be", "vectors", "check", "any.json", "--rtol=-1")]
    [InlineData("any.json: no such file", "vectors", "check", "any.json")]
    [InlineData("no form's name matches 'gausian.*'", "vectors", "export", "out", "--form", "gausian.*")]
    [InlineData("--cases must be at least 1", "vectors", "export", "out", "--cases", "0")]
    [InlineData("no form's name matches 'z*'", "vectors", "list", "--form", "z*")]
    public async Task Bad_use_is_one_line_on_stderr_and_exit_2(string complaint, params string[] arguments)
    {
        var answer = await DiffusionProofsProcess.Run(arguments);
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(complaint, Assert.Single(answer.ErrorLines));
        Assert.False(Directory.Exists(Path.Combine(DiffusionProofsProcess.Repository, "out")));
    }

    [Fact]
    public async Task The_list_has_inputs_shapes_outputs_and_source()
    {
        var answer = await DiffusionProofsProcess.Run("vectors", "list", "--form", "gaussian.score");
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("inputs:  x [B,D], mean [D], covariance number or [D] or [D,D]", answer.Output);
        Assert.Contains("outputs: score [B,D]", answer.Output);
        Assert.Contains("arXiv:2011.13456", answer.Output);
    }

    [Fact]
    public async Task The_schema_is_printed()
    {
        var answer = await DiffusionProofsProcess.Run("vectors", "schema");
        Assert.Equal(0, answer.ExitCode);
        Assert.StartsWith("{", answer.Output);
        Assert.Contains("json-schema.org", answer.Output);
    }

    public void Dispose() => folder.Dispose();
}
