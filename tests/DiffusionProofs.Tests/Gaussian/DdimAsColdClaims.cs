using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("DDIM.5", "The deterministic step of DDIM is a step of cold diffusion, by either algorithm: noise is the degradation, D(x, s) = alpha_s x + sigma_s z, with z taken anew from x_t and the restoration.",
    Source = "Bansal et al., Cold Diffusion, arXiv:2208.09392, algorithms 1 and 2; Song, Meng and Ermon, DDIM, arXiv:2010.02502, eq. 12 at sigma = 0",
    Oracle = "algorithms 1 and 2 of cold diffusion, which know nothing of noise")]
public class DdimIsCold
{
    [Identity]
    public IdentityOutcome Both_algorithms() => Prove.Identity(new Step());

    [Refutes("the noise drawn once and kept: D(x, s) is then not x_s at the restoration")]
    public RefutationOutcome Noise_is_taken_anew() => Refute.Identity(new Step(), new NoiseKept());

    sealed class NoiseKept : Step
    {
        protected override T Noise<T>(T xt, T restored, T alphaT, T sigmaT, T drawn) => drawn;
    }

    class Step : IIdentity
    {
        public IReadOnlyList<string> Variables => ["alpha_s", "sigma_s", "alpha_t", "sigma_t", "x0", "z", "restored"];
        public string Shapes => "a coordinate, any alpha and sigma, any restoration";

        /// <summary>By the restoration; what was drawn stands in x_t alone.</summary>
        protected virtual T Noise<T>(T xt, T restored, T alphaT, T sigmaT, T drawn) where T : IField<T> =>
            ConversionFormulas.EpsFromX0(xt, restored, alphaT, sigmaT);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            (T alphaS, T sigmaS, T alphaT, T sigmaT) = (values[0], values[1], values[2], values[3]);
            (T x0, T drawn, T restored) = (values[4], values[5], values[6]);
            T xt = alphaT * x0 + sigmaT * drawn, z = Noise(xt, restored, alphaT, sigmaT, drawn);
            T[] Degraded(T[] x, int severity) => severity == 1 ? [alphaT * x[0] + sigmaT * z] : [alphaS * x[0] + sigmaS * z];
            T step = DdimFormulas.Combined(restored, ConversionFormulas.EpsFromX0(xt, restored, alphaT, sigmaT), alphaS, sigmaS);
            yield return (ColdFormulas.Naive([xt], [restored], 1, Degraded)[0], step);
            yield return (ColdFormulas.Improved([xt], [restored], 1, Degraded)[0], step);
        }
    }
}
