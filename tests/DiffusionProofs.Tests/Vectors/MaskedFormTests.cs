using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionProofs.Numbers;
using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

/// <summary>The forms of masked diffusion against other routes to their numbers.</summary>
public class MaskedFormTests
{
    static VectorSet Of(string form, int cases = 24) => VectorsExport.Make(FormCatalogue.Find(form), cases);

    static IReadOnlyList<double> Output(string form, string inputs, string output)
    {
        VectorSet set = VectorsReader.Parse($$"""{ "format": "diffusion-proofs/vectors@1", "form": "{{form}}", "cases": [ { "inputs": {{inputs}} } ] }""");
        return FormEvaluation.Exactly(set.Form, set.Cases[0].Inputs)[output].Values;
    }

    [Fact]
    public void The_loss_that_the_format_is_explained_with_is_the_forms()
    {
        IReadOnlyList<double> loss = Output("masked.nelbo-continuous",
            """{ "alpha": [0.5], "d_alpha": [-1], "logits": [[[0.25, -1.5, 0.0]]], "x0": [[1]], "xt": [[2]], "mask": 2 }""", "loss");
        Assert.Equal([3.8204483008761745], loss);
    }

    /// <summary>q and p as rows, p by eq. 5 with the prediction in x's place; doubles lose at most some digits of 1e-10.</summary>
    [Fact]
    public void A_step_KL_is_that_of_the_two_posteriors_whether_or_not_the_mask_is_predicted()
    {
        foreach (VectorCase each in Of("masked.kl-step").Cases.Where(each => each.Name.StartsWith("random", StringComparison.Ordinal)))
        {
            FormInputs inputs = each.Inputs;
            int mask = inputs.Integer("mask"), vocabulary = inputs.Sizes["V"];
            double alphaS = inputs.Number("alpha_s"), alphaT = inputs.Number("alpha_t");
            double[][] logits = [.. inputs.Array("logits").Values.Chunk(vocabulary)];
            for (int l = 0; l < logits.Length; l++)
            {
                int xt = inputs.Indices("xt")[l], x0 = inputs.Indices("x0")[l];
                double[] predicted = [.. logits[l].Select((logit, j) => inputs.Flag("zero_masking") && j == mask ? 0 : Math.Exp(logit))];
                double[] x = [.. predicted.Select(p => p / predicted.Sum())];
                double kl = 0;
                if (xt == mask)
                {
                    double Evidence(Func<int, double> of) => alphaT * of(mask) + (1 - alphaT);
                    // The masked token came from j at s with the forward probability, times the law at s.
                    double Law(int j, Func<int, double> of) => (j == mask ? 1 : 1 - alphaT / alphaS) * (alphaS * of(j) + (j == mask ? 1 - alphaS : 0)) / Evidence(of);
                    kl = Enumerable.Range(0, vocabulary).Sum(j =>
                    {
                        double q = Law(j, i => i == x0 ? 1 : 0);
                        return q == 0 ? 0 : q * Math.Log(q / Law(j, i => x[i]));
                    });
                }
                Assert.Equal(kl, each.Outputs!["kl"].Values[l], 1e-10);
            }
        }
    }

