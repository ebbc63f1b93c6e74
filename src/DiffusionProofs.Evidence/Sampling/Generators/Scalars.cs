using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Evidence;

/// <summary>Scales and signal rates that are no neutral elements: a factor left out or a square forgotten must show.</summary>
public static class Scalars
{
    /// <summary>A noise scale sigma in [1/16, 4] without 1, where sigma, sigma^2 and 1/sigma are the same number.</summary>
    public static Arbitrary<double> Sigma() => Without(Dyadic.Between(1.0 / 16, 4), 1, v => v >= 1.0 / 16);

    /// <summary>A signal rate alpha in [1/64, 63/64] without 1/2, where alpha and 1 - alpha are the same number.</summary>
    public static Arbitrary<double> Alpha() => Without(Dyadic.Between(1.0 / 64, 63.0 / 64), 0.5, v => v is > 0 and < 1);

    /// <summary>Rates 1 > s > t > 0 of two times in order, with neither 1/2 and s + t != 1.</summary>
    public static Arbitrary<Rates> DecreasingRates() => Arb.From(
        Gen.Two(Alpha().Generator).Where(p => p.Item1 != p.Item2 && p.Item1 + p.Item2 != 1)
            .Select(p => new Rates(Math.Max(p.Item1, p.Item2), Math.Min(p.Item1, p.Item2))),
        r => from shrunk in Alpha().Shrinker(r.Earlier).Select(e => r with { Earlier = e }).Concat(Alpha().Shrinker(r.Later).Select(l => r with { Later = l }))
             where shrunk.Earlier > shrunk.Later && shrunk.Earlier + shrunk.Later != 1
             select shrunk);

    /// <summary>A number in [-bound, bound] that is neither 0 nor 1 nor -1.</summary>
    public static Arbitrary<double> Real(double bound) => Arb.From(
        Dyadic.Between(-bound, bound).Where(IsPlain),
        v => Dyadic.Shrinks(v, 0).Where(IsPlain));

    internal static bool IsPlain(double value) => value is not (0 or 1 or -1);

    static Arbitrary<double> Without(Gen<double> generator, double neutral, Func<double, bool> inDomain) => Arb.From(
        generator.Where(v => v != neutral),
        v => Dyadic.Shrinks(v, neutral).Where(s => s != neutral && inDomain(s)));
}

/// <summary>Signal rates at an earlier and a later time: more signal earlier.</summary>
public sealed record Rates(double Earlier, double Later)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"earlier {Earlier:R}, later {Later:R}");
}
