namespace DiffusionProofs.TestVectors;

/// <summary>Random sequences with masks, as indices.</summary>
static class MaskedCases
{
    /// <summary>Ids below the vocabulary's size, none the mask.</summary>
    public static double[] Tokens(CaseRandom random, int length, int vocabulary, int mask) =>
        [.. Enumerable.Range(0, length).Select(_ => random.Integer(0, vocabulary - 2)).Select(id => (double)(id < mask ? id : id + 1))];

    /// <summary>Each masked or not, one at least masked.</summary>
    public static double[] Noised(CaseRandom random, double[] x0, int mask)
    {
        int masked = random.Integer(0, x0.Length - 1);
        return [.. x0.Select((token, i) => i == masked || random.Integer(0, 1) == 0 ? mask : token)];
    }
}
