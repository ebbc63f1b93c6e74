using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;


public class SettingsTests
{
    static Settings From(string name, string value) => Settings.From(n => n == name ? value : null);

    [Fact]
    public void Without_variables_the_pinned_defaults_hold()
    {
        Settings settings = Settings.From(_ => null);
        Assert.Equal((Settings.DefaultCases, Settings.DefaultSeed, true), (settings.Cases, settings.Seed, settings.AreDefault));
        Assert.Null(settings.Devices);
        Assert.Equal(Path.Combine(Repository.Root, "artifacts", "ledger.jsonl"), settings.LedgerPath);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "DiffusionProofs.sln")));
        Assert.Equal(settings.Seed, From("DIFFUSIONPROOFS_SEED", "").Seed);
    }

    [Fact]
    public void Values_are_read()
    {
        Assert.Equal(2000, From("DIFFUSIONPROOFS_CASES", "2000").Cases);
        Assert.Equal(ulong.MaxValue, From("DIFFUSIONPROOFS_SEED", "18446744073709551615").Seed);
        Assert.Equal(["cpu", "cuda"], From("DIFFUSIONPROOFS_DEVICES", "cpu, cuda").Devices);
        Assert.Equal(Path.GetFullPath("a/b.jsonl"), From("DIFFUSIONPROOFS_LEDGER", "a/b.jsonl").LedgerPath);
        Assert.False(From("DIFFUSIONPROOFS_SEED", "1").AreDefault);
        Assert.False(From("DIFFUSIONPROOFS_CASES", "1").AreDefault);
        Assert.False(From("DIFFUSIONPROOFS_DEVICES", "cuda").AreDefault);
        Assert.True(From("DIFFUSIONPROOFS_DEVICES", "cpu").AreDefault);
        Assert.False(From("DIFFUSIONPROOFS_POINTS", "mine.csv").AreDefault);
        Assert.False(From("DIFFUSIONPROOFS_WORDS", "mine.txt").AreDefault);
    }

    [Fact]
    public void A_free_seed_is_drawn_anew()
    {
        Assert.NotEqual(From("DIFFUSIONPROOFS_SEED", "free").Seed, From("DIFFUSIONPROOFS_SEED", "free").Seed);
    }

    [Theory]
    [InlineData("DIFFUSIONPROOFS_CASES", "0")]
    [InlineData("DIFFUSIONPROOFS_CASES", "many")]
    [InlineData("DIFFUSIONPROOFS_CASES", "-5")]
    [InlineData("DIFFUSIONPROOFS_CASES", "1e3")]
    [InlineData("DIFFUSIONPROOFS_SEED", "-1")]
    [InlineData("DIFFUSIONPROOFS_SEED", "Free")]
    [InlineData("DIFFUSIONPROOFS_DEVICES", "gpu")]
    [InlineData("DIFFUSIONPROOFS_DEVICES", "cpu,,cuda")]
    public void A_value_that_cannot_be_read_is_named_with_what_it_must_be(string name, string value)
    {
        string message = Assert.Throws<ArgumentException>(() => From(name, value)).Message;
        Assert.StartsWith($"{name} must be ", message);
        Assert.EndsWith($"; it was '{value}'.", message);
    }

    [Fact]
    public void A_folder_outside_any_repository_has_none_above_it()
    {
        string folder = Directory.CreateTempSubdirectory("evidence-").FullName;
        try
        {
            Assert.Null(Repository.Above(folder));
            File.WriteAllText(Path.Combine(folder, "DiffusionProofs.sln"), "");
            string deep = Directory.CreateDirectory(Path.Combine(folder, "a", "b")).FullName;
            Assert.Equal(folder, Repository.Above(deep));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
