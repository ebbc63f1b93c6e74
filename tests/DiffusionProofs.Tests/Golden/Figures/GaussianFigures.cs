using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Snapshots;

sealed class GaussianFigures : IChapterOfFigures
{
    public string Chapter => "Gaussian diffusion";

    public IEnumerable<Figure> Figures() => [.. Linear(), .. Cosine(), .. Noise(), .. Levels(), .. Bounds(), .. Flows()];

    static Figure Computed(string what, string printed, BigReal value) => new(what, printed, value, Figure.Float64);

    static IEnumerable<Figure> Linear()
    {
        const string chain = "linear betas 1e-4 to 0.02, T = 1000";
        BigReal[] beta = BetaFormulas.Linear<BigReal>(1000), abar = BetaFormulas.AlphaBar(beta), tilde = BetaFormulas.BetaTilde(beta);
        BigReal[] snr = [.. abar.Select(a => a / (1 - a))];
        BigReal PriorBits(BigReal square) => NelboFormulas.Prior([BigReal.Sqrt(square)], BigReal.Sqrt(abar[^1]), BigReal.Sqrt(1 - abar[^1])) / BigReal.Log(2);
        yield return Computed($"abar_1, {chain}", ".9999", abar[0]);
        yield return Computed($"abar_500, {chain}", ".0785872429", abar[499]);
        yield return Computed($"abar_1000, {chain}", "4.0358297654e-5", abar[999]);
        yield return Computed($"sqrt(abar_1000), {chain}", ".00635282", BigReal.Sqrt(abar[999]));
        yield return new($"L_T in bits a dimension where E x_0^2 = 1/4, {chain}, in whole 1e-5", "1e-5", PriorBits(BigReal.One / 4), "DDPM, arXiv:2006.11239, section 4");
        yield return Computed($"L_T in bits a dimension where E x_0^2 = 1/4, {chain}", "7.28e-6", PriorBits(BigReal.One / 4));
        yield return Computed($"L_T in bits a dimension where E x_0^2 = 1, {chain}", "2.911e-5", PriorBits(1));
        yield return Computed($"beta~_2, {chain}", "5.4531877e-5", tilde[1]);
        yield return Computed($"log beta~_2, {chain}", "-9.816725", BigReal.Log(tilde[1]));
        yield return Computed($"beta~_2/beta_2, {chain}", ".45474", tilde[1] / beta[1]);
        yield return Computed($"beta~_10/beta_10, {chain}", ".85285", tilde[9] / beta[9]);
        yield return Computed($"weight of the noise's error at t = 500, {chain}", ".0055081965", NelboFormulas.StepByEps<BigReal>([1], [0], snr[498], snr[499]));
    }

    static IEnumerable<Figure> Cosine()
    {
        const string chain = "cosine, s = 0.008, clipped at 0.999, T = 1000";
        BigReal[] beta = BetaFormulas.Cosine<BigReal>(1000), abar = BetaFormulas.AlphaBar(beta), longer = BetaFormulas.Cosine<BigReal>(4000);
        yield return Computed($"beta_1, {chain}", "4.12842e-5", beta[0]);
        yield return Computed($"beta_999, {chain}", ".7499994", beta[998]);
        yield return Computed($"beta_1000, {chain}", ".999", beta[999]);
        yield return Computed($"1/sqrt(1 - beta_1000), {chain}", "31.6", 1 / BigReal.Sqrt(1 - beta[999])) with { By = "https://github.com/openai/guided-diffusion/issues/42" };
        yield return Computed($"abar_500, {chain}", ".4938435904", abar[499]);
        yield return Computed($"abar_1000, {chain}", "2.42877e-9", abar[999]);
        yield return Computed("beta_1, the same with T = 4000", "9.86582e-6", longer[0]);
        yield return Computed("abar_4000, the same with T = 4000", "1.51798e-10", BetaFormulas.AlphaBar(longer)[3999]);
    }

