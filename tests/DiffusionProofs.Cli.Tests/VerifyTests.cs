using System.Text.Json;

namespace DiffusionProofs.Cli.Tests;

public class VerifyTests
{
    [Fact]
    public async Task A_claim_of_the_project_is_run_and_holds()
    {
        using var folder = new TemporaryFolder();
        var id = await FirstClaim();
        (string, string)[] ledger = [("DIFFUSIONPROOFS_LEDGER", folder.File("ledger.jsonl"))];
        var golden = Snapshot(Path.Combine(DiffusionProofsProcess.Repository, "golden"));

        var answer = await DiffusionProofsProcess.RunIn(
            DiffusionProofsProcess.Repository, ledger, DiffusionProofsProcess.Command, "verify", "--claim", id, "--cases", "20");

        Assert.Equal(0, answer.ExitCode);
        Assert.Empty(answer.Error);
        Assert.Contains("claims: 1 hold, 0 fail, 0 did not finish", answer.Lines);
        Assert.Equal(14, answer.Lines.Count(line => line.StartsWith('E') && char.IsDigit(line[1]) && line.Split(' ')[0].IndexOf('.') < 0));
        Assert.Equal(golden, Snapshot(Path.Combine(DiffusionProofsProcess.Repository, "golden")));
        // Not at the default number of cases: no entry of the ledger.
        Assert.False(File.Exists(folder.File("ledger.jsonl")));
        Assert.NotEmpty(File.ReadAllLines(folder.File("ledger.verify.jsonl")));
    }

    [Fact]
    public async Task Each_sentence_gets_its_verdict_and_a_failure_its_counterexample()
    {
        using var checkout = new MadeUpCheckout("E1.1", "E1.2");
        var golden = Snapshot(checkout.Golden);

        var answer = await checkout.Run("verify", "--claim", "E1*,E4.1");

        Assert.Equal(1, answer.ExitCode);
        Assert.Empty(answer.Error);
        Assert.Matches("^E0 +no claim yet ", answer.Lines.Single(line => line.StartsWith("E0 ", StringComparison.Ordinal)));
        Assert.Matches("^E1 +FAILS ", answer.Lines.Single(line => line.StartsWith("E1 ", StringComparison.Ordinal)));
        Assert.Matches("^E2 +not run: 1 claim left out by the filter ", answer.Lines.Single(line => line.StartsWith("E2 ", StringComparison.Ordinal)));
        Assert.Matches("^E4 +DID NOT FINISH ", answer.Lines.Single(line => line.StartsWith("E4 ", StringComparison.Ordinal)));
        Assert.Contains("  E1.2/Exact/Square", answer.Lines);
        Assert.Contains("      expected: 2", answer.Lines);
        Assert.Contains("      received: 1", answer.Lines);
        Assert.Contains("    replay: diffusion-proofs verify --claim E1.2 --evidence Exact --seed 20240729", answer.Lines);
        Assert.Contains("  E4.1 did not finish: E4.1/Exact/Sum was skipped everywhere", answer.Lines);
        Assert.Contains("skipped 1: this specimen is skipped", answer.Lines);
        Assert.Contains("claims: 1 hold, 1 fail, 1 did not finish", answer.Lines);
        Assert.Contains("evidence: 4 passed, 1 failed, 1 skipped, 0 missing; mistakes refuted: 3", answer.Lines);
        Assert.DoesNotContain('\u001b', answer.Output);
        Assert.Equal(golden, Snapshot(checkout.Golden));
        Assert.Equal(6, File.ReadAllLines(checkout.Ledger).Length);

        await What_holds_can_be_cited(checkout);
        await What_fails_cannot_be_cited(checkout);
        await What_was_found_before_a_build_does_not_count(checkout);
    }

    static async Task What_holds_can_be_cited(MadeUpCheckout checkout)
    {
        var answer = await checkout.Run("cite", "e1.1", "--url", "https://example.org/blob/main/");

        Assert.Equal(0, answer.ExitCode);
        const string target = "https://example.org/blob/main/golden/Claims.verified.md#E1.1";
        Assert.Equal($"[E1.1]({target}): n + n = 2 n", answer.Lines[0]);
        Assert.Contains("@software{diffusionproofs-E1.1,", answer.Lines);
        Assert.Contains("  version = {0.1.0},", answer.Lines);
        Assert.Contains($"  url     = {{{target}}}", answer.Lines);
        Assert.Equal(
            $"[![E1.1: exact on instances](https://img.shields.io/badge/E1.1-exact_on_instances-brightgreen)]({target})", answer.Lines[^1]);
    }

    static async Task What_fails_cannot_be_cited(MadeUpCheckout checkout)
    {
        var answer = await checkout.Run("cite", "E1.2");

        Assert.Equal(1, answer.ExitCode);
        Assert.Empty(answer.Output);
        Assert.Contains("E1.2 cannot be cited: it fails: E1.2/Exact/Square", Assert.Single(answer.ErrorLines), StringComparison.Ordinal);
    }

    static async Task What_was_found_before_a_build_does_not_count(MadeUpCheckout checkout)
    {
        File.SetLastWriteTimeUtc(checkout.Ledger, DateTime.UnixEpoch);

        var answer = await checkout.Run("cite", "E1.1");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("not run since the claims were last built", Assert.Single(answer.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_is_no_verdict_and_shows_the_last_words()
    {
        using var checkout = new MadeUpCheckout();

        var answer = await checkout.Run("verify", "--claim", "E3.1");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("  E3.1 nothing of it ran to its end", answer.Lines);
        Assert.Contains("claims: 0 hold, 0 fail, 1 did not finish", answer.Lines);
        Assert.Contains("this specimen ends its process", answer.Output, StringComparison.Ordinal);
    }

    static async Task<string> FirstClaim()
    {
        var all = await DiffusionProofsProcess.Run("claims", "--json");
        using var claims = JsonDocument.Parse(all.Output);
        // Until the first claim has landed, the tests of the evidence hold one.
        return claims.RootElement.EnumerateArray().Select(claim => claim.GetProperty("id").GetString()!).FirstOrDefault("Meta.1");
    }

    static (string, DateTime)[] Snapshot(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order().Select(file => (file, File.GetLastWriteTimeUtc(file)))];
}
