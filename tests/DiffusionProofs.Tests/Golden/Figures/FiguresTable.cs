using System.Globalization;
using System.Text;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Snapshots;

/// <summary>The published figures that need no training, from the library's functions.</summary>
public class FiguresTable
{
    [Fact]
    public void Every_printed_figure_is_a_rounding_of_the_librarys_value()
    {
        var table = new StringBuilder(Heading);
        List<string> wrong = [];
        foreach (IChapterOfFigures chapter in Chapters())
        {
            table.AppendLine().AppendLine($"## {chapter.Chapter}").AppendLine();
            table.AppendLine("| figure | printed | nearest double | by |").AppendLine("|---|---|---|---|");
            Figure[] figures = [.. chapter.Figures()];
            wrong.AddRange(figures.GroupBy(f => f.What).Where(same => same.Count() > 1).Select(same => $"{chapter.Chapter}: {same.Key} stands there {same.Count()} times"));
            wrong.AddRange(figures.Select(Fault).OfType<string>().Select(fault => $"{chapter.Chapter}: {fault}"));
            foreach (Figure f in figures) table.AppendLine(CultureInfo.InvariantCulture, $"| {f.What} | {f.Printed} | {(double)f.Value:R} | {f.By} |");
        }
        Assert.Equal([], wrong);
        Golden.Verify(table.ToString(), "Figures.verified.md");
    }

    [Theory]
    [InlineData("0.5", "0.549", true)]
    [InlineData("0.5", "0.551", false)]
    [InlineData("152", "152.4", true)]
    [InlineData("152", "151.4", false)]
    [InlineData("-4.61", "-4.6052", true)]
    [InlineData("-4.61", "-4.6049", false)]
    [InlineData("7.28e-6", "0.0000072849", true)]
    [InlineData("7.28e-6", "0.0000072851", false)]
    [InlineData("2e3", "2400", true)]
    [InlineData("2e3", "2600", false)]
    public void A_figure_that_is_no_rounding_is_found(string printed, string value, bool holds) =>
        Assert.Equal(holds, Fault(new("a figure", printed, BigReal.Parse(value), "")) is null);

    [Fact]
    public void A_figure_of_which_too_few_digits_are_known_is_found() =>
        Assert.NotNull(Fault(new("a figure", "0.5", BigReal.Ball(BigReal.One / 2, 1e-15), "")));

    static string? Fault(Figure figure)
    {
        if (!figure.Value.TryRound(out _)) return $"{figure.What} is known as {figure.Value}, too widely to tell which double is nearest";
        Decision rounds = Printed.Rounds(figure.What, figure.Value, figure.Printed);
        return rounds.Holds ? null : $"{figure.What} is {rounds.Received}, of which {figure.Printed} is no rounding";
    }

    static IEnumerable<IChapterOfFigures> Chapters() => typeof(FiguresTable).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IChapterOfFigures)))
        .Select(type => (IChapterOfFigures)Activator.CreateInstance(type)!)
        .OrderBy(chapter => chapter.Chapter, StringComparer.Ordinal);

    const string Heading =
        """
        # Published figures

        Numbers that papers print, or that other programs computed, and that need no training: each computed again by this library in sixty
        digits. A test fails where the printed number is not the value rounded to as many digits. Doubles are written in the shortest form that
        reads back.

        """;
}
