using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>A step of DDIM in batches: the tensor face of <see cref="DdimFormulas"/>.</summary>
/// <remarks>
/// x_s is drawn as the mean plus the root of the variance times noise. The coefficients are made in float64, from 1 - abar and abar_s - abar_t
/// as they are, so nothing cancels near abar = 1; with k = sqrt(1 - abar_s - sigma^2)/sqrt(1 - abar_t) the mean is off by at most 14 unit
/// roundoffs of sqrt(abar_s) |x_0| + k (|x_t| + sqrt(abar_t) |x_0|), the variance by 12 of itself.
/// </remarks>
public static class DdimStep
{
    /// <summary>sqrt(abar_s) x_0 + k (x_t - sqrt(abar_t) x_0), [B, ...].</summary>
    /// <param name="xt">[B, ...].</param>
    /// <param name="x0Hat">As xt: the prediction of x_0.</param>
    /// <param name="alphaBarS">In (0, 1]; 1 in the last step.</param>
    /// <param name="alphaBarT">In [0, 1), at most alphaBarS.</param>
    /// <param name="eta">In [0, 1].</param>
    public static Tensor Mean(Tensor xt, Tensor x0Hat, double alphaBarS, double alphaBarT, double eta)
    {
        TensorRequire.Finite(xt, nameof(xt));
        TensorRequire.SameShape(x0Hat, xt, nameof(x0Hat), nameof(xt));
        Check(alphaBarS, alphaBarT, eta);
        double noise = 1 - alphaBarS;
        double direction = Math.Sqrt(noise * ((1 - eta) * (1 + eta) + eta * eta * alphaBarT * noise / (alphaBarS * (1 - alphaBarT))));
        using var scope = NewDisposeScope();
        Tensor residual = (xt - x0Hat.Times(Math.Sqrt(alphaBarT))).Times(direction / Math.Sqrt(1 - alphaBarT));
        return x0Hat.Times(Math.Sqrt(alphaBarS)).Plus(residual).MoveToOuterDisposeScope();
    }

    /// <summary>sigma^2.</summary>
    /// <inheritdoc cref="Mean"/>
    public static double Variance(double alphaBarS, double alphaBarT, double eta)
    {
        Check(alphaBarS, alphaBarT, eta);
        return eta * eta * (1 - alphaBarS) * (alphaBarS - alphaBarT) / (alphaBarS * (1 - alphaBarT));
    }

    static void Check(double alphaBarS, double alphaBarT, double eta)
    {
        Require.InUnit(alphaBarS, nameof(alphaBarS));
        Require.BelowOne(alphaBarT, nameof(alphaBarT));
        if (alphaBarT > alphaBarS)
            throw new ArgumentOutOfRangeException(nameof(alphaBarT),
                FormattableString.Invariant($"alphaBarT must be at most alphaBarS, {alphaBarS}, was {alphaBarT}."));
        if (eta is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(eta), FormattableString.Invariant($"eta must be in [0, 1], was {eta}."));
    }
}
