using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class MaskedScheduleForm : ClosedForm
{
    public override string Name => "masked.schedule";
    public override string Source => string.Join("; ", MaskedSchedules.Names.Select(name => $"{name}: {MaskedSchedules.Create(name).Source}"));
    public override string Units => "alpha none; its derivative and the weight by t";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Text("name", [.. MaskedSchedules.Names]),
        Field.Real("t", "[n]").Within(Domain.UnitInterval),
        Field.Parameters("params", [.. MaskedSchedules.Names.SelectMany(name => MaskedSchedules.Create(name).Parameters.Keys).Distinct()]),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("alpha", "[n]"), Field.Real("d_alpha", "[n]"), Field.Real("weight", "[n]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        IMaskedSchedule schedule = Schedule(inputs);
        torch.Tensor t = FormTensors.Of(inputs, "t", device, type);
        return new Dictionary<string, torch.Tensor> { ["alpha"] = schedule.Alpha(t), ["d_alpha"] = schedule.DAlpha(t), ["weight"] = schedule.Weight(t) };
    };

    static IMaskedSchedule Schedule(FormInputs inputs) => MaskedSchedules.Create(inputs.Text("name"), inputs.Parameters("params"));

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) =>
        Put(inputs, outputs, schedule => schedule, (schedule, t) => schedule.DAlpha(t), (schedule, t) => schedule.Weight(t));

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<IMaskedSchedule, IMaskedSchedule> of, Func<IMaskedSchedule, T, T> dAlpha, Func<IMaskedSchedule, T, T> weight)
        where T : IRealField<T>
    {
        IMaskedSchedule schedule = of(Schedule(inputs));
        T[] t = inputs.Vector<T>("t");
        outputs.Set("alpha", t.Select(schedule.Alpha).ToArray());
        outputs.Set("d_alpha", t.Select(each => dAlpha(schedule, each)).ToArray());
        outputs.Set("weight", t.Select(each => weight(schedule, each)).ToArray());
    }

    public override string ToleranceDerivation => "first-order rounding error of the formula as written; where a floor eps stands, the weight as sigma'/expm1(sigma), sigma = -log alpha, both of one mask rate";

    public override void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) =>
        Put<RoundedReal>(inputs, outputs, schedule => schedule, DAlphaAsPublished, WeightAsPublished);

    static RoundedReal DAlphaAsPublished(IMaskedSchedule schedule, RoundedReal t) =>
        schedule is CosineSquared squared ? squared.DAlphaByWholeAngle(t) : schedule.DAlpha(t);

    /// <summary>
    /// As published code has it, by sigma = -log1p(-rate). What the rate was rounded by stands in sigma' and in expm1(sigma) alike and leaves
    /// its own size alone; so the rate is taken to be exact here, and the weight's own error stands for it.
    /// </summary>
    static RoundedReal WeightAsPublished(IMaskedSchedule schedule, RoundedReal t)
    {
        RoundedReal weight = -DAlphaAsPublished(schedule, t) / schedule.MaskRate(t), rate = RoundedReal.FromDouble((float)schedule.MaskRate(t).Value);
        return schedule is LogLinear or Cosine or CosineSquared && rate.Value < 1
            ? MaskedFormulas.SigmaIntegrand(RoundedReal.From(-1), -RoundedReal.Log1p(-rate), weight * rate / (1 - rate))
            : schedule.Weight(t);
    }

    public override void Require(FormInputs inputs)
    {
        // sigma(0) = sigma_min, or alpha(0) = 1.
        bool masksAtZero = Schedule(inputs).Parameters.GetValueOrDefault("sigma_min") > 0;
        MaskedFields.RequireEach(inputs, "t", (t, _) => t > 0 || masksAtZero, $"must be above 0, where {inputs.Text("name")} masks nothing and has no weight");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[] inside = [0.0009765625, 0.125, 0.40625, 0.6875, 0.9375];
        foreach (string name in MaskedSchedules.Names) yield return ($"{name}, published parameters", Case(name, inside));
        yield return ("linear-sigma at both ends", Case("linear-sigma", [0, 1], ("sigma_min", 0.0078125), ("sigma_max", 96)));
        yield return ("cosine-squared near both ends", Case("cosine-squared", [9.5367431640625e-07, 0.9990234375, 1], ("eps", 0.03125)));
        yield return ("polynomial, a root, at its end", Case("polynomial", [9.5367431640625e-07, 0.40625, 1], ("power", 0.625)));
        yield return ("md4-cosine near both ends", Case("md4-cosine", [9.5367431640625e-07, 0.5, 0.9990234375, 1]));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        double[] t = [random.Real(0.03125, 0.46875), random.Real(0.53125, 0.96875)];
        string name = random.Choice<string>([.. MaskedSchedules.Names]);
        return name switch
        {
            "linear-sigma" => Case(name, t, ("sigma_min", random.Scale(0.0009765625, 0.25)), ("sigma_max", random.Scale(2, 12))),
            "geometric" => Case(name, t, ("sigma_min", random.Scale(0.0009765625, 0.25)), ("sigma_max", random.Scale(2, 24))),
            "polynomial" => Case(name, t, ("power", random.Scale(0.5, 4))),
            "md4-cosine" => Case(name, t),
            _ => Case(name, t, ("eps", random.Scale(0.0009765625, 0.25))),
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
        Weight("the weight is sigma'/(1 - exp(-sigma)) instead of sigma'/expm1(sigma)",
            (schedule, t) => MaskedLossMistakes.WeightFromNegativeSigma(1 / schedule.Alpha(t), -schedule.DAlpha(t) / schedule.Alpha(t))),
        Weight("the weight is sigma'/(1 - exp(sigma)): its sign is reversed",
            (schedule, t) => MaskedLossMistakes.WeightSign(1 / schedule.Alpha(t), -schedule.DAlpha(t) / schedule.Alpha(t))),
        Weight("the weight is sigma' = -alpha'/alpha: divided by alpha instead of 1 - alpha",
            (schedule, t) => MaskedScheduleMistakes.WeightOverAlpha(schedule.Alpha(t), schedule.DAlpha(t))),
        new("alpha' leaves out the factor 1 - eps of the floor", (inputs, outputs) => Put(inputs, outputs,
            schedule => schedule, MaskedScheduleMistakes.DAlphaWithoutFloor, (schedule, t) => schedule.Weight(t))),
        Other("log-linear: sigma = (1 - eps) t, which is 1 - exp(-sigma)", MaskedScheduleMistakes.MaskRateAsSigma),
        Other("the other schedule by the name of cosine: MDLM's for MD4's or the reverse", MaskedScheduleMistakes.TheOtherCosine),
        Other("the floor alpha(1) = eps is left out", MaskedScheduleMistakes.WithoutFloor),
        Weight("1 - alpha is subtracted from a rounded alpha: digits of the weight cancel near t = 0",
            (schedule, t) => MaskedScheduleMistakes.WeightBySubtraction(schedule.Alpha(t), schedule.DAlpha(t))),
    ];

    static KnownMistake Weight(string name, Func<IMaskedSchedule, RoundedReal, RoundedReal> weight) => new(name, (inputs, outputs) =>
        Put(inputs, outputs, schedule => schedule, (schedule, t) => schedule.DAlpha(t), weight));

    static KnownMistake Other(string name, Func<IMaskedSchedule, IMaskedSchedule> of) => new(name, (inputs, outputs) =>
        Put(inputs, outputs, of, (schedule, t) => schedule.DAlpha(t), (schedule, t) => schedule.Weight(t)));
}
