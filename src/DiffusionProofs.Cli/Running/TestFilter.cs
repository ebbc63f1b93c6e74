namespace DiffusionProofs.Cli.Running;

/// <summary>The test platform's filter language: exact values only, since <c>*</c> is no wildcard in it.</summary>
static class TestFilter
{
    /// <param name="claims">Exact ids, at least one.</param>
    /// <param name="kinds">Kinds of evidence; none for all.</param>
    public static string Of(IReadOnlyCollection<string> claims, IReadOnlyCollection<string> kinds)
    {
        var filter = Any("Claim", claims);
        return kinds.Count == 0 ? filter : $"{filter}&{Any("Evidence", kinds)}";
    }

    static string Any(string trait, IReadOnlyCollection<string> values) =>
        "(" + string.Join('|', values.Select(value => $"{trait}={Escape(value)}")) + ")";

    static string Escape(string value) =>
        string.Concat(value.Select(c => @"\()&|=!~".Contains(c) ? $@"\{c}" : c.ToString()));
}
