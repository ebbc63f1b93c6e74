using DiffusionProofs.Runtime;
using TorchSharp;

namespace DiffusionProofs.Categorical;

/// <summary>
/// Bounds of the rounding errors of discrete diffusion's tensor code, derived and not measured: u is 2^-24 or 2^-53, elementary functions are within
/// two units in the last place, 4 u, and sums of K terms are taken in any order.
/// </summary>
public static class CategoricalAccuracy
{
    /// <summary>Beside the first order, for the higher ones as long as the whole is below a twentieth.</summary>
    const double Further = 1.05;

    /// <summary>K least normal numbers over u: a sum of K products above it lost less than u of itself where they underflowed.</summary>
    public static double LeastSum(long categories, torch.ScalarType type) => categories * Math.ScaleB(1, type == torch.ScalarType.Float32 ? -126 : -1022) / Dtypes.UnitRoundoff(type);

    /// <summary>Of p Q by <see cref="RankOneTensors"/>, relative: the total's K - 1 roundings, the weights' and the products' one each, the sum's: (K + 3) u.</summary>
    public static double RankOneAfter(long categories, torch.ScalarType type) => 1.01 * (categories + 3) * Dtypes.UnitRoundoff(type);

    /// <summary>
    /// Of an entry of the discretised Gaussian, relative: made in doubles, 2 e roundings for the exponent e, its exponential, at most 6 w + 13 for the
    /// normaliser and for what would leave the range; then one rounding to the type.
    /// </summary>
    /// <param name="jump">n, at most <paramref name="width"/>.</param>
    /// <param name="width">w, the furthest jump.</param>
    public static double GaussianEntry(int jump, double beta, int categories, int width, torch.ScalarType type) =>
        1.01 * (Dtypes.UnitRoundoff(type) + Math.ScaleB(8.0 * jump * jump / ((categories - 1.0) * (categories - 1) * beta) + 6 * width + 13, -53));

    /// <summary>
    /// Of eq. 3 or eq. 4, relative: both factors and their product, twice since the sum is made of them too, the sum's K - 1 roundings and the quotient's:
    /// 2 (factors + u) + K u.
    /// </summary>
    /// <param name="factors">The relative errors of both factors, added.</param>
    public static double Normalised(double factors, long categories, torch.ScalarType type) => Further * (2 * factors + (categories + 2) * Dtypes.UnitRoundoff(type));

    /// <summary>
    /// Of the logarithms of a law by log-softmax, absolute: their own errors, on average in the normaliser, and
    /// u (2 |log p_j| + 5 log K + K + 3): differences from the largest, exponentials, their sum, its logarithm.
    /// </summary>
    /// <param name="law">[K], normalised.</param>
    /// <param name="errors">Absolute errors of the logarithms before they are normalised, [K].</param>
    public static double[] LogNormalised(IReadOnlyList<double> law, IReadOnlyList<double> errors, torch.ScalarType type) =>
        OfLogSoftmax([.. law.Select(p => Math.Log(p))], errors, type);

    static double[] OfLogSoftmax(double[] logLaw, IReadOnlyList<double> errors, torch.ScalarType type)
    {
        double u = Dtypes.UnitRoundoff(type), own = 5 * Math.Log(logLaw.Length) + logLaw.Length + 3, mean = logLaw.Zip(errors, (l, error) => Math.Exp(l) * error).Sum();
        return [.. logLaw.Zip(errors, (l, error) => double.IsNegativeInfinity(l) ? 0 : error + mean + u * (own - 2 * l))];
    }

    /// <summary>Of the logarithm of a number that is off by a relative error: that and 4 u |log|.</summary>
    public static double Log(double value, double relative, torch.ScalarType type) => value > 0 ? relative + 4 * Dtypes.UnitRoundoff(type) * Math.Abs(Math.Log(value)) : 0;

    /// <summary>
    /// Of an entry log (p Q)_j, absolute: the logarithms' own errors, u |log p_i| for the difference from the largest and the entries of Q, on average over
    /// what the sum is made of, and u (K + 12 + 5 log K + 5 |log|): exponentials, their sum, its logarithm, the largest added again.
    /// </summary>
    /// <param name="law">p, [K].</param>
    /// <param name="errors">Absolute errors of log p, [K].</param>
    /// <param name="column">Q[., j], [K].</param>
    /// <param name="entryError">Relative, of the entries of Q.</param>
    public static double LogAfter(IReadOnlyList<double> law, IReadOnlyList<double> errors, IReadOnlyList<double> column, double entryError, torch.ScalarType type)
    {
        double u = Dtypes.UnitRoundoff(type), sum = law.Zip(column, (p, q) => p * q).Sum();
        if (sum == 0) return 0;
        double mean = Enumerable.Range(0, law.Count).Where(i => law[i] > 0 && column[i] > 0).Sum(i => law[i] * column[i] / sum * (errors[i] - u * Math.Log(law[i])));
        return mean + entryError + u * (law.Count + 12 + 5 * Math.Log(law.Count) + 5 * Math.Abs(Math.Log(sum)));
    }

