using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

/// <summary>The forms over ratios against other routes to their numbers.</summary>
public class RatioFormTests
{
    static IReadOnlyDictionary<string, NumberArray> Of(string form, string inputs)
    {
        VectorSet set = VectorsReader.Parse($$"""{ "format": "diffusion-proofs/vectors@1", "form": "{{form}}", "cases": [ { "inputs": {{inputs}} } ] }""");
        return FormEvaluation.Exactly(set.Form, set.Cases[0].Inputs);
    }

    [Fact]
    public void Rows_are_from_and_columns_to()
    {
        Assert.Equal([-1, 0, 1, 0, -1, 1, 0, 0, 0], Of("ratio.rate", """{ "kernel": "absorbing", "V": 3, "mask": 2 }""")["matrix"].Values);
        Assert.Equal([-0.75, 0.25, 0.25, 0.25], Of("ratio.rate", """{ "kernel": "uniform", "V": 4 }""")["matrix"].Values.Take(4));
    }

    /// <summary>Of two categories at rate 1/2 each way, 1 - (1 - e^-sigma)/2 stay.</summary>
    [Fact]
    public void A_transition_and_its_inverse_by_hand()
    {
        string inputs = """{ "kernel": "uniform", "V": 2, "sigma_bar": 0.75 }""";
        double stay = 1 - (1 - Math.Exp(-0.75)) / 2, back = 1 - (1 - Math.Exp(0.75)) / 2;
        Assert.Equal([stay, 1 - stay], Of("ratio.transition", inputs)["matrix"].Values.Take(2), (right, given) => Math.Abs(right - given) <= 1e-15);
        Assert.Equal([back, 1 - back], Of("ratio.inverse-transition", inputs)["matrix"].Values.Take(2), (right, given) => Math.Abs(right - given) <= 4e-16);
    }

    /// <summary>At a mask the pointwise loss is a cross-entropy where the scores sum to 1/expm1(sigma).</summary>
    [Fact]
    public void The_loss_at_a_mask_is_that_of_masked_diffusion()
    {
        // 1/expm1(log 2) = 1, and the scores are the probabilities 1/4 and 3/4 themselves.
        string inputs = FormattableString.Invariant(
            $$"""{ "kernel": "absorbing", "V": 3, "mask": 2, "sigma_bar": {{Math.Log(2):R}}, "sigma_dot": 3, "log_score": [[{{Math.Log(0.25):R}}, {{Math.Log(0.75):R}}, 0], [1, 2, 3]], "xt": [2, 1], "x0": [0, 1] }""");
        IReadOnlyList<double> integrand = Of("ratio.dwdse", inputs)["integrand"].Values;
        Assert.Equal(3 * Math.Log(4), integrand[0], 1e-14);
        Assert.Equal(0, integrand[1]);
    }

    /// <summary>The three losses differ by the mean of w K.</summary>
    [Fact]
    public void Explicit_implicit_and_denoising_losses_differ_by_one_constant()
    {
        const string Pairs = """ "score": [[1, 0.5, 2], [3, 1, 0.25], [0.75, 1.5, 1]], "weights": [[0, 0.5, 2], [1, 0, 0.25], [3, 1.5, 0]] """;
        double Loss(string form, string law) => Of(form, $$"""{ {{law}}, {{Pairs}} }""")["loss"].Values[0];
        // (1/2, 1/4, 1/4) times the transition.
        string p = """ "p": [0.3125, 0.3125, 0.375] """, joint = """ "p0": [0.5, 0.25, 0.25], "transition": [[0.5, 0.25, 0.25], [0.125, 0.5, 0.375], [0.125, 0.25, 0.625]] """;
        double[] law = [0.3125, 0.3125, 0.375];
        double[][] w = [[0, 0.5, 2], [1, 0, 0.25], [3, 1.5, 0]];
        double gap = 0;
        for (int x = 0; x < 3; x++)
            for (int y = 0; y < 3; y++)
                if (x != y) gap += law[x] * w[x][y] * (law[y] / law[x]) * (Math.Log(law[y] / law[x]) - 1);
        Assert.Equal(gap, Loss("ratio.score-entropy", p) - Loss("ratio.implicit-score-entropy", p), 1e-14);
        Assert.Equal(gap, Loss("ratio.score-entropy", p) - Loss("ratio.denoising-score-entropy", joint), 1e-14);
    }

    [Fact]
    public void A_base_without_a_leak_is_infinitely_far() =>
        Assert.Equal([double.PositiveInfinity], Of("ratio.prior-kl", """{ "kernel": "absorbing", "V": 3, "mask": 0, "sigma_bar": 7, "x0": [1] }""")["kl"].Values);

