using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

/// <summary>A step back in time of one of SEDD's samplers.</summary>
abstract class RatioStepForm : ClosedForm
{
    public override string Units => "the row after the step; entries may be negative where the scores are not the true ratios or the step is too long";

    public override IReadOnlyList<Field> Inputs =>
        [.. RatioFields.Noise, Field.Real("score", "[B,V]").Within(Domain.NotNegative), Field.Integer("xt", "[B]"), .. Amounts];

    /// <summary>How much noise is taken away.</summary>
    protected abstract IReadOnlyList<Field> Amounts { get; }

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("probabilities", "[B,V]")];

    /// <summary>One row, from a score whose entry at x_t is 1.</summary>
    protected abstract T[] Row<T>(FormInputs inputs, ClosedRate rate, T[] score, int xt) where T : IRealField<T>;

    public override TensorFace OnTensors => (inputs, device, type) =>
    {
        ClosedRate rate = RatioFields.Rate(inputs);
        torch.Tensor xt = FormTensors.Ids(inputs, "xt", device).unsqueeze(0), score = FormTensors.Of(inputs, "score", device, type).unsqueeze(0);
        score = score.scatter(-1, xt.unsqueeze(-1), torch.ones([1, xt.shape[1], 1], dtype: type, device: device));
        return new Dictionary<string, torch.Tensor> { ["probabilities"] = Law(rate, score, xt, name => RatioFields.Single(inputs.Number(name), device, type)).Probabilities.squeeze(0) };
    };

    /// <summary>[1,B,V].</summary>
    /// <param name="score">[1,B,V].</param>
    /// <param name="xt">[1,B].</param>
    /// <param name="amount">A number among the inputs, [1].</param>
    protected abstract StepLaw Law(ClosedRate rate, torch.Tensor score, torch.Tensor xt, Func<string, torch.Tensor> amount);

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => Put<T>(inputs, outputs, (rate, score, xt) => Row(inputs, rate, score, xt));

    protected static void Put<T>(FormInputs inputs, FormOutputs<T> outputs, Func<ClosedRate, T[], int, T[]> row, bool keepOwnScore = false) where T : IRealField<T>
    {
        int[] xt = inputs.Indices("xt");
        ClosedRate rate = RatioFields.Rate(inputs);
        outputs.Set("probabilities", inputs.Matrix<T>("score").Select((score, b) =>
            row(rate, [.. score.Select((s, a) => a == xt[b] && !keepOwnScore ? T.One : s)], xt[b])).ToArray());
    }

    public override void Require(FormInputs inputs)
    {
        RatioFields.RequireNoise(inputs);
        RatioFields.RequireIds(inputs, "xt");
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases()
    {
        double[][] three = [[1, 0.375, 2.5], [1.75, 1, 0.625], [0.3125, 4.5, 1]], two = [[1, 0.25], [3.5, 1]];
        yield return ("uniform", Case(RatioCases.Uniform(3), three, [0, 1, 2], 0.5, 0.25));
        yield return ("uniform, little noise", Case(RatioCases.Uniform(3), three, [0, 1, 2], 0.001953125, 0.0009765625));
        yield return ("uniform, hardly any noise", Case(RatioCases.Uniform(3), three, [0, 1, 2], 2 * RatioCases.HardlyAny, RatioCases.HardlyAny));
        yield return ("uniform, two categories, the own score unlike 1", Case(RatioCases.Uniform(2), two, [1, 0], 0.5, 0.125));
        yield return ("absorbing, masked and visible", Case(RatioCases.Absorbing(3, 2), three, [2, 2, 0], 0.75, 0.5));
        yield return ("absorbing, the mask first", Case(RatioCases.Absorbing(3, 0), three, [0, 0, 2], 2, 1.5));
        yield return ("absorbing, a step too long for its score", Case(RatioCases.Absorbing(2, 1), two, [1, 1], 4, 3));
    }

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        Dictionary<string, FieldValue> noise = RatioCases.Noise(random);
        int batch = random.Integer(2, 4), v = RatioCases.Categories(noise);
        double[][] score = [.. Enumerable.Range(0, batch).Select(_ => Enumerable.Range(0, v).Select(_ => random.Scale(0.125, 4)).ToArray())];
        double amount = random.Scale(0.03125, 1);
        return Case(noise, score, CategoricalCases.Ids(random, batch, v), amount + random.Scale(0.03125, 1), amount);
    }

    /// <param name="until">All noise until t.</param>
    /// <param name="taken">What the step takes of it, below <paramref name="until"/>.</param>
    protected abstract Dictionary<string, FieldValue> Case(Dictionary<string, FieldValue> noise, double[][] score, double[] xt, double until, double taken);

    protected static Dictionary<string, FieldValue> Rows(Dictionary<string, FieldValue> noise, double[][] score, double[] xt) => noise.With(("score", score), ("xt", xt));

    protected KnownMistake OwnScoreKept => new("x_t's own score is not set to 1", (inputs, outputs) =>
        Put<RoundedReal>(inputs, outputs, (rate, score, xt) => Row(inputs, rate, score, xt), keepOwnScore: true));

    protected static KnownMistake Of(string name, Func<FormInputs, ClosedRate, RoundedReal[], int, RoundedReal[]> row) =>
        new(name, (inputs, outputs) => Put<RoundedReal>(inputs, outputs, (rate, score, xt) => row(inputs, rate, score, xt)));
}

