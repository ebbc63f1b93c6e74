using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class RatioScheduleForm : ClosedForm
{
    static readonly string[] names = ["geometric", "log-linear"];

    public override string Name => "ratio.schedule";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, section 5.1, appendix C.1 (its bracket corrected) and code";
    public override string Units => "none; sigma_dot by t";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Text("name", names),
        Field.Real("t", "[n]").Within(Domain.UnitInterval),
        Field.Parameters("params", "sigma_min", "sigma_max", "eps"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("sigma_bar", "[n]"), Field.Real("sigma_dot", "[n]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        (IMaskedSchedule schedule, torch.Tensor t) = (Schedule(inputs), FormTensors.Of(inputs, "t", device, type));
        return new Dictionary<string, torch.Tensor> { ["sigma_bar"] = schedule.Noise(t), ["sigma_dot"] = schedule.NoiseSlope(t) };
    };

    static IMaskedSchedule Schedule(FormInputs inputs) => MaskedSchedules.Create(inputs.Text("name"), inputs.Parameters("params"));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, NoiseAmount.Total, NoiseAmount.Slope);

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<IMaskedSchedule, T, T> total, Func<IMaskedSchedule, T, T> slope) where T : IRealField<T>
    {
        IMaskedSchedule schedule = Schedule(inputs);
        outputs.Set("sigma_bar", inputs.Vector<T>("t").Select(t => total(schedule, t)).ToArray());
        outputs.Set("sigma_dot", inputs.Vector<T>("t").Select(t => slope(schedule, t)).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        if (Schedule(inputs).Parameters.TryGetValue("eps", out double eps) && eps == 0)
            MaskedFields.RequireEach(inputs, "t", (t, _) => t < 1, "must be below 1 where eps is 0, since the noise is infinite at 1");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("geometric, published parameters", Case("geometric", [0, 0.25, 0.625, 1])),
        ("geometric, published in the code's configuration", Case("geometric", [0, 0.25, 0.625, 1], ("sigma_min", 1e-4), ("sigma_max", 20))),
        ("log-linear, published parameters", Case("log-linear", [0, 0.25, 0.625, 1])),
        ("log-linear near both ends", Case("log-linear", [9.5367431640625e-07, 0.9990234375, 1], ("eps", 0.0009765625))),
        ("log-linear, hardly begun", Case("log-linear", [RatioCases.HardlyAny])),
        ("log-linear without eps", Case("log-linear", [0, 0.40625, 0.9375], ("eps", 0))),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        double[] t = [random.Real(0.03125, 0.46875), random.Real(0.53125, 0.96875)];
        return random.Integer(0, 1) == 0
            ? Case("geometric", t, ("sigma_min", random.Scale(0.0009765625, 0.25)), ("sigma_max", random.Scale(2, 24)))
            : Case("log-linear", t, ("eps", random.Scale(0.0009765625, 0.25)));
    }

    static Dictionary<string, FieldValue> Case(string name, double[] t, params (string Name, double Value)[] parameters) => new()
    {
        ["name"] = name,
        ["t"] = t,
        ["params"] = new ParametersValue(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)),
    };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Total("log-linear: -log(1 - (1 - eps t)), which falls", (schedule, t) => schedule is LogLinear logLinear
            ? NoiseAmountMistakes.MisplacedBracket(RoundedReal.FromDouble(logLinear.Eps), t)
            : NoiseAmount.Total(schedule, t)),
        Total("log-linear: 1 - log(1 - (1 - eps) t), 1 too much", (schedule, t) => schedule is LogLinear logLinear ? NoiseAmountMistakes.OneTooMuch(logLinear, t) : NoiseAmount.Total(schedule, t)),
        Total("log-linear: sigma = (1 - eps) t, which is 1 - exp(-sigma)", (schedule, t) => NoiseAmount.Total(MaskedScheduleMistakes.MaskRateAsSigma(schedule), t)),
        Total("geometric: sigma(0) is left out", NoiseAmountMistakes.FromZero),
        Total("the integral plus sigma_dot(0), not plus sigma(0)", NoiseAmountMistakes.PlusSlopeAtZero),
        new("sigma_dot is -alpha', not divided by alpha", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, NoiseAmount.Total, NoiseAmountMistakes.SlopeOfAlpha)),
    ];

    static KnownMistake Total(string name, Func<IMaskedSchedule, RoundedReal, RoundedReal> total) =>
        new(name, (inputs, outputs) => Put(inputs, outputs, total, NoiseAmount.Slope));
}