    static IEnumerable<Figure> Noise()
    {
        const string edm = "EDM, arXiv:2206.00364, appendix C.1";
        var schedule = new VariancePreserving();
        BigReal Level(string t) => schedule.Sigma(BigReal.Parse(t)) / schedule.Alpha(BigReal.Parse(t));
        yield return new("sigma/alpha of VP at t = 1, to a unit", "152", Level("1"), edm);
        yield return new("sigma/alpha of VP at t = 1e-5, to one digit", "0.001", Level("0.00001"), edm);
        yield return Computed("sigma/alpha of VP at t = 1", "152.167", Level("1"));
        yield return Computed("sigma/alpha of VP at t = 1e-3", ".0104860", Level("0.001"));
        yield return Computed("sigma/alpha of VP at t = 1e-5", ".00100050", Level("0.00001"));
        yield return Computed("alpha of VP at t = 1", ".00657159", schedule.Alpha(BigReal.One));
    }

    static IEnumerable<Figure> Levels()
    {
        string[] steps =
        [
            "80", "57.585985", "40.785574", "28.374585", "19.352453", "12.910082", "8.400935", "5.315195", "3.256822", "1.92334", "1.088171", ".585348",
            ".296442", ".139516", ".059947", ".022935", ".007528", ".002", "0",
        ];
        BigReal[] levels = new EdmSchedule().Steps<BigReal>(18), table = IddpmLevels.Of<BigReal>();
        foreach (var (printed, i) in steps.Select((printed, i) => (printed, i)))
            yield return Computed($"sigma_{i} of EDM's sampler, N = 18", printed, levels[i]);
        foreach (var (j, printed) in new[] { (0, "20291.17"), (1, "641.66"), (8, "80.2037"), (999, ".00642541") })
            yield return Computed($"u_{j} of improved DDPM's levels, M = 1000", printed, table[j]);
    }

    static IEnumerable<Figure> Bounds()
    {
        BigReal most = BigReal.Exp(BigReal.Parse("13.3"));
        foreach (var (steps, printed) in new[] { (10, "17.7079"), (100, "7.24379"), (1000, "6.70325"), (10000, "6.65227") })
        {
            BigReal ratio = BigReal.Exp(-BigReal.Parse("18.3") / steps);
            BigReal[] snr = new BigReal[steps + 1];
            snr[0] = most;
            for (int i = 1; i <= steps; i++) snr[i] = snr[i - 1] * ratio;
            yield return Computed($"steps' terms for N(0,1) data, gamma from -13.3 to 5, T = {steps}", printed, GaussianDataBounds.Discrete(1, snr));
        }
        yield return Computed("the same in continuous time", "6.646643", GaussianDataBounds.Continuous(1, most, BigReal.Exp(-5)));
    }

    static IEnumerable<Figure> Flows()
    {
        BigReal variance = BigReal.One / 4, exact = ExactFlows.GaussianData<BigReal>(1, 0, variance, 80, 0);
        yield return Computed("end of the flow from x(80) = 1, N(0, 1/4) data", ".0062498779", exact);
        foreach (var (n, printed) in new[] { (9, ".278"), (18, ".0553"), (36, ".0122"), (72, ".00287"), (144, ".000691") })
        {
            BigReal end = FlowIntegrators.Heun([BigReal.One], new EdmSchedule().Steps<BigReal>(n), (x, s) => [Preconditioning.Skip(s, BigReal.One / 2) * x[0]])[0];
            BigReal relative = end / exact - 1;
            yield return Computed($"relative error of Heun's method there, N = {n}", printed, BigReal.CertainlyLess(relative, 0) ? -relative : relative);
        }
        (BigReal at, BigReal sigma) = (BigReal.Parse("0.3"), BigReal.Parse("0.7"));
        BigReal[][] points = [[BigReal.From(-1)], [BigReal.One]];
        yield return Computed("score of the points -1 and 1 at x = 0.3, sigma = 0.7", ".50143961",
            MixtureFormulas.Score([at], points, MixtureFormulas.UniformLogPrior<BigReal>(2), BigReal.One, sigma)[0]);
    }
}
