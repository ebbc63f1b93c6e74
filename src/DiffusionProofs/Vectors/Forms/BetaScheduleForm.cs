using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class BetaScheduleForm : ClosedForm
{
    public override string Name => "gaussian.beta-schedule";
    public override string Source => "DDPM, arXiv:2006.11239, section 4 (linear), eq. 4 and 7; improved DDPM, arXiv:2102.09672, eq. 17 (cosine)";
    public override string Units => "none (variances and their products)";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Text("name", "linear", "cosine"),
        Field.Integer("T").Within(Domain.AtLeast(1)),
        Field.Parameters("params", "beta_start", "beta_end", "s", "clip"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("beta", "[T]"), Field.Real("alpha_bar", "[T]"), Field.Real("beta_tilde", "[T]")];

    /// <summary>Tables are made in float64 and rounded once.</summary>
    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        int steps = inputs.Integer("T");
        IReadOnlyDictionary<string, double> given = inputs.Parameters("params");
        using BetaTable table = inputs.Text("name") == "linear"
            ? BetaTable.Linear(steps, given.GetValueOrDefault("beta_start", 1e-4), given.GetValueOrDefault("beta_end", 0.02))
            : BetaTable.Cosine(steps, given.GetValueOrDefault("s", 0.008), given.GetValueOrDefault("clip", 0.999));
        torch.Tensor Copy(torch.Tensor entry) => entry.to(type).to(device).clone();
        return new Dictionary<string, torch.Tensor>
        {
            ["beta"] = Copy(table.Beta),
            ["alpha_bar"] = Copy(table.AlphaBar),
            ["beta_tilde"] = Copy(table.BetaTilde),
        };
    };

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs)
    {
        T[] beta = Betas<T>(inputs);
        Put(outputs, beta, BetaFormulas.AlphaBar(beta), BetaFormulas.BetaTilde(beta));
    }

    static T[] Betas<T>(FormInputs inputs) where T : IRealField<T>
    {
        int steps = inputs.Integer("T");
        IReadOnlyDictionary<string, double> given = inputs.Parameters("params");
        return inputs.Text("name") == "linear"
            ? BetaFormulas.Linear<T>(steps, given.GetValueOrDefault("beta_start", 1e-4), given.GetValueOrDefault("beta_end", 0.02))
            : BetaFormulas.Cosine<T>(steps, given.GetValueOrDefault("s", 0.008), given.GetValueOrDefault("clip", 0.999));
    }

    static void Put<T>(FormOutputs<T> outputs, T[] beta, T[] alphaBar, T[] betaTilde) where T : IRealField<T>
    {
        outputs.Set("beta", beta);
        outputs.Set("alpha_bar", alphaBar);
        outputs.Set("beta_tilde", betaTilde);
    }

    public override void Require(FormInputs inputs)
    {
        string[] own = inputs.Text("name") == "linear" ? ["beta_start", "beta_end"] : ["s", "clip"];
        if (inputs.Parameters("params").Keys.FirstOrDefault(name => !own.Contains(name)) is { } other)
            throw new FieldException($"inputs.params.{other}", $"{inputs.Text("name")} has the parameters {string.Join(", ", own)}");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("linear, published parameters", Case("linear", 20)),
        ("cosine, published parameters", Case("cosine", 20)),
        ("linear, one step", Case("linear", 1, ("beta_start", 0.125), ("beta_end", 0.75))),
        ("cosine, one step", Case("cosine", 1, ("clip", 0.9375))),
        ("cosine, several steps clipped", Case("cosine", 12, ("s", 0.0078125), ("clip", 0.625))),
        ("linear, up to 1", Case("linear", 8, ("beta_start", 0.015625), ("beta_end", 1))),
    ];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random) => random.Integer(0, 1) == 0
        ? Case("linear", random.Integer(3, 15), ("beta_start", random.Scale(0.0009765625, 0.0625)), ("beta_end", random.Scale(0.125, 0.875)))
        : Case("cosine", random.Integer(3, 15), ("s", random.Scale(0.00390625, 0.0625)), ("clip", random.Real(0.75, 0.96875)));

    static Dictionary<string, FieldValue> Case(string name, int steps, params (string Name, double Value)[] parameters) => new()
    {
        ["name"] = name,
        ["T"] = steps,
        ["params"] = new ParametersValue(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)),
    };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        new("alpha_bar = 1 - beta: the product over the steps is left out", (inputs, outputs) =>
        {
            RoundedReal[] beta = Betas<RoundedReal>(inputs);
            Put(outputs, beta, ScheduleMistakes.AlphaBarWithoutProduct(beta), BetaFormulas.BetaTilde(beta));
        }),
        new("cosine alpha_bar is recomputed without the clip", (inputs, outputs) =>
        {
            RoundedReal[] beta = Betas<RoundedReal>(inputs);
            RoundedReal[] alphaBar = inputs.Text("name") == "linear"
                ? BetaFormulas.AlphaBar(beta)
                : ScheduleMistakes.CosineAlphaBarWithoutClip<RoundedReal>(beta.Length, inputs.Parameters("params").GetValueOrDefault("s", 0.008));
            Put(outputs, beta, alphaBar, BetaFormulas.BetaTilde(beta));
        }),
        new("beta_tilde is upside down", (inputs, outputs) =>
        {
            RoundedReal[] beta = Betas<RoundedReal>(inputs);
            Put(outputs, beta, BetaFormulas.AlphaBar(beta), ScheduleMistakes.BetaTildeInverted(beta));
        }),
    ];
}
