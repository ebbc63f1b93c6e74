using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class RatioPriorKlForm : ClosedForm
{
    public override string Name => "ratio.prior-kl";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, theorem 3.6 and appendix C.1";
    public override string Units => "nats per token";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        .. RatioFields.Noise, Field.Real("sigma_bar").Within(Domain.Positive),
        Field.Real("leak").Within(new Domain("above 0 and below 1", leak => leak is > 0 and < 1)).Optional(), Field.Integer("x0", "[B]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("kl", "[B]")];

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, PriorDivergences.Uniform, Masked<T>(inputs));

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["kl"] = PriorDivergenceTensors.Of(RatioFields.Rate(inputs), FormTensors.Ids(inputs, "x0", device).unsqueeze(0),
            RatioFields.Single(inputs.Number("sigma_bar"), device, type), inputs.Has("leak") ? inputs.Number("leak") : null).squeeze(0),
    };

    /// <summary>Without a leak the base has no mass on the tokens, one of which is left with alpha > 0.</summary>
    static Func<T, int, OrInfinite<T>> Masked<T>(FormInputs inputs) where T : IRealField<T> => (alpha, categories) => inputs.Has("leak")
        ? PriorDivergences.Absorbing(alpha, inputs.Scalar<T>("leak"), categories)
        : OrInfinite<T>.Positive;

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<T, int, T> uniform, Func<T, int, OrInfinite<T>> absorbing) where T : IRealField<T>
    {
        T alpha = T.Exp(-inputs.Scalar<T>("sigma_bar"));
        int v = inputs.Integer("V");
        OrInfinite<T> each = inputs.Has("mask") ? absorbing(alpha, v) : uniform(alpha, v);
        outputs.Set("kl", inputs.Indices("x0").Select(_ => each).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        RatioFields.RequireNoise(inputs);
        RatioFields.RequireTokens(inputs);
        if (inputs.Has("leak") && !inputs.Has("mask")) throw new FieldException("inputs.leak", "unknown: uniform noise has an even base without a leak");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("uniform", Case(RatioCases.Uniform(4), 0.75, null, [0, 3])),
        ("uniform, a large vocabulary", Case(RatioCases.Uniform(50257), 6.90625, null, [11])),
        ("uniform, two categories, little noise", Case(RatioCases.Uniform(2), 0.0009765625, null, [1])),
        ("uniform, a large vocabulary, hardly any noise", Case(RatioCases.Uniform(50257), RatioCases.HardlyAny, null, [11])),
        ("uniform, a large vocabulary, much noise", Case(RatioCases.Uniform(50257), 20, null, [11])),
        ("absorbing, no leak: infinite", Case(RatioCases.Absorbing(4, 3), 0.75, null, [0, 2])),
        ("absorbing, a leak", Case(RatioCases.Absorbing(4, 0), 0.75, 0.0625, [1, 3])),
        ("absorbing, a large vocabulary and a small leak", Case(RatioCases.Absorbing(50258, 50257), 6.90625, 0.0001220703125, [11])),
        ("absorbing, one token", Case(RatioCases.Absorbing(2, 1), 2.5, 0.375, [0])),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        Dictionary<string, FieldValue> noise = RatioCases.Noise(random);
        double? leak = RatioCases.Mask(noise) is null || random.Integer(0, 4) == 0 ? null : random.Scale(0.0009765625, 0.25);
        return Case(noise, random.Scale(0.03125, 6), leak, RatioCases.Tokens(random, random.Integer(1, 3), noise));
    }

    static Dictionary<string, FieldValue> Case(Dictionary<string, FieldValue> noise, double sigma, double? leak, double[] x0)
    {
        noise.With(("sigma_bar", sigma), ("x0", x0));
        return leak is { } value ? noise.With(("leak", value)) : noise;
    }

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("absorbing: 0, since all is masked", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, PriorDivergences.Uniform, (alpha, _) => RatioLossMistakes.PriorOfFullMask(alpha))),
        new("absorbing: the leak on each token, not spread over them", (inputs, outputs) => Put<RoundedReal>(inputs, outputs, PriorDivergences.Uniform, (alpha, v) => inputs.Has("leak")
            ? RatioLossMistakes.PriorWithWholeLeak(alpha, inputs.Scalar<RoundedReal>("leak"), v)
            : OrInfinite<RoundedReal>.Positive)),
        new("uniform: the even base is left out, the negative entropy", (inputs, outputs) =>
            Put(inputs, outputs, RatioLossMistakes.PriorWithoutCategories, Masked<RoundedReal>(inputs))),
        new("uniform: exp(-V sigma) for exp(-sigma), as for rates of 1 off the diagonal", (inputs, outputs) =>
            Put(inputs, outputs, (alpha, v) => PriorDivergences.Uniform(alpha.Power(v), v), Masked<RoundedReal>(inputs))),
    ];
}
