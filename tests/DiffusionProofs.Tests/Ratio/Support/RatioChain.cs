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
        LinearAlgebra.Combine([.. data.Select(p => p.In<T>())], SequenceRates.Transition(rate.AtAlpha(alpha), length));

    /// <summary>s[a] for place i of a state: p with a in its place over p.</summary>
    public T[] Score<T>(T[] p, int state, int i) where T : IField<T> => [.. Enumerable.Range(0, rate.Categories).Select(a =>
    {
        int[] other = [.. states[state]];
        other[i] = a;
        return p[Code(other)] / p[state];
    })];

    public delegate Rational[] Step(ClosedRate rate, Rational[] score, int xt, Rational ratio);

    public static Rational[] Tweedie(ClosedRate rate, Rational[] score, int xt, Rational ratio) => SamplerSteps.Tweedie(rate, score, xt, ratio);

    /// <summary>noise = sigma'(t) (t - s), which for this schedule is alpha_s/alpha_t - 1.</summary>
    public static Rational[] Euler(ClosedRate rate, Rational[] score, int xt, Rational ratio) => SamplerSteps.Euler(rate.Rate<Rational>(), score, xt, 1 / ratio - 1);

    /// <summary>The law at the end: from p_T by a step for each pair of times, and one to the data.</summary>
    public Rational[] Law(Step step, params Rational[] times) => Law(step, step, At(Alpha(times[0])), state => state, times);

    /// <param name="last">The step to the data.</param>
    /// <param name="start">The law at the first time.</param>
    /// <param name="put">What is made of a state before the first step, after each and after the last.</param>
    public Rational[] Law(Step step, Step last, Rational[] start, Func<int[], int[]> put, params Rational[] times)
    {
        Rational[] alphas = [.. times.Select(Alpha), Rational.One], law = Put(start, put);
        for (int n = 0; n + 1 < alphas.Length; n++)
        {
            Rational[] p = At(alphas[n]), next = [.. states.Select(_ => Rational.Zero)];
            for (int x = 0; x < states.Length; x++)
            {
                if (p[x].IsZero || law[x].IsZero) continue;
                Step taken = n + 2 == alphas.Length ? last : step;
                Rational[][] rows = [.. Enumerable.Range(0, length).Select(i => taken(rate, Score(p, x, i), states[x][i], alphas[n] / alphas[n + 1]))];
                for (int y = 0; y < states.Length; y++) next[y] += law[x] * states[y].Select((a, i) => rows[i][a]).Aggregate(Rational.One, (a, b) => a * b);
            }
            law = Put(next, put);
        }
        return law;
    }

    public static Rational Alpha(Rational t) => 1 - new Rational(7, 8) * t;

    Rational[] Put(Rational[] law, Func<int[], int[]> put)
    {
        Rational[] moved = [.. law.Select(_ => Rational.Zero)];
        foreach (var (state, p) in states.Zip(law)) moved[Code(put(state))] += p;
        return moved;
    }

    int Code(int[] state) => state.Aggregate(0, (code, token) => code * rate.Categories + token);

    /// <summary>The law of which one state is all.</summary>
    public Rational[] Only(int[] state) => [.. states.Select(each => each.SequenceEqual(state) ? Rational.One : Rational.Zero)];

    /// <summary>The data's law where some places hold these tokens.</summary>
    public Rational[] Given(int[] positions, int[] tokens)
    {
        Rational[] joint = [.. states.Zip(data, (state, p) => positions.Zip(tokens).All(held => state[held.First] == held.Second) ? p : Rational.Zero)];
        return LinearAlgebra.Scale(1 / joint.Sum(), joint);
    }

    /// <summary>What the tensor code draws, from p_T with the true ratios; [batch, length].</summary>
    public torch.Tensor Sample(int batch, RatioStep step, torch.Generator generator, torch.ScalarType type, params double[] times) =>
        Sampler(type).Sample(First(batch, times[0], generator), times, step, generator);

    public RatioSampler Sampler(torch.ScalarType type) => new(rate, Schedule, (tokens, sigma) => Scores(tokens, sigma).to(type));

    /// <summary>Drawn from p_t.</summary>
    public torch.Tensor First(int batch, double t, torch.Generator generator)
    {
        double alpha = Schedule.Alpha(new Float64(t)).Value;
        torch.Tensor law = torch.tensor(At(new Float64(alpha)).Select(p => p.Value).ToArray()), codes = torch.multinomial(law, batch, true, generator);
        return SamplerRuns.Tensor(states).index_select(0, codes);
    }

    /// <summary>The true ratios, [B,L,V].</summary>
    public torch.Tensor Scores(torch.Tensor tokens, double sigma)
    {
        Float64[] p = At(Float64.Exp(new Float64(-sigma)));
        double[] table = [.. states.SelectMany((_, x) => Enumerable.Range(0, length).SelectMany(i => Score(p, x, i).Select(s => s.Value)))];
        torch.Tensor code = tokens.select(1, 0);
        for (int i = 1; i < length; i++) code = code.Times(rate.Categories).to(torch.int64).Plus(tokens.select(1, i));
        return torch.tensor(table).reshape(states.Length, length, rate.Categories).index_select(0, code);
    }
}
