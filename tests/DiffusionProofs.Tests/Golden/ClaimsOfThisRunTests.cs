using DiffusionProofs.Evidence;

// Not named after its folder: a namespace Golden would hide the class.
namespace DiffusionProofs.Tests.Snapshots;

/// <summary>Runs after every other test: what they brought is all there is.</summary>
[CollectionDefinition(LastCollection.Name, DisableParallelization = true)]
public class Last;

[Collection(LastCollection.Name)]
public class ClaimsOfThisRunTests
{
    static readonly ClaimCatalogue catalogue = ClaimCatalogue.FromAssembly(typeof(ClaimsOfThisRunTests).Assembly);

    [Fact]
    public void The_page_of_claims_is_the_committed_one() =>
        ClaimsSnapshot.Verify(catalogue, LedgerFile.OfThisRun.Appended, Settings.Current, Evidence.Golden.Folder);

    [Fact]
    public void In_a_full_run_no_snapshot_is_left_that_no_test_asks_for()
    {
        if (!ClaimsSnapshot.IsFull(catalogue, LedgerFile.OfThisRun.Appended)) return;
        // The page itself may be asked for by the test beside this one only later.
        Assert.Equal([], Evidence.Golden.Folder.Orphans().Where(name => name != ClaimsPage.FileName));
    }

    [Fact]
    public void The_file_of_the_ledger_holds_what_was_appended()
    {
        LedgerContents read = LedgerFile.Read(LedgerFile.OfThisRun.Path);
        Assert.Null(read.Interrupted);
        Assert.Equal(LedgerFile.Sorted(LedgerFile.OfThisRun.Appended).Select(e => e.ToLine()), read.Entries.Select(e => e.ToLine()));
    }

    [Fact]
    public void Every_claim_refutes_a_mistake() =>
        Assert.Equal([], catalogue.Claims.Where(c => !c.Opinion && !c.HasRefutation).Select(c => c.Id));

    [Fact]
    public void Every_claim_has_evidence_beside_it_and_a_source() => Assert.Equal([], catalogue.Claims
        .Where(c => !c.Opinion && (c.Evidence.All(e => e.Kind == "Refutes") || string.IsNullOrWhiteSpace(c.Source))).Select(c => c.Id));

    [Fact]
    public void Every_id_of_the_essay_names_one_of_its_sentences() => Assert.Equal([], catalogue.Claims
        .Where(c => System.Text.RegularExpressions.Regex.IsMatch(c.Sentence, "^E[0-9]+$") && Essay.Find(c.Sentence) is null).Select(c => c.Id));

    [Fact]
    public void All_other_tests_have_ended_before() => Assert.NotEqual(SlowTest.State.Running, SlowTest.Now);
}

/// <summary>A test that would still run, were the last collection not last.</summary>
public class SlowTest
{
    public enum State
    {
        NotInThisRun,
        Running,
        Ended,
    }

    public static volatile State Now = State.NotInThisRun;

    [Fact]
    public async Task Takes_its_time()
    {
        Now = State.Running;
        await Task.Delay(TimeSpan.FromSeconds(1));
        Now = State.Ended;
        Assert.Equal(State.Ended, Now);
    }
}
