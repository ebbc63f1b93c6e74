using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>One evaluation of a data set's forms at fixed alpha and sigma, in the precision of its <see cref="CentredPoints"/>.</summary>
sealed class MixturePass
{
    readonly DataMixture data;
    readonly CentredPoints points;
    readonly double alpha;
    readonly double variance;
    readonly Tensor bias;

    /// <remarks>Lives in the caller's dispose scope.</remarks>
    public MixturePass(DataMixture data, CentredPoints points, double alpha, double sigma)
    {
        (this.data, this.points, this.alpha) = (data, points, alpha);
        variance = sigma * sigma;
        bias = (data.LogPrior - points.SquaredNorms * (alpha * alpha / (2 * variance)))
            .to(points.Values.device).to(points.Values.dtype);
    }

    /// <summary>[q,D] to [q,N].</summary>
    public Tensor Weights(Tensor x) => LogWeights(Scaled(Shifted(x)), 0, data.Count).softmax(1);

    /// <summary>[q,D] to [q,D].</summary>
    public Tensor Denoiser(Tensor x) => MeanAboutCentre(Shifted(x)) + points.Centre;

    /// <summary>[q,D] to [q,D].</summary>
    public Tensor Score(Tensor x)
    {
        Tensor shifted = Shifted(x);
        return (MeanAboutCentre(shifted) * alpha - shifted) / variance;
    }

    /// <summary>[q,D] to [q,D,D].</summary>
    public Tensor ScoreJacobian(Tensor x)
    {
        Tensor shifted = Shifted(x), weights = Weights(x), mean = MeanAboutCentre(shifted);
        Tensor floor = eye(data.Dimensions, dtype: points.Values.dtype, device: points.Values.device) / variance;
        return stack(Enumerable.Range(0, (int)x.shape[0]).Select(q => Spread(weights[q], mean[q]) - floor));
    }

    /// <summary>alpha^2 Cov_w/sigma^4, as sum_i z_i z_i^T with z_i = sqrt(w_i) (y_i - D) alpha/sigma^2: symmetric, and nothing cancels.</summary>
    Tensor Spread(Tensor weights, Tensor mean)
    {
        Tensor? sum = null;
        foreach ((long from, long count) in Blocks())
        {
            Tensor scales = weights.narrow(0, from, count).sqrt() * (alpha / variance);
            Tensor z = (points.Values.narrow(0, from, count) - mean) * scales.unsqueeze(1);
            Tensor part = z.t().mm(z);
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }

    /// <summary>[q,D] to [q].</summary>
    /// <remarks>
    /// log p = log pi_m - |x - alpha y_m|^2/(2 sigma^2) + log sum_i exp(l_i - l_m) - D/2 log(2 pi sigma^2), m the point of
    /// largest weight: its distance is taken by difference, where the affine form would cancel against |x|^2.
    /// </remarks>
    public Tensor LogDensity(Tensor x)
    {
        Tensor shifted = Shifted(x);
        Peak peak = Join(Scaled(shifted), withMean: false).Peak;
        Tensor nearest = peak.Nearest.squeeze(1);
        Tensor difference = shifted - points.Values.index_select(0, nearest) * alpha;
        Tensor logPrior = data.LogPrior.index_select(0, nearest.to(data.LogPrior.device)).to(x.device).to(x.dtype);
        return peak.LogSum.squeeze(1) + logPrior - difference.square().sum(1) / (2 * variance)
            - data.Dimensions * Math.Log(2 * Math.PI * variance) / 2;
    }

    /// <summary>sum_i w_i (y_i - c), [q,D].</summary>
    Tensor MeanAboutCentre(Tensor shifted)
    {
        Tensor scaled = Scaled(shifted);
        // One block needs no joining.
        return data.Count <= DataMixture.PointsAtOnce
            ? LogWeights(scaled, 0, data.Count).softmax(1).mm(points.Values)
            : Join(scaled, withMean: true).Mean!;
    }

    /// <summary>Of each query, the largest log-weight l_m so far, its point m, and log sum_i exp(l_i - l_m): each [q,1].</summary>
    readonly record struct Peak(Tensor LogWeight, Tensor Nearest, Tensor LogSum);

    /// <summary>A softmax by blocks of points: of each block its own softmax, joined by the blocks' shares.</summary>
    /// <remarks>
    /// All large exponentials are softmax's: torch's exp, on MKL, is ten times slower where it underflows, as nearly all weights do. Its
    /// largest entry is exp(l_m)/sum exp(l_i), so -log of it is the logarithm of the sum.
    /// </remarks>
    (Peak Peak, Tensor? Mean) Join(Tensor scaled, bool withMean)
    {
        Peak? all = null;
        Tensor? mean = null;
        foreach ((long from, long count) in Blocks())
        {
            Tensor logWeights = LogWeights(scaled, from, count), weights = logWeights.softmax(1);
            (Tensor share, Tensor index) = weights.max(1, keepdim: true);
            Peak block = new(logWeights.gather(1, index), index + from, -share.log());
            Tensor? blockMean = withMean ? weights.mm(points.Values.narrow(0, from, count)) : null;
            if (all is not { } before)
            {
                (all, mean) = (block, blockMean);
                continue;
            }
            Tensor most = maximum(before.LogWeight, block.LogWeight);
            Tensor old = before.LogSum + (before.LogWeight - most), added = block.LogSum + (block.LogWeight - most);
            Tensor sum = old.logaddexp(added);
            all = new Peak(most, where(block.LogWeight > before.LogWeight, block.Nearest, before.Nearest), sum);
            if (withMean) mean = mean! * (old - sum).exp() + blockMean! * (added - sum).exp();
        }
        return (all!.Value, mean);
    }

    /// <summary>x - alpha c.</summary>
    Tensor Shifted(Tensor x) => x - points.Centre * alpha;

    Tensor Scaled(Tensor shifted) => shifted * (alpha / variance);

    /// <summary>log pi_i + (alpha (x - alpha c).(y_i - c) - alpha^2 |y_i - c|^2/2)/sigma^2, [q,n].</summary>
    Tensor LogWeights(Tensor scaled, long from, long count) =>
        addmm(bias.narrow(0, from, count), scaled, points.Values.narrow(0, from, count).t(), 1, 1);

    IEnumerable<(long From, long Count)> Blocks()
    {
        for (long from = 0; from < data.Count; from += DataMixture.PointsAtOnce)
            yield return (from, Math.Min(DataMixture.PointsAtOnce, data.Count - from));
    }
}