sealed class RatioEulerStepForm : RatioStepForm
{
    public override string Name => "ratio.euler-step";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, eq. 17, the diagonal being 1 minus the rest";

    protected override IReadOnlyList<Field> Amounts { get; } = [Field.Real("sigma_dot").Within(Domain.NotNegative), Field.Real("dt").Within(Domain.NotNegative)];

    protected override T[] Row<T>(FormInputs inputs, ClosedRate rate, T[] score, int xt) => SamplerSteps.Euler(rate.Rate<T>(), score, xt, Noise<T>(inputs));

    protected override StepLaw Law(ClosedRate rate, torch.Tensor score, torch.Tensor xt, Func<string, torch.Tensor> amount) =>
        SamplerStepTensors.Euler(rate, score, xt, amount("sigma_dot") * amount("dt"));

    static T Noise<T>(FormInputs inputs) where T : IRealField<T> => inputs.Scalar<T>("sigma_dot") * inputs.Scalar<T>("dt");

    protected override Dictionary<string, FieldValue> Case(Dictionary<string, FieldValue> noise, double[][] score, double[] xt, double until, double taken) =>
        Rows(noise, score, xt).With(("sigma_dot", 4 * taken), ("dt", 0.25));

    public override IReadOnlyList<KnownMistake> Mistakes =>
    [
        Of("Q[x_t][x_t] on the diagonal: eq. 17 read literally", (inputs, rate, score, xt) => RatioStepMistakes.LiteralDiagonal(rate.Rate<RoundedReal>(), score, xt, Noise<RoundedReal>(inputs))),
        Of("the rates from x_t, not those to x_t: columns read in rows", (inputs, rate, score, xt) => RatioStepMistakes.EulerOfTheRow(rate.Rate<RoundedReal>(), score, xt, Noise<RoundedReal>(inputs))),
        Of("sigma_dot is left out", (inputs, rate, score, xt) => SamplerSteps.Euler(rate.Rate<RoundedReal>(), score, xt, inputs.Scalar<RoundedReal>("dt"))),
    ];
}

sealed class RatioTweedieStepForm : RatioStepForm
{
    public override string Name => "ratio.tweedie-step";
    public override string Source => "Lou et al., SEDD, arXiv:2310.16834, theorem 4.1, eqs. 18-20";

    protected override IReadOnlyList<Field> Amounts { get; } =
        [Field.Real("sigma_bar_s").Within(Domain.NotNegative), Field.Real("sigma_bar_t").Within(Domain.NotNegative)];

    protected override T[] Row<T>(FormInputs inputs, ClosedRate rate, T[] score, int xt) => SamplerSteps.Tweedie(rate, score, xt, Ratio<T>(inputs));

    protected override StepLaw Law(ClosedRate rate, torch.Tensor score, torch.Tensor xt, Func<string, torch.Tensor> amount) =>
        SamplerStepTensors.Tweedie(rate, score, xt, amount("sigma_bar_t") - amount("sigma_bar_s"));

    static T Ratio<T>(FormInputs inputs) where T : IRealField<T> => T.Exp(inputs.Scalar<T>("sigma_bar_s") - inputs.Scalar<T>("sigma_bar_t"));

    public override void Require(FormInputs inputs)
    {
        base.Require(inputs);
        if (inputs.Number("sigma_bar_s") > inputs.Number("sigma_bar_t"))
            throw new FieldException("inputs.sigma_bar_s", $"must be at most sigma_bar_t = {JsonNumber.Text(inputs.Number("sigma_bar_t"))}, was {JsonNumber.Text(inputs.Number("sigma_bar_s"))}");
    }

    protected override Dictionary<string, FieldValue> Case(Dictionary<string, FieldValue> noise, double[][] score, double[] xt, double until, double taken) =>
        Rows(noise, score, xt).With(("sigma_bar_s", until - taken), ("sigma_bar_t", until));

    public override IReadOnlyList<KnownMistake> Mistakes =>
    [
        OwnScoreKept,
        Of("the row x_t of exp(d Q), not its column: columns read in rows", (inputs, rate, score, xt) =>
            RatioStepMistakes.TweedieOfTheRow(rate.AtAlpha(1 / Ratio<RoundedReal>(inputs)), rate.AtAlpha(Ratio<RoundedReal>(inputs)), score, xt)),
        Of("exp(d Q) applied to the scores in the place of its inverse", (inputs, rate, score, xt) => RatioStepMistakes.TweedieWithoutInverse(rate.AtAlpha(Ratio<RoundedReal>(inputs)), score, xt)),
    ];
}
