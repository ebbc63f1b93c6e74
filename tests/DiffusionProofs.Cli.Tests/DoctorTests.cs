namespace DiffusionProofs.Cli.Tests;

public class DoctorTests
{
    [Fact]
    public async Task Doctor_says_which_libtorch_is_loaded_and_with_which_devices()
    {
        var answer = await DiffusionProofsProcess.RunIn(
            DiffusionProofsProcess.Repository, [("DIFFUSIONPROOFS_SEED", "7")], DiffusionProofsProcess.Command, "doctor");

        Assert.Equal(0, answer.ExitCode);
        Assert.Matches("(?m)^libtorch .*torch_cpu", answer.Output);
        Assert.Matches("(?m)^devices .*cpu", answer.Output);
        Assert.Contains($"checkout    {DiffusionProofsProcess.Repository}", answer.Output, StringComparison.Ordinal);
        Assert.Contains("variable    DIFFUSIONPROOFS_SEED=7", answer.Lines);
    }

    [Fact]
    public async Task Without_libtorch_doctor_gives_the_loaders_reason()
    {
        using var tool = new InstalledTool();

        var answer = await tool.Run("doctor");

        Assert.Equal(1, answer.ExitCode);
        Assert.Matches("(?m)^libtorch +not loaded: .*LibTorchSharp", answer.Output);
        Assert.Contains("DIFFUSIONPROOFS_LIBTORCH", answer.Lines.Single(line => line.StartsWith("remedy", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(answer.Error);
    }

    [Fact]
    public async Task The_version_is_that_of_the_citation()
    {
        var answer = await DiffusionProofsProcess.Run("--version");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains($"version: {answer.Lines[0]}", File.ReadAllLines(Path.Combine(DiffusionProofsProcess.Repository, "CITATION.cff")));
    }
}
