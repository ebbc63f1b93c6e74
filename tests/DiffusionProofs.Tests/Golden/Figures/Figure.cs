using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Snapshots;

/// <summary>A number that others gave, and the library's value of it.</summary>
/// <param name="What">The quantity, with its parameters; no other figure of the chapter has the same.</param>
/// <param name="Printed">The decimals as given.</param>
/// <param name="Value">A ball narrow enough to tell which double is nearest.</param>
/// <param name="By">Who gave it: a paper with its section, or <see cref="Float64"/>.</param>
sealed record Figure(string What, string Printed, BigReal Value, string By)
{
    /// <summary>No paper has it: computed in float64 by another program.</summary>
    public const string Float64 = "another program, float64";
}

/// <summary>The figures of a chapter. A class that implements it, with no constructor parameters, is a section of the table.</summary>
interface IChapterOfFigures
{
    /// <summary>The section's title.</summary>
    string Chapter { get; }

    /// <summary>Each computed by the library's functions.</summary>
    IEnumerable<Figure> Figures();
}
