using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

/// <summary>Files as an implementation with a mistake would write them.</summary>
static class Planted
{
    /// <summary>The cases at which the mistake has an answer, with that answer.</summary>
    public static VectorSet In(VectorSet set, KnownMistake mistake) => set with
    {
        Cases = [.. set.Cases.Select(each => FormEvaluation.WithMistake(set.Form, each.Inputs, mistake) is { } wrong ? each with { Outputs = Shaped(each, wrong.Select(entry => entry.Rounded(entry.Value.Value))) } : null)
            .OfType<VectorCase>()],
    };

    /// <summary>The right outputs, changed number by number.</summary>
    public static VectorSet Changed(VectorSet set, Func<double, double> change) => set with
    {
        Cases = [.. set.Cases.Select(each => each with { Outputs = Shaped(each, each.Outputs!.Values.SelectMany(array => array.Values).Select(change)) })],
    };

    static Dictionary<string, NumberArray> Shaped(VectorCase each, IEnumerable<double> values)
    {
        var left = new Queue<double>(values);
        return each.Outputs!.ToDictionary(output => output.Key, output =>
            new NumberArray(output.Value.Shape, output.Value.Values.Select(_ => left.Dequeue()).ToArray()));
    }
}
