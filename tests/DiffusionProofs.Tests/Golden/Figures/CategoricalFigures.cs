using DiffusionProofs.Categorical;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.Categorical;

namespace DiffusionProofs.Tests.Snapshots;

sealed class CategoricalFigures : IChapterOfFigures
{
    public string Chapter => "Discrete diffusion";

    public IEnumerable<Figure> Figures() => [.. Schedules(), .. MaskedCounts(), .. Information(), .. Ordered(), .. Neighbours(), .. Bounds(), .. Tokens()];

    static Figure Computed(string what, string printed, BigReal value) => new(what, printed, value, Figure.Float64);

    static IEnumerable<Figure> Schedules()
    {
        const string cosine = "D3PM's cosine, s = 0.008, T = 1000", linear = "linear betas 0.02 to 1, T = 1000";
        BigReal[] betas = NoiseSchedules.Cosine(BigReal.Parse("0.008"), 1000), kept = NoiseSchedules.Survival(betas), straight = NoiseSchedules.Survival(NoiseSchedules.Linear(BigReal.Parse("0.02"), 1, 1000));
        yield return Computed($"beta_1, {cosine}", "2.06423e-5", betas[0]);
        yield return Computed($"beta_999, {cosine}", ".4999994", betas[998]);
        yield return Computed($"alpha_500, {cosine}", ".7027400589", kept[500]);
        yield return Computed($"alpha_999, {cosine}", ".00155845", kept[999]);
        yield return Computed($"alpha_1000, {cosine}, the last beta 0.999", "1.55845e-6", LongSchedules.ClippedCosine());
        yield return Computed($"alpha_10, {linear}", ".780972", straight[10]);
        yield return Computed($"alpha_50, {linear}", ".104650", straight[50]);
        yield return Computed($"alpha_100, {linear}", "7.861e-4", straight[100]);
        foreach (var (categories, printed) in new[] { (256, "4.47e-10"), (27, "4.6e-11") })
            yield return Computed($"prior's term in bits, uniform noise, K = {categories}, {cosine}, the last beta 0.999", printed, PriorTerms.UniformBits(LongSchedules.ClippedCosine(), categories));
    }

    static IEnumerable<Figure> MaskedCounts()
    {
        foreach (var (k, printed) in new[] { (0, ".011249"), (1, ".018017"), (2, ".019535"), (10, ".019608"), (25, ".019608"), (40, ".019608"), (48, ".019535"), (49, ".018017"), (50, ".031249") })
        {
            Rational[] kept = NoiseSchedules.Survival(NoiseSchedules.Absorbing<Rational>(50));
            Rational sum = kept.Skip(1).Select(alpha => CountWeights.Expected(50, 1 - alpha)[k] * CountWeights.Binomial(50, k) / 50).Sum();
            yield return new($"probability of {k} masks among n = T = 50 positions", printed, sum.In<BigReal>(), "D3PM, arXiv:2107.03006, figure 6; digits from another program, float64");
        }
    }

    static IEnumerable<Figure> Information()
    {
        int[] all = [.. Enumerable.Range(0, 27)];
        BigReal[] even = [.. all.Select(_ => BigReal.FromFraction(1, 27))];
        foreach (var (alpha, printed) in new[] { ("0.9", ".191336"), ("0.5", ".686070"), ("0.1", ".975885") })
            yield return Computed($"share of the information gone, uniform noise, 27 even categories, alpha = {alpha}", printed, InformationSchedule.Lost(BigReal.Parse(alpha), even, all));
        foreach (var (categories, printed) in new[] { (2, ".779944"), (27, ".673251"), (256, ".618036") })
        {
            int[] support = [.. Enumerable.Range(0, categories)];
            Rational[] law = [.. support.Select(_ => new Rational(1, categories))];
            double near = InformationSchedule.Near(new Rational(1, 2), law, support);
            yield return Computed($"alpha at which half of the information is gone, uniform noise, K = {categories}, even", printed,
                InformationSchedule.Alpha(BigReal.FromFraction(1, 2), [.. law.Select(p => p.In<BigReal>())], support, near));
        }
    }

    static IEnumerable<Figure> Ordered()
    {
        foreach (var (beta, neighbour, stays, edge) in new[] { ("0.02", ".0311935", ".0312896", ".515645"), ("0.0001", ".239199", ".442502", ".721251") })
        {
            BigReal[] jumps = ToeplitzKernels.GaussianJumps(ToeplitzKernels.GaussianWeights(BigReal.Parse(beta), 256, 255));
            BigReal At(int i, int j) => ToeplitzKernels.After([.. Enumerable.Range(0, 256).Select(k => k == i ? BigReal.One : BigReal.Zero)], jumps)[j];
            yield return Computed($"discretised Gaussian, K = 256, beta = {beta}: to the neighbour", neighbour, jumps[0]);
            yield return Computed($"discretised Gaussian, K = 256, beta = {beta}: staying in the midst", stays, At(128, 128));
            yield return Computed($"discretised Gaussian, K = 256, beta = {beta}: staying at the edge", edge, At(0, 0));
        }
        foreach (int k in new[] { 0, 255 })
            yield return Computed($"truncated logistic, K = 256, location 0, log scale -2: logit {k}", "-55.44", TruncatedLogistic.Logits<BigReal>(0, -2, 256)[k]);
    }

