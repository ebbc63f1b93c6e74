using DiffusionProofs.Numbers;

namespace DiffusionProofs.Categorical;

/// <summary>What holds for every categorical chain in discrete time: composition, Bayes' posterior, the reverse model, divergences.</summary>
/// <remarks>
/// Matrices are row-stochastic [K,K], <c>step = Q_t</c>, <c>before = Q_1 ... Q_{t-1}</c> (the identity at t = 1), rows [K]. Nats.
/// Source: D3PM, arXiv:2107.03006, eqs. 1-4.
/// </remarks>
public static class CategoricalFormulas
{
    /// <summary>Q_1 ... Q_t for t = 0..T: T + 1 matrices, the first the identity (eq. 2).</summary>
    public static T[][][] Cumulative<T>(T[][][] steps, int categories) where T : IField<T>
    {
        T[][] product = LinearAlgebra.Identity<T>(categories);
        return [product, .. steps.Select(step => product = LinearAlgebra.Multiply(product, step))];
    }

    /// <summary>q(x_{t-1} = j | x_t, x_0) = Q_t[j, x_t] before[x_0, j] / (before Q_t)[x_0, x_t] for every j (eq. 3).</summary>
    /// <exception cref="DivideByZeroException">x_t cannot come from x_0: q(x_t | x_0) is 0, where the number system refuses to divide by it.</exception>
    public static T[] Posterior<T>(T[][] step, T[][] before, int x0, int xt) where T : IField<T>
    {
        T[] joint = [.. before[x0].Select((p, j) => step[j][xt] * p)];
        return Given(joint, joint.Sum(), x0, xt);
    }

    /// <summary>Joint probabilities with x_t over q(x_t | x_0).</summary>
    internal static T[] Given<T>(IEnumerable<T> joint, T evidence, int x0, int xt) where T : IField<T>
    {
        try
        {
            return [.. joint.Select(p => p / evidence)];
        }
        catch (DivideByZeroException e)
        {
            throw new DivideByZeroException($"xt must be a category that x0 can become; x0 = {x0} never becomes xt = {xt}.", e);
        }
    }

    /// <summary>
    /// p(x_{t-1} = j | x_t), proportional to Q_t[j, x_t] (p before)_j (eq. 4, where the proportionality is to be read as normalised over j).
    /// </summary>
    /// <param name="predicted">[K]: the model's law of x_0 given x_t.</param>
    public static T[] Reverse<T>(T[][] step, T[][] before, T[] predicted, int xt) where T : IField<T> =>
        Normalised([.. LinearAlgebra.Combine(predicted, before).Select((p, j) => step[j][xt] * p)]);

    /// <summary>
    /// p(x_{t-k} = j | x_t), k steps at once, proportional to (Q_{t-k+1} ... Q_t)[j, x_t] (p Q_1 ... Q_{t-k})_j (section 3.3, where the print leaves the
    /// proportionality out), [K].
    /// </summary>
    /// <param name="steps">Q_{t-k+1} ... Q_t, k of them.</param>
    /// <param name="before">Q_1 ... Q_{t-k}, the identity at k = t.</param>
    /// <param name="predicted">[K]: the model's law of x_0 given x_t.</param>
    public static T[] ReverseOverSteps<T>(T[][][] steps, T[][] before, T[] predicted, int xt) where T : IField<T> =>
        Reverse(Cumulative(steps, predicted.Length)[^1], before, predicted, xt);

    /// <summary>sum over x_0 of p(x_0) q(x_{t-1} | x_t, x_0), [K]: the reverse step that holds where p is the law of x_0 given x_t.</summary>
    /// <param name="predicted">[K]: the law of x_0 given x_t.</param>
    /// <param name="support">Where it is not 0; each of these x_0 must be able to become x_t.</param>
    /// <remarks>Not eq. 4, unless all x_0 of the support become x_t with one probability.</remarks>
    public static T[] MixtureOfPosteriors<T>(T[][] step, T[][] before, T[] predicted, int xt, IEnumerable<int> support) where T : IField<T>
    {
        int[] from = [.. support];
        return LinearAlgebra.Combine([.. from.Select(x0 => predicted[x0])], [.. from.Select(x0 => Posterior(step, before, x0, xt))]);
    }

    /// <summary>KL(q || p) = sum over the support of q_j log(q_j/p_j).</summary>
    /// <param name="support">Where q is not zero: 0 log 0 is 0 and is left out, not computed.</param>
    public static T KullbackLeibler<T>(T[] q, T[] p, IEnumerable<int> support) where T : ILogField<T> =>
        support.Select(j => q[j] * T.Log(q[j] / p[j])).Sum();

    /// <summary>The categories at time t - 1 between x_0 and x_t, for steps whose noise is in (0, 1); at t = 1, x_0 alone.</summary>
    public static IEnumerable<int> Between(ITransitionKernel kernel, int x0, int xt, bool isFirstStep) =>
        Enumerable.Range(0, kernel.Categories).Where(j => isFirstStep ? j == x0 : kernel.Reaches(x0, j) && kernel.Reaches(j, xt));

    /// <summary>
    /// KL(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)), a term of the negative ELBO (eq. 1); at t = 1 it is -log p(x_0 | x_1), with
    /// the reverse model of eq. 4 as decoder.
    /// </summary>
    public static T StepDivergence<T>(ITransitionKernel kernel, T[][] step, T[][] before, T[] predicted, int x0, int xt, bool isFirstStep)
        where T : ILogField<T> =>
        KullbackLeibler(Posterior(step, before, x0, xt), Reverse(step, before, predicted, xt), Between(kernel, x0, xt, isFirstStep));

    /// <summary>p/sum(p).</summary>
    public static T[] Normalised<T>(T[] p) where T : IField<T>
    {
        T sum = p.Sum();
        return [.. p.Select(term => term / sum)];
    }
}
