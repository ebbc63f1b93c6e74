using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>Two tokens that are not independent, noised up to s and to t: how far a step that draws them independently is from the true one.</summary>
sealed class PairsOfTokens
{
    readonly ClosedRate rate;
    readonly RatioChain chain;
    readonly int[][] states;
    readonly BigReal[] before, law;
    readonly BigReal[][] step;

    public PairsOfTokens(ClosedRate rate, BigReal alphaS, BigReal alphaT)
    {
        this.rate = rate;
        states = [.. SequenceRates.States(rate.Categories, 2)];
        int[] eighths = [4, 1, 1, 2];
        chain = new(rate, 2, [.. states.Select(x => x[0] < 2 && x[1] < 2 ? new Rational(eighths[2 * x[0] + x[1]], 8) : 0)]);
        (before, law) = (chain.At(alphaS), chain.At(alphaT));
        step = SequenceRates.Transition(rate.AtAlpha(alphaT / alphaS), 2);
    }

    public IEnumerable<int[]> Noisy => states;

    /// <summary>Whether both tokens may yet come from two: no independent draw is exact then.</summary>
    public bool ReachesBoth(int[] xt) => rate is not AbsorbingRate absorbing || xt.All(x => x == absorbing.Mask);

    /// <summary>KL(p(x_s | x_t) || product of the rows that a sampler gives for the true scores).</summary>
    public BigReal Divergence(int[] xt, Func<BigReal[], int, BigReal[]> row)
    {
        int t = Array.IndexOf(states, xt);
        BigReal[][] rows = [.. xt.Select((token, place) => row(chain.Score(law, t, place), token))];
        BigReal[] exact = [.. states.Select((_, s) => before[s] * step[s][t] / law[t])], drawn = [.. states.Select(x => rows[0][x[0]] * rows[1][x[1]])];
        return CategoricalFormulas.KullbackLeibler(exact, drawn, Enumerable.Range(0, states.Length).Where(s => exact[s].IsCertainlyPositive));
    }
}
