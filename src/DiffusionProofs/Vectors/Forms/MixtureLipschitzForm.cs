using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class MixtureLipschitzForm : ClosedForm
{
    public override string Name => "smoothness.mixture-lipschitz";
    public override string Source => "Jacobian of the score in Karras et al., arXiv:2206.00364, appendix B.3, with Popoviciu's inequality for the variance";
    public override string Units => "nats per squared unit of x";

    public override IReadOnlyList<Field> Inputs { get; } =
        [Field.Real("points", "[N,D]"), Field.Real("alpha"), Field.Real("sigma").Within(Domain.Positive)];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("lower"), Field.Real("upper")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put(inputs, outputs, SquaredDiameter<T>(inputs));

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using var mixture = new DataMixture(FormTensors.Of(inputs, "points", device, type));
        (double lower, double upper) = mixture.LipschitzBounds(inputs.Number("alpha"), inputs.Number("sigma"));
        return new Dictionary<string, torch.Tensor> { ["lower"] = torch.tensor(lower), ["upper"] = torch.tensor(upper) };
    };

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, T squaredDiameter) where T : IRealField<T>
    {
        outputs.Set("lower", MixtureBounds.ScoreSlopeLower(inputs.Scalar<T>("sigma")));
        outputs.Set("upper", MixtureBounds.ScoreSlopeUpper(inputs.Scalar<T>("alpha"), inputs.Scalar<T>("sigma"), squaredDiameter));
    }

    /// <summary>Which two points are farthest apart is decided in sixty digits whatever T is: formulas compare no values.</summary>
    static T SquaredDiameter<T>(FormInputs inputs) where T : IRealField<T>
    {
        BigReal[][] exact = inputs.Matrix<BigReal>("points");
        (int I, int J, BigReal Distance) farthest = (0, 0, BigReal.Zero);
        for (int i = 0; i < exact.Length; i++)
            for (int j = 0; j < i; j++)
                if (LinearAlgebra.SquaredDistance(exact[i], exact[j]) is var distance && BigReal.CertainlyLess(farthest.Distance, distance)) farthest = (i, j, distance);
        T[][] points = inputs.Matrix<T>("points");
        return LinearAlgebra.SquaredDistance(points[farthest.I], points[farthest.J]);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("one point: both bounds meet", Case([[0.75, -1.5]], 0.875, 0.375)),
        ("two points", Case([[0.75, -1.5], [-0.25, 0.5]], 0.875, 0.375)),
        ("the middle: the upper bound is nearly 0", Case([[0], [2]], 1, 1.00390625)),
        ("small sigma", Case([[0.75, -1.5], [-0.25, 0.5], [1.25, 1]], 0.96875, 0.0078125)),
        ("alpha = 0: the data are forgotten", Case([[0.75, -1.5], [-0.25, 0.5]], 0, 1.25)),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) =>
        Case(random.Matrix(random.Integer(3, 6), random.Integer(2, 4), -2, 2), random.Scale(0.25, 1.5), random.Scale(0.25, 2.5));

    static Dictionary<string, FieldValue> Case(double[][] points, double alpha, double sigma) =>
        new() { ["points"] = points, ["alpha"] = alpha, ["sigma"] = sigma };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("the radius in the place of the diameter: a quarter of the squared half-width", (inputs, outputs) =>
            Put(inputs, outputs, SquaredDiameter<RoundedReal>(inputs) / 4)),
        new("the squared diameter without its quarter", (inputs, outputs) => Put(inputs, outputs, 4 * SquaredDiameter<RoundedReal>(inputs))),
        new("the diameter in the place of its square", (inputs, outputs) => Put(inputs, outputs, RoundedReal.Sqrt(SquaredDiameter<RoundedReal>(inputs)))),
    ];
}
