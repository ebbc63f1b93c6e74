using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>Two tokens that are not independent, noised up to s and to t: how far a step that draws them independently is from the true one.</summary>
sealed class PairsOfTokens
{
    readonly ClosedRate rate;
    readonly int[][] states;
    readonly BigReal[] before, law;
    readonly BigReal[][] step;

    public PairsOfTokens(ClosedRate rate, BigReal alphaS, BigReal alphaT)
    {
        this.rate = rate;
        states = [.. SequenceRates.States(rate.Categories, 2)];
        int[] eighths = [4, 1, 1, 2];
        BigReal[] data = [.. states.Select(x => x[0] < 2 && x[1] < 2 ? BigReal.FromFraction(eighths[2 * x[0] + x[1]], 8) : BigReal.Zero)];
        before = LinearAlgebra.Combine(data, SequenceRates.Transition(rate.AtAlpha(alphaS), 2));
        step = SequenceRates.Transition(rate.AtAlpha(alphaT / alphaS), 2);
        law = LinearAlgebra.Combine(before, step);
    }

    public IEnumerable<int[]> Noisy => states;

    /// <summary>Whether both tokens may yet come from two: no independent draw is exact then.</summary>
    public bool ReachesBoth(int[] xt) => rate is not AbsorbingRate absorbing || xt.All(x => x == absorbing.Mask);

    /// <summary>KL(p(x_s | x_t) || product of the rows that a sampler gives for the true scores).</summary>
    public BigReal Divergence(int[] xt, Func<BigReal[], int, BigReal[]> row)
    {
        int t = Index(xt);
        BigReal[][] rows = [.. Enumerable.Range(0, 2).Select(place => row(
            [.. Enumerable.Range(0, rate.Categories).Select(a => law[Index(place == 0 ? [a, xt[1]] : [xt[0], a])] / law[t])], xt[place]))];
        BigReal[] exact = [.. states.Select((_, s) => before[s] * step[s][t] / law[t])], drawn = [.. states.Select(x => rows[0][x[0]] * rows[1][x[1]])];
        return CategoricalFormulas.KullbackLeibler(exact, drawn, Enumerable.Range(0, states.Length).Where(s => exact[s].IsCertainlyPositive));
    }

    int Index(int[] x) => x[0] * rate.Categories + x[1];
}
