using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.Masked;
using TorchSharp;

namespace DiffusionProofs.Tests.Ratio;

/// <summary>All sequences of few tokens, their true ratios, and the law of SEDD's sampler by enumeration.</summary>
/// <param name="data">p_0 of every sequence in the order of <see cref="SequenceRates.States"/>, 0 where a mask is.</param>
sealed class RatioChain(ClosedRate rate, int length, Rational[] data)
{
    /// <summary>alpha = 1 - 7 t/8.</summary>
    public static LogLinear Schedule { get; } = new(0.125);

    readonly int[][] states = [.. SequenceRates.States(rate.Categories, length)];

    public ClosedRate Rate => rate;
    public int Length => length;
    public Rational[] Data => data;

    /// <summary>p_t.</summary>
    public T[] At<T>(T alpha) where T : IField<T> =>
        LinearAlgebra.Combine([.. data.Select(p => T.From(p.Numerator) / T.From(p.Denominator))], SequenceRates.Transition(rate.AtAlpha(alpha), length));

    /// <summary>s[a] for place i of a state: p with a in its place over p.</summary>
    public T[] Score<T>(T[] p, int state, int i) where T : IField<T> => [.. Enumerable.Range(0, rate.Categories).Select(a =>
    {
        int[] other = [.. states[state]];
        other[i] = a;
        return p[other.Aggregate(0, (code, token) => code * rate.Categories + token)] / p[state];
    })];

    public delegate Rational[] Step(ClosedRate rate, Rational[] score, int xt, Rational ratio);

    public static Rational[] Tweedie(ClosedRate rate, Rational[] score, int xt, Rational ratio) => SamplerSteps.Tweedie(rate, score, xt, ratio);

    /// <summary>The law at the end: from p_T by a step for each pair of times, and one to the data.</summary>
    public Rational[] Law(Step step, params Rational[] times)
    {
        Rational[] alphas = [.. times.Select(t => 1 - new Rational(7, 8) * t), Rational.One], law = At(alphas[0]);
        for (int n = 0; n + 1 < alphas.Length; n++)
        {
            Rational[] p = At(alphas[n]), next = [.. states.Select(_ => Rational.Zero)];
            for (int x = 0; x < states.Length; x++)
            {
                if (p[x].IsZero || law[x].IsZero) continue;
                Rational[][] rows = [.. Enumerable.Range(0, length).Select(i => step(rate, Score(p, x, i), states[x][i], alphas[n] / alphas[n + 1]))];
                for (int y = 0; y < states.Length; y++) next[y] += law[x] * states[y].Select((a, i) => rows[i][a]).Aggregate(Rational.One, (a, b) => a * b);
            }
            law = next;
        }
        return law;
    }

    /// <summary>What the tensor code draws, from p_T with the true ratios; [batch, length].</summary>
    public torch.Tensor Sample(int batch, RatioStep step, torch.Generator generator, torch.ScalarType type, params double[] times)
    {
        double alpha = Schedule.Alpha(new Float64(times[0])).Value;
        torch.Tensor first = torch.tensor(At(new Float64(alpha)).Select(p => p.Value).ToArray()), codes = torch.multinomial(first, batch, true, generator);
        torch.Tensor all = SamplerRuns.Tensor(states);
        return new RatioSampler(rate, Schedule, (tokens, sigma) => Scores(tokens, sigma).to(type)).Sample(all.index_select(0, codes), times, step, generator);
    }

    torch.Tensor Scores(torch.Tensor tokens, double sigma)
    {
        Float64[] p = At(Float64.Exp(new Float64(-sigma)));
        double[] table = [.. states.SelectMany((_, x) => Enumerable.Range(0, length).SelectMany(i => Score(p, x, i).Select(s => s.Value)))];
        torch.Tensor code = tokens.select(1, 0);
        for (int i = 1; i < length; i++) code = code.Times(rate.Categories).to(torch.int64).Plus(tokens.select(1, i));
        return torch.tensor(table).reshape(states.Length, length, rate.Categories).index_select(0, code);
    }
}
