using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>The bound with a cross-entropy of the prediction beside it.</summary>
/// <remarks>Nats. Source: Austin et al., D3PM, arXiv:2107.03006, eq. 5.</remarks>
public static class HybridLoss
{
    /// <summary>
    /// sum over t of (bound's term + lambda cross-entropy): T times what the paper's code averages, with t drawn evenly. Where eq. 5's mean over x_t is read as a mean
    /// over t as well, and the bound as the sum over t, this lambda is that of eq. 5 over T.
    /// </summary>
    /// <param name="terms">[T]: the bound's term of each step, the decoder's first.</param>
    /// <param name="crossEntropies">[T]: <see cref="CrossEntropy"/> at each time.</param>
    /// <param name="lambda">The code's weight: 0.001 for images, 0.01 for text in the paper.</param>
    public static T OverSteps<T>(T[] terms, T[] crossEntropies, T lambda) where T : IField<T> =>
        terms.Zip(crossEntropies, (term, entropy) => term + lambda * entropy).Sum();

    /// <summary>E over x_t of -log p~(x_0 | x_t).</summary>
    /// <param name="law">q(x_t | x_0), [K].</param>
    /// <param name="reached">Where it is not 0.</param>
    /// <param name="predicted">[K][K]: the prediction for each x_t.</param>
    public static T CrossEntropy<T>(T[] law, IEnumerable<int> reached, T[][] predicted, int x0) where T : ILogField<T> =>
        NelboFormulas.Decoding(law, reached, xt => NelboFormulas.PredictedDecoder(predicted[xt], x0));
}
