namespace DiffusionProofs.Cli.Catalogue;

/// <summary>Suggestions for an id that does not exist.</summary>
static class NearIds
{
    /// <summary>At most five of the ids, those one or two letters away first, then those of the same family (<c>E3.9</c>: <c>E3.1</c>, ...).</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> ids)
    {
        var ranked = from id in ids
                     let distance = Distance(wanted.ToUpperInvariant(), id.ToUpperInvariant())
                     where distance <= 2 || Family(id).Equals(Family(wanted), StringComparison.OrdinalIgnoreCase)
                     orderby distance
                     select id;
        return [.. ranked.Take(5)];
    }

    static string Family(string id) => id.Split('.')[0];

    /// <summary>Levenshtein's: insertions, deletions and replacements of a letter.</summary>
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
