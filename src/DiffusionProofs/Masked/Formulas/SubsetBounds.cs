using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>
/// The bound of a whole sequence in its several forms, for a model of z_t alone, which is known by
/// <c>loss[S] = sum_{i in S} -log p(x_i | x_{not S})</c> for every set S of masked positions.
/// </summary>
/// <remarks>
/// <c>loss</c> is [2^L], indexed by the set as bits, with loss[0] = 0. All forms are linear in it, in nats per sequence. Sources: Sahoo et al.,
/// MDLM, arXiv:2406.07524, eqs. 8, 10, 11; Zheng et al., arXiv:2409.02908, proposition 3.1; Ou et al., RADD, arXiv:2406.03736, eq. 2.16.
/// </remarks>
public static class SubsetBounds
{
    /// <summary>The expected loss where each position is masked with probability <paramref name="maskRate"/>: sum_S m^|S| (1 - m)^{L-|S|} loss[S].</summary>
    public static T ExpectedLoss<T>(T[] loss, T maskRate) where T : IField<T> =>
        LinearAlgebra.Dot(CountWeights.Expected(Length(loss.Length), maskRate), BySize(loss));

    /// <summary>The discrete bound: sum over steps of (alpha_s - alpha_t)/(1 - alpha_t) times the expected loss at alpha_t.</summary>
    /// <param name="alpha">[T + 1], falling, alpha at times 0..T.</param>
    public static T Discrete<T>(T[] loss, T[] alpha) where T : IField<T> =>
        LinearAlgebra.Dot(CountWeights.Discrete(Length(loss.Length), alpha), BySize(loss));

    /// <summary>The discrete bound with T equal steps of alpha = 1 - t.</summary>
    public static T DiscreteLinear<T>(T[] loss, int steps) where T : IField<T> =>
        LinearAlgebra.Dot(CountWeights.DiscreteLinear<T>(Length(loss.Length), steps), BySize(loss));

    /// <summary>The continuous bound between two mask rates, whatever the schedule between them.</summary>
    public static T Continuous<T>(T[] loss, T firstMaskRate, T lastMaskRate) where T : IField<T> =>
        LinearAlgebra.Dot(CountWeights.Continuous(Length(loss.Length), firstMaskRate, lastMaskRate), BySize(loss));

    /// <summary>The continuous bound for alpha from 1 to 0.</summary>
    public static T Continuous<T>(T[] loss) where T : IField<T> => Continuous(loss, T.Zero, T.One);

    /// <summary>The masked-count form: sum_n (1/n) times the mean loss over the sets of n positions.</summary>
    public static T ByCount<T>(T[] loss) where T : IField<T> =>
        LinearAlgebra.Dot(CountWeights.ByCount<T>(Length(loss.Length)), BySize(loss));

    /// <summary>
    /// The any-order autoregressive loss: the mean over all L! orders of sum_r -log p(x_{o(r)} | x_{o(1)}, ..., x_{o(r-1)}).
    /// </summary>
    /// <param name="logP">logP(S, i) = log p(x_i | x_{not S}) for i in S.</param>
    public static T AnyOrder<T>(int length, Func<int, int, T> logP) where T : IField<T>
    {
        int[][] orders = [.. Orders([.. Enumerable.Range(0, length)])];
        return orders.Select(order => Autoregressive(order, logP)).Sum() / orders.Length;
    }

    /// <summary>-log p of a sequence generated one position after another in the given order.</summary>
    public static T Autoregressive<T>(int[] order, Func<int, int, T> logP) where T : IField<T>
    {
        int masked = (1 << order.Length) - 1;
        T sum = T.Zero;
        foreach (int position in order)
        {
            sum -= logP(masked, position);
            masked &= ~(1 << position);
        }
        return sum;
    }

    /// <summary>loss[S] for every S from logP(S, i).</summary>
    public static T[] Losses<T>(int length, Func<int, int, T> logP) where T : IField<T> =>
        [.. Enumerable.Range(0, 1 << length).Select(set => Members(set, length).Select(i => -logP(set, i)).Sum())];

    /// <summary>The positions in a set.</summary>
    public static IEnumerable<int> Members(int set, int length) => Enumerable.Range(0, length).Where(i => (set >> i & 1) != 0);

    /// <summary>L + 1 sums of the losses over the sets of each size.</summary>
    public static T[] BySize<T>(T[] loss) where T : IField<T>
    {
        T[] sums = [.. Enumerable.Repeat(T.Zero, Length(loss.Length) + 1)];
        for (int set = 1; set < loss.Length; set++)
        {
            int size = int.PopCount(set);
            sums[size] = sums[size] + loss[set];
        }
        return sums;
    }

    /// <summary>L, of 2^L sets.</summary>
    internal static int Length(int sets) => sets >= 2 && int.IsPow2(sets)
        ? int.Log2(sets)
        : throw new ArgumentException($"loss must have 2^L entries for L >= 1, one a set of positions; had {sets}.", nameof(sets));

    static IEnumerable<int[]> Orders(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(first => Orders([.. items.Where(i => i != first)]).Select(rest => (int[])[first, .. rest]));
}
