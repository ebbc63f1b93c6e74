using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

/// <summary>The forms of discrete diffusion against other routes to their numbers.</summary>
public class CategoricalFormTests
{
    static IReadOnlyDictionary<string, NumberArray> Of(string form, string inputs)
    {
        VectorSet set = VectorsReader.Parse($$"""{ "format": "diffusion-proofs/vectors@1", "form": "{{form}}", "cases": [ { "inputs": {{inputs}} } ] }""");
        return FormEvaluation.Exactly(set.Form, set.Cases[0].Inputs);
    }

    /// <summary>Masked diffusion's own bound: the reveal probability at each step times -log p, over the two states of a token.</summary>
    [Fact]
    public void The_bound_of_absorbing_noise_is_that_of_masked_diffusion()
    {
        var bound = Of("categorical.nelbo",
            """
            { "matrices": [[[0.75,0,0.25],[0,0.75,0.25],[0,0,1]], [[0.5,0,0.5],[0,0.5,0.5],[0,0,1]], [[0,0,1],[0,0,1],[0,0,1]]], "prior": [0,0,1],
              "p_x0": [[[1,0,0],[0,1,0],[0.5,0.5,0]], [[1,0,0],[0,1,0],[0.25,0.75,0]], [[1,0,0],[0,1,0],[0.375,0.625,0]]], "x0": [0,1], "decoder": "posterior" }
            """);
        double[] alpha = [1, 0.75, 0.375, 0], p = [0.5, 0.25, 0.375];
        for (int x0 = 0; x0 < 2; x0++)
        {
            double[] terms = [.. p.Select((probability, i) => (alpha[i] - alpha[i + 1]) * -Math.Log(x0 == 0 ? probability : 1 - probability))];
            Assert.Equal(0, bound["prior_kl"].Values[x0]);
            Assert.Equal(terms, bound["steps"].Values.Skip(3 * x0).Take(3), (right, given) => Math.Abs(right - given) <= 1e-15);
            Assert.Equal(terms.Sum(), bound["nelbo"].Values[x0], 1e-15);
        }
    }

    [Fact]
    public void The_stationary_law_of_a_normalised_band_is_in_proportion_to_its_neighbours()
    {
        const double Third = 1.0 / 3;
        string row = FormattableString.Invariant($"[[{Third:R},{Third:R},{1 - 2 * Third:R},0,0,0],[0.25,0.25,0.25,0.25,0,0],[0.2,0.2,0.2,0.2,0.2,0],[0,0.2,0.2,0.2,0.2,0.2],[0,0,0.25,0.25,0.25,0.25],[0,0,0,{Third:R},{Third:R},{1 - 2 * Third:R}]]");
        IReadOnlyList<double> law = Of("categorical.stationary", $$"""{ "matrix": {{row}} }""")["probabilities"].Values;
        Assert.Equal([0.125, 1 / 6.0, 5 / 24.0, 5 / 24.0, 1 / 6.0, 0.125], law, (right, given) => Math.Abs(right - given) <= 1e-15);
    }

    /// <summary>H(x_0 | x_t)/H(x_0) in doubles.</summary>
    [Fact]
    public void At_each_time_of_the_information_schedule_that_share_is_gone()
    {
        double[] p = [0.25, 0.125, 0.625];
        IReadOnlyList<double> alpha = Of("categorical.mutual-information-schedule", """{ "kernel": "uniform", "K": 3, "T": 4, "p_x0": [0.25, 0.125, 0.625] }""")["alpha_bar"].Values;
        for (int t = 1; t <= 4; t++)
        {
            double Joint(int x0, int xt) => p[x0] * ((1 - alpha[t - 1]) / 3 + (x0 == xt ? alpha[t - 1] : 0));
            double conditional = Enumerable.Range(0, 3).Sum(xt => Enumerable.Range(0, 3).Sum(x0 => -Joint(x0, xt) * Math.Log(Joint(x0, xt) / Enumerable.Range(0, 3).Sum(i => Joint(i, xt)))));
            Assert.Equal(t / 4.0, conditional / p.Sum(x => -x * Math.Log(x)), 1e-14);
        }
        Assert.Equal(0, alpha[3]);
        Assert.Equal(0.779944, Of("categorical.mutual-information-schedule", """{ "kernel": "uniform", "K": 2, "T": 2, "p_x0": [0.5, 0.5] }""")["alpha_bar"].Values[0], 6);
    }

