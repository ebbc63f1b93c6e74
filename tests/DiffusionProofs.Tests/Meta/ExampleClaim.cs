using DiffusionProofs.Evidence;
using FsCheck;

namespace DiffusionProofs.Tests.Meta;

// The shape of every claim: a sentence, evidence for it, and a mistake that the evidence can see.
[Claim("Meta.1", "log sum_i exp(a_i) = m + log sum_i exp(a_i - m) for m = max a",
    Source = "the definition", Oracle = "the left side in float64, where it cannot overflow for |a| <= 8")]
public class ExampleClaim
{
    static readonly Arbitrary<Vector> Logits = Vectors.OfLength(1, 5, bound: 8);

    static double Reference(Vector a) => Math.Log(a.Values.Sum(Math.Exp));

    [Exact]
    public ExactOutcome The_maximum_is_one_of_the_terms_and_none_is_larger() => Exact.ForAll(
        Logits,
        a => [Decide.That("max", a.Values.Contains(a.Values.Max()) && a.Values.All(v => v <= a.Values.Max()), $"{a.Values.Max()}")],
        shapes: "1 to 5 terms", domain: "|a_i| <= 8");

    [Sampled]
    public SampledOutcome Torch_agrees_with_the_definition(On on) => Sample.Check(
        on,
        Logits,
        (a, on) => [Compare.Ulps("logsumexp", [Reference(a)], on.Tensor(a.Values).logsumexp(0), ulps: 16, on, magnitudes: [8 + Math.Log(5)])],
        bound: "16 ulps of 8 + log 5: each exp, the sum of at most 5 terms, the log and the last sum, 2 ulps each",
        shapes: "1 to 5 terms", domain: "|a_i| <= 8");

    [Refutes("the maximum is subtracted and never added back", Link = "https://example.org")]
    public RefutationOutcome Without_adding_back() => Refute.Mistake(
        Logits,
        right: a => [Compare.Within("logsumexp", Reference(a), a.Values.Max() + Math.Log(a.Values.Sum(v => Math.Exp(v - a.Values.Max()))), 1e-14)],
        wrong: a => [Compare.Within("logsumexp", Reference(a), Math.Log(a.Values.Sum(v => Math.Exp(v - a.Values.Max()))), 1e-14)]);
}