    /// <summary>For every step, not in the limit alone, since alpha_t stays and the reveal probability is linear in alpha_s.</summary>
    [Fact]
    public void The_continuous_integrand_is_a_steps_term_over_its_length()
    {
        const double Step = 0.015625;
        VectorSet continuous = Of("masked.nelbo-continuous");
        continuous = continuous with { Cases = [.. continuous.Cases.Where(each => each.Name.StartsWith("random", StringComparison.Ordinal))] };
        JsonNode file = JsonNode.Parse(VectorsWriter.Text(continuous))!;
        file["form"] = "masked.nelbo-discrete";
        foreach (JsonNode? each in file["cases"]!.AsArray())
        {
            JsonObject inputs = each!["inputs"]!.AsObject();
            double[] alpha = inputs["alpha"]!.Deserialize<double[]>()!, slope = inputs["d_alpha"]!.Deserialize<double[]>()!;
            inputs.Remove("alpha");
            inputs.Remove("d_alpha");
            inputs["alpha_t"] = JsonSerializer.SerializeToNode(alpha);
            inputs["alpha_s"] = JsonSerializer.SerializeToNode(alpha.Zip(slope, (a, s) => a - Step * s));
        }
        VectorSet discrete = VectorsReader.Parse(file.ToJsonString());
        Assert.NotEmpty(discrete.Cases);
        foreach ((VectorCase step, VectorCase integrand) in discrete.Cases.Zip(continuous.Cases))
        {
            IReadOnlyList<double> terms = FormEvaluation.Exactly(discrete.Form, step.Inputs)["loss"].Values;
            Assert.All(terms.Zip(integrand.Outputs!["loss"].Values), pair => Assert.Equal(pair.Second, pair.First / Step, 1e-12 * (1 + Math.Abs(pair.Second))));
        }
    }

    /// <summary>sigma'/expm1(sigma) with sigma = -log1p(-(1 - eps) t), four ulps off at the second time; eps = 2^-10.</summary>
    [Fact]
    public void The_published_weight_of_log_linear_is_within_what_the_form_allows()
    {
        double[] times = [9.5367431640625e-07, 0.25675823717707824, 0.6875, 0.9990234375, 1], rates = [.. times.Select(t => (1 - 0.0009765625) * t)];
        string Numbers(IEnumerable<double> values) => JsonSerializer.Serialize(values);
        VectorSet set = VectorsReader.Parse(
            $$"""
            { "format": "diffusion-proofs/vectors@1", "form": "masked.schedule", "cases": [ {
              "inputs": { "name": "log-linear", "t": {{Numbers(times)}}, "params": { "eps": 0.0009765625 } },
              "outputs": {
                "alpha": {{Numbers(rates.Select(rate => 1 - rate))}}, "d_alpha": {{Numbers(times.Select(_ => 0.0009765625 - 1))}},
                "weight": {{Numbers(rates.Select(rate => (1 - 0.0009765625) / (1 - rate) / Float64.Expm1(-Float64.Log1p(-rate)).Value))}} } } ] }
            """);
        Assert.Empty(VectorsCheck.Set(set).Disagreements);
    }

    [Fact]
    public void The_exact_bound_of_equal_tokens_has_its_closed_form()
    {
        const string Inputs = """{ "sequences": [[0, 0, 0], [1, 1, 1], [2, 2, 2], [3, 3, 3]], "V": 5, "steps": [1, 2, 9, 40] }""";
        Assert.Equal(Math.Log(4), Output("masked.exact-bound", Inputs, "entropy")[0], 1e-15);
        Assert.Equal(Math.Log(4), Output("masked.exact-bound", Inputs, "continuous")[0], 1e-15);
        // (L log K/T) sum (i/T)^(L-1).
        Assert.Equal([.. new[] { 1, 2, 9, 40 }.Select(steps => 3 * Math.Log(4) / steps * Enumerable.Range(1, steps).Sum(i => Math.Pow((double)i / steps, 2)))],
            Output("masked.exact-bound", Inputs, "discrete"), (right, given) => Math.Abs(right - given) <= 1e-14);
    }

    [Fact]
    public void Expected_calls_are_those_printed()
    {
        IReadOnlyList<double> nfe = Output("masked.expected-nfe", """{ "steps": [1024, 10000, 1024, 10000], "length": [1024, 1024, 1024, 1024], "batch": [1, 1, 16, 16] }""", "nfe");
        Assert.Equal([647.48, 973.36, 1024.0, 8057.3], nfe.Zip([2, 2, 1, 1], (value, digits) => Math.Round(value, digits)));
    }