    [Theory]
    [InlineData("""{ "kernel": "uniform", "K": 3 }""", "inputs.beta: missing: uniform has beta")]
    [InlineData("""{ "kernel": "uniform", "K": 3, "beta": 0.5, "mask": 1 }""", "inputs.mask: unknown: uniform has beta")]
    [InlineData("""{ "kernel": "uniform", "K": 3, "beta": 1.75 }""", "inputs.beta: must be such that a category is left with a probability of at most 1, but was 1.75")]
    [InlineData("""{ "kernel": "absorbing", "K": 3, "beta": 0.5, "mask": 3 }""", "inputs.mask: must be below K = 3, since ids run from 0, but was 3")]
    [InlineData("""{ "kernel": "absorbing", "K": 3, "beta": 1.5, "mask": 0 }""", "inputs.beta: must be such that a category is left")]
    [InlineData("""{ "kernel": "absorbing-uniform", "K": 3, "mask_rate": 0.75, "uniform_rate": 0.5, "mask": 0 }""", "inputs.uniform_rate: must be at most 1 with mask_rate")]
    [InlineData("""{ "kernel": "discretized-gaussian", "K": 1, "beta": 0.5 }""", "inputs.K: must be at least 2 for discretized-gaussian, but was 1")]
    [InlineData("""{ "kernel": "discretized-gaussian", "K": 3, "beta": 0 }""", "inputs.beta: must be above 0 for discretized-gaussian, but was 0")]
    [InlineData("""{ "kernel": "discretized-gaussian", "K": 3, "beta": 0.5, "bands": 3 }""", "inputs.bands: must be below K = 3, but was 3")]
    [InlineData("""{ "kernel": "band-diagonal", "K": 4, "beta": 1.5, "width": 2 }""", "inputs.beta: must be such that a category is left")]
    [InlineData("""{ "kernel": "nearest-neighbour", "K": 3, "embeddings": [[1, 0], [0, 0], [0, 1]], "neighbours": 1, "rate": 1 }""", "inputs.embeddings[1]: must not be 0, since it has no direction")]
    [InlineData("""{ "kernel": "nearest-neighbour", "K": 2, "embeddings": [[1, 0], [0, 1]], "neighbours": 2, "rate": 1 }""", "inputs.neighbours: must be below K = 2, but was 2")]
    [InlineData("""{ "kernel": "nearest-neighbour", "K": 2, "embeddings": [[1, 0], [0, 1]], "neighbours": 1, "rate": 1000 }""", "inputs.rate: must be such that a category is left at most 500 times on average, but was 1000")]
    public void A_kernel_without_its_parameters_or_outside_them_is_refused(string inputs, string problem) => Refused("categorical.transition", inputs, problem);

    [Theory]
    [InlineData("categorical.cumulative", """{ "matrices": [[[0.5, 0.25], [0, 1]]] }""", "inputs.matrices[0][0]: must sum to 1, but summed to 0.75")]
    [InlineData("categorical.cumulative", """{ "matrices": [[[1.5, -0.5], [0, 1]]] }""", "inputs.matrices[0][0][0]: must be from 0 to 1, but was 1.5")]
    [InlineData("categorical.posterior", """{ "transition": [[0.5, 0, 0.5], [0, 0.5, 0.5], [0, 0, 1]], "cumulative_previous": [[0.5, 0, 0.5], [0, 0.5, 0.5], [0, 0, 1]], "xt": [2, 1], "x0": [0, 0] }""", "inputs.xt[1]: must be a category that x0 = 0 can become, but was 1")]
    [InlineData("categorical.posterior", """{ "transition": [[1]], "cumulative_previous": [[1]], "xt": [0], "x0": [1] }""", "inputs.x0[0]: must be below K = 1")]
    [InlineData("categorical.reverse", """{ "transition": [[1, 0], [0, 1]], "cumulative_previous": [[1, 0], [0, 1]], "xt": [0], "p_x0": [[0, 1]] }""", "inputs.xt[0]: must be a category that some x0 of p_x0[0] can become, but was 0")]
    [InlineData("categorical.kl-step", """{ "transition": [[1, 0], [0, 1]], "cumulative_previous": [[1, 0], [0, 1]], "xt": [0], "p_x0": [[0.5, 0.5]], "x0": [1] }""", "inputs.xt[0]: must be a category that x0 = 1 can become")]
    [InlineData("categorical.prior-kl", """{ "cumulative": [[1]], "prior": [0.5], "x0": [0] }""", "inputs.prior: must sum to 1, but summed to 0.5")]
    [InlineData("categorical.nelbo", """{ "matrices": [[[1]]], "prior": [1], "p_x0": [[[1]]], "x0": [0], "decoder": "argmax" }""", "inputs.decoder: must be one of predicted, posterior")]
    [InlineData("categorical.stationary", """{ "matrix": [[0.5, 0, 0.5], [0, 0.5, 0.5], [0, 0, 1]] }""", "inputs.matrix[0]: must lead to every category in some steps")]
    [InlineData("categorical.mutual-information-schedule", """{ "kernel": "uniform", "K": 2, "T": 2, "p_x0": [1, 0] }""", "inputs.p_x0: must have mass on two categories at least")]
    [InlineData("categorical.mutual-information-schedule", """{ "kernel": "absorbing", "K": 2, "T": 2, "p_x0": [0.5, 0.5], "mask": 1 }""", "inputs.p_x0[1]: must be 0 at the mask, but was 0.5")]
    [InlineData("categorical.mutual-information-schedule", """{ "kernel": "uniform", "K": 2, "T": 2, "p_x0": [0.5, 0.5], "mask": 1 }""", "inputs.mask: unknown: uniform has no mask")]
    [InlineData("categorical.truncated-logistic", """{ "K": 1, "loc": [0], "log_scale": [0] }""", "inputs.K: must be finite and at least 2, but was 1")]
    public void Inputs_at_which_a_form_is_undefined_are_refused_by_field(string form, string inputs, string problem) => Refused(form, inputs, problem);

    static void Refused(string form, string inputs, string problem) => Assert.Contains(problem, Assert.ThrowsAny<ArgumentException>(() => Of(form, inputs)).Message);
}
