using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>Scores of Gaussians with any covariance, in batches.</summary>
/// <remarks>x [B,D], mean [D]. The score is affine in x, and linear exactly where the mean is 0.</remarks>
public static class GaussianScore
{
    /// <summary>-(x - mean)/variance, [B,D].</summary>
    /// <param name="variance">Above 0.</param>
    public static Tensor Isotropic(Tensor x, Tensor mean, double variance)
    {
        Check(x, mean);
        Require.Positive(variance, nameof(variance));
        using var scope = NewDisposeScope();
        return (mean - x).DividedBy(variance).MoveToOuterDisposeScope();
    }

    /// <summary>-(x_k - mean_k)/variance_k, [B,D].</summary>
    /// <param name="variances">[D], above 0.</param>
    public static Tensor Diagonal(Tensor x, Tensor mean, Tensor variances)
    {
        Check(x, mean);
        TensorRequire.SameShape(variances, mean, nameof(variances), nameof(mean));
        using var scope = NewDisposeScope();
        if (variances.IsAtMost(0).any().item<bool>())
            throw new ArgumentException(
                FormattableString.Invariant($"variances must be above 0, the least was {TensorRequire.Number(variances.min())}."),
                nameof(variances));
        return ((mean - x) / variances).MoveToOuterDisposeScope();
    }

    /// <summary>-Sigma^{-1} (x - mean), [B,D], by a Cholesky factor. Relative error within a few D cond(Sigma) ulps.</summary>
    /// <param name="covariance">[D,D], exactly symmetric, positive definite.</param>
    public static Tensor Full(Tensor x, Tensor mean, Tensor covariance)
    {
        Check(x, mean);
        TensorRequire.Rows(covariance, mean.shape[0], nameof(covariance));
        TensorRequire.SameKind(covariance, x, nameof(covariance), nameof(x));
        using var scope = NewDisposeScope();
        if (covariance.shape[0] != covariance.shape[1])
            throw new ArgumentException(
                $"covariance must be [{mean.shape[0]}, {mean.shape[0]}], was {TensorRequire.Shape(covariance)}.", nameof(covariance));
        if (!covariance.equal(covariance.t()).all().item<bool>())
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"covariance must be symmetric, was off by up to {TensorRequire.Number((covariance - covariance.t()).abs().max())}."),
                nameof(covariance));
        (Tensor factor, Tensor info) = linalg.cholesky_ex(covariance);
        if (info.item<int>() is var minor and not 0)
            throw new ArgumentException($"covariance must be positive definite, its leading minor of order {minor} was not.", nameof(covariance));
        return cholesky_solve((mean - x).t(), factor).t().contiguous().MoveToOuterDisposeScope();
    }

    static void Check(Tensor x, Tensor mean)
    {
        TensorRequire.Finite(mean, nameof(mean));
        if (mean.dim() != 1) throw new ArgumentException($"mean must be [D], was {TensorRequire.Shape(mean)}.", nameof(mean));
        TensorRequire.Rows(x, mean.shape[0], nameof(x));
        TensorRequire.SameKind(x, mean, nameof(x), nameof(mean));
    }
}
