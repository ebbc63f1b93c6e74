using DiffusionProofs.Categorical;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class CategoricalTransitionForm : ClosedForm
{
    static readonly Dictionary<string, (string[] Needed, string[] Optional)> parameters = new()
    {
        ["uniform"] = (["beta"], []),
        ["absorbing"] = (["beta", "mask"], []),
        ["absorbing-uniform"] = (["mask_rate", "uniform_rate", "mask"], []),
        ["discretized-gaussian"] = (["beta"], ["bands"]),
        ["band-diagonal"] = (["beta", "width"], []),
        ["nearest-neighbour"] = (["embeddings", "neighbours", "rate"], []),
    };

    /// <summary>A margin below 708, where the probability of no event falls below the normal doubles.</summary>
    const double MostEvents = 500;

    public override string Name => "categorical.transition";
    public override string Source => "Austin et al., D3PM, arXiv:2107.03006, eqs. 6-10 and 16, appendix A.2.6";
    public override string Units => "probabilities";

    public override IReadOnlyList<Field> Inputs { get; } =
    [
        Field.Text("kernel", [.. parameters.Keys]),
        Field.Integer("K").Within(Domain.AtLeast(1)),
        Field.Real("beta").Within(Domain.NotNegative).Optional(),
        Field.Integer("mask").Optional(),
        Field.Real("mask_rate").Within(Domain.UnitInterval).Optional(),
        Field.Real("uniform_rate").Within(Domain.UnitInterval).Optional(),
        Field.Integer("width").Within(Domain.AtLeast(1)).Optional(),
        Field.Integer("bands").Within(Domain.AtLeast(1)).Optional(),
        Field.Real("embeddings", "[K,d]").Optional(),
        Field.Integer("neighbours").Within(Domain.AtLeast(1)).Optional(),
        Field.Real("rate").Within(Domain.NotNegative).Optional(),
    ];

    public override IReadOnlyList<Field> Outputs { get; } = [Field.Real("matrix", "[K,K]")];

    public override TensorFace OnTensors { get; } = (inputs, device, type) =>
    {
        using ITransitionTensors step = Step(inputs, device, type);
        return new Dictionary<string, torch.Tensor> { ["matrix"] = CategoricalSteps.Matrix(step) };
    };

    static ITransitionTensors Step(FormInputs inputs, torch.Device device, torch.ScalarType type)
    {
        int categories = inputs.Sizes["K"];
        double Beta() => inputs.Number("beta");
        return inputs.Text("kernel") switch
        {
            // Above 1 a token is kept with a negative weight: as a matrix.
            "uniform" when Beta() > 1 => DenseTensors.Of(torch.tensor([.. new UniformKernel(categories).Step<Float64>(Beta()).SelectMany(row => row.Select(p => p.Value))],
                [categories, categories], dtype: type, device: device)),
            "uniform" => RankOneTensors.OfUniform(categories, Beta(), type, device),
            "absorbing" => RankOneTensors.OfAbsorbing(categories, inputs.Integer("mask"), Beta(), type, device),
            "absorbing-uniform" => RankOneTensors.Of(categories, inputs.Integer("mask"), inputs.Number("mask_rate"), inputs.Number("uniform_rate"), type, device),
            "discretized-gaussian" => inputs.Has("bands")
                ? BandedTensors.OfGaussian(Beta(), categories, inputs.Integer("bands"), type, device)
                : DenseTensors.OfGaussian(Beta(), categories, type, device),
            "band-diagonal" => BandedTensors.OfBand(Beta(), categories, inputs.Integer("width"), type, device),
            _ => NeighbourTensors.Step(Nearest(inputs), inputs.Number("rate"), type, device),
        };
    }

    public override void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) => outputs.Set("matrix", Matrix<T>(inputs));

    static T[][] Matrix<T>(FormInputs inputs) where T : IRealField<T>
    {
        int categories = inputs.Sizes["K"];
        T Beta() => inputs.Scalar<T>("beta");
        return inputs.Text("kernel") switch
        {
            "uniform" => new UniformKernel(categories).Step(Beta()),
            "absorbing" => new AbsorbingKernel(categories, inputs.Integer("mask")).Step(Beta()),
            "absorbing-uniform" => Mixed<T>(inputs).Matrix(categories, inputs.Integer("mask")),
            "discretized-gaussian" => ToeplitzKernels.Gaussian(Beta(), categories, Bands(inputs)),
            "band-diagonal" => ToeplitzKernels.Band(Beta(), categories, inputs.Integer("width")),
            _ => Neighbouring(inputs.Scalar<T>("rate"), inputs.Number("rate"), Nearest(inputs)),
        };
    }

    static T[][] Neighbouring<T>(T rate, double size, int[][] neighbours) where T : IRealField<T> =>
        NeighbourGenerator.Step(neighbours, rate, NeighbourGenerator.Terms(neighbours, size, BigReal.Digits));

    static int[][] Nearest(FormInputs inputs)
    {
        NumberArray embeddings = inputs.Array("embeddings");
        return NeighbourGenerator.Nearest([.. embeddings.Values.Chunk(embeddings.Shape[1])], inputs.Integer("neighbours"));
    }

    static RankOneStep<T> Mixed<T>(FormInputs inputs) where T : IRealField<T> => RankOneStep<T>.Of(inputs.Scalar<T>("mask_rate"), inputs.Scalar<T>("uniform_rate"));

    static int Bands(FormInputs inputs) => inputs.Has("bands") ? inputs.Integer("bands") : inputs.Sizes["K"] - 1;

    public override void Require(FormInputs inputs)
    {
        string kernel = inputs.Text("kernel");
        int categories = inputs.Sizes["K"];
        var (needed, optional) = parameters[kernel];
        foreach (string name in needed)
            if (!inputs.Has(name)) throw new FieldException($"inputs.{name}", $"missing: {kernel} has {string.Join(", ", needed)}");
        if (inputs.Fields.Keys.FirstOrDefault(name => name is not ("kernel" or "K") && !needed.Concat(optional).Contains(name)) is { } foreign)
            throw new FieldException($"inputs.{foreign}", $"unknown: {kernel} has {string.Join(", ", needed.Concat(optional))}");
        if (kernel is not "uniform" and not "absorbing-uniform" && categories < 2) throw new FieldException("inputs.K", $"must be at least 2 for {kernel}, but was {categories}");
        if (inputs.Has("mask")) CategoricalFields.RequireIds(inputs, "mask");
        foreach (string reach in new[] { "width", "bands", "neighbours" })
            if (inputs.Has(reach) && inputs.Integer(reach) >= categories) throw new FieldException($"inputs.{reach}", $"must be below K = {categories}, but was {inputs.Integer(reach)}");

        double beta = inputs.Has("beta") ? inputs.Number("beta") : 0;
        if (kernel == "discretized-gaussian" && beta == 0) throw new FieldException("inputs.beta", "must be above 0 for discretized-gaussian, but was 0");
        // What leaves a category must be at most 1.
        double leaves = kernel switch
        {
            "uniform" => beta * (categories - 1) / categories,
            "absorbing" => beta,
            "band-diagonal" => beta * Neighbours(categories, inputs.Integer("width")) / categories,
            _ => 0,
        };
        if (leaves > 1) throw new FieldException("inputs.beta", $"must be such that a category is left with a probability of at most 1, but was {JsonNumber.Text(beta)}");
        if (kernel == "absorbing-uniform" && inputs.Number("mask_rate") + inputs.Number("uniform_rate") > 1)
            throw new FieldException("inputs.uniform_rate", $"must be at most 1 with mask_rate, but was {JsonNumber.Text(inputs.Number("uniform_rate"))}");
        if (kernel == "nearest-neighbour") RequireNeighbours(inputs);
    }

    static void RequireNeighbours(FormInputs inputs)
    {
        NumberArray embeddings = inputs.Array("embeddings");
        double[][] rows = [.. embeddings.Values.Chunk(embeddings.Shape[1])];
        if (Array.FindIndex(rows, row => row.All(x => x == 0)) is >= 0 and var zero) throw new FieldException($"inputs.embeddings[{zero}]", "must not be 0, since it has no direction");
        if (NeighbourGenerator.Mean(Nearest(inputs), inputs.Number("rate")) > MostEvents)
            throw new FieldException("inputs.rate", $"must be such that a category is left at most {MostEvents} times on average, but was {JsonNumber.Text(inputs.Number("rate"))}");
    }

    /// <summary>The most categories that one has within the width.</summary>
    static int Neighbours(int categories, int width) => Enumerable.Range(0, categories).Max(i => Math.Min(i, width) + Math.Min(categories - 1 - i, width));

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("uniform, beta = 0: nothing happens", Case("uniform", 3, ("beta", 0))),
        ("uniform, beta = 1: all is forgotten", Case("uniform", 4, ("beta", 1))),
        ("uniform, the largest beta: no token stays", Case("uniform", 4, ("beta", 1.3125))),
        ("absorbing, the mask in the middle", Case("absorbing", 4, ("beta", 0.375), ("mask", 2))),
        ("absorbing-uniform, the rates sum to 1", Case("absorbing-uniform", 3, ("mask_rate", 0.625), ("uniform_rate", 0.375), ("mask", 2))),
        ("discretized-gaussian, two bands", Case("discretized-gaussian", 6, ("beta", 0.5), ("bands", 2))),
        ("discretized-gaussian, wider than the range", Case("discretized-gaussian", 4, ("beta", 1000))),
        ("nearest-neighbour, a neighbour of some that is not its own", Case("nearest-neighbour", embeddings, 1, 0.75)),
        ("nearest-neighbour, the whole vocabulary", Case("nearest-neighbour", embeddings, 3, 1.25)),
        ("nearest-neighbour, no rate: nothing happens", Case("nearest-neighbour", embeddings, 2, 0)),
        ("band-diagonal, the whole range", Case("band-diagonal", 4, ("beta", 0.5), ("width", 3))),
    ];

    static readonly double[][] embeddings = [[1, 0.25], [0.75, 1.5], [-1.25, 0.375], [1.5, -0.125]];

    public override IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random)
    {
        string kernel = random.Choice<string>([.. parameters.Keys]);
        int categories = random.Integer(3, 6);
        return kernel switch
        {
            "uniform" => Case(kernel, categories, ("beta", random.Scale(0.0625, 0.9375))),
            "absorbing" => Case(kernel, categories, ("beta", random.Scale(0.0625, 0.9375)), ("mask", random.Integer(0, categories - 1))),
            "absorbing-uniform" => Case(kernel, categories,
                ("mask_rate", random.Scale(0.0625, 0.4375)), ("uniform_rate", random.Scale(0.0625, 0.4375)), ("mask", random.Integer(0, categories - 1))),
            "discretized-gaussian" => Case(kernel, categories, ("beta", random.Scale(0.125, 2))),
            "nearest-neighbour" => Case(kernel, random.Matrix(categories, random.Integer(2, 3), -2, 2), random.Integer(1, categories - 2), random.Scale(0.125, 2)),
            _ => Case(kernel, categories, ("beta", random.Scale(0.0625, 0.9375)), ("width", random.Integer(1, categories - 2))),
        };
    }

    static Dictionary<string, FieldValue> Case(string kernel, int categories, params (string Name, double Value)[] values)
    {
        Dictionary<string, FieldValue> inputs = new() { ["kernel"] = kernel, ["K"] = categories };
        foreach (var (name, value) in values) inputs[name] = value;
        return inputs;
    }

    static Dictionary<string, FieldValue> Case(string kernel, double[][] vectors, int neighbours, double rate) =>
        new() { ["kernel"] = kernel, ["K"] = vectors.Length, ["embeddings"] = vectors, ["neighbours"] = neighbours, ["rate"] = rate };

    public override IReadOnlyList<KnownMistake> Mistakes { get; } =
    [
        Of("uniform", "1 - beta on the diagonal and beta/(K - 1) elsewhere, as if no token were drawn again", (inputs, beta) =>
            CategoricalKernelMistakes.UniformWithoutReturn(beta, inputs.Sizes["K"])),
        Of("absorbing", "the mask is taken to be the last id, K - 1", (inputs, beta) => new AbsorbingKernel(inputs.Sizes["K"], inputs.Sizes["K"] - 1).Step(beta)),
        Of("absorbing-uniform", "the mask never leaves: it takes no part in the uniform share", (inputs, _) =>
            CategoricalKernelMistakes.MaskStays(Mixed<RoundedReal>(inputs), inputs.Sizes["K"], inputs.Integer("mask"))),
        Of("discretized-gaussian", "each row divided by its own sum instead of the rest on the diagonal", (inputs, beta) =>
            CategoricalKernelMistakes.NormalisedRows(ToeplitzKernels.GaussianWeights(beta, inputs.Sizes["K"], Bands(inputs)), inputs.Sizes["K"])),
        Of("discretized-gaussian", "a grid linspace(0, K, K) instead of 0 .. K - 1", (inputs, beta) => ToeplitzKernels.FromJumps(
            ToeplitzKernels.GaussianJumps(CategoricalKernelMistakes.GaussianWeightsOnAWiderGrid(beta, inputs.Sizes["K"], Bands(inputs))), inputs.Sizes["K"])),
        Of("discretized-gaussian", "beta taken for the variance: exp(-d^2/(2 beta))", (inputs, beta) => ToeplitzKernels.Gaussian(2 * beta, inputs.Sizes["K"], Bands(inputs))),
        Of("band-diagonal", "even shares of beta within the width, fewer at the edges", (inputs, beta) =>
            CategoricalKernelMistakes.BandNormalised(beta, inputs.Sizes["K"], inputs.Integer("width"))),
        Of("nearest-neighbour", "I + rate R, the exponential's first terms alone", (inputs, _) =>
            CategoricalKernelMistakes.FirstOrder(Nearest(inputs), inputs.Scalar<RoundedReal>("rate"))),
        Of("nearest-neighbour", "R not divided by 2: twice the rate", (inputs, _) =>
            Neighbouring(2 * inputs.Scalar<RoundedReal>("rate"), 2 * inputs.Number("rate"), Nearest(inputs))),
    ];

    static KnownMistake Of(string kernel, string name, Func<FormInputs, RoundedReal, RoundedReal[][]> matrix) => new($"{kernel}: {name}", (inputs, outputs) =>
        outputs.Set("matrix", inputs.Text("kernel") == kernel
            ? matrix(inputs, inputs.Has("beta") ? inputs.Scalar<RoundedReal>("beta") : default)
            : Matrix<RoundedReal>(inputs)));
}
