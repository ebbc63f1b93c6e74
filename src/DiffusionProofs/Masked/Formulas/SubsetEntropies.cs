using DiffusionProofs.Numbers;

namespace DiffusionProofs.Masked;

/// <summary>The entropies of all subsets of positions of a finite list of sequences, by counting.</summary>
public static class SubsetEntropies
{
    /// <summary>H(X_V) in nats for every set V of positions as bits, [2^L]: sum over what is seen in V of (c/N) log(N/c).</summary>
    /// <param name="sequences">[N][L], equally likely, repeats allowed; L up to 20.</param>
    public static T[] Of<T>(IReadOnlyList<int[]> sequences) where T : ILogField<T>
    {
        int length = sequences[0].Length, n = sequences.Count;
        Dictionary<int, T> logs = [];
        T Log(int count) => logs.TryGetValue(count, out T? known) ? known : logs[count] = T.Log(T.From(n) / T.From(count));

        // classes[V][s]: the class of sequence s among those that look alike in V, refined from V without its highest position.
        T[] entropies = new T[1 << length];
        entropies[0] = T.Zero;
        Descend(0, 0, new int[n]);
        return entropies;

        void Descend(int set, int next, int[] classes)
        {
            for (int i = next; i < length; i++)
            {
                int larger = set | 1 << i;
                int[] refined = Refined(classes, i, out int count);
                entropies[larger] = Entropy(refined, count);
                Descend(larger, i + 1, refined);
            }
        }

        int[] Refined(int[] classes, int position, out int count)
        {
            Dictionary<(int, int), int> ids = new(n);
            int[] refined = new int[n];
            for (int s = 0; s < n; s++)
            {
                var key = (classes[s], sequences[s][position]);
                if (!ids.TryGetValue(key, out int id)) ids[key] = id = ids.Count;
                refined[s] = id;
            }
            count = ids.Count;
            return refined;
        }

        T Entropy(int[] classes, int count)
        {
            int[] sizes = new int[count];
            foreach (int c in classes) sizes[c]++;
            return sizes.GroupBy(size => size).OrderBy(group => group.Key)
                .Select(group => T.From(group.Key) * T.From(group.Count()) / T.From(n) * Log(group.Key))
                .Sum();
        }
    }
}
