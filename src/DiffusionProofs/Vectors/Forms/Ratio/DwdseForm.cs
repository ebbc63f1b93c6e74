using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class DwdseForm : ClosedForm
{
    public override string Name => "ratio.dwdse";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, theorem 3.6, eq. 10, and code, graph_lib (its ratio without cancellation)";
    public override string Units => "nats per unit of time, sigma_dot included";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        .. RatioFields.Noise, Field.Real("sigma_bar").Within(Domain.Positive), Field.Real("sigma_dot").Within(Domain.NotNegative),
        Field.Real("log_score", "[B,V]"), Field.Integer("xt", "[B]"), Field.Integer("x0", "[B]"),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("integrand", "[B]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) => new Dictionary<string, torch.Tensor>
    {
        ["integrand"] = DwdseTensors.Integrand(RatioFields.Rate(inputs),
            FormTensors.Of(inputs, "log_score", device, type).unsqueeze(0), FormTensors.Ids(inputs, "xt", device).unsqueeze(0), FormTensors.Ids(inputs, "x0", device).unsqueeze(0),
            RatioFields.Single(inputs.Number("sigma_bar"), device, type), RatioFields.Single(inputs.Number("sigma_dot"), device, type)).squeeze(0),
    };

    /// <summary>Without sigma_dot.</summary>
    delegate T Loss<T>(T[] score, T[] logScore, int xt, int x0, T sigma);

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, (score, logs, xt, x0, sigma) => Right(inputs, score, logs, xt, x0, sigma));

    static T Right<T>(FormInputs inputs, T[] score, T[] logScore, int xt, int x0, T sigma) where T : IRealField<T> => inputs.Has("mask")
        ? TokenScoreEntropy.Absorbing(score, logScore, xt, x0, inputs.Integer("mask"), T.Expm1(sigma))
        : TokenScoreEntropy.Uniform(score, logScore, xt, x0, T.Expm1(sigma));

    static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Loss<T> loss) where T : IRealField<T>
    {
        int[] xt = inputs.Indices("xt"), x0 = inputs.Indices("x0");
        (T sigma, T rate) = (inputs.Scalar<T>("sigma_bar"), inputs.Scalar<T>("sigma_dot"));
        outputs.Set("integrand", inputs.Matrix<T>("log_score").Select((logs, b) => rate * loss([.. logs.Select(T.Exp)], logs, xt[b], x0[b], sigma)).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        RatioFields.RequireNoise(inputs);
        RatioFields.RequireIds(inputs, "xt");
        RatioFields.RequireTokens(inputs);
        if (inputs.Has("mask")) MaskedFields.RequireNoised(inputs);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[][] three = [[0.25, -1.5, 0.75], [1.25, 0.5, -0.375], [-2, 0.125, 1.5]], two = [[0.625, -0.5], [-1.25, 0.375]];
        yield return ("uniform, as it was and changed", Case(RatioCases.Uniform(3), 0.75, 1.5, three, [1, 0, 2], [1, 1, 0]));
        yield return ("uniform, little noise", Case(RatioCases.Uniform(3), 0.0009765625, 0.25, three, [1, 0, 2], [1, 1, 0]));
        yield return ("uniform, hardly any noise", Case(RatioCases.Uniform(3), RatioCases.HardlyAny, 0.25, three, [1, 0, 2], [1, 1, 0]));
        yield return ("absorbing, hardly any noise", Case(RatioCases.Absorbing(3, 2), RatioCases.HardlyAny, 0.25, three, [2, 2, 0], [0, 1, 0]));
        yield return ("uniform, much noise", Case(RatioCases.Uniform(3), 16, 8, three, [1, 0, 2], [1, 1, 0]));
        yield return ("uniform, two categories", Case(RatioCases.Uniform(2), 0.3125, 0.625, two, [0, 1], [0, 0]));
        yield return ("absorbing, masked and visible", Case(RatioCases.Absorbing(3, 2), 0.75, 1.5, three, [2, 2, 0], [0, 1, 0]));
        yield return ("absorbing, the mask first, little noise", Case(RatioCases.Absorbing(3, 0), 0.0009765625, 0.25, three, [0, 0, 2], [1, 2, 2]));
        yield return ("absorbing, one token", Case(RatioCases.Absorbing(2, 1), 0.3125, 0.625, two, [1, 0], [0, 0]));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        Dictionary<string, FieldValue> noise = RatioCases.Noise(random);
        int batch = random.Integer(2, 4), v = RatioCases.Categories(noise);
        double[] x0 = RatioCases.Tokens(random, batch, noise);
        double[] xt = RatioCases.Mask(noise) is { } mask ? MaskedCases.Noised(random, x0, mask) : CategoricalCases.Ids(random, batch, v);
        return Case(noise, random.Scale(0.03125, 6), random.Scale(0.125, 8), random.Matrix(batch, v, -3, 3), xt, x0);
    }

    static Dictionary<string, FieldValue> Case(Dictionary<string, FieldValue> noise, double sigma, double rate, double[][] logScore, double[] xt, double[] x0) =>
        noise.With(("sigma_bar", sigma), ("sigma_dot", rate), ("log_score", logScore), ("xt", xt), ("x0", x0));

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        OfSum("the constants K are left out", (rate, conditional, score, xt, reaches) =>
            RatioLossMistakes.IntegrandWithoutConstant(rate, conditional, score, xt, RoundedReal.From(1), reaches)),
        OfSum("the rate from x_t to y as weight, not that from y to x_t: columns read in rows", (rate, conditional, score, xt, reaches) =>
            RatioLossMistakes.IntegrandReadInRows(rate, conditional, score, xt, RoundedReal.From(1), reaches)),
        OfSum("a weight of 1 for every other state, whatever x_t", (_, conditional, score, xt, reaches) =>
            RatioLossMistakes.IntegrandOfEveryState(conditional, score, xt, RoundedReal.From(1), reaches)),
        Of("uniform: x_t's own score is not left out", (inputs, score, logs, xt, x0, sigma) => inputs.Has("mask")
            ? Right(inputs, score, logs, xt, x0, sigma)
            : RatioLossMistakes.UniformWithOwnScore(score, logs, xt, x0, RoundedReal.Expm1(sigma))),
        Of("absorbing: r = expm1(sigma), upside down", (inputs, score, logs, xt, x0, sigma) => inputs.Has("mask")
            ? RatioLossMistakes.AbsorbingUpsideDown(score, logs, xt, x0, inputs.Integer("mask"), RoundedReal.Expm1(sigma))
            : Right(inputs, score, logs, xt, x0, sigma)),
        Of("expm1(-sigma) for expm1(sigma)", (inputs, score, logs, xt, x0, sigma) => Right(inputs, score, logs, xt, x0, RoundedReal.Log(1 - RoundedReal.Expm1(-sigma)))),
        new("sigma_dot is left out", (inputs, outputs) => outputs.Set("integrand", inputs.Matrix<RoundedReal>("log_score").Select((logs, b) =>
            Right(inputs, [.. logs.Select(RoundedReal.Exp)], logs, inputs.Indices("xt")[b], inputs.Indices("x0")[b], inputs.Scalar<RoundedReal>("sigma_bar"))).ToArray())),
    ];

    static KnownMistake Of(string name, Func<FormInputs, RoundedReal[], RoundedReal[], int, int, RoundedReal, RoundedReal> loss) => new(name, (inputs, outputs) =>
        Put<RoundedReal>(inputs, outputs, (score, logs, xt, x0, sigma) => loss(inputs, score, logs, xt, x0, sigma)));

    static KnownMistake OfSum(string name, Func<RoundedReal[][], RoundedReal[], RoundedReal[], int, Func<int, bool>, RoundedReal> sum) => Of(name, (inputs, score, _, xt, x0, sigma) =>
    {
        ClosedRate rate = RatioFields.Rate(inputs);
        return sum(rate.Rate<RoundedReal>(), rate.Transition(sigma)[x0], score, xt, y => rate.Reaches(x0, y));
    });
}
