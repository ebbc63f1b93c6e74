using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>A sequence half noised and a model's logits for it, in numbers that float32 holds.</summary>
/// <param name="Logits">[L][V].</param>
/// <param name="X0">[L].</param>
/// <param name="Masked">[L].</param>
sealed record MaskedCase(double[][] Logits, int[] X0, bool[] Masked, int Mask, double AlphaS, double AlphaT)
{
    public int Length => X0.Length;
    public int Vocabulary => Logits[0].Length;
    public int[] Xt => [.. X0.Select((token, i) => Masked[i] ? Mask : token)];

    public torch.Tensor LogitTensor(On on) => on.Tensor([.. Logits.SelectMany(row => row)], 1, Length, Vocabulary);
    public torch.Tensor Tokens(On on, int[] tokens) => torch.tensor(Array.ConvertAll(tokens, t => (long)t), [1, Length], device: new torch.Device(on.Device));
    public torch.Tensor Level(On on, double alpha) => on.Tensor([alpha], 1);

    /// <summary>The softmax of a position, in sixty digits, over the tokens (the mask's share 0) or over everything.</summary>
    public BigReal[] Probabilities(int position, bool withMask)
    {
        BigReal[] e = [.. Logits[position].Select((l, j) => j == Mask && !withMask || double.IsNegativeInfinity(l) ? BigReal.Zero : BigReal.Exp(BigReal.FromDouble(l)))];
        BigReal sum = e.Sum();
        return [.. e.Select(v => v / sum)];
    }

    public override string ToString() => FormattableString.Invariant(
        $"logits [{string.Join("; ", Logits.Select(row => string.Join(", ", row)))}], x0 [{string.Join(", ", X0)}], xt [{string.Join(", ", Xt)}], mask {Mask}, alpha_s {AlphaS}, alpha_t {AlphaT}");

    /// <summary>Logits from flat to nearly certain; steps that end in the data (alpha_s = 1) and that start in noise (alpha_t = 0) among them.</summary>
    public static Arbitrary<MaskedCase> Any { get; } = Arb.From(
        from length in Gen.Choose(1, 4)
        from vocabulary in Gen.Choose(3, 8)
        from mask in Gen.Choose(0, vocabulary - 1)
        from spread in Gen.Elements(1, 4, 16)
        from logits in Gen.Choose(-64, 64).Select(n => n * spread / 64.0).ArrayOf(vocabulary).ArrayOf(length)
        from tokens in Gen.Choose(1, vocabulary - 1).ArrayOf(length)
        from masked in Gen.Elements(true, true, false).ArrayOf(length)
        from late in Gen.Choose(0, 31)
        from early in Gen.Choose(late, 32)
        select new MaskedCase(logits, [.. tokens.Select(t => (mask + t) % vocabulary)], masked, mask, early / 32.0, late / 32.0));
}
