using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>A sequence half noised and log-scores for it, in numbers that float32 holds.</summary>
/// <param name="LogScore">[L][V].</param>
/// <param name="X0">[L], without masks.</param>
/// <param name="Xt">[L].</param>
/// <param name="Sigma">From 1e-7 to 20.</param>
/// <param name="Slope">sigma'.</param>
sealed record RatioCase(ClosedRate Rate, double[][] LogScore, int[] X0, int[] Xt, double Sigma, double Slope)
{
    public const string Shapes = "L = 1..3, uniform and absorbing noise of V = 2..6, any mask id";
    public const string Domain = "dyadic log-scores within 4; sigma = 1e-7, 2^-12, dyadics to 6, and 20";

    public int Length => X0.Length;
    public int Categories => Rate.Categories;
    public int? Mask => (Rate as AbsorbingRate)?.Mask;
    public BigReal Noise => BigReal.FromDouble(Sigma);
    public BigReal[][] Logs => [.. LogScore.Select(row => row.Select(BigReal.FromDouble).ToArray())];
    public BigReal[][] Scores => [.. Logs.Select(row => row.Select(BigReal.Exp).ToArray())];

    /// <summary>The log-scores taken for scores: dyadic numbers above 0, 1 at x_t.</summary>
    public double[][] Dyadic => [.. LogScore.Select((row, i) => row.Select((l, a) => a == Xt[i] ? 1 : (l + 4.0625) / 4).ToArray())];

    public torch.Tensor Rows(On on, double[][] rows) => on.Tensor([.. rows.SelectMany(row => row)], 1, Length, Categories);
    public torch.Tensor Ids(On on, int[] ids) => torch.tensor(Array.ConvertAll(ids, id => (long)id), [1, Length], device: new torch.Device(on.Device));

    public override string ToString() => FormattableString.Invariant(
        $"{Rate.GetType().Name}, V = {Categories}, mask {Mask}, log-scores [{string.Join("; ", LogScore.Select(row => string.Join(", ", row)))}], x0 [{string.Join(", ", X0)}], xt [{string.Join(", ", Xt)}], sigma {Sigma:R}, sigma' {Slope}");

    public static Arbitrary<RatioCase> Any { get; } = Of(Gen.Choose(0, 9).SelectMany(kind => kind switch
    {
        0 or 1 => Gen.Constant((double)1e-7f),
        2 => Gen.Constant(Math.ScaleB(1, -12)),
        3 => Gen.Constant(20.0),
        _ => Gen.Choose(1, 192).Select(k => k / 32.0),
    }));

    /// <summary>Noise of ordinary size, where little cancels.</summary>
    public static Arbitrary<RatioCase> Moderate { get; } = Of(Gen.Choose(1, 128).Select(k => k / 32.0));

    static Arbitrary<RatioCase> Of(Gen<double> sigmas) => Arb.From(
        from length in Gen.Choose(1, 3)
        from v in Gen.Choose(2, 6)
        from mask in Gen.Choose(-v, v - 1)
        from logs in Gen.Choose(-64, 64).Select(n => n / 16.0).ArrayOf(v).ArrayOf(length)
        from tokens in Gen.Choose(1, v - 1).ArrayOf(length)
        from other in Gen.Choose(0, v - 1).ArrayOf(length)
        from noised in Gen.Elements(true, true, false).ArrayOf(length)
        from sigma in sigmas
        from slope in Gen.Choose(1, 64)
        select Make(v, mask, logs, tokens, other, noised, sigma, slope / 16.0));

    static RatioCase Make(int v, int mask, double[][] logs, int[] tokens, int[] other, bool[] noised, double sigma, double slope)
    {
        int[] x0 = mask < 0 ? [.. tokens.Select(t => t % v)] : [.. tokens.Select(t => (mask + t) % v)];
        int[] xt = [.. x0.Select((token, i) => noised[i] ? mask < 0 ? other[i] : mask : token)];
        return new(mask < 0 ? new UniformRate(v) : new AbsorbingRate(v, mask), logs, x0, xt, sigma, slope);
    }
}
