using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

public sealed class GoldenFolderTests : IDisposable
{
    const string Name = "chapter/form.verified.json";

    static readonly GoldenMode plain = new(Accept: false, OnBuildServer: false, Write: true, ShowDiff: false);

    static readonly Tolerance near = new() { Relative = 1e-6 };

    readonly string root = Directory.CreateTempSubdirectory("golden-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    string Verified => Path.Combine(root, "chapter", "form.verified.json");

    string Received => Path.Combine(root, "chapter", "form.received.json");

    void Commit(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Verified)!);
        File.WriteAllText(Verified, text);
    }

    void Verify(string text, GoldenMode mode, Tolerance? tolerance = null) => new GoldenFolder(root, mode).Verify(text, Name, tolerance ?? near);

    string Mismatch(string text, GoldenMode mode, Tolerance? tolerance = null) =>
        Assert.Throws<GoldenMismatchException>(() => Verify(text, mode, tolerance)).Message;

    [Fact]
    public void A_missing_snapshot_fails_and_leaves_what_was_received()
    {
        Assert.Contains("there is no verified snapshot yet", Mismatch("a: 1", plain));
        Assert.Equal("a: 1\n", File.ReadAllText(Received));
        Assert.False(File.Exists(Verified));
    }

    [Fact]
    public void Acceptance_is_refused_on_a_build_server()
    {
        Commit("a: 1\n");
        Assert.Contains("GOLDEN_ACCEPT is refused on a build server", Mismatch("a: 2", plain with { Accept = true, OnBuildServer = true }));
        Assert.Equal("a: 1\n", File.ReadAllText(Verified));
    }

    [Fact]
    public void Acceptance_makes_the_received_text_the_verified_one()
    {
        Assert.Throws<GoldenMismatchException>(() => Verify("a: 1", plain));
        Verify("a: 2\r\nb: 3\r\n\r\n", plain with { Accept = true });
        Assert.Equal("a: 2\nb: 3\n", File.ReadAllText(Verified));
        Assert.Equal([Verified], Directory.GetFiles(root, "*", SearchOption.AllDirectories));
        Verify("a: 2\nb: 3", plain, Tolerance.Exact);
    }

    [Fact]
    public void A_clean_run_passes_and_removes_an_old_received_file()
    {
        Commit("a: 1\r\n");
        File.WriteAllText(Received, "old");
        Verify("a: 1", plain, Tolerance.Exact);
        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void Numbers_within_the_tolerance_pass_and_acceptance_leaves_the_snapshot_as_it_is()
    {
        Commit("a: 1.0000001, 2e3\n");
        Verify("a: 1.0000002, 2000", plain);
        Verify("a: 1.0000002, 2000", plain with { Accept = true });
        Assert.Equal("a: 1.0000001, 2e3\n", File.ReadAllText(Verified));
    }

    [Fact]
    public void A_number_beyond_the_tolerance_fails_with_a_table_of_what_differs()
    {
        Commit("head\n\"score\": [1.5, 2.5]\ntail\n");
        string message = Mismatch("head\n\"score\": [1.5, 2.50001]\ntail", plain);
        string[] lines = message.Split('\n');
        Assert.Equal("chapter/form.verified.json differs:", lines[0]);
        Assert.Equal(["entry", "verified", "received", "relative", "error", "ulps"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["line", "2", "\"score\":", "[1.5,", "2.5", "2.50001", "4E-06", "2.25E+10"], lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("received: ", lines[3]);
        Assert.Contains("GOLDEN_ACCEPT=1", lines[4]);
    }

    [Fact]
    public void Text_is_compared_exactly_whatever_the_tolerance()
    {
        Commit("sigma: 1\n");
        Assert.Contains("line 1", Mismatch("alpha: 1", plain, new Tolerance { Absolute = 1e9 }));
        Assert.Contains("line 2", Mismatch("sigma: 1\nmore", plain, new Tolerance { Absolute = 1e9 }));
        Commit("see E3.2 of 0.1.0\n");
        Mismatch("see E3.3 of 0.1.0", plain, new Tolerance { Absolute = 1e9 });
        Commit("1.0\n");
        Mismatch("1.00", plain, Tolerance.Exact);
    }

    [Fact]
    public void An_inserted_line_is_one_difference()
    {
        Commit("a\nb\nc\n");
        string[] rows = [.. Mismatch("a\nnew\nb\nc", plain).Split('\n').Where(l => l.StartsWith("  line", StringComparison.Ordinal))];
        Assert.Equal(["line", "2", "(no", "line)", "new"], Assert.Single(rows).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Nothing_is_written_where_writing_is_off()
    {
        Mismatch("a: 1", plain with { Write = false });
        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    [Theory]
    [InlineData(1.0, 1.0000000000000002, true)]
    [InlineData(1.0, 1.0000000000000009, false)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 1.0, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, false)]
    [InlineData(double.PositiveInfinity, 1.0, false)]
    [InlineData(1.0, double.PositiveInfinity, false)]
    public void A_tolerance_in_ulps_counts_spacings_of_the_verified_number(double verified, double received, bool allowed) =>
        Assert.Equal(allowed, new Tolerance { Ulps = 2 }.Allows(verified, received));

    [Fact]
    public void A_one_sided_tolerance_lets_numbers_fall_and_not_rise()
    {
        Commit("worst: 3\n");
        Verify("worst: 2", plain, Tolerance.AtMostVerified);
        Mismatch("worst: 3.1", plain, Tolerance.AtMostVerified);
        Mismatch("worst: NaN", plain, Tolerance.AtMostVerified);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    [InlineData(double.PositiveInfinity)]
    public void A_tolerance_that_accepts_anything_is_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tolerance { Absolute = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tolerance { Relative = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tolerance { Ulps = value });
    }

    [Fact]
    public void A_snapshot_that_no_test_asked_for_is_an_orphan()
    {
        Commit("a: 1\n");
        File.WriteAllText(Path.Combine(root, "left.verified.md"), "over");
        File.WriteAllText(Path.Combine(root, "README.md"), "no snapshot");
        var folder = new GoldenFolder(root, plain);
        Assert.Equal([Name, "left.verified.md"], folder.Orphans());
        folder.Verify("a: 1", Name, near);
        Assert.Equal(["left.verified.md"], folder.Orphans());
        Assert.Empty(new GoldenFolder(Path.Combine(root, "none"), plain).Orphans());
    }

    [Theory]
    [InlineData("form.json")]
    [InlineData("../form.verified.json")]
    [InlineData("/form.verified.json")]
    [InlineData("")]
    public void A_name_must_be_that_of_a_snapshot_within_the_folder(string name) =>
        Assert.Equal("fileName", Assert.Throws<ArgumentException>(() => new GoldenFolder(root, plain).Verify("", name, near)).ParamName);
}
