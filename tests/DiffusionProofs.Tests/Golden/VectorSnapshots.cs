using DiffusionProofs.Evidence;
using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.Snapshots;

/// <summary>Every closed form at its cases, computed in sixty digits and rounded once, is what golden/ says: exactly.</summary>
public class VectorSnapshots
{
    public static TheoryData<string> Forms => new(FormCatalogue.All.Select(form => form.Name));

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_golden_values_of_each_form_are_recomputed(string form) =>
        Golden.Verify(VectorsWriter.Text(VectorsExport.Make(FormCatalogue.Find(form), VectorsExport.GoldenCases)), FileName(form));

    /// <summary><c>gaussian/score.verified.json</c> for <c>gaussian.score</c>.</summary>
    internal static string FileName(string form) => $"{form.Replace('.', '/')}.verified.json";
}
