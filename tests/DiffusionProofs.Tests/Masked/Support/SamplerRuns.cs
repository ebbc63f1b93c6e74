using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

/// <summary>Samplers on tensors, from all masks, with the exact denoiser of a list; and their results held against an exact law.</summary>
static class SamplerRuns
{
    /// <summary>alpha = 1 - t.</summary>
    public static IMaskedSchedule Linear { get; } = new Polynomial();

    public static ExactDenoiser Denoiser(int[][] list, int tokens, string device = "cpu", ScalarType dtype = ScalarType.Float64) =>
        new(Tensor(list, device), tokens + 1, tokens, dtype);

    public static Tensor Masks(int batch, int length, int mask, string device = "cpu") =>
        torch.tensor(Enumerable.Repeat((long)mask, batch * length).ToArray(), [batch, length], ScalarType.Int64, torch.device(device));

    public static Tensor Tensor(int[][] rows, string device = "cpu") =>
        torch.tensor(rows.SelectMany(r => r).Select(j => (long)j).ToArray(), [rows.Length, rows[0].Length], ScalarType.Int64, torch.device(device));

    public static long[] Values(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return tokens.to(CPU).contiguous().data<long>().ToArray();
    }

    /// <summary>How many sequences are words of the list.</summary>
    public static int Words(Tensor tokens, WordList list) => Values(tokens).Chunk(list.Length)
        .Count(w => list.Counts.ContainsKey(string.Concat(w.Select(j => list.Alphabet[(int)j]))));

    /// <summary>Chi-squared of sequences [B,L] against a law [K^L]; one that cannot come must not.</summary>
    public static StatisticalOutcome Follow(Tensor tokens, int count, Rational[] law, string shapes, string domain)
    {
        long[] observed = new long[law.Length], values = Values(tokens);
        int length = (int)tokens.shape[1];
        for (int row = 0; row < values.Length; row += length)
            observed[values[row..(row + length)].Aggregate(0, (code, token) => code * count + (int)token)]++;
        int[] possible = [.. Enumerable.Range(0, law.Length).Where(x => !law[x].IsZero)];
        if (possible.Sum(x => observed[x]) != observed.Sum()) throw new ClaimFailedException("a sequence of probability 0 was sampled");
        return Statistics.GoodnessOfFit([.. possible.Select(x => observed[x])], [.. possible.Select(x => law[x].ToDouble())], shapes, domain);
    }
}
