using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The scalars of one step, s before t, in doubles without cancellation: everything comes from alpha_s sigma_t - alpha_t sigma_s, which
/// is right within 1.5 ulps. Each is then right within 13 units of 2^-53.
/// </summary>
readonly record struct ChainStep
{
    readonly double alphaS, sigmaS, alphaT, sigmaT, gain;

    /// <exception cref="ArgumentException">alpha_s or sigma_t is not above 0, alpha_t or sigma_s is below 0, or the SNR rises from s to t.</exception>
    public ChainStep(double alphaS, double sigmaS, double alphaT, double sigmaT)
    {
        this.alphaS = Require.Positive(alphaS, nameof(alphaS));
        this.sigmaS = Require.AtLeast(sigmaS, 0, nameof(sigmaS));
        this.alphaT = Require.AtLeast(alphaT, 0, nameof(alphaT));
        this.sigmaT = Require.Positive(sigmaT, nameof(sigmaT));
        gain = Accurately.DifferenceOfProducts(alphaS, sigmaT, alphaT, sigmaS);
        if (gain < 0)
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"sigmaT must be at least sigmaS alphaT/alphaS = {sigmaS * alphaT / alphaS}: noise is added, none is taken away; was {sigmaT}."),
                nameof(sigmaT));
    }

    /// <summary>alpha_t/alpha_s.</summary>
    public double Scale => alphaT / alphaS;

    /// <summary>1 - SNR_t/SNR_s = 1 - r^2, r = alpha_t sigma_s/(alpha_s sigma_t).</summary>
    double Lost => gain / alphaS / sigmaT * (1 + alphaT / alphaS * (sigmaS / sigmaT));

    /// <summary>v = sigma_t^2 (1 - SNR_t/SNR_s).</summary>
    public double TransitionVariance => sigmaT * sigmaT * Lost;

    /// <summary>sigma_s^2 (1 - SNR_t/SNR_s).</summary>
    public double PosteriorVariance => sigmaS * sigmaS * Lost;

    /// <inheritdoc cref="PosteriorFormulas.NoisyCoefficient"/>
    public double NoisyCoefficient => alphaT / alphaS * (sigmaS / sigmaT) * (sigmaS / sigmaT);

    /// <summary>alpha_s (1 - SNR_t/SNR_s).</summary>
    public double DataCoefficient => alphaS * Lost;

    /// <summary>alpha_s/alpha_t.</summary>
    /// <exception cref="ArgumentOutOfRangeException">alpha_t is 0: a noise or a score says nothing of x_0 there.</exception>
    public double InverseScale => alphaS / Require.Positive(alphaT, nameof(alphaT));

    /// <summary>v/sigma_t = sigma_t (1 - SNR_t/SNR_s).</summary>
    public double NoiseInTheStep => sigmaT * Lost;

    /// <summary>SNR_s - SNR_t.</summary>
    /// <exception cref="ArgumentOutOfRangeException">sigma_s is 0: the first step's term is the decoder's.</exception>
    public double SnrLoss
    {
        get
        {
            if (sigmaS == 0)
                throw new ArgumentOutOfRangeException(
                    nameof(sigmaS), "sigmaS must be above 0, was 0: the SNR is infinite there, and the first step's term is the decoder's.");
            double signal = alphaS / sigmaS;
            return signal * signal * Lost;
        }
    }
}
