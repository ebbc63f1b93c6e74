using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// A network of another parameterisation as a denoiser, <c>D(x; sigma) = c_skip x + c_out F(c_in x; c_noise)</c>, x = y + sigma n, sigma &gt; 0.
/// </summary>
/// <remarks>Source: Karras et al., EDM, arXiv:2206.00364, table 1. EDM's own is <see cref="Preconditioning"/>.</remarks>
public interface IPublishedPreconditioning
{
    string Name { get; }
    T Skip<T>(T sigma) where T : IRealField<T>;
    T Out<T>(T sigma) where T : IRealField<T>;
    T In<T>(T sigma) where T : IRealField<T>;

    /// <summary>What the network is told of the noise.</summary>
    T Noise<T>(T sigma) where T : IRealField<T>;

    /// <summary>lambda = 1/sigma^2, with which the loss is that of the noise.</summary>
    T Weight<T>(T sigma) where T : IRealField<T>;
}

/// <summary>VP: D = x - sigma F(x/sqrt(1 + sigma^2); (M - 1) t), F the noise predicted at the x of a variance-preserving chain, t its time.</summary>
public sealed class VpPreconditioning : IPublishedPreconditioning
{
    /// <param name="betaMin">At least 0.</param>
    /// <param name="betaMax">Not below <paramref name="betaMin"/>, above 0.</param>
    /// <param name="steps">M, above 1.</param>
    public VpPreconditioning(double betaMin = 0.1, double betaMax = 20, double steps = 1000)
    {
        Rate = new LinearRate(betaMin, betaMax);
        Steps = Require.Above(steps, 1, "M");
    }

    public LinearRate Rate { get; }
    public double Steps { get; }
    public string Name => "vp";

    public T Skip<T>(T sigma) where T : IRealField<T> => T.One;
    public T Out<T>(T sigma) where T : IRealField<T> => -sigma;
    public T In<T>(T sigma) where T : IRealField<T> => 1 / T.Sqrt(1 + sigma.Squared());
    public T Noise<T>(T sigma) where T : IRealField<T> => (T.FromDouble(Steps) - 1) * Rate.TimeOf(T.Log1p(sigma.Squared()));
    public T Weight<T>(T sigma) where T : IRealField<T> => 1 / sigma.Squared();
}

/// <summary>
/// VE: D = x + sigma F(x; log(sigma/2)), F minus the noise, sigma times the score. The network is told log sigma of data in [0, 1], half as
/// wide as [-1, 1].
/// </summary>
public sealed class VePreconditioning : IPublishedPreconditioning
{
    public string Name => "ve";

    public T Skip<T>(T sigma) where T : IRealField<T> => T.One;
    public T Out<T>(T sigma) where T : IRealField<T> => sigma;
    public T In<T>(T sigma) where T : IRealField<T> => T.One;
    public T Noise<T>(T sigma) where T : IRealField<T> => T.Log(sigma / 2);
    public T Weight<T>(T sigma) where T : IRealField<T> => 1 / sigma.Squared();
}
