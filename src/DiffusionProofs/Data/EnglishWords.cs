namespace DiffusionProofs.Data;

/// <summary>Words that come with the library.</summary>
public static class EnglishWords
{
    static readonly Lazy<WordList> Five = new(() =>
        new WordList(EmbeddedText.Read("english-words-5.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>3568 different English words of five letters a-z, in alphabetical order. Source: SCOWL, K. Atkinson and others.</summary>
    public static WordList FiveLetters => Five.Value;

    /// <summary>The copyright notices of SCOWL, which must stay with the list.</summary>
    public static string Licence => EmbeddedText.Read("english-words.COPYRIGHT");
}
