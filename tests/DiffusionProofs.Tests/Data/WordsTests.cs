using DiffusionProofs.Data;

namespace DiffusionProofs.Tests.Data;

public class WordsTests
{
    [Fact]
    public void The_English_words_are_3568_different_ones_of_five_letters()
    {
        WordList words = EnglishWords.FiveLetters;
        Assert.Equal((3568, 3568, 5, 26), (words.Words.Count, words.Counts.Count, words.Length, words.Alphabet.Count));
        Assert.Equal(("abaci", "zooms"), (words.Words[0], words.Words[^1]));
        // Computed by a Python script: a letter's place in the alphabet times its place in the word.
        Assert.Equal(666084, words.Tokens.Sum(word => word.Select((token, i) => (i + 1) * (token + 1)).Sum()));
        Assert.Contains("Kevin Atkinson", EnglishWords.Licence);
    }

    [Fact]
    public void Tokens_number_the_letters_that_occur_in_order()
    {
        var words = new WordList(["noon", "anno"]);
        Assert.Equal(["a", "n", "o"], words.Alphabet);
        Assert.Equal([1, 2, 2, 1], words.Tokens[0]);
        Assert.Equal([0, 1, 1, 2], words.Tokens[1]);
    }

    [Fact]
    public void A_letter_outside_the_basic_plane_is_one_letter()
    {
        var words = new WordList(["a\U0001D6FC", "bc"]);
        Assert.Equal(2, words.Length);
        Assert.Equal(4, words.Alphabet.Count);
    }

    [Theory]
    [InlineData("no words")]
    [InlineData("an empty word", "")]
    [InlineData("two lengths", "ab", "abc")]
    public void A_list_that_is_no_law_of_sequences_is_refused(string _, params string[] words) =>
        Assert.Throws<ArgumentException>("words", () => new WordList(words));

    [Fact]
    public void A_file_of_words_keeps_repeats_and_letters_as_they_are()
    {
        using var folder = new TemporaryFolder();
        WordList words = WordsFile.Read(folder.File("words.txt", "Noon\r\nanno\r\nNoon\r\n\r\n"));
        Assert.Equal(["Noon", "anno", "Noon"], words.Words);
        Assert.Equal(2, words.Counts["Noon"]);
    }

    [Theory]
    [InlineData("two\nthree\n", 2, "'three' has 5 letters, but line 1 has 3")]
    [InlineData("one\n\ntwo\n", 2, "blank line")]
    [InlineData("abcdefghijklmnopqrstu\n", 1, "at most 20")]
    [InlineData("\n\n", null, "empty")]
    [InlineData("", null, "empty")]
    public void A_file_that_cannot_be_used_is_refused_with_its_line(string text, int? line, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("words.txt", text);
        var error = Assert.Throws<DataFileException>(() => WordsFile.Read(path));
        Assert.Equal((path, line), (error.File, error.Line));
        Assert.Contains(path, error.Message);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void A_word_of_twenty_letters_is_accepted()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(20, WordsFile.Read(folder.File("words.txt", "abcdefghijklmnopqrst\n")).Length);
    }
}
