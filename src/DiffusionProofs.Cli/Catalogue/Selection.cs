using DiffusionProofs.Evidence;

namespace DiffusionProofs.Cli.Catalogue;

/// <summary>What a run is to bring: some of the claims, each with some or all of its evidence.</summary>
sealed class Selection
{
    Selection(ClaimCatalogue all, ClaimCatalogue chosen, IReadOnlyList<string> kinds)
    {
        All = all;
        Chosen = chosen;
        Kinds = kinds;
    }

    /// <summary>Every claim that stands on a page.</summary>
    public ClaimCatalogue All { get; }

    /// <summary>The chosen claims; their evidence is only what was asked for.</summary>
    public ClaimCatalogue Chosen { get; }

    /// <summary>The kinds of evidence asked for; empty for all.</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <exception cref="BadUseException">A pattern matches no claim.</exception>
    public static Selection Of(ClaimCatalogue catalogue, IdPattern? pattern, IReadOnlyList<string> kinds)
    {
        // Tests of the evidence itself are claims in form only: they run when they are named.
        var all = new ClaimCatalogue(catalogue.Claims.Where(claim => !claim.IsMeta || pattern is not null && pattern.Names(claim.Sentence)));
        Check(pattern, all);
        var chosen = from claim in all.Claims
                     where pattern is null || pattern.Matches(claim.Id)
                     let evidence = claim.Evidence.Where(e => kinds.Count == 0 || kinds.Contains(e.Kind)).ToArray()
                     where evidence.Length > 0 || kinds.Count == 0
                     select claim with { Evidence = evidence };
        return new(all, new ClaimCatalogue(chosen), kinds);
    }

    /// <exception cref="BadUseException">There is nothing to run.</exception>
    public Selection WithEvidence() => Chosen.ExpectedIds.Any() ? this : throw new BadUseException(Kinds.Count == 0
        ? "there is no claim with evidence to run"
        : $"no claim that was asked for has evidence of the kind {string.Join(" or ", Kinds)}");

    static void Check(IdPattern? pattern, ClaimCatalogue all)
    {
        string[] ids = [.. all.Claims.Select(claim => claim.Id)];
        foreach (var wrong in pattern?.WithoutMatch(ids) ?? [])
        {
            var near = NearIds.Of(wrong, ids);
            throw new BadUseException($"no claim matches '{wrong}'{(near.Count == 0 ? "" : $"; near it: {string.Join(", ", near)}")}");
        }
    }
}
