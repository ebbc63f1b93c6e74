namespace DiffusionProofs.Evidence;

/// <summary>Holds the page of claims of a run against the committed one, as far as the run reached.</summary>
public static class ClaimsSnapshot
{
    /// <summary>Whether there are claims, and each brought every piece of its evidence, those of absent devices as skipped.</summary>
    public static bool IsFull(ClaimCatalogue catalogue, IReadOnlyList<LedgerEntry> entries)
    {
        HashSet<string> ran = [.. entries.Select(e => e.Id)];
        ClaimInfo[] claims = [.. catalogue.Claims.Where(c => !c.IsMeta)];
        return claims.Length > 0 && claims.SelectMany(c => c.Evidence).All(e => ran.Contains(e.Id));
    }

    /// <summary>
    /// In a full run the whole page; in a filtered one the sections of the claims all of whose evidence ran, which it
    /// compares and never accepts. With other cases, seed or devices than the default ones nothing is compared.
    /// </summary>
    /// <exception cref="GoldenMismatchException">A section differs from the committed one, or evidence failed: no page is made of that.</exception>
    public static void Verify(ClaimCatalogue catalogue, IReadOnlyList<LedgerEntry> entries, Settings settings, GoldenFolder golden)
    {
        golden.Read(ClaimsPage.FileName);
        if (!settings.AreDefault) return;
        LedgerEntry[] own = [.. entries.Where(e => e.Sentence != "Meta")];
        if (IsFull(catalogue, own))
        {
            if (own.Where(e => e.HasFailed).Select(e => e.Id).ToArray() is { Length: > 0 } failed)
                throw new GoldenMismatchException($"no page of claims is made from a run in which evidence failed: {string.Join(", ", failed)}");
            golden.Verify(ClaimsPage.Render(own, catalogue), ClaimsPage.FileName, Tolerance.Exact);
            return;
        }
        VerifySections(catalogue, own, golden);
    }

    static void VerifySections(ClaimCatalogue catalogue, LedgerEntry[] entries, GoldenFolder golden)
    {
        HashSet<string> ran = [.. entries.Select(e => e.Id)];
        ClaimInfo[] whole = [.. catalogue.Claims.Where(c => !c.IsMeta && c.Evidence.Count > 0 && c.Evidence.All(e => ran.Contains(e.Id)))];
        IReadOnlyDictionary<string, string> verified = ClaimsPage.Sections(golden.Read(ClaimsPage.FileName) ?? "");
        IReadOnlyDictionary<string, string> received = ClaimsPage.Sections(ClaimsPage.Render(entries, catalogue));
        string[] differences = [.. from claim in whole
                                   let difference = GoldenDifference.Table(verified.GetValueOrDefault(claim.Id, ""), received[claim.Id], Tolerance.Exact)
                                   where difference is not null
                                   select $"{claim.Id}:\n{difference}"];
        if (differences.Length > 0)
            throw new GoldenMismatchException($"{ClaimsPage.FileName} differs:\n{string.Join("", differences)}accept it in a full run: GOLDEN_ACCEPT=1 dotnet test\n");
    }
}