    [Fact]
    public void Infinite_logarithms_do_not_hide_what_else_is_wrong()
    {
        VectorSet subs = Of("masked.subs");
        Assert.Equal("bits for nats: divided by log 2", VectorsCheck.Set(Planted.Changed(subs, right => right / Math.Log(2))).Diagnosis);
        Assert.Equal("every output is 3 times the right one", VectorsCheck.Set(Planted.Changed(subs, right => 3 * right)).Diagnosis);
        Assert.False(VectorsCheck.Set(Planted.Changed(subs, right => double.IsFinite(right) ? right : -1e300)).Agrees);
    }

    /// <summary>As another implementation computes it: around the largest logit, not the token's own.</summary>
    [Fact]
    public void A_softmax_that_keeps_the_mask_is_named_at_extreme_logits_too()
    {
        VectorSet subs = Of("masked.subs");
        VectorSet wrong = subs with
        {
            Cases = [.. subs.Cases.Select(each => each with { Outputs = new Dictionary<string, NumberArray> { ["log_probabilities"] = KeepingTheMask(each) } })],
        };
        Assert.Equal("the mask takes part in the softmax: the tokens do not sum to 1", VectorsCheck.Set(wrong).Diagnosis);
    }

    static NumberArray KeepingTheMask(VectorCase each)
    {
        NumberArray right = each.Outputs!["log_probabilities"], logits = each.Inputs.Array("logits");
        int vocabulary = logits.Shape[1], mask = each.Inputs.Integer("mask");
        int[] xt = each.Inputs.Indices("xt");
        return new NumberArray(right.Shape, [.. right.Values.Select((value, i) =>
        {
            if (xt[i / vocabulary] != mask || i % vocabulary == mask) return value;
            IEnumerable<double> row = logits.Values.Skip(i / vocabulary * vocabulary).Take(vocabulary);
            return logits.Values[i] - row.Max() - Math.Log(row.Sum(logit => Math.Exp(logit - row.Max())));
        })]);
    }

