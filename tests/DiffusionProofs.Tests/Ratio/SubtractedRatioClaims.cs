using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.22", "In float32 SEDD's uniform loss with the ratio as 1 - V/(e + V) is NaN at x_t = x_0 and infinite elsewhere up to sigma = 1.951e-3 for V = 50257, 3.05e-5 for V = 1000 and 9.5e-7 for V = 27. By e/(e + V) it is finite there. For V = 50257 that is 24 % of the times from 0.001 to 1 under the geometric schedule from 1e-4 to 20, and 0.1 % under the log-linear one.",
    Source = "Lou et al., SEDD, arXiv:2310.16834, code, graph_lib, noise_lib and losses",
    Refined = "with expm1(sigma) rounded to float32 once; near the least normal number e/(e + V) is lost as well, far below",
    Oracle = "every float32 operation rounded; the last sigma that loses the ratio, found among all float32 numbers; the schedules in sixty digits")]
public class SubtractedRatios
{
    static readonly (int V, string Sigma)[] rows = [(50257, "0.001951"), (1000, "0.0000305"), (27, "0.00000095")];

    [Exact]
    public ExactOutcome Where_the_loss_is_lost() => Exact.Rows(rows, row =>
    {
        float last = LastLost(row.V), next = MathF.BitIncrement(last);
        (float[] score, float[] logs) = Scores(row.V);
        float[] Losses(Func<Float32[], Float32[], int, int, Float32, Float32> loss, float sigma) =>
            [.. new[] { 0, 1 }.Select(xt => loss([.. score.Select(s => new Float32(s))], [.. logs.Select(l => new Float32(l))], xt, 0, Expm1(sigma)).Value)];
        float[][] subtracted = [.. new[] { 1e-7f, last, next }.Select(sigma => Losses(RatioLossMistakes.UniformOfSubtractedRatio, sigma))];
        float[][] quotient = [.. new[] { 1e-7f, last, next }.Select(sigma => Losses(TokenScoreEntropy.Uniform, sigma))];
        return (Decision[])
        [
            Printed.Rounds("last sigma without a ratio", BigReal.FromDouble(last), row.Sigma),
            .. subtracted[..2].SelectMany((loss, i) => (Decision[])
            [
                Decide.That($"subtracted, {(i == 0 ? "1e-7" : "last")}, x_t = x_0: NaN", float.IsNaN(loss[0]), $"{loss[0]}"),
                Decide.That($"subtracted, {(i == 0 ? "1e-7" : "last")}, elsewhere: infinite", float.IsPositiveInfinity(loss[1]), $"{loss[1]}"),
            ]),
            Decide.That("subtracted, the next float32: finite", subtracted[2].All(float.IsFinite), string.Join(", ", subtracted[2])),
            Decide.That("as a quotient: finite", quotient.All(loss => loss.All(float.IsFinite)), string.Join("; ", quotient.Select(loss => string.Join(", ", loss)))),
        ];
    }, "V = 50257, 1000 and 27, x_t = x_0 and x_t other than x_0", "sigma = 1e-7, the last float32 that loses the ratio and the one after it; scores 1/2, 1 and 2 in turn");

    [Exact]
    public ExactOutcome Share_of_the_times() => Exact.Rows(new[] { 0 }, _ =>
    {
        // Times as the code draws them, evenly from 0.001 to 1; both schedules rise.
        BigReal least = BigReal.FromFraction(1, 1000), lost = BigReal.FromDouble(LastLost(50257));
        Geometric geometric = new(1e-4, 20);
        LogLinear linear = new();
        BigReal atGeometric = BigReal.Log(lost / BigReal.FromDouble(1e-4)) / BigReal.Log(BigReal.From(20) / BigReal.FromDouble(1e-4)), atLinear = -BigReal.Expm1(-lost) / (1 - BigReal.FromDouble(linear.Eps));
        return (Decision[])
        [
            Balls.Same("sigma there, geometric", lost, NoiseAmount.Total(geometric, atGeometric)),
            Balls.Same("sigma there, log-linear", lost, NoiseAmount.Total(linear, atLinear)),
            Printed.Rounds("percent of the times, geometric", 100 * (atGeometric - least) / (1 - least), "24"),
            Printed.Rounds("percent of the times, log-linear", 100 * (atLinear - least) / (1 - least), ".1"),
        ];
    }, "V = 50257", "the geometric schedule from 1e-4 to 20 and the log-linear one with eps = 0.001", [Balls.Trust]);

    [Refutes("1 - V/(e + V) in the loss", Link = "https://github.com/louaaron/Score-Entropy-Discrete-Diffusion/blob/main/graph_lib.py")]
    public RefutationOutcome In_the_loss() => Refute.AtWitness("V = 50257, sigma = 0.001, x_t = x_0, in float32",
        () => [IsNear(TokenScoreEntropy.Uniform)], () => [IsNear(RatioLossMistakes.UniformOfSubtractedRatio)]);

    delegate Float32 Loss(Float32[] score, Float32[] logScore, int xt, int x0, Float32 expm1Sigma);

    static Decision IsNear(Loss loss)
    {
        const int V = 50257;
        (float[] score, float[] logs) = Scores(V);
        Float32 e = Expm1(1e-3f);
        float received = loss([.. score.Select(s => new Float32(s))], [.. logs.Select(l => new Float32(l))], 0, 0, e).Value;
        double expected = TokenScoreEntropy.Uniform<Float64>([.. score.Select(s => new Float64(s))], [.. logs.Select(l => new Float64(l))], 0, 0, new(e.Value)).Value;
        double size = score.Sum(s => (double)s) / V + 1;
        return Decide.That("within V + 24 roundings of the sizes of its terms", Math.Abs(received - expected) <= RatioAccuracy.Dwdse(size, V, TorchSharp.torch.ScalarType.Float32), $"{received:R}, in double {expected:R}");
    }

    static (float[] Score, float[] Logs) Scores(int v) =>
        ([.. Enumerable.Range(0, v).Select(y => MathF.ScaleB(1, y % 3 - 1))], [.. Enumerable.Range(0, v).Select(y => (y % 3 - 1) * MathF.Log(2))]);

    /// <summary>expm1 to the nearest float32, from sixty digits.</summary>
    static Float32 Expm1(float sigma) => new((float)(double)BigReal.Expm1(BigReal.FromDouble(sigma)));

    /// <summary>The largest sigma at which nothing is left: the ratio does not fall as sigma rises, so halving finds it.</summary>
    static float LastLost(int v)
    {
        (int lost, int kept) = (BitConverter.SingleToInt32Bits(1e-7f), BitConverter.SingleToInt32Bits(1f));
        while (kept - lost > 1)
        {
            int between = lost + (kept - lost) / 2;
            if (RatioLossMistakes.UniformRatioBySubtraction(Expm1(BitConverter.Int32BitsToSingle(between)), v).Value == 0) lost = between;
            else kept = between;
        }
        return BitConverter.Int32BitsToSingle(lost);
    }
}
