namespace DiffusionProofs.TestVectors;

/// <summary>Makes cases of a form: those at the edges of its domain, and random ones of a seed.</summary>
public static class VectorsExport
{
    public const int DefaultCases = 12;

    /// <summary>How many the snapshots in golden/ hold.</summary>
    public const int GoldenCases = 12;

    public const ulong DefaultSeed = 20260101;

    /// <param name="cases">How many in all, at least 1; edge cases come first.</param>
    /// <param name="inputsOnly">Leaves the outputs to an implementation.</param>
    public static VectorSet Make(ClosedForm form, int cases = DefaultCases, ulong seed = DefaultSeed, bool inputsOnly = false)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentOutOfRangeException.ThrowIfLessThan(cases, 1);
        CaseRandom random = CaseRandom.For(form.Name, seed);
        var named = form.EdgeCases().Take(cases).ToList();
        for (int i = 1; named.Count < cases; i++) named.Add(($"random {i}", form.RandomCase(random)));
        return new VectorSet(form, named.Select(each =>
        {
            FormInputs inputs = InputCheck.Inputs(form, each.Inputs);
            return new VectorCase(each.Name, inputs, inputsOnly ? null : FormEvaluation.Exactly(form, inputs));
        }).ToArray());
    }

    /// <summary>Writes FORM.json into the folder for every form whose name matches; either all of them whole, or none.</summary>
    /// <param name="glob">With * and ?; null for all.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="ArgumentException">No form has such a name.</exception>
    public static IReadOnlyList<string> Write(string folder, string? glob = null, int cases = DefaultCases, ulong seed = DefaultSeed, bool inputsOnly = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var files = FormCatalogue.Matching(glob)
            .Select(form => (Path: Path.Combine(folder, $"{form.Name}.json"), Text: VectorsWriter.Text(Make(form, cases, seed, inputsOnly))))
            .ToArray();
        AtomicFiles.Write(files);
        return files.Select(file => file.Path).ToArray();
    }
}
