using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>[2, 16, 50258] with the mask last, half masked. The logits take eight values, so that sixty digits need eight exponentials a row.</summary>
static class LargeVocabularyOnTensors
{
    const int Batch = 2, Length = 16, Vocabulary = 50258, Mask = Vocabulary - 1;

    static readonly double[] values = [-40, -9, -3.5, -1, 0, 1.25, 4, 6.75];

    public static SampledOutcome Discrete(On on) => Sample.Rows(on, [(AlphaS: 0.75, AlphaT: 0.5), (AlphaS: 1, AlphaT: 0.96875)], (row, _) =>
    {
        Random random = Seeds.Random("large vocabulary");
        byte[] kinds = new byte[Batch * Length * Vocabulary];
        random.NextBytes(kinds);
        long[] x0 = [.. Enumerable.Range(0, Batch * Length).Select(_ => (long)random.Next(Mask))];
        bool[] masked = [.. Enumerable.Range(0, Batch * Length).Select(_ => random.Next(2) == 0)];
        double weight = (row.AlphaS - row.AlphaT) / (1 - row.AlphaT);
        double[] exact = [.. x0.Select((token, i) => masked[i] ? CrossEntropy(kinds.AsSpan(i * Vocabulary, Vocabulary), (int)token) : 0)];

        torch.Tensor logits = on.Tensor(values).index_select(0, torch.tensor(Array.ConvertAll(kinds, k => (long)(k & 7)), device: on.Device)).reshape(Batch, Length, Vocabulary);
        torch.Tensor Tokens(IEnumerable<long> ids) => torch.tensor(ids.ToArray(), [Batch, Length], device: new torch.Device(on.Device));
        torch.Tensor Levels(double alpha) => on.Tensor([alpha, alpha], Batch);
        torch.Tensor received = MaskedLosses.DiscreteNelbo(logits, Tokens(x0.Select((t, i) => masked[i] ? Mask : t)), Tokens(x0), Mask, Levels(row.AlphaS), Levels(row.AlphaT));
        return
        [
            Compare.Within("term", [.. exact.Select(ce => weight * ce)], received,
                i => masked[i] ? MaskedAccuracy.Term(weight, exact[i], Vocabulary, on.DType) : 0, on),
        ];
    }, "MaskedAccuracy: relative u (V + 14 + 2 log V), V = 50258", "B = 2, L = 16, V = 50258", "logits of eight values from -40 to 6.75, seeded; two steps");

    static double CrossEntropy(ReadOnlySpan<byte> kinds, int token)
    {
        int[] counts = new int[values.Length];
        for (int j = 0; j < Mask; j++) counts[kinds[j] & 7]++;
        BigReal all = counts.Select((n, k) => n * BigReal.Exp(BigReal.FromDouble(values[k]))).Sum();
        return (double)(BigReal.Log(all) - BigReal.FromDouble(values[kinds[token] & 7]));
    }
}
