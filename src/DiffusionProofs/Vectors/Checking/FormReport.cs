namespace DiffusionProofs.TestVectors;

/// <summary>What the check of one file found.</summary>
public sealed record FormReport
{
    public required ClosedForm Form { get; init; }

    /// <summary>The file, where there is one.</summary>
    public string? File { get; init; }

    public required int Cases { get; init; }

    /// <summary>Numbers compared.</summary>
    public required int Entries { get; init; }

    /// <summary>The entry with the largest error as a part of what is allowed.</summary>
    public required Comparison Worst { get; init; }

    public required IReadOnlyList<Comparison> Disagreements { get; init; }

    public bool Agrees => Disagreements.Count == 0;

    /// <summary>What explains the disagreement; null where nothing known does.</summary>
    public string? Diagnosis { get; init; }
}

/// <summary>What the check of several files found.</summary>
/// <param name="Unreadable">A sentence for each file that could not be used, with its name.</param>
public sealed record CheckReport(IReadOnlyList<FormReport> Forms, IReadOnlyList<string> Unreadable)
{
    /// <summary>0 all agree, 1 some disagree, 2 some could not be read.</summary>
    public int ExitCode => Unreadable.Count > 0 ? 2 : Forms.All(form => form.Agrees) ? 0 : 1;
}
