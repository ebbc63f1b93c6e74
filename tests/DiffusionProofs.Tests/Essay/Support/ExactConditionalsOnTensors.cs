using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>A short list of equally likely sequences, tokens 0..V-2.</summary>
sealed record SmallList(int[][] Sequences, int Tokens)
{
    public int Length => Sequences[0].Length;

    public static Arbitrary<SmallList> Any { get; } = Arb.From(
        from length in Gen.Choose(1, 4)
        from tokens in Gen.Choose(2, 4)
        from count in Gen.Choose(1, 12)
        from sequences in Gen.Choose(0, tokens - 1).ArrayOf(length).ArrayOf(count)
        select new SmallList(sequences, tokens));

    public override string ToString() => $"{{{string.Join(", ", Sequences.Select(s => string.Concat(s)))}}}";
}

/// <summary>The bound from the logits of the exact conditionals, over every sequence and every mask, against the entropy of the list.</summary>
static class ExactConditionalsOnTensors
{
    public static SampledOutcome BoundIsTheEntropy(On on) => Sample.Check(on, SmallList.Any, (list, _) =>
    {
        (int length, int mask) = (list.Length, list.Tokens);
        int sets = (1 << length) - 1, count = list.Sequences.Length * sets;
        List<double> logits = [];
        List<long> xt = [], x0 = [];
        foreach (int[] sequence in list.Sequences)
            for (int set = 1; set <= sets; set++)
                for (int i = 0; i < length; i++)
                {
                    // Counts are the probabilities up to a factor; the mask's logit is not read.
                    logits.AddRange(Counts(list, sequence, set, i).Select(n => Math.Log(n)).Append(0));
                    xt.Add((set >> i & 1) != 0 ? mask : sequence[i]);
                    x0.Add(sequence[i]);
                }
        torch.Tensor Ids(List<long> ids) => torch.tensor(ids.ToArray(), [count, length], device: new torch.Device(on.Device));
        double[] losses = Compare.Values(MaskedLosses.CountNelbo(on.Tensor([.. logits], count, length, mask + 1), Ids(xt), Ids(x0), mask));

        double received = 0;
        for (int row = 0; row < count; row++)
        {
            double share = 1.0 / list.Sequences.Length / length / CountWeights.Binomial(length, int.PopCount(row % sets + 1));
            received += share * losses.AsSpan(row * length, length).ToArray().Sum();
        }
        double expected = (double)new ExactBound<BigReal>(list.Sequences).Entropy;
        // A logit log n is off by u log n before the code sees it; each of L positions costs at most log N.
        double u = Dtypes.UnitRoundoff(on.DType), largest = Math.Max(1, Math.Log(list.Sequences.Length));
        double allowed = length * (MaskedAccuracy.Term(1, largest, mask + 1, on.DType) + 2 * u * Math.Log(list.Sequences.Length))
            + count * Math.ScaleB(1, -53) * length * largest;
        return [Compare.Within("bound", expected, received, allowed)];
    }, "L times MaskedAccuracy at a loss of log N, 2 u log N for the rounded logits, and the roundings of the average", "L = 1..4, 2..4 tokens and the mask, N = 1..12",
        "every list of equally likely sequences, repeats among them; every mask", cases: 60);

    /// <summary>The exact denoiser's answer at several noise levels against Bayes over the list with the matrices of each level.</summary>
    public static SampledOutcome TheSameAtEveryLevel(On on) => Sample.Check(on, SmallList.Any, (list, _) =>
    {
        (int length, int mask, int sets) = (list.Length, list.Tokens, 1 << list.Length);
        torch.Tensor Ids(int[][] rows) => torch.tensor(rows.SelectMany(row => row).Select(t => (long)t).ToArray(), [rows.Length, length], device: new torch.Device(on.Device));
        int[] shown = list.Sequences[0];
        int[][] noisy = [.. Enumerable.Range(0, sets).Select(set => shown.Select((token, i) => (set >> i & 1) != 0 ? mask : token).ToArray())];
        using var denoiser = new ExactDenoiser(Ids(list.Sequences), mask + 1, mask, on.DType);
        // All of them before the denoiser is gone.
        return (Comparison[])[.. new[] { new Rational(1, 16), new Rational(1, 2), new Rational(7, 8) }.SelectMany(alpha =>
        {
            torch.Tensor level = torch.tensor(Enumerable.Repeat(alpha.ToDouble(), sets).ToArray(), device: new torch.Device(on.Device));
            double[] received = Compare.Values(denoiser.LogProbabilities(Ids(noisy), level));
            Rational[][] q = new AbsorbingKernel(mask + 1, mask).Cumulative(alpha);
            return Enumerable.Range(0, sets).SelectMany(set => SubsetBounds.Members(set, length).SelectMany(i =>
            {
                Rational[] weights = [.. list.Sequences.Select(word => word.Zip(noisy[set], (from, to) => q[from][to]).Aggregate(Rational.One, (a, b) => a * b))];
                Rational evidence = weights.Sum();
                return Enumerable.Range(0, list.Tokens).Select(token =>
                {
                    Rational share = list.Sequences.Select((word, n) => word[i] == token ? weights[n] : 0).Sum() / evidence;
                    return Compare.Ulps($"log-probability of {token} at {i}, masks {set}, alpha {alpha}",
                        share.IsZero ? double.NegativeInfinity : (double)BigReal.Log(share.In<BigReal>()),
                        received[(set * length + i) * (mask + 1) + token], 3, on, magnitude: 1);
                });
            }));
        })];
    }, "3 ulps of max(1, |log p|): the share and its logarithm rounded in float64, then to the dtype", "L = 1..4, 2..4 tokens and the mask, N = 1..12, every mask",
        "lists of equally likely sequences; alpha = 1/16, 1/2, 7/8", cases: 40);

    /// <summary>[tokens]: how many sequences agree with the visible part and have each token at i.</summary>
    static int[] Counts(SmallList list, int[] sequence, int set, int i)
    {
        int[] counts = new int[list.Tokens];
        foreach (int[] other in list.Sequences)
            if (Enumerable.Range(0, list.Length).All(k => (set >> k & 1) != 0 || other[k] == sequence[k])) counts[other[i]]++;
        return counts;
    }
}
