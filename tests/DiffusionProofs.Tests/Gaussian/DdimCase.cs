using System.Globalization;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;
using Tensor = TorchSharp.torch.Tensor;

namespace DiffusionProofs.Tests.Gaussian;

/// <summary>One step of DDIM with numbers that float32 holds; abar is a double, near 1 as well.</summary>
sealed record DdimCase(Vector Xt, Vector X0, double AlphaBarS, double AlphaBarT, double Eta)
{
    public const string Domain = "dyadic x_t and x_0 within 3, 1 - abar from 2^-46 to 63/64, eta a multiple of 1/64";
    public const string MeanBound = "14 ulps of sqrt(abar_s) |x_0| + k (|x_t| + sqrt(abar_t) |x_0|), k the coefficient of x_t: nine roundings make k, and five the sum";

    public static Arbitrary<DdimCase> Any { get; } = Arb.From(
        from d in Gen.Choose(1, 3)
        from xt in Vectors.OfLength(d, 3).Generator
        from x0 in Vectors.OfLength(d, 3).Generator
        from rates in Scalars.DecreasingRates().Generator
        from noise in Gen.Elements(1, Math.ScaleB(1, -20), Math.ScaleB(1, -40))
        from eta in Dyadic.Between(0, 1)
        select new DdimCase(xt, x0, 1 - noise * (1 - rates.Earlier), 1 - noise * (1 - rates.Later), eta));

    /// <summary>A mean within <see cref="MeanBound"/>.</summary>
    /// <param name="coefficient">k.</param>
    /// <param name="expected">For each coordinate.</param>
    public Comparison Within(BigReal coefficient, Func<BigReal, BigReal, BigReal> expected, Tensor received, On on)
    {
        double k = (double)coefficient;
        double[] means = [.. Xt.Values.Zip(X0.Values, (x, x0) => (double)expected(BigReal.FromDouble(x), BigReal.FromDouble(x0)))];
        return Compare.Within("mean", means, received, i => 14 * on.Ulp(
            Math.Sqrt(AlphaBarS) * Math.Abs(X0[i]) + k * (Math.Abs(Xt[i]) + Math.Sqrt(AlphaBarT) * Math.Abs(X0[i]))), on);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"x_t {Xt}, x_0 {X0}, abar_s {AlphaBarS:R}, abar_t {AlphaBarT:R}, eta {Eta:R}");
}
