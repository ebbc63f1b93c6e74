using DiffusionProofs.Numbers;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// A noise schedule: data plus closed forms, <c>x_t = alpha(t) x_0 + sigma(t) eps</c>, with t from data (0) to noise (1).
/// </summary>
/// <remarks>
/// Parameters are doubles and mean exactly what they say in every number system. <c>log-SNR = log(alpha^2/sigma^2)</c>, natural.
/// Derivatives are by t. Each form is written without cancellation at the ends; where a quantity does not exist there
/// (log-SNR where sigma or alpha is 0, the derivative of a square root at 0) the number system answers as it does to 1/0 and log 0.
/// </remarks>
public interface IGaussianSchedule
{
    /// <summary>The name in files of test vectors.</summary>
    string Name { get; }

    /// <summary>Parameters by their names in files of test vectors.</summary>
    IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>Paper and equation.</summary>
    string Source { get; }

    /// <summary>The class of regularity on the closed interval [0, 1] of alpha, sigma, sigma^2 and log-SNR, and where it fails.</summary>
    IReadOnlyList<Regularity> Regularities { get; }

    T Alpha<T>(T t) where T : IRealField<T>;

    T Sigma<T>(T t) where T : IRealField<T>;

    /// <summary>sigma^2.</summary>
    T Variance<T>(T t) where T : IRealField<T>;

    T LogSnr<T>(T t) where T : IRealField<T>;

    T DAlpha<T>(T t) where T : IRealField<T>;

    T DSigma<T>(T t) where T : IRealField<T>;

    /// <summary>The derivative of sigma^2.</summary>
    T DVariance<T>(T t) where T : IRealField<T>;

    T DLogSnr<T>(T t) where T : IRealField<T>;
}