    [Theory]
    [InlineData("masked.schedule", """{ "name": "log-linear", "t": [0.5, 0] }""", "inputs.t[1]: must be above 0, where log-linear masks nothing and has no weight, but was 0")]
    [InlineData("masked.schedule", """{ "name": "linear-sigma", "t": [0], "params": { "sigma_min": 0 } }""", "inputs.t[0]: must be above 0")]
    [InlineData("masked.schedule", """{ "name": "geometric", "t": [0.5], "params": { "eps": 0.5 } }""", "'geometric' must be among sigma_min, sigma_max, had 'eps'")]
    [InlineData("masked.marginal", """{ "x0": [0, 4], "V": 4, "mask": 3, "alpha": 0.5 }""", "inputs.x0[1]: must be below V = 4, since ids run from 0, but was 4")]
    [InlineData("masked.marginal", """{ "x0": [0], "V": 4, "mask": 4, "alpha": 0.5 }""", "inputs.mask: must be below V = 4")]
    [InlineData("masked.marginal", """{ "x0": [0, 3], "V": 4, "mask": 3, "alpha": 0.5 }""", "inputs.x0[1]: must be a token, not the mask, but was 3")]
    [InlineData("masked.posterior", """{ "xt": [1], "x0": [0], "V": 4, "mask": 3, "alpha_s": 0.5, "alpha_t": 0.25 }""", "inputs.xt[0]: must be x0 or the mask 3, since nothing else comes from x0, but was 1")]
    [InlineData("masked.posterior", """{ "xt": [3], "x0": [0], "V": 4, "mask": 3, "alpha_s": 0.25, "alpha_t": 0.5 }""", "inputs.alpha_s: must be at least alpha_t, since s is before t, but was 0.25")]
    [InlineData("masked.posterior", """{ "xt": [3], "x0": [0], "V": 4, "mask": 3, "alpha_s": 1, "alpha_t": 1 }""", "inputs.alpha_t: must be below 1 where xt holds the mask")]
    [InlineData("masked.posterior", """{ "xt": [0], "x0": [0], "V": 4, "mask": 3, "alpha_s": 0.5, "alpha_t": 0 }""", "inputs.xt[0]: must be the mask, since at alpha_t = 0 nothing is visible")]
    [InlineData("masked.subs", """{ "logits": [[0, 1]], "xt": [2], "mask": 1 }""", "inputs.xt[0]: must be below V = 2")]
    [InlineData("masked.subs", """{ "logits": [[0]], "xt": [0], "mask": 0 }""", "inputs.logits: must have at least 2 categories")]
    [InlineData("masked.kl-step", """{ "logits": [[0, 1]], "xt": [1], "x0": [1], "mask": 1, "alpha_s": 0.5, "alpha_t": 0.25, "zero_masking": false }""", "inputs.x0[0]: must be a token, not the mask")]
    [InlineData("masked.nelbo-discrete", """{ "logits": [[[0, 1]], [[0, 1]]], "xt": [[1], [1]], "x0": [[0], [0]], "mask": 1, "alpha_s": [0.5, 0.5], "alpha_t": [0.25, 0.75] }""", "inputs.alpha_s[1]: must be at least alpha_t")]
    [InlineData("masked.nelbo-continuous", """{ "logits": [[[0, 1]], [[0, 1]]], "xt": [[0], [1]], "x0": [[0], [0]], "mask": 1, "alpha": [1, 1], "d_alpha": [-1, -1] }""", "inputs.alpha[1]: must be below 1 where xt holds the mask")]
    [InlineData("masked.nelbo-continuous", """{ "logits": [[[0, 1]]], "xt": [[1]], "x0": [[0]], "mask": 1, "alpha": [0.5], "d_alpha": [1] }""", "inputs.d_alpha[0]: must be finite and at most 0, but was 1")]
    [InlineData("masked.exact-bound", """{ "sequences": [[0, 2]], "V": 3, "steps": [1] }""", "inputs.sequences[0][1]: must be a token from 0 to V - 2 = 1, V counting the mask, but was 2")]
    [InlineData("masked.exact-bound", """{ "sequences": [[0, 1]], "V": 3, "steps": [1, 0] }""", "inputs.steps[1]: must be finite and at least 1, but was 0")]
    [InlineData("masked.exact-bound", """{ "sequences": [[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]], "V": 2, "steps": [1] }""", "inputs.sequences: must have at most 20 positions, since all sets of positions are visited, but had 21")]
    [InlineData("masked.first-hitting-time", """{ "u": [0], "remaining": [1], "t": [0.5] }""", "inputs.u[0]: must be above 0 and at most 1, but was 0")]
    [InlineData("masked.first-hitting-time", """{ "u": [0.5], "remaining": [0], "t": [0.5] }""", "inputs.remaining[0]: must be finite and at least 1")]
    [InlineData("masked.expected-nfe", """{ "steps": [0], "length": [1], "batch": [1] }""", "inputs.steps[0]: must be finite and at least 1, but was 0")]
    [InlineData("masked.expected-nfe", """{ "steps": [1], "length": [10000], "batch": [10000] }""", "inputs.batch[0]: times length must be at most 1000000, but was 10000")]
    [InlineData("masked.truncated-gumbel", """{ "p": [0, 1], "bound": 1 }""", "inputs.p[0]: must be finite and above 0, but was 0")]
    [InlineData("masked.truncated-gumbel", """{ "p": [0.5, 0.25], "bound": 1 }""", "inputs.p: must sum to 1, but summed to 0.75")]
    public void Inputs_at_which_a_form_is_undefined_are_refused_by_field(string form, string inputs, string problem) =>
        Assert.Contains(problem, Assert.ThrowsAny<ArgumentException>(() => Output(form, inputs, "")).Message);
}
