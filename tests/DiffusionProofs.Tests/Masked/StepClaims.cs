using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.10", "A visible token never changes: a clean prefix is the same, bit for bit, after every step of every sampler, and so a longer sequence keeps what it has.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, sections 3.2.3 and 4.2",
    Oracle = "the tokens before the step")]
public class VisibleTokensStay
{
    [Sampled]
    public SampledOutcome Prefix_after_every_step(On on) => Sample.Rows(on, new[] { (Window: 4, Prefix: 1), (Window: 6, Prefix: 3), (Window: 6, Prefix: 5) }, (row, _) =>
    {
        using var generator = Seeds.Generator("prefix", on.Device);
        var denoiser = new Uneven(7, on);
        Tensor text = SamplerRuns.Tensor([[0, 3, 1, 5, 2, 4], [5, 5, 0, 1, 4, 0]], on.Device);
        long[] before = SamplerRuns.Values(text[.., (6 - row.Prefix)..]);
        int steps = 0, changed = 0;
        void See(Tensor tokens)
        {
            steps++;
            changed += SamplerRuns.Values(tokens[.., ..row.Prefix]).Zip(before).Count(pair => pair.First != pair.Second);
        }
        Tensor longer = SemiAutoregressive.Extend(text, row.Window, row.Window - row.Prefix, 6, window =>
            new AncestralSampler(denoiser, SamplerRuns.Linear, Evaluate.EveryStep).Sample(window, MaskedTimes.Grid(5), generator, See).Tokens);
        SemiAutoregressive.Extend(text, row.Window, row.Window - row.Prefix, 6, window => new FirstHittingSampler(denoiser).Sample(window, generator, afterStep: See).Tokens);
        return
        [
            Compare.Within("steps seen", 5 + row.Window - row.Prefix, steps, 0),
            Compare.Within("prefix tokens changed", 0, changed, 0),
            Compare.Within("tokens of the longer sequence that differ", 0,
                SamplerRuns.Values(longer[.., ..6]).Zip(SamplerRuns.Values(text)).Count(pair => pair.First != pair.Second), 0),
            Compare.Within("masks left", 0, SamplerRuns.Values(longer).Count(v => v == 6), 0),
        ];
    }, "0: integers", "windows of 4 and 6, prefixes of 1, 3, 5", "both samplers, any model");

    [Refutes("a step that draws at visible positions too")]
    public RefutationOutcome Carry_over_is_needed() => Refute.AtWitness("the tokens 0, 3, 1 and three masks, one step",
        () => [Kept(AncestralStep.Take)], () => [Kept(SamplerMistakes.StepWithoutCarryOver)]);

    static Decision Kept(Func<Tensor, Tensor, int, double, Generator, Tensor> step)
    {
        using var generator = Seeds.Generator("carry-over");
        Tensor tokens = SamplerRuns.Tensor([[0, 3, 1, 6, 6, 6]]);
        Tensor next = step(tokens, new Uneven(7, On.CpuFloat64).LogProbabilities(tokens, ones(1)), 6, 1, generator);
        return Decide.EqualAll("visible tokens", [0L, 3, 1], SamplerRuns.Values(next)[..3]);
    }

    /// <summary>The same uneven row at every position, the mask last and likely: its column must not be read.</summary>
    sealed class Uneven(int vocabulary, On on) : IMaskedDenoiser
    {
        public int Vocabulary => vocabulary;
        public int Mask => vocabulary - 1;
        public bool UsesTime => false;

        public Tensor LogProbabilities(Tensor tokens, Tensor alpha) =>
            on.Tensor([.. Enumerable.Range(0, vocabulary).Select(j => (double)j)], 1, 1, vocabulary).expand(tokens.shape[0], tokens.shape[1], vocabulary).clone();
    }
}

[Claim("MDLM.11", "An event of probability p happens where u < p: for u among the multiples of 2^-b in [0, 1) and p one of them, exactly p of them; never at p = 0, always at p = 1.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, code: q_xt",
    Oracle = "every u counted")]
