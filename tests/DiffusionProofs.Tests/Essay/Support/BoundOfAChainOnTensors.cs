using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Prior, steps and decoder of a chain of three steps with the denoiser k x_t, term by term on tensors.</summary>
static class BoundOfAChainOnTensors
{
    static readonly double[] alpha = [1, 0.875, 0.625, 0.25], sigma = [0, 0.375, 0.75, 1.25];

    /// <summary>The decoder N(k x_1, deviation^2).</summary>
    const double Deviation = 0.3125;

    public static SampledOutcome AgainstTheModelsDensity(On on) => Sample.Rows(on,
        from x in new[] { -2.5, 0, 0.375, 1.75 } from k in new[] { 0, 0.25, 0.875, -0.5 } select (X: x, K: k), (row, _) =>
        {
            double u = on.DType == torch.float32 ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53), tiny = Math.ScaleB(1, -53);
            double prior = Value(GaussianBounds.Prior(on.Tensor([row.X], 1, 1), alpha[3], sigma[3])), steps = 0, decoder = 0, size = 0;
            foreach (int sign in new[] { -1, 1 })
            {
                // Few bits: exact in float32.
                double Noisy(int t) => alpha[t] * row.X + sign * sigma[t];
                for (int t = 2; t <= 3; t++)
                    steps += Value(GaussianBounds.StepBySnr(on.Tensor([row.X], 1, 1), on.Tensor([row.K * Noisy(t)], 1, 1), alpha[t - 1], sigma[t - 1], alpha[t], sigma[t])) / 2;
                decoder -= Value(GaussianKernel.LogDensity(on.Tensor([row.X], 1, 1), on.Tensor([Noisy(1)], 1, 1), row.K, Deviation)) / 2;
                size += Math.Pow((Math.Abs(row.X) + Math.Abs(row.K * Noisy(1))) / Deviation, 2) / 2 + 1;
            }
            LinearGaussianModel<BigReal> model = Model(row.K);
            BigReal x0 = BigReal.FromDouble(row.X), constant = BigReal.Log(2 * BigReal.Pi) / 2;
            double received = prior + steps + decoder, allowed = (5 * u + 24 * tiny) * (prior + steps) + 8 * u * size + 16 * tiny * (received + size);
            return
            [
                Compare.Within("bound", (double)(model.Bound(x0) + constant), received, allowed),
                Compare.AtLeast("bound", (double)(model.Surprise(x0) + constant), received, allowed),
            ];
        }, "(5 u + 24 2^-53) of the prior's and steps' terms, 8 u (((|x| + |k x_1|)/r)^2 + 2) of the decoder's, and the sum in doubles",
        "T = 3, d = 1", "dyadic x within 2.5, denoisers k x_t, the decoder's deviation 5/16");

    /// <summary>The posterior with k x_t for x_0, and the decoder.</summary>
    static LinearGaussianModel<BigReal> Model(double slope)
    {
        BigReal[] a = [.. alpha.Select(BigReal.FromDouble)], s = [.. sigma.Select(BigReal.FromDouble)];
        BigReal k = BigReal.FromDouble(slope);
        FormalStep<BigReal> Step(int t) => new(a[t - 1], s[t - 1], a[t], s[t]);
        BigReal Slope(int t) => Step(t).Mean([1], [k])[0];
        return new(a, s, [k, Slope(2), Slope(3)], [BigReal.FromDouble(Deviation).Squared(), Step(2).Variance, Step(3).Variance], 1);
    }

    static double Value(torch.Tensor one) => Compare.Values(one)[0];
}
