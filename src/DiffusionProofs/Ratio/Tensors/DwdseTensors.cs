using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Ratio;

/// <summary>The integrand of SEDD's bound for each token, [B,L], in O(V) a token, V a block of rows at a time.</summary>
/// <remarks>
/// The tensor face of <see cref="TokenScoreEntropy"/>, times sigma'. Nats per unit of time. Differentiable by the log-scores. Error:
/// <see cref="RatioAccuracy.Dwdse"/>, which holds in float32 from sigma = 1e-7 on, where the published 1 - V/(e + V) is 0. Source: Lou et al., SEDD,
/// arXiv:2310.16834, theorem 3.6, eq. 10.
/// </remarks>
public static class DwdseTensors
{
    /// <summary>sigma' sum_{y != x_t} Q[y][x_t] (s_y - r_y log s_y + K(r_y)), r_y = q(y | x_0)/q(x_t | x_0).</summary>
    /// <param name="rate"><see cref="UniformRate"/> or <see cref="AbsorbingRate"/>. Absorbing: exactly 0 where x_t is a token, and only rows of masks are read.</param>
    /// <param name="logScore">log s, [B,L,V] or any [...,V], float32 or float64, finite; that of x_t itself counts for nothing.</param>
    /// <param name="xt">[B,L], int64; for absorbing noise x0 or the mask.</param>
    /// <param name="x0">[B,L], int64; for absorbing noise never the mask.</param>
    /// <param name="sigma">[B] or [B,L], above 0.</param>
    /// <param name="slope">sigma', [B] or [B,L], 0 or more.</param>
    public static Tensor Integrand(ClosedRate rate, Tensor logScore, Tensor xt, Tensor x0, Tensor sigma, Tensor slope)
    {
        using var scope = NewDisposeScope();
        int? mask = RatioRequire.Mask(rate);
        MaskedRequire.Logits(logScore, nameof(logScore));
        if (logScore.shape[^1] != rate.Categories)
            throw new ArgumentException($"logScore must be [..., {rate.Categories}], one for each category of the rates, was {TensorRequire.Shape(logScore)}.", nameof(logScore));
        Tensor noise = RatioRequire.Noise(sigma, logScore, zeroAllowed: false, nameof(sigma)).reshape(-1).expm1();
        Tensor weight = RatioRequire.Noise(slope, logScore, zeroAllowed: true, nameof(slope)).reshape(-1);
        return (mask is { } id ? Absorbing(logScore, xt, x0, id, noise, weight) : Uniform(rate, logScore, xt, x0, noise, weight)).MoveToOuterDisposeScope();
    }

    static Tensor Absorbing(Tensor logScore, Tensor xt, Tensor x0, int mask, Tensor e, Tensor slope)
    {
        var rows = new MaskedRows(logScore, xt, x0, mask);
        if (rows.Count == 0) return rows.Spread(empty([0], dtype: logScore.dtype, device: logScore.device));
        Tensor all = logScore.reshape(-1, rows.Vocabulary), own = tensor((long)mask, device: logScore.device).reshape(1, 1);
        (Tensor sums, Tensor logs) = (Column(rows.Count, logScore), Column(rows.Count, logScore));
        foreach ((long start, long length) in MaskedRows.Blocks(rows.Count, logScore))
        {
            using var block = NewDisposeScope();
            (Tensor scores, Tensor others) = Others(all.index_select(0, rows.Positions.narrow(0, start, length)), own.expand(length, 1));
            sums.narrow(0, start, length).copy_(scores.sum([1]));
            logs.narrow(0, start, length).copy_(others.gather(1, rows.Targets.narrow(0, start, length).unsqueeze(1)).squeeze(1));
        }
        TensorNumber ratio = 1 / new TensorNumber(e.index_select(0, rows.Positions));
        return rows.Spread(slope.index_select(0, rows.Positions) * AtMask(sums, logs, ratio));
    }

    static Tensor AtMask(Tensor sum, Tensor logTrue, TensorNumber ratio) =>
        (new TensorNumber(sum) - ratio * new TensorNumber(logTrue) + ScoreEntropyFormulas.Constant(ratio)).Value;

    static Tensor Uniform(ClosedRate rate, Tensor logScore, Tensor xt, Tensor x0, Tensor e, Tensor slope)
    {
        RatioRequire.Categories(xt, rate, logScore, nameof(xt));
        RatioRequire.Categories(x0, rate, logScore, nameof(x0));
        int v = rate.Categories;
        Tensor all = logScore.reshape(-1, v), from = x0.reshape(-1), to = xt.reshape(-1);
        long count = from.shape[0];
        (Tensor sums, Tensor logSums, Tensor logs) = (Column(count, logScore), Column(count, logScore), Column(count, logScore));
        foreach ((long start, long length) in MaskedRows.Blocks(count, logScore))
        {
            using var block = NewDisposeScope();
            (Tensor scores, Tensor others) = Others(all.narrow(0, start, length), to.narrow(0, start, length).unsqueeze(1));
            sums.narrow(0, start, length).copy_(scores.sum([1]));
            logSums.narrow(0, start, length).copy_(others.sum([1]));
            logs.narrow(0, start, length).copy_(others.gather(1, from.narrow(0, start, length).unsqueeze(1)).squeeze(1));
        }
        TensorNumber positive = new(sums.DividedBy(v)), mean = new(logSums.DividedBy(v)), logTrue = new(logs);
        TensorNumber expm1 = new(e), ratio = TokenScoreEntropy.UniformRatio(expm1, v);
        TensorNumber kept = positive - ratio * mean + TensorNumber.FromDouble((v - 1) / (double)v) * ScoreEntropyFormulas.Constant(ratio);
        TensorNumber moved = positive - mean - logTrue / expm1 + (ScoreEntropyFormulas.Constant(1 / ratio) - (v - 2)) / v;
        return (slope * where(from.eq(to), kept.Value, moved.Value)).reshape(xt.shape);
    }

    // One tensor for all blocks: small ones kept between large ones that are freed would leave holes too small for the next.
    static Tensor Column(long count, Tensor like) => zeros([count], dtype: like.dtype, device: like.device);

    /// <summary>Scores and log-scores with 0 for one entry of each row.</summary>
    static (Tensor Scores, Tensor Logs) Others(Tensor rows, Tensor own)
    {
        Tensor none = zeros([own.shape[0], 1], dtype: rows.dtype, device: rows.device), logs = rows.scatter(1, own, none);
        TensorRequire.Finite(logs, "logScore");
        return (logs.exp().scatter(1, own, none), logs);
    }
}
