using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

public sealed class LedgerTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("ledger-").FullName;

    string File => Path.Combine(folder, "deep", "ledger.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static LedgerEntry Entry(string id, string verdict = "passed") => new()
    {
        Id = id,
        Claim = id.Split('/')[0],
        Sentence = "E1",
        Statement = "σ² > 0 & \"so on\"",
        Evidence = "Exact",
        Method = "M",
        Verdict = verdict,
        Worst = double.PositiveInfinity,
        Log2Error = -100.5,
        Trust = ["the reals"],
        Seed = ulong.MaxValue,
    };

    [Fact]
    public void What_is_appended_is_read_back_sorted()
    {
        LedgerFile ledger = LedgerFile.StartedAnew(File);
        ledger.Append(Entry("E1.2/Exact/M"));
        ledger.Append(Entry("E1.1/Exact/M"));

        LedgerContents read = LedgerFile.Read(File);
        Assert.Null(read.Interrupted);
        Assert.Equal(["E1.1/Exact/M", "E1.2/Exact/M"], read.Entries.Select(e => e.Id));
        Assert.Equal(Entry("E1.1/Exact/M").ToLine(), read.Entries[0].ToLine());
        Assert.Equal((double.PositiveInfinity, -100.5, ulong.MaxValue, "σ² > 0 & \"so on\""),
            (read.Entries[0].Worst, read.Entries[0].Log2Error, read.Entries[0].Seed, read.Entries[0].Statement));
    }

    [Fact]
    public void The_fields_of_a_line_are_always_in_one_order_under_their_documented_names()
    {
        using var json = System.Text.Json.JsonDocument.Parse(Entry("E1.1/Exact/M").ToLine());
        Assert.Equal(
            "id claim sentence statement refined source oracle evidence method verdict reason shapes domain how bound denominators trust "
            + "false_alarm detects log2_error cases worst worst_input seed device dtype refutes link witness found",
            string.Join(" ", json.RootElement.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void An_interrupted_run_keeps_its_whole_lines_and_says_what_is_missing()
    {
        LedgerFile ledger = LedgerFile.StartedAnew(File);
        ledger.Append(Entry("E1.1/Exact/M"));
        ledger.Append(Entry("E1.2/Exact/M"));
        string text = System.IO.File.ReadAllText(File);
        // Cut anywhere within the last line, and also right before its newline, where it is whole.
        int secondLine = text.IndexOf('\n') + 1;
        for (int length = secondLine + 1; length < text.Length - 1; length += 7)
        {
            System.IO.File.WriteAllText(File, text[..length]);
            LedgerContents read = LedgerFile.Read(File);
            Assert.Equal("E1.1/Exact/M", Assert.Single(read.Entries).Id);
            Assert.Contains("line 2) is unfinished", read.Interrupted);
        }
        System.IO.File.WriteAllText(File, text[..^1]);
        Assert.Equal((2, null), (LedgerFile.Read(File).Entries.Count, LedgerFile.Read(File).Interrupted));
    }

    [Fact]
    public void A_broken_line_elsewhere_is_an_error_that_names_it()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, $"{Entry("E1.1/Exact/M").ToLine()}\n{{\"id\":\n{Entry("E1.2/Exact/M").ToLine()}\n");
        Assert.Contains("ledger.jsonl, line 2 must be an entry", Assert.Throws<InvalidDataException>(() => LedgerFile.Read(File)).Message);
        Assert.Throws<FileNotFoundException>(() => LedgerFile.Read(Path.Combine(folder, "none.jsonl")));
    }

    [Fact]
    public void A_run_starts_its_file_anew()
    {
        LedgerFile.StartedAnew(File).Append(Entry("E1.1/Exact/M"));
        LedgerFile.StartedAnew(File).Append(Entry("E1.2/Exact/M"));
        Assert.Equal("E1.2/Exact/M", Assert.Single(LedgerFile.Read(File).Entries).Id);
    }

    [Fact]
    public void Many_threads_append_whole_lines()
    {
        LedgerFile ledger = LedgerFile.StartedAnew(File);
        Parallel.For(0, 100, i => ledger.Append(Entry($"E1.{i}/Exact/M")));
        Assert.Equal(100, LedgerFile.Read(File).Entries.Count);
        Assert.Equal(100, ledger.Appended.Count);
    }

    [Fact]
    public void Of_two_lines_with_one_id_the_later_counts() =>
        Assert.Equal("failed", Assert.Single(LedgerFile.Sorted([Entry("a/b"), Entry("a/b", "failed")])).Verdict);
}
