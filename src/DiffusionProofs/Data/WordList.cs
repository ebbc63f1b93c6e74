using System.Text;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Data;

/// <summary>Words of one length, equally likely entry by entry: a word that stands twice has twice the probability.</summary>
public sealed class WordList
{
    /// <param name="words">At least one; all of the same length >= 1.</param>
    /// <exception cref="ArgumentException">No words, an empty word, or words of different lengths.</exception>
    public WordList(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        Words = words.ToArray();
        if (Words.Count == 0) throw new ArgumentException("must hold at least one word, but was empty", nameof(words));
        Rune[][] letters = Words.Select(word => Letters(word).ToArray()).ToArray();
        Length = letters[0].Length;
        if (Length == 0) throw new ArgumentException("must hold words of at least one letter, but the first was empty", nameof(words));
        int other = Array.FindIndex(letters, word => word.Length != Length);
        if (other >= 0)
            throw new ArgumentException($"must hold words of one length, but '{Words[0]}' has {Length} letters and '{Words[other]}' {letters[other].Length}", nameof(words));

        Rune[] alphabet = letters.SelectMany(word => word).Distinct().Order().ToArray();
        Alphabet = alphabet.Select(letter => letter.ToString()).ToArray();
        Tokens = letters.Select(word => word.Select(letter => Array.BinarySearch(alphabet, letter)).ToArray()).ToArray();
        Counts = Words.GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
    }

    /// <summary>N words in the file's order, repeats included.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>L, the letters of each word.</summary>
    public int Length { get; }

    /// <summary>The letters that occur, in order of their code points; token id i stands for <c>Alphabet[i]</c>.</summary>
    public IReadOnlyList<string> Alphabet { get; }

    /// <summary>[N][L] token ids from 0 to |Alphabet| - 1.</summary>
    public int[][] Tokens { get; }

    /// <summary>How often each distinct word stands in the list.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; }

    /// <summary>Entropy of the law in nats: <c>sum_w (c_w/N) log(N/c_w)</c> over the distinct words; log N only where nothing repeats.</summary>
    public T Entropy<T>() where T : ILogField<T>
    {
        T n = T.From(Words.Count);
        return Counts.GroupBy(entry => entry.Value).OrderBy(group => group.Key)
            .Select(group => group.Count() * group.Key / n * T.Log(n / T.From(group.Key)))
            .Sum();
    }

    internal static IEnumerable<Rune> Letters(string word) => word.EnumerateRunes();
}
