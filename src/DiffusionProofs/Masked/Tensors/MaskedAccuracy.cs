using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Masked;

/// <summary>Bounds of the rounding error of <see cref="MaskedLosses"/>, derived and not measured. u is 2^-24 or 2^-53.</summary>
/// <remarks>
/// <para>Each logit relative to the largest, d, is off by u |d|, its exponential by a factor 1 + u (|d| + 2), and the sum of V of them, in any
/// order, by V u more. Weighted with the exponentials, |d| is on average an entropy less the logarithm of their sum, so at most log V less that
/// logarithm. Where the true token has d > -1 the loss is log1p(others/own), which passes relative errors on; elsewhere it is
/// log(own + others) - d, both terms at least 0 and their sum at least 1.</para>
/// <para>Exponentials below the least normal number may be lost: V of them, relative to the largest.</para>
/// </remarks>
public static class MaskedAccuracy
{
    /// <summary>Of a cross-entropy under SUBS, in nats: 1.01 u (V + 10 + 2 log V + max(0, -log ce)) ce and V e times the least normal number.</summary>
    /// <param name="ce">The exact value, at least 0.</param>
    public static double CrossEntropy(double ce, long vocabulary, torch.ScalarType type)
    {
        double u = Dtypes.UnitRoundoff(type), lost = vocabulary * Math.E * Math.ScaleB(1, type == torch.ScalarType.Float32 ? -126 : -1022);
        if (ce == 0) return lost;
        return 1.01 * u * (vocabulary + 10 + 2 * Math.Log(vocabulary) + Math.Max(0, -Math.Log(ce))) * ce + lost;
    }

    /// <summary>Of a term of the bound that is weight times a cross-entropy: the weight's three roundings and the product's beside it.</summary>
    public static double Term(double weight, double ce, long vocabulary, torch.ScalarType type) =>
        weight * (CrossEntropy(ce, vocabulary, type) + 4.04 * Dtypes.UnitRoundoff(type) * ce);

    /// <summary>
    /// Of a step's KL without SUBS: 6.1 u (V + 16 + 2 log V + ce + |log p_m|) R (1 + ce - log(1 - alpha_t)). Both probabilities are off by at most
    /// twice the first factor's u. log1p(-drop) up to drop = 1/2 and the quotient's logarithm beyond pass that on at most 1/log 2 = 1.44 times, the
    /// first term's log1p once; the second term is no larger than the first, which is at most R (1 + ce - log(1 - alpha_t)): 2 (1 + 1.44) &lt; 6.
    /// </summary>
    /// <param name="reveal">R = (alpha_s - alpha_t)/(1 - alpha_t).</param>
    /// <param name="ce">-log p_x, over the whole vocabulary.</param>
    /// <param name="logMaskProbability">log p_m, -infinity where the mask has none: then its terms are 0 without rounding.</param>
    public static double StepKl(double reveal, double ce, double logMaskProbability, double alphaT, long vocabulary, torch.ScalarType type)
    {
        double size = vocabulary + 16 + 2 * Math.Log(vocabulary) + ce + (double.IsFinite(logMaskProbability) ? -logMaskProbability : 0);
        return 6.1 * Dtypes.UnitRoundoff(type) * size * reveal * (1 + ce - Math.Log(1 - alphaT));
    }

    /// <summary>
    /// Of the integrand with a weight for every token: u times the sum over j of (2 V + 10 + log V + |log mu_j|) |w_j - w_x| mu_j, each mu_j being off by its
    /// own distance from the largest and the sum by V u, and (V + 12 + 2 log V + max(0, -log ce)) w_x ce; and u of the total.
    /// </summary>
    /// <param name="weights">w, [V].</param>
    /// <param name="mu">The exact prediction, [V], 0 for the mask.</param>
    public static double Vector(IReadOnlyList<double> weights, IReadOnlyList<double> mu, int x0, torch.ScalarType type)
    {
        double u = Dtypes.UnitRoundoff(type), v = mu.Count, spread = 0, size = 0, ce = -Math.Log(mu[x0]);
        for (int j = 0; j < mu.Count; j++)
        {
            if (mu[j] == 0) continue;
            double term = Math.Abs(weights[j] - weights[x0]) * mu[j];
            (spread, size) = (spread + (2 * v + 10 + Math.Log(v) - Math.Log(mu[j])) * term, size + term);
        }
        return 1.01 * u * (spread + size) + weights[x0] * (CrossEntropy(ce, mu.Count, type) + 3.03 * u * ce);
    }
}
