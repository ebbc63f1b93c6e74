using DiffusionProofs.Evidence;

namespace DiffusionProofs.Tests.Meta;

public class VerdictTests
{
    static ClaimInfo Claim(string id, string? refined, bool opinion, params string[] kinds) => new(
        id, "statement", null, refined, null, opinion, "C",
        [.. kinds.SelectMany(kind => kind == "Sampled"
            ? On.Devices.Select(device => new ExpectedEvidence($"{id}/Sampled/M/{device}/float64", kind, "M", device, "float64", null, null))
            : [new ExpectedEvidence($"{id}/{kind}/M", kind, "M", null, null, null, null)])]);

    static ClaimInfo Claim(string id, params string[] kinds) => Claim(id, null, false, kinds);

    static List<LedgerEntry> Passed(params ClaimInfo[] claims) => [.. MadeUpRun.Passed(claims)];

    static Verdict Of(ClaimInfo claim) => Verdicts.OfClaim(claim, Passed(claim));

    [Theory]
    [InlineData("Identity Sampled Refutes", Strength.Proven, "proven")]
    [InlineData("Certificate Exact Sampled Refutes", Strength.Proven, "proven")]
    [InlineData("Certified Statistical Sampled Refutes", Strength.Proven, "proven")]
    [InlineData("Identity Refutes", Strength.Proven, "proven (of the formula; no tensor code)")]
    [InlineData("Exact Refutes", Strength.ExactOnInstances, "exact on instances")]
    [InlineData("Exact Sampled Statistical Refutes", Strength.ExactOnInstances, "exact on instances")]
    [InlineData("Sampled Refutes", Strength.Supported, "supported")]
    [InlineData("Statistical Refutes", Strength.Supported, "supported")]
    [InlineData("Identity Sampled", Strength.DidNotFinish, "did not finish: it has no [Refutes]")]
    [InlineData("Refutes", Strength.DidNotFinish, "did not finish: it has no evidence beside what it refutes")]
    public void The_strongest_evidence_decides(string kinds, Strength strength, string text)
    {
        Verdict verdict = Of(Claim("E1.1", kinds.Split(' ')));
        Assert.Equal((strength, text, false), (verdict.Strength, verdict.Text, verdict.Refined));
    }

    [Fact]
    public void An_identity_by_random_points_is_proven_up_to_its_probability_and_probabilities_add()
    {
        ClaimInfo claim = Claim("E1.1", "Identity", "Certificate", "Sampled", "Refutes");
        List<LedgerEntry> entries = Passed(claim);
        entries[0] = entries[0] with { Log2Error = -100.5 };
        Assert.Equal("proven up to probability 2^-100", Verdicts.OfClaim(claim, entries).Text);
        entries[1] = entries[1] with { Log2Error = -101 };
        Assert.Equal((Strength.ProvenUpToProbability, "proven up to probability 2^-99"), (Verdicts.OfClaim(claim, entries).Strength, Verdicts.OfClaim(claim, entries).Text));
    }

    [Fact]
    public void A_failure_or_something_missing_is_no_proof()
    {
        ClaimInfo claim = Claim("E1.1", "Identity", "Sampled", "Refutes");
        for (int i = 0; i < claim.Evidence.Count; i++)
        {
            List<LedgerEntry> failed = Passed(claim), missing = Passed(claim);
            failed[i] = failed[i] with { Verdict = "failed" };
            missing.RemoveAt(i);
            Assert.Equal((Strength.Fails, $"fails: {claim.Evidence[i].Id}", false), (Verdicts.OfClaim(claim, failed).Strength, Verdicts.OfClaim(claim, failed).Text, Verdicts.OfClaim(claim, failed).Holds));
            Assert.Equal((Strength.DidNotFinish, $"did not finish: {claim.Evidence[i].Id} is missing", false), (Verdicts.OfClaim(claim, missing).Strength, Verdicts.OfClaim(claim, missing).Text, Verdicts.OfClaim(claim, missing).Holds));
        }
        Assert.Equal(Strength.DidNotFinish, Verdicts.OfClaim(claim, []).Strength);
    }

    [Fact]
    public void Evidence_that_was_skipped_everywhere_is_none()
    {
        ClaimInfo claim = Claim("E1.1", "Identity", "Sampled", "Refutes");
        List<LedgerEntry> entries = [.. Passed(claim).Select(e => e.Evidence == "Sampled" ? e with { Verdict = "skipped" } : e)];
        Assert.Equal("did not finish: E1.1/Sampled/M was skipped everywhere", Verdicts.OfClaim(claim, entries).Text);
    }

