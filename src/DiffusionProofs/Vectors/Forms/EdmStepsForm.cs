using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class EdmStepsForm : ClosedForm
{
    public override string Name => "gaussian.edm-steps";
    public override string Source => "Karras et al., EDM, arXiv:2206.00364, eq. 5";
    public override string Units => "units of x";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Integer("n").Within(Domain.AtLeast(2)),
        Field.Real("sigma_min").Within(Domain.Positive),
        Field.Real("sigma_max").Within(Domain.Positive),
        Field.Real("rho").Within(Domain.Positive),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("sigma", "[n+1]")];

    /// <summary>Steps are made in float64 and rounded once.</summary>
    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["sigma"] = Schedule(inputs).StepsTensor(inputs.Integer("n")).to(type).to(device),
    };

    static EdmSchedule Schedule(FormInputs inputs) => new(inputs.Number("sigma_min"), inputs.Number("sigma_max"), inputs.Number("rho"));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("sigma", Schedule(inputs).Steps<T>(inputs.Integer("n")));

    public override void Require(FormInputs inputs) => _ = Schedule(inputs);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("published parameters", Case(18, 0.002, 80, 7)),
        ("two steps", Case(2, 0.0078125, 80, 7)),
        ("rho = 1: evenly spaced", Case(6, 0.25, 12, 1)),
        ("large rho: nearly geometric", Case(6, 0.0078125, 50, 96)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) =>
        Case(random.Integer(3, 12), random.Scale(0.001953125, 0.125), random.Scale(8, 120), random.Scale(1.5, 12));

    static Dictionary<string, FieldValue> Case(int n, double sigmaMin, double sigmaMax, double rho) =>
        new() { ["n"] = n, ["sigma_min"] = sigmaMin, ["sigma_max"] = sigmaMax, ["rho"] = rho };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("i/n for i/(n - 1): the last level before 0 is above sigma_min", (inputs, outputs) =>
            outputs.Set("sigma", ScheduleMistakes.EdmStepsShortOfTheEnd<RoundedReal>(Schedule(inputs), inputs.Integer("n")))),
    ];
}
