using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>The negative ELBO of a discrete chain for one token.</summary>
/// <remarks>
/// KL(q(x_T | x_0) || p(x_T)) + sum over t of E KL(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)) (D3PM, eq. 1). Its first term in time, t = 1, is the decoder
/// -log p(x_0 | x_1), of which two conventions are in use: the prediction itself, or eq. 4 with the empty product, which weighs it with q(x_1 | x_0). They are
/// different models with different likelihoods. Where nothing is said it is eq. 4 (<see cref="CategoricalFormulas.StepDivergence"/>): the paper defines the reverse
/// step once, for every t, and its text code follows; its image code takes the prediction itself. Nats.
/// </remarks>
public static class NelboFormulas
{
    /// <summary>KL(q(x_T | x_0) || prior).</summary>
    /// <param name="row">q(x_T | x_0), [K].</param>
    /// <param name="support">Where it is not 0; the prior must not be 0 there.</param>
    public static T PriorKl<T>(T[] row, T[] prior, IEnumerable<int> support) where T : ILogField<T> =>
        CategoricalFormulas.KullbackLeibler(row, prior, support);

    /// <summary>-log p~(x_0 | x_1): the decoder that is the prediction itself.</summary>
    public static T PredictedDecoder<T>(T[] predicted, int x0) where T : ILogField<T> => -T.Log(predicted[x0]);

    /// <summary>-log of eq. 4 at t = 1: Q_1[x_0, x_1] p~(x_0)/sum_j Q_1[j, x_1] p~(j).</summary>
    public static T PosteriorDecoder<T>(T[][] step, T[] predicted, int x0, int x1) where T : ILogField<T> =>
        -T.Log(CategoricalFormulas.Reverse(step, LinearAlgebra.Identity<T>(predicted.Length), predicted, x1)[x0]);

    /// <summary>The term of t = 1: the sum over x_1 of q(x_1 | x_0) times a decoder's loss.</summary>
    /// <param name="law">q(x_1 | x_0), [K].</param>
    /// <param name="reached">Where it is not 0.</param>
    /// <param name="loss">One of the decoders at x_1.</param>
    public static T Decoding<T>(T[] law, IEnumerable<int> reached, Func<int, T> loss) where T : IField<T> => reached.Select(x1 => law[x1] * loss(x1)).Sum();

    /// <summary>A step's term, t >= 2: the sum over x_t of q(x_t | x_0) KL(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)).</summary>
    /// <param name="step">Q_t.</param>
    /// <param name="before">Q_1 ... Q_{t-1}.</param>
    /// <param name="predicted">[K][K]: the law of x_0 for each x_t.</param>
    /// <param name="reached">The x_t that x_0 can become.</param>
    /// <param name="between">The x_{t-1} between x_0 and that x_t.</param>
    public static T Step<T>(T[][] step, T[][] before, T[][] predicted, int x0, IEnumerable<int> reached, Func<int, IEnumerable<int>> between) where T : ILogField<T>
    {
        T[] law = LinearAlgebra.Combine(before[x0], step);
        return reached.Select(xt => law[xt] * CategoricalFormulas.KullbackLeibler(
            CategoricalFormulas.Posterior(step, before, x0, xt), CategoricalFormulas.Reverse(step, before, predicted[xt], xt), between(xt))).Sum();
    }
}