    static IEnumerable<Figure> Bounds()
    {
        BigReal[][] before = new UniformKernel(3).Step(BigReal.Parse("0.3")), step = new UniformKernel(3).Step(BigReal.Parse("0.5"));
        BigReal[] p0 = [BigReal.Parse("0.6"), BigReal.Parse("0.3"), BigReal.Parse("0.1")];
        BigReal[] given = CategoricalFormulas.Normalised([.. p0.Zip(LinearAlgebra.Multiply(before, step), (p, row) => p * row[0])]);
        BigReal[] fed = CategoricalFormulas.Reverse(step, before, given, 0), right = CategoricalFormulas.Reverse(step, before, p0, 0);
        string[] printedFed = [".88492", ".06950", ".04559"], printedRight = [".8125", ".12109", ".06641"];
        for (int j = 0; j < 3; j++)
        {
            yield return Computed($"true reverse step, uniform noise 0.3 and 0.5, p = 0.6, 0.3, 0.1, x_t = 0: {j}", printedRight[j], right[j]);
            yield return Computed($"eq. 4 fed q(x_0 | x_t), the same: {j}", printedFed[j], fed[j]);
        }
    }

    static IEnumerable<Figure> Neighbours()
    {
        // The graph of D3PM's test: two neighbours each of (0, 0), (1, 1), (3, 3), (1, 0), both directions added.
        BigReal[][] q = Normalised([[0, 2, 0, 2], [2, 0, 1, 2], [0, 1, 0, 1], [2, 2, 1, 0]]);
        foreach (var (i, j, printed) in new[] { (0, 1, ".49752"), (1, 0, ".5"), (1, 3, ".00496") })
            yield return Computed($"D3PM's four points, rows and columns normalised 100 times: [{i},{j}]", printed, q[i][j]);
        yield return Computed("the same: sum of row 0", ".995037", q[0].Sum());
        yield return Computed("the same: sum of row 1", "1.004963", q[1].Sum());
        foreach (var (squarings, printed) in new[] { (10, "-1.8e-4"), (15, "-5.6e-6") })
        {
            // A pair at rate 1/2 has the eigenvalue e^-1; its entries are (1 +- e^-1)/2.
            BigReal[][] naive = CategoricalKernelMistakes.SquaredFirstOrder<BigReal>([[1], [0]], BigReal.FromFraction(1, 2), squarings);
            yield return Computed($"error of (1 - 1/2^k)^(2^k) for e^-1, k = {squarings}", printed, naive[0][0] - naive[0][1] - BigReal.Exp(-1));
        }
        yield return Computed("draws of a forbidden category from log(q + 1e-6), absorbing noise, K = 256", "2.54e-4",
            CategoricalKernelMistakes.FlooredLaw([BigReal.FromFraction(1, 2), .. Enumerable.Repeat(BigReal.Zero, 254), BigReal.FromFraction(1, 2)])[1..^1].Sum());
    }

    static BigReal[][] Normalised(BigReal[][] weights)
    {
        // Two hundred normalisations widen the balls by two hundred digits and more.
        using IDisposable precision = BigReal.WithPrecision(400);
        return CategoricalKernelMistakes.Sinkhorn(weights, 100);
    }

    static IEnumerable<Figure> Tokens()
    {
        BigReal[][] p = [[BigReal.Parse("0.4"), BigReal.Parse("0.1")], [BigReal.Parse("0.2"), BigReal.Parse("0.3")]];
        foreach (var (steps, printed) in new[] { (1, "1.366159"), (2, "1.323007"), (5, "1.297115"), (50, "1.281580") })
            yield return Computed($"bound of two tokens with p = 0.4, 0.1, 0.2, 0.3, T = {steps}", printed, TwoTokens.Bound.Expected(p, steps));
        BigReal joint = NoiseSchedules.Entropy([.. p.SelectMany(row => row)], [0, 1, 2, 3]);
        BigReal Of(string a, string b) => NoiseSchedules.Entropy([BigReal.Parse(a), BigReal.Parse(b)], [0, 1]);
        yield return Computed("their entropy", "1.279854", joint);
        yield return Computed("their mutual information", ".086305", Of("0.5", "0.5") + Of("0.6", "0.4") - joint);
        BigReal[][] first = RankOneStep<BigReal>.Of(BigReal.Parse("0.3"), BigReal.Parse("0.1")).Matrix(4, 3), next = RankOneStep<BigReal>.Of(BigReal.Parse("0.05"), BigReal.Parse("0.6")).Matrix(4, 3);
        BigReal[] off = [.. LinearAlgebra.Add(LinearAlgebra.Multiply(first, next), LinearAlgebra.Scale(-BigReal.One, LinearAlgebra.Multiply(next, first))).SelectMany(row => row)];
        yield return Computed("largest entry of AB - BA, mixed noise (0.3, 0.1) and (0.05, 0.6), K = 4", ".131", off.Select(x => (double)x < 0 ? -x : x).MaxBy(x => (double)x));
    }
}
