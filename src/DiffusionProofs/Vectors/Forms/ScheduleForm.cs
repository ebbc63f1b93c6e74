using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class ScheduleForm : ClosedForm
{
    public override string Name => "gaussian.schedule";
    public override string Source => string.Join("; ", GaussianSchedules.Names.Select(name => $"{name}: {GaussianSchedules.Create(name).Source}"));
    public override string Units => "alpha and sigma none; log-SNR natural (nats), its derivative by t";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Text("name", [.. GaussianSchedules.Names]),
        Field.Real("t", "[n]").Within(Domain.UnitInterval),
        Field.Parameters("params", [.. GaussianSchedules.Names.SelectMany(name => GaussianSchedules.Create(name).Parameters.Keys).Distinct()]),
    ];

    public override IReadOnlyList<Field> Outputs { get; } =
        [Field.Real("alpha", "[n]"), Field.Real("sigma", "[n]"), Field.Real("log_snr", "[n]"), Field.Real("d_log_snr", "[n]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        IGaussianSchedule schedule = Schedule(inputs);
        torch.Tensor t = FormTensors.Of(inputs, "t", device, type);
        return new Dictionary<string, torch.Tensor>
        {
            ["alpha"] = schedule.Alpha(t),
            ["sigma"] = schedule.Sigma(t),
            ["log_snr"] = schedule.LogSnr(t),
            ["d_log_snr"] = schedule.DLogSnr(t),
        };
    };

    static IGaussianSchedule Schedule(FormInputs inputs) => GaussianSchedules.Create(inputs.Text("name"), inputs.Parameters("params"));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        IGaussianSchedule schedule = Schedule(inputs);
        T[] t = inputs.Vector<T>("t");
        outputs.Set("alpha", t.Select(schedule.Alpha).ToArray());
        outputs.Set("sigma", t.Select(schedule.Sigma).ToArray());
        outputs.Set("log_snr", t.Select(schedule.LogSnr).ToArray());
        outputs.Set("d_log_snr", t.Select(schedule.DLogSnr).ToArray());
    }

    public override void Require(FormInputs inputs) => _ = Schedule(inputs);

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[] inside = [0.0009765625, 0.125, 0.40625, 0.6875, 0.9375];
        foreach (string name in GaussianSchedules.Names) yield return ($"{name}, published parameters", Case(name, inside));
        yield return ("vp near the data", Case("vp", [9.5367431640625e-07, 1], ("beta_min", 0.125), ("beta_max", 18)));
        yield return ("ve at both ends", Case("ve", [0, 1], ("sigma_min", 0.03125), ("sigma_max", 48)));
        yield return ("vdm-linear at both ends", Case("vdm-linear", [0, 1], ("gamma_min", -13.25), ("gamma_max", 5)));
        yield return ("cosine near both ends", Case("cosine", [9.5367431640625e-07, 0.9990234375], ("s", 0.0078125)));
        yield return ("rectified flow, shifted", Case("rectified-flow", [0.0625, 0.40625, 0.9375], ("shift", 3)));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        double[] t = [random.Real(0.03125, 0.46875), random.Real(0.53125, 0.96875)];
        return random.Integer(0, 5) switch
        {
            0 => Case("vp", t, ("beta_min", random.Scale(0.0625, 0.5)), ("beta_max", random.Scale(8, 24))),
            1 => Case("sub-vp", t, ("beta_min", random.Scale(0.0625, 0.5)), ("beta_max", random.Scale(8, 24))),
            2 => Case("ve", t, ("sigma_min", random.Scale(0.0078125, 0.25)), ("sigma_max", random.Scale(10, 100))),
            3 => Case("vdm-linear", t, ("gamma_min", random.Real(-14, -6)), ("gamma_max", random.Real(2, 6))),
            4 => Case("cosine", t, ("s", random.Scale(0.00390625, 0.0625))),
            _ => Case("rectified-flow", t, ("shift", random.Scale(1.5, 6))),
        };
    }

    static Dictionary<string, FieldValue> Case(string name, double[] t, params (string Name, double Value)[] parameters) => new()
    {
        ["name"] = name,
        ["t"] = t,
        ["params"] = new ParametersValue(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)),
    };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("log-SNR = log(alpha/sigma), half of log(alpha^2/sigma^2)", (inputs, outputs) => Put(inputs, outputs,
            (schedule, t) => schedule.Sigma(t), ScheduleMistakes.LogSnrWithoutSquare, (schedule, t) => schedule.DLogSnr(t))),
        new("log-SNR = log(alpha/sigma), half of log(alpha^2/sigma^2), and its derivative", (inputs, outputs) => Put(inputs, outputs,
            (schedule, t) => schedule.Sigma(t), ScheduleMistakes.LogSnrWithoutSquare, (schedule, t) => schedule.DLogSnr(t) / 2)),
        new("sub-VP's standard deviation 1 - exp(-B) is taken for its variance", (inputs, outputs) => Put(inputs, outputs,
            (schedule, t) => schedule is SubVariancePreserving sub ? ScheduleMistakes.SubVariancePreservingSigma(sub, t) : schedule.Sigma(t),
            (schedule, t) => schedule.LogSnr(t), (schedule, t) => schedule.DLogSnr(t))),
        new("the log-SNR's sign is reversed: gamma in its place", (inputs, outputs) => Put(inputs, outputs,
            (schedule, t) => schedule.Sigma(t), (schedule, t) => -schedule.LogSnr(t), (schedule, t) => -schedule.DLogSnr(t))),
    ];

    delegate RoundedReal OfSchedule(IGaussianSchedule schedule, RoundedReal t);

    static void Put(FormInputs inputs, FormOutputs<RoundedReal> outputs, OfSchedule sigma, OfSchedule logSnr, OfSchedule dLogSnr)
    {
        IGaussianSchedule schedule = Schedule(inputs);
        RoundedReal[] t = inputs.Vector<RoundedReal>("t");
        outputs.Set("alpha", t.Select(schedule.Alpha).ToArray());
        outputs.Set("sigma", t.Select(each => sigma(schedule, each)).ToArray());
        outputs.Set("log_snr", t.Select(each => logSnr(schedule, each)).ToArray());
        outputs.Set("d_log_snr", t.Select(each => dLogSnr(schedule, each)).ToArray());
    }
}
