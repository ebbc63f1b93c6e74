using DiffusionProofs.Runtime;
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
        bias = (data.LogPrior - points.SquaredNorms.Times(alpha * alpha / (2 * variance)))
            .to(points.Values.device).to(points.Values.dtype);
    }

    /// <summary>[q,D] to [q,N].</summary>
    public Tensor Weights(Tensor x) => LogWeights(Scaled(Shifted(x)), 0, data.Count).softmax(1);

    /// <summary>[q,D] to [q,D].</summary>
    public Tensor Denoiser(Tensor x) => MeanAboutCentre(Shifted(x)).Plus(points.Centre);

    /// <summary>[q,D] to [q,D].</summary>
    public Tensor Score(Tensor x)
    {
        Tensor shifted = Shifted(x);
        return (MeanAboutCentre(shifted).Times(alpha) - shifted).DividedBy(variance);
    }

    /// <summary>[q,D] to [q,D,D].</summary>
    public Tensor ScoreJacobian(Tensor x)
    {
        Tensor shifted = Shifted(x), weights = Weights(x), mean = MeanAboutCentre(shifted);
        Tensor floor = eye(data.Dimensions, dtype: points.Values.dtype, device: points.Values.device).DividedBy(variance);
        return stack(Enumerable.Range(0, (int)x.shape[0]).Select(q => Spread(weights[q], mean[q]) - floor));
    }

    /// <summary>alpha^2 Cov_w/sigma^4, as sum_i z_i z_i^T with z_i = sqrt(w_i) (y_i - D) alpha/sigma^2: symmetric, and nothing cancels.</summary>
    Tensor Spread(Tensor weights, Tensor mean)
    {
        Tensor? sum = null;
        foreach ((long from, long count) in Blocks())
        {
            Tensor scales = weights.narrow(0, from, count).sqrt().Times(alpha / variance);
            Tensor z = (points.Values.narrow(0, from, count) - mean) * scales.unsqueeze(1);
            Tensor part = z.t().mm(z);
            sum = sum is null ? part : sum.Plus(part);
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
        Tensor scaled = Scaled(shifted);
        Tensor? most = null, sum = null, nearest = null;
        foreach ((long from, long count) in Blocks())
        {
            Tensor logWeights = LogWeights(scaled, from, count);
            (Tensor blockMost, Tensor blockNearest) = logWeights.max(1, keepdim: true);
            Tensor newMost = most is null ? blockMost : maximum(most, blockMost);
            Tensor blockSum = Exponentials(logWeights, newMost).sum(1, keepdim: true);
            nearest = most is null ? blockNearest : where(blockMost > most, blockNearest.Plus(tensor(from)), nearest!);
            sum = most is null ? blockSum : (sum! * (most - newMost).exp()).Plus(blockSum);
            most = newMost;
        }
        nearest = nearest!.squeeze(1);
        Tensor difference = shifted - points.Values.index_select(0, nearest).Times(alpha);
        Tensor logPrior = data.LogPrior.index_select(0, nearest.to(data.LogPrior.device)).to(x.device).to(x.dtype);
        return (sum!.squeeze(1).log().Plus(logPrior) - difference.Squared().sum(1).DividedBy(2 * variance))
            .Minus(data.Dimensions * Math.Log(2 * Math.PI * variance) / 2);
    }

    /// <summary>sum_i w_i (y_i - c), [q,D], by a running softmax over blocks of points.</summary>
    Tensor MeanAboutCentre(Tensor shifted)
    {
        Tensor scaled = Scaled(shifted);
        Tensor? most = null, sum = null, mean = null;
        foreach ((long from, long count) in Blocks())
        {
            Tensor logWeights = LogWeights(scaled, from, count);
            // A shift cancels in the quotient: no gradient has to pass through it.
            Tensor blockMost = logWeights.detach().amax([1L], keepdim: true);
            Tensor newMost = most is null ? blockMost : maximum(most, blockMost);
            Tensor terms = Exponentials(logWeights, newMost);
            Tensor blockSum = terms.sum(1, keepdim: true), blockMean = terms.mm(points.Values.narrow(0, from, count));
            Tensor? shrink = most is null ? null : (most - newMost).exp();
            sum = shrink is null ? blockSum : (sum! * shrink).Plus(blockSum);
            mean = shrink is null ? blockMean : (mean! * shrink).Plus(blockMean);
            most = newMost;
        }
        return mean! / sum!;
    }

    /// <summary>exp(l - most), in place: a second block would be paged in and out at every turn.</summary>
    /// <remarks>
    /// Terms below e^-87 (e^-700 in float64) are taken as that: beside the largest term, 1, N of them add less than 1e-37 N, far under
    /// an ulp of the sum. An exp that underflows costs twenty times as much, and nearly all of these would.
    /// </remarks>
    static Tensor Exponentials(Tensor logWeights, Tensor most) =>
        logWeights.sub_(most).AtLeastInPlace(logWeights.dtype == ScalarType.Float64 ? -700 : -87).exp_();

    /// <summary>x - alpha c.</summary>
    Tensor Shifted(Tensor x) => x - points.Centre.Times(alpha);

    Tensor Scaled(Tensor shifted) => shifted.Times(alpha / variance);

    /// <summary>log pi_i + (alpha (x - alpha c).(y_i - c) - alpha^2 |y_i - c|^2/2)/sigma^2, [q,n].</summary>
    Tensor LogWeights(Tensor scaled, long from, long count) =>
        addmm(bias.narrow(0, from, count), scaled, points.Values.narrow(0, from, count).t(), 1, 1);

    IEnumerable<(long From, long Count)> Blocks()
    {
        for (long from = 0; from < data.Count; from += DataMixture.PointsAtOnce)
            yield return (from, Math.Min(DataMixture.PointsAtOnce, data.Count - from));
    }
}
