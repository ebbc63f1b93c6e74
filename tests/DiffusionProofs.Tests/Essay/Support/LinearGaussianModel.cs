using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>
/// A chain of T steps of any alpha and sigma, and a model of it on the line: p(x_T) = N(0, P_T), p(x_{t-1} | x_t) = N(A_t x_t, V_t), whose
/// marginals are Gaussian. Log-densities without their log(2 pi)/2.
/// </summary>
/// <param name="Alpha">[T+1], the first 1.</param>
/// <param name="Sigma">[T+1], the first 0.</param>
/// <param name="A">[T].</param>
/// <param name="V">[T].</param>
sealed record LinearGaussianModel<T>(T[] Alpha, T[] Sigma, T[] A, T[] V, T Prior) where T : ILogField<T>
{
    int Steps => A.Length;

    /// <summary>T values each of alpha, sigma, A and V, and P.</summary>
    public static LinearGaussianModel<T> Read(VariableReader<T> read, int steps) =>
        new([T.One, .. read.Vector(steps)], [T.Zero, .. read.Vector(steps)], read.Vector(steps), read.Vector(steps), read.Scalar());

    /// <summary>The reverse kernels of data N(0, c), by conditioning, and their law at T.</summary>
    public static LinearGaussianModel<T> Exact(T[] alpha, T[] sigma, T c)
    {
        T[] marginal = [.. alpha.Zip(sigma, (a, s) => a.Squared() * c + s.Squared())];
        T[] slope = [.. Enumerable.Range(1, alpha.Length - 1).Select(t => alpha[t] / alpha[t - 1] * marginal[t - 1] / marginal[t])];
        T[] variance = [.. slope.Select((a, i) => marginal[i] - a.Squared() * marginal[i + 1])];
        return new(alpha, sigma, slope, variance, marginal[^1]);
    }

    /// <summary>The bound at x_0: prior, steps, decoder.</summary>
    public T Bound(T x0, Func<T, T, T, T>? decoder = null)
    {
        T bound = GaussianDivergence.Isotropic([Alpha[^1] * x0], Sigma[^1].Squared(), [T.Zero], Prior);
        for (int t = 2; t <= Steps; t++)
        {
            var step = new FormalStep<T>(Alpha[t - 1], Sigma[t - 1], Alpha[t], Sigma[t]);
            T slope = A[t - 1], variance = V[t - 1];
            bound += Over(t, x0, x => GaussianDivergence.Isotropic(step.Mean([x], [x0]), step.Variance, [slope * x], variance));
        }
        return bound + Over(1, x0, x => (decoder ?? TwoPoints.MinusLogDensity)(x0, A[0] * x, V[0]));
    }

    /// <summary>-log p(x_0).</summary>
    public T Surprise(T x0) => TwoPoints.MinusLogDensity(x0, T.Zero, Marginals()[0]);

    /// <summary>The model's marginal variances, [T+1].</summary>
    public T[] Marginals()
    {
        T[] variance = new T[Steps + 1];
        variance[Steps] = Prior;
        for (int t = Steps; t > 0; t--) variance[t - 1] = A[t - 1].Squared() * variance[t] + V[t - 1];
        return variance;
    }

    /// <summary>KL(q(x_t | x_{t-1}) || p(x_t | x_{t-1})) at x_{t-1} drawn given x_0: the model read forwards, by conditioning. Never negative.</summary>
    public T Gap(int t, T x0)
    {
        T[] marginal = Marginals();
        T scale = Alpha[t] / Alpha[t - 1], noise = TransitionFormulas.Variance(Alpha[t - 1], Sigma[t - 1], Alpha[t], Sigma[t]);
        T slope = A[t - 1] * marginal[t] / marginal[t - 1], variance = V[t - 1] * marginal[t] / marginal[t - 1];
        return Over(t - 1, x0, x => GaussianDivergence.Isotropic([scale * x], noise, [slope * x], variance));
    }

    public T Gaps(T x0) => Enumerable.Range(1, Steps).Select(t => Gap(t, x0)).Sum();

    /// <summary>The mean over x_t given x_0.</summary>
    T Over(int t, T x0, Func<T, T> f) => t == 0 ? f(x0) : TwoPoints.Mean(Alpha[t] * x0, Sigma[t], f);
}
