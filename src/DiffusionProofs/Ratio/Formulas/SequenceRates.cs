using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>L tokens that change independently, each by the rates of one; states in the order of <see cref="States"/>.</summary>
/// <remarks>Source: Lou et al., SEDD, arXiv:2310.16834, eqs. 11-14; Campbell et al., arXiv:2205.14987, proposition 3. Row convention.</remarks>
public static class SequenceRates
{
    /// <summary>All V^L sequences, the last token changing first.</summary>
    public static IEnumerable<int[]> States(int categories, int length) => length == 0
        ? [[]]
        : States(categories, length - 1).SelectMany(start => Enumerable.Range(0, categories).Select(last => (int[])[.. start, last]));

    /// <summary>Q of sequences, [V^L,V^L]: the token's rate where one place differs, 0 where more do, the sum of the tokens' diagonals where none does (eq. 11).</summary>
    /// <param name="token">Q, [V,V].</param>
    public static T[][] Rate<T>(T[][] token, int length) where T : IField<T> => Table(token.Length, length, (x, y) =>
        Distance(x, y) switch
        {
            0 => x.Select(a => token[a][a]).Sum(),
            1 => x.Zip(y, (from, to) => (from, to)).Where(pair => pair.from != pair.to).Select(pair => token[pair.from][pair.to]).Sum(),
            _ => T.Zero,
        });

    /// <summary>p(y | x) = prod_i p(y_i | x_i), [V^L,V^L] (eq. 13).</summary>
    /// <param name="token">exp(sigma Q) of one token, [V,V].</param>
    public static T[][] Transition<T>(T[][] token, int length) where T : IField<T> =>
        Table(token.Length, length, (x, y) => x.Zip(y, (from, to) => token[from][to]).Aggregate(T.One, (a, b) => a * b));

    /// <summary>In how many places two sequences differ.</summary>
    public static int Distance(int[] x, int[] y) => x.Zip(y).Count(pair => pair.First != pair.Second);

    static T[][] Table<T>(int categories, int length, Func<int[], int[], T> entry)
    {
        int[][] states = [.. States(categories, length)];
        return [.. states.Select(x => states.Select(y => entry(x, y)).ToArray())];
    }
}