    [Theory]
    [InlineData("ratio.rate", """{ "kernel": "uniform", "V": 1 }""", "inputs.V: must be finite and at least 2, but was 1")]
    [InlineData("ratio.rate", """{ "kernel": "absorbing", "V": 3 }""", "inputs.mask: missing: absorbing has a mask")]
    [InlineData("ratio.rate", """{ "kernel": "uniform", "V": 3, "mask": 1 }""", "inputs.mask: unknown: uniform has no mask")]
    [InlineData("ratio.rate", """{ "kernel": "absorbing", "V": 3, "mask": 3 }""", "inputs.mask: must be below V = 3, since ids run from 0, but was 3")]
    [InlineData("ratio.transition", """{ "kernel": "uniform", "V": 3, "sigma_bar": -1 }""", "inputs.sigma_bar: must be finite and at least 0, but was -1")]
    [InlineData("ratio.schedule", """{ "name": "log-linear", "t": [0.5, 1], "params": { "eps": 0 } }""", "inputs.t[1]: must be below 1 where eps is 0")]
    [InlineData("ratio.schedule", """{ "name": "cosine", "t": [0.5] }""", "inputs.name: must be one of geometric, log-linear")]
    [InlineData("ratio.schedule", """{ "name": "geometric", "t": [0.5], "params": { "eps": 0.5 } }""", "eps")]
    [InlineData("ratio.concrete-score", """{ "kernel": "absorbing", "V": 3, "mask": 2, "sigma_bar": 1, "p0": [1, 0, 0] }""", "inputs.p0: must become every category with some probability, since a ratio from a state of probability 0 is undefined, but never becomes 1")]
    [InlineData("ratio.concrete-score", """{ "kernel": "uniform", "V": 2, "sigma_bar": 0, "p0": [1, 0] }""", "but never becomes 1")]
    [InlineData("ratio.concrete-score", """{ "kernel": "uniform", "V": 2, "sigma_bar": 1, "p0": [0.5, 0.25] }""", "inputs.p0: must sum to 1, but summed to 0.75")]
    [InlineData("ratio.reverse-rate", """{ "rate": [[-1, 1], [1, -1]], "p_t": [1, 0] }""", "inputs.p_t[1]: must be above 0 and at most 1, but was 0")]
    [InlineData("ratio.reverse-rate", """{ "rate": [[-1, 1], [1, -0.5]], "p_t": [0.5, 0.5] }""", "inputs.rate[1]: must sum to 0, but summed to 0.5")]
    [InlineData("ratio.reverse-rate", """{ "rate": [[1, -1], [1, -1]], "p_t": [0.5, 0.5] }""", "inputs.rate[0][1]: must be at least 0 off the diagonal, but was -1")]
    [InlineData("ratio.reverse-rate", """{ "rate": [[0]], "p_t": [1] }""", "inputs.rate: must have at least 2 categories, but had 1")]
    [InlineData("ratio.score-entropy", """{ "p": [0.5, 0.5], "score": [[1, 0], [1, 1]], "weights": [[0, 1], [1, 0]] }""", "inputs.score[0][1]: must be above 0 off the diagonal, but was 0")]
    [InlineData("ratio.implicit-score-entropy", """{ "p": [0.5, 0.5], "score": [[1, 1], [1, 1]], "weights": [[0, -1], [1, 0]] }""", "inputs.weights[0][1]: must be at least 0 off the diagonal, but was -1")]
    [InlineData("ratio.denoising-score-entropy", """{ "p0": [0.5, 0.5], "transition": [[0.5, 0.25], [0, 1]], "score": [[1, 1], [1, 1]], "weights": [[0, 1], [1, 0]] }""", "inputs.transition[0]: must sum to 1")]
    [InlineData("ratio.dwdse", """{ "kernel": "absorbing", "V": 3, "mask": 2, "sigma_bar": 1, "sigma_dot": 1, "log_score": [[0, 0, 0]], "xt": [1], "x0": [0] }""", "inputs.xt[0]: must be x0 or the mask 2")]
    [InlineData("ratio.dwdse", """{ "kernel": "absorbing", "V": 3, "mask": 2, "sigma_bar": 1, "sigma_dot": 1, "log_score": [[0, 0, 0]], "xt": [2], "x0": [2] }""", "inputs.x0[0]: must be a token, not the mask")]
    [InlineData("ratio.dwdse", """{ "kernel": "uniform", "V": 3, "sigma_bar": 0, "sigma_dot": 1, "log_score": [[0, 0, 0]], "xt": [1], "x0": [0] }""", "inputs.sigma_bar: must be finite and above 0, but was 0")]
    [InlineData("ratio.dwdse", """{ "kernel": "uniform", "V": 3, "sigma_bar": 1, "sigma_dot": 1, "log_score": [[0, 0, 0]], "xt": [3], "x0": [0] }""", "inputs.xt[0]: must be below V = 3")]
    [InlineData("ratio.prior-kl", """{ "kernel": "uniform", "V": 3, "sigma_bar": 1, "leak": 0.5, "x0": [0] }""", "inputs.leak: unknown: uniform noise has an even base without a leak")]
    [InlineData("ratio.prior-kl", """{ "kernel": "absorbing", "V": 3, "mask": 0, "sigma_bar": 1, "leak": 0, "x0": [1] }""", "inputs.leak: must be above 0 and below 1, but was 0")]
    public void Inputs_at_which_a_form_is_undefined_are_refused_by_field(string form, string inputs, string problem) =>
        Assert.Contains(problem, Assert.ThrowsAny<ArgumentException>(() => Of(form, inputs)).Message);
}