    /// <summary>
    /// Of the same by <see cref="BandedTensors"/>, one addition of logarithms after another: each term's error and u (5 |log q_i| + |log p_i| + |log p_i q_i|),
    /// on average, and for each of the 2 w + 1 additions u (5 + |log|).
    /// </summary>
    /// <inheritdoc cref="LogAfter"/>
    public static double BandedLogAfter(IReadOnlyList<double> law, IReadOnlyList<double> errors, IReadOnlyList<double> column, double entryError, int width, torch.ScalarType type)
    {
        double u = Dtypes.UnitRoundoff(type), sum = law.Zip(column, (p, q) => p * q).Sum();
        if (sum == 0) return 0;
        double mean = Enumerable.Range(0, law.Count).Where(i => law[i] > 0 && column[i] > 0).Sum(i =>
            law[i] * column[i] / sum * (errors[i] + u * (6 * Math.Abs(Math.Log(column[i])) + 2 * Math.Abs(Math.Log(law[i])))));
        return mean + entryError + u * (2 * width + 1) * (5 + Math.Abs(Math.Log(sum)));
    }

    /// <summary>
    /// Of a divergence of q from p, absolute. With r = log(q/p) a term q r - q + p passes the error of log q on as q |r| and that of log p as |p - q|, both
    /// small where the laws are near; its own rounding is 11 u q |r| where |r| &lt; 1 and 10 u (q |r| + q + p) beyond, p where q is 0; the sum K u of the terms.
    /// </summary>
    /// <param name="q">[K].</param>
    /// <param name="p">[K], above 0 where q is.</param>
    /// <param name="errorsOfQ">Absolute errors of log q, [K].</param>
    /// <param name="errorsOfP">Of log p, [K].</param>
    public static double Divergence(IReadOnlyList<double> q, IReadOnlyList<double> p, IReadOnlyList<double> errorsOfQ, IReadOnlyList<double> errorsOfP, torch.ScalarType type)
    {
        double u = Dtypes.UnitRoundoff(type), total = 0;
        for (int j = 0; j < q.Count; j++)
        {
            if (q[j] == 0)
            {
                total += p[j] * (errorsOfP[j] + (5 + q.Count) * u);
                continue;
            }
            double r = Math.Log(q[j] / p[j]), size = q[j] * Math.Abs(r), term = Math.Max(0, q[j] * r - q[j] + p[j]), both = errorsOfQ[j] + errorsOfP[j] + u * Math.Abs(r);
            double own = Math.Abs(r) < 1.01 ? 11 * size : 10 * (size + q[j] + p[j]);
            total += size * errorsOfQ[j] + Math.Abs(p[j] - q[j]) * (errorsOfP[j] + u * Math.Abs(r)) + Math.E * q[j] * both * both + u * (own + q.Count * term);
        }
        return Further * total;
    }

    /// <summary>
    /// Of a stationary law by elimination, relative. Each elimination leaves every entry of the chain on n categories within (n + 2) u, and by the matrix
    /// tree theorem a law is a quotient of sums of products of n - 1 of them: 2 (n - 1)(n + 2) u, added over n. Then 2 K (K - 1) u for the law from the
    /// first category on, and K u to normalise it.
    /// </summary>
    public static double Stationary(long categories, torch.ScalarType type)
    {
        double steps = 2.0 * categories * (categories - 1) + categories;
        for (long n = 1; n < categories; n++) steps += 2.0 * (n - 1) * (n + 2);
        return Further * steps * Dtypes.UnitRoundoff(type);
    }

    /// <summary>Of B^n by <see cref="MatrixPowerTensors"/>, relative: n times B's and K u for each of n - 1 products, however they are bracketed.</summary>
    /// <param name="entryError">Relative, of B.</param>
    public static double Power(int n, double entryError, long categories, torch.ScalarType type) => Further * (n * entryError + Math.Max(0, n - 1) * categories * Dtypes.UnitRoundoff(type));

    /// <summary>
    /// Of an entry of <see cref="NeighbourTensors.Step"/>, absolute: 2^h (Terms (K + 4) + 5) and (2^h - 1) K roundings of float64 for the series and its h
    /// squarings, 2^(h - 65) for the terms left out, and one rounding to the type.
    /// </summary>
    public static double Neighbours(double entry, long categories, int halvings, torch.ScalarType type)
    {
        double times = Math.ScaleB(1, halvings), roundings = times * (NeighbourTensors.Terms * (categories + 4) + 5) + (times - 1) * categories;
        return Further * (entry * (roundings * Math.ScaleB(1, -53) + Dtypes.UnitRoundoff(type)) + Math.ScaleB(times, -65));
    }

    /// <summary>
    /// Of <see cref="TruncatedLogisticTensors.LogProbabilities"/>, absolute, [K]: an argument a = s (edge - location) is off by |a| (|2 - log s'| + 6) u and
    /// s |edge| u, which a logsigmoid passes on at most once; its own 9 u |logsigmoid|, the sum's rounding, and those of the log-softmax.
    /// </summary>
    /// <param name="logLaw">The exact logarithms, [K].</param>
    public static double[] TruncatedLogistic(double location, double logScale, IReadOnlyList<double> logLaw, torch.ScalarType type)
    {
        double u = Dtypes.UnitRoundoff(type), inverse = Math.Exp(2 - logScale);
        int categories = logLaw.Count;
        double[] errors = new double[categories];
        for (int k = 0; k < categories; k++)
            foreach ((double edge, int side) in new[] { ((2.0 * k - categories + 2) / (categories - 1), 1), ((2.0 * k - categories) / (categories - 1), -1) })
            {
                double a = inverse * side * (edge - location), logSigmoid = Math.Min(a, 0) - Math.Log(1 + Math.Exp(-Math.Abs(a)));
                errors[k] += u * (Math.Abs(a) * (Math.Abs(2 - logScale) + 6) + inverse * Math.Abs(edge) + 10 * Math.Abs(logSigmoid));
            }
        return [.. OfLogSoftmax([.. logLaw], errors, type).Select(error => Further * error)];
    }
}
