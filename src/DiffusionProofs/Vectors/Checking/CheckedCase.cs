namespace DiffusionProofs.TestVectors;

/// <summary>A case with the right outputs and their tolerances, entry by entry in the order of declaration.</summary>
sealed class CheckedCase
{
    /// <exception cref="ArgumentException">The case has no outputs, or the form is not defined at its inputs.</exception>
    public CheckedCase(ClosedForm form, VectorCase given)
    {
        Given = given;
        if (given.Outputs is not { } outputs) throw new FieldException("outputs", "missing: there is nothing to check");
        var right = FormEvaluation.Exactly(form, given.Inputs);
        Tolerances = FormEvaluation.Tolerance(form, given.Inputs);
        Entries = form.Outputs.SelectMany(field => Enumerable.Range(0, right[field.Name].Values.Count)
            .Select(i => (field.Name, Index: i, Given: outputs[field.Name].Values[i], Right: right[field.Name].Values[i]))).ToArray();
    }

    public VectorCase Given { get; }
    public IReadOnlyList<RoundedReal> Tolerances { get; }
    public IReadOnlyList<(string Output, int Index, double Given, double Right)> Entries { get; }

    public IEnumerable<Comparison> Compare(ClosedForm form, ComparisonOptions options) =>
        Entries.Select((entry, i) => new Comparison(Given.Name, entry.Output + Given.Outputs![entry.Output].Place(entry.Index),
            entry.Given, entry.Right, options.Allowed(form, entry.Right, Tolerances[i])));
}
