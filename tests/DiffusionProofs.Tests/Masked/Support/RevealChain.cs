using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Masked;

/// <summary>A model's row at a masked position of a partly masked state, [K + 1], the mask last.</summary>
delegate T[] RowOf<T>(int[] state, int position);

/// <summary>The law of a sampler by enumerating every partly masked state, from all masks on. Tokens 0..K-1, the mask K.</summary>
sealed class RevealChain<T>(int length, int tokens) where T : IField<T>
{
    Dictionary<int, T> law = new() { [Code(Enumerable.Repeat(tokens, length), tokens)] = T.One };

    /// <summary>One ancestral step: every masked position by itself.</summary>
    public RevealChain<T> Step(RowOf<T> row, T alphaS, T alphaT) => Next(state =>
    {
        IEnumerable<(int[] State, T Share)> outcomes = [(state, T.One)];
        foreach (int i in Masked(state))
        {
            T[] reverse = MaskedFormulas.Reverse(row(state, i), tokens, alphaS, alphaT);
            outcomes = [.. outcomes.SelectMany(o => reverse.Select((p, j) => (With(o.State, i, j), o.Share * p)))];
        }
        return outcomes;
    });

    /// <summary>One position, all masked ones equally likely.</summary>
    public RevealChain<T> RevealOne(RowOf<T> row) => Next(state =>
    {
        int[] masked = [.. Masked(state)];
        return masked.SelectMany(i => row(state, i)[..tokens].Select((p, j) => (With(state, i, j), p / masked.Length)));
    });

    /// <summary>[K^L], the first position's token the highest digit; what still has masks is left out.</summary>
    public T[] Complete => [.. Sequences(length, tokens).Select(x => law.TryGetValue(Code(x, tokens), out T? p) ? p : T.Zero)];

    /// <summary>All K^L sequences in the order of <see cref="Complete"/>.</summary>
    public static IEnumerable<int[]> Sequences(int length, int tokens) => length == 0
        ? [[]]
        : Sequences(length - 1, tokens).SelectMany(head => Enumerable.Range(0, tokens).Select(j => (int[])[.. head, j]));

    RevealChain<T> Next(Func<int[], IEnumerable<(int[] State, T Share)>> outcomes)
    {
        Dictionary<int, T> next = [];
        foreach ((int code, T mass) in law.OrderBy(entry => entry.Key))
            foreach ((int[] state, T share) in outcomes(State(code)))
            {
                int key = Code(state, tokens);
                next[key] = next.TryGetValue(key, out T? sum) ? sum + mass * share : mass * share;
            }
        law = next;
        return this;
    }

    IEnumerable<int> Masked(int[] state) => Enumerable.Range(0, length).Where(i => state[i] == tokens);

    int[] State(int code)
    {
        int[] state = new int[length];
        for (int i = length - 1; i >= 0; i--, code /= tokens + 1) state[i] = code % (tokens + 1);
        return state;
    }

    static int[] With(int[] state, int position, int token)
    {
        int[] next = [.. state];
        next[position] = token;
        return next;
    }

    static int Code(IEnumerable<int> state, int tokens) => state.Aggregate(0, (code, token) => code * (tokens + 1) + token);
}

/// <summary>The exact conditionals of a law of sequences.</summary>
static class ExactRows
{
    /// <summary>Of any law, [K^L] in the order of <see cref="RevealChain{T}.Sequences"/>.</summary>
    public static RowOf<T> Of<T>(int length, int tokens, T[] law) where T : IField<T>
    {
        int[][] sequences = [.. RevealChain<T>.Sequences(length, tokens)];
        return (state, position) =>
        {
            int[] agreeing = [.. Enumerable.Range(0, law.Length).Where(x => Agrees(sequences[x], state, tokens))];
            T total = agreeing.Select(x => law[x]).Sum();
            return [.. Enumerable.Range(0, tokens).Select(j => agreeing.Where(x => sequences[x][position] == j).Select(x => law[x]).Sum() / total), T.Zero];
        };
    }

    /// <summary>Of a list of equally likely sequences; where none agrees with what is visible, the shares in the whole list.</summary>
    public static RowOf<Rational> Of(int[][] list, int tokens) => (state, position) =>
    {
        int[][] agreeing = [.. list.Where(x => Agrees(x, state, tokens))];
        if (agreeing.Length == 0) agreeing = list;
        return [.. Enumerable.Range(0, tokens).Select(j => new Rational(agreeing.Count(x => x[position] == j), agreeing.Length)), 0];
    };

    /// <summary>The law of the list, [K^L].</summary>
    public static Rational[] Law(int[][] list, int tokens) =>
        [.. RevealChain<Rational>.Sequences(list[0].Length, tokens).Select(x => new Rational(list.Count(y => y.SequenceEqual(x)), list.Length))];

    /// <summary>sum |p - q|/2.</summary>
    public static Rational TotalVariation(Rational[] p, Rational[] q) => p.Zip(q, (a, b) => Rational.Abs(a - b)).Sum() / 2;

    static bool Agrees(int[] sequence, int[] state, int tokens) =>
        sequence.Zip(state).All(pair => pair.Second == tokens || pair.First == pair.Second);
}
