using DiffusionProofs.Gaussian;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Mistakes;

/// <summary>Right formulas with wrong numerics: equal to the right ones in exact arithmetic, and wrong in floats.</summary>
public static class TensorMistakes
{
    /// <summary>
    /// Posterior weights, [B,N], by exp(l_i)/sum_j exp(l_j). Wrong: without subtraction of the largest l, every term underflows where
    /// |x - alpha y|^2/(2 sigma^2) passes 103 in float32, and 0/0 is NaN.
    /// </summary>
    /// <param name="x">[B,D].</param>
    /// <param name="points">[N,D].</param>
    /// <param name="logPrior">[N].</param>
    public static Tensor WeightsWithoutMaximum(Tensor x, Tensor points, Tensor logPrior, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        Tensor terms = LogWeightsByDifference(x, points, logPrior, alpha, sigma).exp();
        return (terms / terms.sum(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Posterior weights, [B,N], from |x|^2 - 2 alpha x.y + alpha^2 |y|^2 in the dtype given. Wrong in float32 at small sigma:
    /// the square cancels, and dividing by sigma^2 blows its rounding up (332 nats at sigma = 0.002 on the digits).
    /// </summary>
    /// <inheritdoc cref="WeightsWithoutMaximum"/>
    public static Tensor WeightsByExpandedSquare(Tensor x, Tensor points, Tensor logPrior, double alpha, double sigma)
    {
        using var scope = NewDisposeScope();
        Tensor square = (x.Squared().sum(1, keepdim: true) - x.mm(points.t()).Times(2 * alpha)).Plus(points.Squared().sum(1).Times(alpha * alpha));
        return (logPrior - square.DividedBy(2 * sigma * sigma)).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The bound's terms by one selection, both branches as they are. Wrong: at t = 1 the divergence's weight is infinite; the value is not
    /// taken, but its slope is multiplied by 0, and 0 times infinity is NaN. Right: <see cref="TermsAtTimes.Of"/>.
    /// </summary>
    /// <inheritdoc cref="TermsAtTimes.Of"/>
    public static Tensor TermsByOneSelection(BetaTable table, Tensor times, Tensor x0, Tensor x0Hat, Func<Tensor, Tensor> decoder)
    {
        using var scope = NewDisposeScope();
        Tensor divergence = (x0 - x0Hat).Squared().sum(1) * TermsAtTimes.LossAt(table, times, x0.dtype).DividedBy(2);
        return where(times.Is(1), decoder(x0Hat), divergence).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The weight alone held finite, the decoder asked at every prediction. Wrong: one made at a later time may lie where the decoder has no
    /// mass, and the slope of log 0 is infinite.
    /// </summary>
    /// <inheritdoc cref="TermsAtTimes.Of"/>
    public static Tensor TermsWithDecoderEverywhere(BetaTable table, Tensor times, Tensor x0, Tensor x0Hat, Func<Tensor, Tensor> decoder)
    {
        using var scope = NewDisposeScope();
        return where(times.Is(1), decoder(x0Hat), TermsAtTimes.Of(table, times, x0, x0Hat, decoder)).MoveToOuterDisposeScope();
    }

    // By difference, as published: [B,N,D], for small cases only.
    static Tensor LogWeightsByDifference(Tensor x, Tensor points, Tensor logPrior, double alpha, double sigma) =>
        logPrior - (x.unsqueeze(1) - points.Times(alpha)).Squared().sum(2).DividedBy(2 * sigma * sigma);
}
