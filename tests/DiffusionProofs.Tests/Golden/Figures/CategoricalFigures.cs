using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.Categorical;

namespace DiffusionProofs.Tests.Snapshots;

sealed class CategoricalFigures : IChapterOfFigures
{
    public string Chapter => "Discrete diffusion";

    public IEnumerable<Figure> Figures() => [.. Schedules(), .. MaskedCounts(), .. Information(), .. Ordered(), .. Bounds()];

    static Figure Computed(string what, string printed, BigReal value) => new(what, printed, value, Figure.Float64);

    static BigReal Of(Rational x) => BigReal.FromFraction(x.Numerator, x.Denominator);

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
            Rational sum = 0;
            for (int t = 1; t <= 50; t++)
            {
                Rational share = 1 - NoiseSchedules.Survival(NoiseSchedules.Absorbing<Rational>(50))[t], ways = 1;
                for (int i = 0; i < k; i++) ways = ways * (50 - i) / (i + 1);
                sum += ways * share.Power(k) * (1 - share).Power(50 - k) / 50;
            }
            yield return new($"probability of {k} masks among n = T = 50 positions", printed, Of(sum), "D3PM, arXiv:2107.03006, figure 6; digits from another program, float64");
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
            // By symmetry the entropy of one row over that of the data; exact halves at K = 2 and 256.
            Rational[] law = [.. support.Select(_ => new Rational(1, categories))];
            double[] nearest = [.. law.Select(p => p.ToDouble())];
            double near = InformationSchedule.Near(new Rational(1, 2), nearest, support);
            yield return Computed($"alpha at which half of the information is gone, uniform noise, K = {categories}, even", printed,
                InformationSchedule.Alpha(BigReal.FromFraction(1, 2), [.. law.Select(Of)], support, near));
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
}
