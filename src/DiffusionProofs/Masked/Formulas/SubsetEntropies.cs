using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>The entropies of all subsets of positions of a finite list of sequences, by counting, summed over the sets of each size.</summary>
public static class SubsetEntropies
{
    /// <summary>E[k] = sum over the sets V of k positions of H(X_V), [L + 1], in nats. Cost: sequences times sets.</summary>
    /// <param name="sequences">[N][L], equally likely, repeats allowed; L up to 20.</param>
    public static T[] BySize<T>(IReadOnlyList<int[]> sequences) where T : ILogField<T>
    {
        T n = T.From(sequences.Count);
        return
        [
            .. ClassSizes(sequences).Select(sizes => sizes.OrderBy(size => size.Key)
                .Select(size => T.From(size.Key) * T.From(size.Value) / n * T.Log(n / T.From(size.Key))).Sum()),
        ];
    }

    /// <summary>
    /// From E: the sums over the sets S of n masked positions of sum_{i in S} H(X_i | X_{not S}), [L + 1]. Each set of L - n + 1 positions is
    /// a visible set and one masked position in L - n + 1 ways, so the sum is (L - n + 1) E[L - n + 1] - n E[L - n].
    /// </summary>
    public static T[] LossSums<T>(T[] entropies) where T : IField<T>
    {
        int length = entropies.Length - 1;
        return [T.Zero, .. Enumerable.Range(1, length).Select(n => (length - n + 1) * entropies[length - n + 1] - n * entropies[length - n])];
    }

    /// <summary>For k = 0..L: how many classes of each size the sequences fall into, by what is seen in k positions, over all sets of k.</summary>
    static Dictionary<int, long>[] ClassSizes(IReadOnlyList<int[]> sequences)
    {
        int length = sequences[0].Length;
        Dictionary<int, long>[] sizes = [.. Enumerable.Range(0, length + 1).Select(_ => new Dictionary<int, long>())];
        sizes[0][sequences.Count] = 1;
        Descend(0, 0, new int[sequences.Count]);
        return sizes;

        // A set's classes are those of the set without its highest position, refined by that position.
        void Descend(int count, int next, int[] classes)
        {
            for (int i = next; i < length; i++)
            {
                (int[] refined, List<int> members) = Refined(classes, i);
                foreach (int size in members) sizes[count + 1][size] = sizes[count + 1].GetValueOrDefault(size) + 1;
                Descend(count + 1, i + 1, refined);
            }
        }

        (int[] Classes, List<int> Sizes) Refined(int[] classes, int position)
        {
            Dictionary<(int, int), int> ids = [];
            List<int> members = [];
            int[] refined = new int[classes.Length];
            for (int s = 0; s < classes.Length; s++)
            {
                var seen = (classes[s], sequences[s][position]);
                if (!ids.TryGetValue(seen, out int id))
                {
                    ids[seen] = id = members.Count;
                    members.Add(0);
                }
                members[id]++;
                refined[s] = id;
            }
            return (refined, members);
        }
    }
}
