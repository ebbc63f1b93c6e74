using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>A mistake that implementations of a form are known to make; tried where numbers disagree.</summary>
/// <param name="Name">What the implementation then does, such as <c>score divided by sigma instead of sigma^2</c>.</param>
public sealed record KnownMistake(string Name, Action<FormInputs, FormOutputs<RoundedReal>> Evaluate);

/// <summary>A form evaluated on tensors: inputs already checked, outputs by name.</summary>
public delegate IReadOnlyDictionary<string, torch.Tensor> TensorFace(FormInputs inputs, torch.Device device, torch.ScalarType type);