    [Fact]
    public void A_refined_claim_says_that_the_correction_is_what_holds()
    {
        Verdict verdict = Of(Claim("E1.1", "it is affine", false, "Identity", "Sampled", "Refutes"));
        Assert.Equal((Strength.Proven, true, "refined: after a correction, proven"), (verdict.Strength, verdict.Refined, verdict.Text));
    }

    [Fact]
    public void An_opinion_needs_no_refutation_and_fails_with_its_facts()
    {
        ClaimInfo opinion = Claim("E13.1", null, true, "Exact");
        Assert.Equal(Strength.Opinion, Of(opinion).Strength);
        Assert.Equal(Strength.Fails, Verdicts.OfClaim(opinion, Passed(opinion).Select(e => e with { Verdict = "failed" })).Strength);
    }

    [Fact]
    public void A_sentence_is_as_strong_as_the_weakest_of_its_claims()
    {
        ClaimInfo proven = Claim("E3.1", "Identity", "Sampled", "Refutes"), exact = Claim("E3.2", "Exact", "Refutes"),
            refined = Claim("E3.3", "so", false, "Identity", "Sampled", "Refutes"), opinion = Claim("E3.4", null, true);
        Verdict Sentence(params ClaimInfo[] claims) => Verdicts.OfSentence("E3", new ClaimCatalogue(claims), Passed(claims));

        Assert.Equal("proven", Sentence(proven).Text);
        Assert.Equal("exact on instances", Sentence(proven, exact).Text);
        Assert.Equal("refined in part: proven", Sentence(proven, refined).Text);
        Assert.Equal("refined: after a correction, proven", Sentence(refined).Text);
        Assert.Equal("proven (E3.4 itself: opinion)", Sentence(proven, opinion).Text);
        Assert.Equal("opinion: no property decides it", Sentence(opinion).Text);
        Assert.Equal("no claim yet", Sentence().Text);
        Assert.Equal(Strength.Fails, Verdicts.OfSentence("E3", new ClaimCatalogue([proven, exact]),
            Passed(proven, exact).Select(e => e.Claim == "E3.1" ? e with { Verdict = "failed" } : e)).Strength);
        Assert.Equal(Strength.DidNotFinish, Verdicts.OfSentence("E3", new ClaimCatalogue([proven, exact]), Passed(proven)).Strength);
    }

    [Fact]
    public void The_last_sentence_is_an_opinion_without_any_claim() =>
        Assert.Equal((Strength.Opinion, true), (Verdicts.OfSentence("E13", new ClaimCatalogue([]), []).Strength, Verdicts.OfSentence("E13", new ClaimCatalogue([]), []).Holds));

    [Fact]
    public void The_essay_has_fourteen_sentences_in_order() =>
        Assert.Equal(Enumerable.Range(0, 14).Select(i => $"E{i}"), Essay.Sentences.Select(s => s.Id));

    [Fact]
    public void Ids_are_ordered_by_their_numbers_and_must_be_distinct()
    {
        var catalogue = new ClaimCatalogue([Claim("E10.1"), Claim("E3.10"), Claim("E3.2"), Claim("EDM.1")]);
        Assert.Equal(["E3.2", "E3.10", "E10.1", "EDM.1"], catalogue.Claims.Select(c => c.Id));
        Assert.Contains("E1.1 is claimed by", Assert.Throws<ArgumentException>(() => new ClaimCatalogue([Claim("E1.1"), Claim("E1.1")])).Message);
    }

    [Fact]
    public void The_catalogue_of_an_assembly_lists_every_expected_id()
    {
        ClaimInfo example = ClaimCatalogue.FromAssembly(typeof(VerdictTests).Assembly).Claims.Single(c => c.Id == "Meta.1");
        Assert.Equal(
            [
                "Meta.1/Exact/The_maximum_is_one_of_the_terms_and_none_is_larger", "Meta.1/Refutes/Without_adding_back",
                "Meta.1/Sampled/Torch_agrees_with_the_definition/cpu/float32", "Meta.1/Sampled/Torch_agrees_with_the_definition/cpu/float64",
                "Meta.1/Sampled/Torch_agrees_with_the_definition/cuda/float32", "Meta.1/Sampled/Torch_agrees_with_the_definition/cuda/float64",
            ],
            example.Evidence.Select(e => e.Id));
        Assert.True(example.IsMeta && example.HasRefutation);
        Assert.Equal("DiffusionProofs.Tests.Meta.ExampleClaim", example.ClassName);
    }
}
