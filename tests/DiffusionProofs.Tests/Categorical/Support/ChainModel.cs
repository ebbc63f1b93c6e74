using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>A chain of one token and a model of it, all probabilities positive: the bound by its terms and the likelihood by all paths.</summary>
/// <param name="steps">[T][K][K].</param>
/// <param name="prior">p(x_T), [K].</param>
/// <param name="predicted">[T][K][K]: the law of x_0 at each time for each x_t.</param>
/// <param name="isPredicted">Whether the decoder is the prediction itself, and not eq. 4.</param>
sealed class ChainModel<T>(T[][][] steps, T[] prior, T[][][] predicted, bool isPredicted) where T : ILogField<T>
{
    readonly T[][][] products = CategoricalFormulas.Cumulative(steps, prior.Length);
    readonly int[] all = [.. Enumerable.Range(0, prior.Length)];

    /// <summary>The model that knows the data's law: the true reverse steps, and q(x_T) as prior.</summary>
    public static ChainModel<T> Exact(T[][][] steps, T[] p0, bool isPredicted)
    {
        T[] prior = LinearAlgebra.Combine(p0, CategoricalFormulas.Cumulative(steps, p0.Length)[^1]);
        T[][] law = [.. p0.Select(_ => p0)];
        T[][] given = [.. p0.Select((_, x1) => CategoricalFormulas.Normalised([.. p0.Select((p, x0) => p * steps[0][x0][x1])]))];
        return new(steps, prior, [isPredicted ? given : law, .. steps[1..].Select(_ => law)], isPredicted);
    }

    public ChainModel<T> With(T[] otherPrior) => new(steps, otherPrior, predicted, isPredicted);

    /// <summary>The model that predicts one x_0 whatever x_t.</summary>
    public ChainModel<T> Certain(int x0)
    {
        T[][] rows = [.. all.Select(_ => LinearAlgebra.Identity<T>(prior.Length)[x0])];
        return new(steps, prior, [.. steps.Select(_ => rows)], isPredicted);
    }

    public T Nelbo(int x0) => Nelbo(x0, steps.Length);

    /// <summary>The prior's term, the decoder's and those of the steps up to one of them.</summary>
    public T Nelbo(int x0, int steps) => Nelbo(x0, steps, Loss);

    /// <summary>The bound with the other decoder.</summary>
    public T NelboOfTheOtherDecoder(int x0) => Nelbo(x0, steps.Length, (from, x1) => new ChainModel<T>(steps, prior, predicted, !isPredicted).Loss(from, x1));

    T Nelbo(int x0, int last, Func<int, int, T> loss)
    {
        T sum = NelboFormulas.PriorKl(products[^1][x0], prior, all) + NelboFormulas.Decoding(steps[0][x0], all, x1 => loss(x0, x1));
        for (int t = 2; t <= last; t++) sum += NelboFormulas.Step(steps[t - 1], products[t - 1], predicted[t - 1], x0, all, _ => all);
        return sum;
    }

    T Loss(int x0, int x1) => isPredicted ? NelboFormulas.PredictedDecoder(predicted[0][x1], x0) : NelboFormulas.PosteriorDecoder(steps[0], predicted[0][x1], x0, x1);

    /// <summary>p(x_0), summed over all paths.</summary>
    public T Likelihood(int x0) => ChainPaths.All(prior.Length, steps.Length).Select(path => Joint(x0, path)).Sum();

    /// <summary>KL(q(x_1 ... x_T | x_0) || p(x_1 ... x_T | x_0)), summed over all paths.</summary>
    public T GapOverPaths(int x0)
    {
        T likelihood = Likelihood(x0);
        return ChainPaths.All(prior.Length, steps.Length).Select(path =>
        {
            T forward = ChainPaths.Forward(steps, x0, path);
            return forward * T.Log(forward * likelihood / Joint(x0, path));
        }).Sum();
    }

    /// <summary>p(x_0, x_1 ... x_T).</summary>
    T Joint(int x0, int[] path)
    {
        T product = prior[path[^1]] * (isPredicted
            ? predicted[0][path[0]][x0]
            : CategoricalFormulas.Reverse(steps[0], products[0], predicted[0][path[0]], path[0])[x0]);
        for (int t = 2; t <= steps.Length; t++)
            product *= CategoricalFormulas.Reverse(steps[t - 1], products[t - 1], predicted[t - 1][path[t - 1]], path[t - 1])[path[t - 2]];
        return product;
    }
}
