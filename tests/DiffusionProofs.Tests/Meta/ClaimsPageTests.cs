using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

public sealed class ClaimsPageTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("claims-").FullName;

    readonly GoldenMode plain = new(Accept: false, OnBuildServer: false, Write: false, ShowDiff: false);

    public void Dispose() => Directory.Delete(root, recursive: true);

    static ClaimInfo Claim(string id) => new(id, $"statement of {id}", "source", null, "oracle", false, "C",
        [
            new($"{id}/Identity/I", "Identity", "I", null, null, null, null),
            new($"{id}/Refutes/R", "Refutes", "R", null, null, "a mistake", "https://example.org"),
            new($"{id}/Sampled/S/cpu/float32", "Sampled", "S", "cpu", "float32", null, null),
            new($"{id}/Sampled/S/cpu/float64", "Sampled", "S", "cpu", "float64", null, null),
            new($"{id}/Sampled/S/cuda/float64", "Sampled", "S", "cuda", "float64", null, null),
        ]);

    static readonly ClaimCatalogue catalogue = new([Claim("E1.1"), Claim("E1.2"), Claim("EDM.1"), Claim("Meta.1")]);

    static List<LedgerEntry> Run(ClaimCatalogue claims, double measured, string cuda = "skipped") => [.. MadeUpRun.Passed(claims.Claims).Select(e => e with
    {
        Verdict = e.Device == "cuda" ? cuda : e.Verdict,
        Shapes = "n = 3",
        Domain = "all x",
        How = e.Evidence == "Refutes" ? "within a bound" : "decided",
        Bound = e.Evidence == "Sampled" ? "4 ulps: a reason" : null,
        Denominators = e.Evidence == "Identity" ? ["sigma^2"] : null,
        Trust = ["the reals"],
        Witness = e.Evidence == "Refutes" ? $"gives {measured}" : null,
        Worst = measured,
        WorstInput = $"x = {measured}",
        Seed = 1,
    })];

    static string Section(string id) => ClaimsPage.Sections(ClaimsPage.Render(Run(catalogue, 0.123), catalogue))[id];

    [Fact]
    public void A_claim_stands_on_the_page_with_all_that_is_stable() => Assert.Equal(
        """
        <a id="E1.1"></a>

        ### E1.1

        statement of E1.1

        - Verdict: proven
        - Source: source
        - Held against: oracle
        - Identity `I`: n = 3; all x; decided; where none of these is zero: `sigma^2`
        - Sampled `S`: n = 3; all x; decided; bound: 4 ulps: a reason
        - Refuted: a mistake ([published](https://example.org))
        - Taken on trust: the reals

        """.ReplaceLineEndings("\n"), Section("E1.1"));

    [Fact]
    public void A_witness_that_no_rounding_touches_is_on_the_page()
    {
        LedgerEntry[] exact = [.. Run(catalogue, 2).Select(e => e.Evidence == "Refutes" ? e with { How = Refute.WithoutRounding } : e)];
        Assert.Contains("- Refuted: a mistake ([published](https://example.org)); witness gives 2\n", ClaimsPage.Render(exact, catalogue));
    }

    [Fact]
    public void No_measured_number_and_no_device_changes_the_page() =>
        Assert.Equal(ClaimsPage.Render(Run(catalogue, 0.123), catalogue), ClaimsPage.Render(Run(catalogue, 4.56, cuda: "passed"), catalogue));

    [Fact]
    public void The_page_is_grouped_by_sentences_then_papers_without_tests_of_the_evidence()
    {
        string page = ClaimsPage.Render(Run(catalogue, 1), catalogue);
        string[] headings = [.. page.Split('\n').Where(l => l.StartsWith('#'))];
        Assert.Equal(["# Claims", "## E0.", "## E1.", "### E1.1", "### E1.2", "## E2."], headings.Take(6).Select(h => h.StartsWith("## ", StringComparison.Ordinal) ? h[..h.IndexOf('.')] + "." : h));
        Assert.Equal(["## EDM", "### EDM.1"], headings[^2..]);
        Assert.DoesNotContain("Meta", page);
        Assert.Equal(["E1.1", "E1.2", "EDM.1"], ClaimsPage.Sections(page).Keys);
        Assert.DoesNotContain("## ", ClaimsPage.Sections(page)["E1.2"].Replace("### ", ""));
    }

    GoldenFolder Committed(string page, GoldenMode? mode = null)
    {
        File.WriteAllText(Path.Combine(root, ClaimsPage.FileName), page);
        return new GoldenFolder(root, mode ?? plain);
    }

    [Fact]
    public void A_full_run_is_held_against_the_whole_page()
    {
        List<LedgerEntry> run = Run(catalogue, 1);
        string page = ClaimsPage.Render(run, catalogue);
        ClaimsSnapshot.Verify(catalogue, run, new Settings(), Committed(page));
        Assert.Throws<GoldenMismatchException>(() => ClaimsSnapshot.Verify(catalogue, run, new Settings(), Committed(page.Replace("# Claims", "# Other"))));
        Assert.Throws<GoldenMismatchException>(() => ClaimsSnapshot.Verify(catalogue, run, new Settings(), new GoldenFolder(Path.Combine(root, "none"), plain)));
    }

    [Fact]
    public void A_filtered_run_is_held_against_the_claims_all_of_whose_evidence_ran()
    {
        string page = ClaimsPage.Render(Run(catalogue, 1), catalogue);
        List<LedgerEntry> onlyFirst = [.. Run(catalogue, 1).Where(e => e.Claim == "E1.1" || e.Evidence == "Identity")];
        ClaimsSnapshot.Verify(catalogue, onlyFirst, new Settings(), Committed(page));
        ClaimsSnapshot.Verify(catalogue, onlyFirst, new Settings(), Committed(page.Replace("statement of E1.2", "another")));
        ClaimsSnapshot.Verify(catalogue, [], new Settings(), Committed("nothing"));

        string message = Assert.Throws<GoldenMismatchException>(() => ClaimsSnapshot.Verify(catalogue, onlyFirst, new Settings(),
            Committed(page.Replace("statement of E1.1", "another"), plain with { Accept = true, Write = true }))).Message;
        Assert.Contains("E1.1:\n", message);
        Assert.Contains("another", File.ReadAllText(Path.Combine(root, ClaimsPage.FileName)));
    }

    [Fact]
    public void A_run_in_which_evidence_failed_makes_no_page()
    {
        List<LedgerEntry> run = Run(catalogue, 1);
        run[0] = run[0] with { Verdict = "failed" };
        GoldenFolder golden = Committed("old", plain with { Accept = true, Write = true });
        Assert.Contains("evidence failed: E1.1/Identity/I", Assert.Throws<GoldenMismatchException>(() => ClaimsSnapshot.Verify(catalogue, run, new Settings(), golden)).Message);
        Assert.Equal("old", File.ReadAllText(Path.Combine(root, ClaimsPage.FileName)));
    }

    [Fact]
    public void A_run_with_a_seed_of_its_own_is_not_compared() =>
        ClaimsSnapshot.Verify(catalogue, Run(catalogue, 1), new Settings { Seed = 1 }, Committed("old"));
}
