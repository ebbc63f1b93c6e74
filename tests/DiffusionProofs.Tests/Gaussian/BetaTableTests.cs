using DiffusionProofs.Gaussian;
using DiffusionProofs.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Gaussian;

public class BetaTableTests
{
    [Fact]
    public void The_linear_table_has_its_published_values()
    {
        using BetaTable table = BetaTable.Linear(1000);
        double[] abar = MixtureCase.Flat(table.AlphaBar), tilde = MixtureCase.Flat(table.BetaTilde);
        Assert.Equal(0.9999, abar[0], 1e-15);
        Assert.Equal(0.0785872429, abar[499], 5e-11);
        Assert.Equal(4.0358297654e-5, abar[999], 5e-15);
        Assert.Equal(0, tilde[0]);
        Assert.Equal(5.4531877e-5, tilde[1], 5e-12);
        Assert.Equal(0.00635282, Math.Sqrt(abar[999]), 5e-9);
        double[] beta = MixtureCase.Flat(table.Beta);
        Assert.Equal(0.45474, tilde[1] / beta[1], 5e-6);
        Assert.Equal(0.85285, tilde[9] / beta[9], 5e-6);
        // KL(q(x_T | x_0) || N(0, 1)) per dimension, in bits, where E x_0^2 = 1.
        double noise = MixtureCase.Flat(table.NoiseVariance)[999];
        Assert.Equal(2.911e-5, (abar[999] + noise - 1 - Math.Log(noise)) / 2 / Math.Log(2), 5e-9);
    }

    [Fact]
    public void Another_linear_table_has_its_published_values()
    {
        BigReal[] abar = BetaFormulas.AlphaBar(BetaFormulas.Linear<BigReal>(1000, 0.02, 1));
        Assert.Equal(0.780972, (double)abar[9], 5e-7);
        Assert.Equal(0.104650, (double)abar[49], 5e-7);
        Assert.Equal(7.861e-4, (double)abar[99], 5e-8);
        Assert.True(abar[999].Overlaps(0));
    }

    [Theory, InlineData(0.008, 0.999), InlineData(0.008, 0.2), InlineData(0.008, 0.03), InlineData(0.008, 0.005), InlineData(0.25, 0.012), InlineData(0.25, 0.5)]
    public void The_clipped_steps_are_those_above_the_clip(double s, double clip)
    {
        BigReal[] raw = BetaFormulas.CosineUnclipped<BigReal>(60, s), beta = BetaFormulas.Cosine<BigReal>(60, s, clip);
        bool[] above = [.. raw.Select(b => BigReal.CertainlyLess(BigReal.FromDouble(clip), b))];
        Assert.Equal(above, BetaFormulas.CosineClipped(60, s, clip));
        for (int i = 0; i < raw.Length; i++) Assert.True(beta[i].Overlaps(above[i] ? BigReal.FromDouble(clip) : raw[i]));
        using BetaTable table = BetaTable.Cosine(60, s, clip);
        Close(beta, table.Beta, 16 * Math.ScaleB(1, -53));
    }

    [Fact]
    public void The_cosine_table_has_its_published_values_and_clips_once()
    {
        using BetaTable table = BetaTable.Cosine(1000);
        double[] beta = MixtureCase.Flat(table.Beta), abar = MixtureCase.Flat(table.AlphaBar);
        Assert.Equal(4.12842e-5, beta[0], 5e-11);
        Assert.Equal(9.86582e-6, (double)BetaFormulas.Cosine<BigReal>(4000)[0], 5e-12);
        Assert.Equal(0.7499994, beta[998], 5e-8);
        Assert.Equal(0.4938435904, abar[499], 5e-11);
        Assert.Equal(2.42877e-9, abar[999], 5e-15);
        Assert.Equal([999], Enumerable.Range(0, 1000).Where(i => beta[i] == 0.999));
        Assert.Equal([999], Enumerable.Range(0, 1000).Where(i => BetaFormulas.CosineClipped(1000)[i]));
    }

    [Theory, InlineData("linear", 1), InlineData("linear", 50), InlineData("cosine", 1), InlineData("cosine", 50)]
    public void Tables_agree_with_the_forms_within_their_stated_error(string name, int steps)
    {
        using BetaTable table = name == "linear" ? BetaTable.Linear(steps) : BetaTable.Cosine(steps);
        BigReal[] beta = name == "linear" ? BetaFormulas.Linear<BigReal>(steps) : BetaFormulas.Cosine<BigReal>(steps);
        double u = Math.ScaleB(1, -53);
        Close(beta, table.Beta, 16 * u);
        // The products and sums by themselves: of the doubles that the table holds.
        BigReal[] held = [.. MixtureCase.Flat(table.Beta).Select(BigReal.FromDouble)];
        Close(BetaFormulas.AlphaBar(held), table.AlphaBar, 2 * steps * u);
        Close(BetaFormulas.NoiseVariance(held), table.NoiseVariance, (3 * steps + 2) * u);
        Close(BetaFormulas.BetaTilde(held), table.BetaTilde, (6 * steps + 6) * u);
    }

    [Fact]
    public void Strides_compose_to_the_same_chain()
    {
        using BetaTable table = BetaTable.Cosine(40);
        BigReal[] held = [.. MixtureCase.Flat(table.Beta).Select(BigReal.FromDouble)], abar = BetaFormulas.AlphaBar(held);
        int[] visited = [3, 4, 11, 30, 39];
        BigReal[] strides = BetaFormulas.BetasAtStride(held, visited);
        BigReal previous = BigReal.One;
        for (int k = 0; k < visited.Length; previous = abar[visited[k]], k++)
            Assert.True(strides[k].Overlaps(1 - abar[visited[k]] / previous));
        Close(strides, table.BetasAtStride(visited), 40 * Math.ScaleB(1, -52));
    }

    static void Close(BigReal[] exact, Tensor computed, double relative)
    {
        double[] values = MixtureCase.Flat(computed);
        Assert.Equal(exact.Length, values.Length);
        for (int i = 0; i < exact.Length; i++)
            Assert.InRange(Math.Abs((double)(exact[i] - BigReal.FromDouble(values[i]))), 0, relative * Math.Abs((double)exact[i]));
    }
}
