namespace DiffusionProofs.Data;

/// <summary>A user's own words or sequences: a text file in UTF-8, plain or gzip, one a line, all of one length.</summary>
public static class WordsFile
{
    /// <summary>The claims enumerate all 2^L masks of a sequence of L letters.</summary>
    public const int LongestWord = 20;

    /// <summary>Every character of a line counts as a letter, case and inner spaces included. Repeats are kept: they are the law's weights.</summary>
    /// <exception cref="DataFileException">
    /// A missing or empty file, a blank line between words, mixed lengths, more than <see cref="LongestWord"/> letters; file and line are named.
    /// </exception>
    public static WordList Read(string path)
    {
        var lines = TextLines.Read(path);
        int length = WordList.Letters(lines[0].Text).Count();
        foreach ((int number, string word) in lines)
        {
            int letters = WordList.Letters(word).Count();
            if (letters == 0) throw new DataFileException(path, number, "blank line between words");
            if (letters != length)
                throw new DataFileException(path, number, $"'{word}' has {letters} letters, but line {lines[0].Number} has {length}: all words must be of one length");
            if (letters > LongestWord)
                throw new DataFileException(path, number, $"{letters} letters: at most {LongestWord} are possible, since all 2^L masks of a word of L letters are enumerated (2^{letters} here)");
        }
        return new WordList(lines.Select(line => line.Text));
    }
}
