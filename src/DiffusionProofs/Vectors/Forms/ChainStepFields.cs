using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

/// <summary>The four fields of a step, s before t, that several forms share.</summary>
static class ChainStepFields
{
    static readonly string[] Names = ["alpha_s", "sigma_s", "alpha_t", "sigma_t"];

    /// <param name="sigmaS">Whether sigma_s may be 0.</param>
    public static IEnumerable<Field> All(Domain sigmaS) =>
    [
        Field.Real("alpha_s").Within(Domain.Positive),
        Field.Real("sigma_s").Within(sigmaS),
        Field.Real("alpha_t").Within(Domain.NotNegative),
        Field.Real("sigma_t").Within(Domain.Positive),
    ];

    public static (T, T, T, T) In<T>(FormInputs inputs) where T : IRealField<T> =>
        (inputs.Scalar<T>(Names[0]), inputs.Scalar<T>(Names[1]), inputs.Scalar<T>(Names[2]), inputs.Scalar<T>(Names[3]));

    public static (double, double, double, double) Numbers(FormInputs inputs) =>
        (inputs.Number(Names[0]), inputs.Number(Names[1]), inputs.Number(Names[2]), inputs.Number(Names[3]));

    /// <summary>Noise is added from s to t: decided in exact products.</summary>
    public static void Require(FormInputs inputs)
    {
        (BigReal alphaS, BigReal sigmaS, BigReal alphaT, BigReal sigmaT) = In<BigReal>(inputs);
        if (BigReal.CertainlyLess(alphaS * sigmaT, alphaT * sigmaS))
            throw new FieldException("inputs.sigma_t", "must be at least sigma_s alpha_t/alpha_s: noise is added from s to t, none is taken away");
    }

    public static (double, double, double, double) Random(CaseRandom random)
    {
        double alphaS = random.Scale(0.25, 0.96875), sigmaS = random.Scale(0.125, 1.5);
        return (alphaS, sigmaS, random.Scale(0.125, alphaS), random.Scale(sigmaS, 3));
    }
}