public class StrictComparison
{
    [Sampled]
    public SampledOutcome Every_multiple(On on) => Sample.Rows(on, new[] { 1, 4, 8 }, (bits, _) =>
    {
        Tensor u = Multiples(bits, on);
        return Enumerable.Range(0, (1 << bits) + 1).Select(k => Compare.Within($"u below {k}/{1 << bits}", k, Count(TokenDraws.Happens(u, Math.ScaleB(k, -bits))), 0));
    }, "0: counted", "b = 1, 4, 8", "every p");

    [Refutes("u <= p, which happens at p = 0 where u is 0", Link = "https://github.com/kuleshov-group/bd3lms/blob/main/diffusion.py")]
    public RefutationOutcome Not_at_most() => Refute.AtWitness("p = 0, u = k/16",
        () => [Never(TokenDraws.Happens)], () => [Never(SamplerMistakes.HappensAtMost)]);

    static Decision Never(Func<Tensor, double, Tensor> happens) => Decide.Equal("how often", 0, Count(happens(Multiples(4, On.CpuFloat32), 0)));

    static Tensor Multiples(int bits, On on) => on.Tensor([.. Enumerable.Range(0, 1 << bits).Select(k => Math.ScaleB(k, -bits))]);

    static int Count(Tensor happens) => (int)happens.sum().item<long>();
}

[Claim("MDLM.12", "The nucleus of mass p keeps at least p, and less without its least likely token.",
    Source = "Shi et al., MD4, arXiv:2406.04329, code; Arriola et al., BD3-LM, arXiv:2503.09573, code",
    Oracle = "the tokens sorted and summed in integers")]
public class NucleusMass
{
    [Sampled]
    public SampledOutcome Keeps_at_least_p(On on) => Sample.Rows(on, Enumerable.Range(0, 20), (seed, _) =>
    {
        Random random = Seeds.Random($"nucleus {seed}");
        int[] weights = new int[6];
        for (int i = 0; i < 64; i++) weights[Math.Min(random.Next(6), random.Next(6))]++;
        return Enumerable.Range(1, 64).SelectMany(p =>
        {
            int[] kept = Kept(weights, p, on, Nucleus.Keep), positive = [.. kept.Where(w => w > 0)];
            return new[]
            {
                Compare.AtLeast($"mass kept at {p}/64", p, kept.Sum(), 0),
                Compare.AtMost($"without the least at {p}/64", p - 1, kept.Sum() - positive.Min(), 0),
                Compare.AtLeast($"least kept at {p}/64 against the largest dropped", weights.Zip(kept, (w, k) => k > 0 ? 0 : w).Max(), positive.Min(), 0),
                Compare.Within($"kept tokens changed at {p}/64", 0, weights.Zip(kept).Count(pair => pair.Second != 0 && pair.Second != pair.First), 0),
            };
        });
    }, "0: multiples of 1/64, exact in both dtypes", "V = 6", "20 random laws, p = 1/64..1");

    [Refutes("tokens with a cumulated mass of at most p: the one that crosses dropped", Link = "https://github.com/kuleshov-group/bd3lms/blob/main/diffusion.py")]
    public RefutationOutcome The_crossing_token_is_kept() => Refute.AtWitness("p = (40, 20, 4)/64, mass 50/64",
        () => [AtLeast(Nucleus.Keep)], () => [AtLeast(SamplerMistakes.NucleusWithoutTheCrossing)]);

    static Decision AtLeast(Func<Tensor, double, Tensor> keep)
    {
        int mass = Kept([40, 20, 4], 50, On.CpuFloat64, keep).Sum();
        return Decide.That("mass kept at least 50/64", mass >= 50, $"{mass}/64");
    }

    static int[] Kept(int[] weights, int p, On on, Func<Tensor, double, Tensor> keep) =>
        [.. Compare.Values(keep(on.Tensor([.. weights.Select(w => w / 64.0)]), p / 64.0)).Select(v => (int)(v * 64))];
}
