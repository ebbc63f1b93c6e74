namespace DiffusionProofs.TestVectors;

/// <summary>One case: inputs as checked, and the outputs that somebody says follow from them.</summary>
/// <param name="Outputs">By name; null in a file of inputs alone.</param>
public sealed record VectorCase(string Name, FormInputs Inputs, IReadOnlyDictionary<string, NumberArray>? Outputs);

/// <summary>The content of a file of test vectors.</summary>
public sealed record VectorSet(ClosedForm Form, IReadOnlyList<VectorCase> Cases);
