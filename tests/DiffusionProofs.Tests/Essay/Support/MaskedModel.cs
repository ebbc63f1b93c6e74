using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>A model of z_t alone by its log-probabilities of the true tokens, each a free variable: logP(S, i) for i in S.</summary>
sealed class MaskedModel<T>(VariableReader<T> values, int length) where T : IField<T>
{
    readonly Dictionary<(int Set, int Position), T> logP =
        Entries(length).ToDictionary(entry => entry, _ => values.Scalar());

    public T LogP(int set, int position) => logP[(set, position)];

    /// <summary>loss[S] for every S.</summary>
    public T[] Losses => SubsetBounds.Losses(length, LogP);

    public static VariableNames Names(int length) =>
        new VariableNames().Scalars([.. Entries(length).Select(e => $"l{Convert.ToString(e.Set, 2).PadLeft(length, '0')}_{e.Position + 1}")]);

    static IEnumerable<(int Set, int Position)> Entries(int length) =>
        Enumerable.Range(1, (1 << length) - 1).SelectMany(set => SubsetBounds.Members(set, length).Select(i => (set, i)));
}
