using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

public class ReaderTests
{
    const string Good =
        """
        { "format": "diffusion-proofs/vectors@1", "form": "gaussian.kernel-log-density",
          "cases": [ { "name": "a", "inputs": { "x": [[1, 2.5]], "x0": [[0.5, -1]], "alpha": 1, "sigma": 2 }, "outputs": { "log_density": [-4.7] } } ] }
        """;

    [Fact]
    public void Integers_stand_where_reals_do() =>
        Assert.Equal([1, 2.5], VectorsReader.Parse(Good).Cases[0].Inputs.Array("x").Values);

    [Fact]
    public void Whole_reals_stand_where_integers_do()
    {
        VectorSet set = VectorsReader.Parse(
            """{ "format": "diffusion-proofs/vectors@1", "form": "gaussian.edm-steps", "cases": [ { "inputs": { "n": 3.0, "sigma_min": 0.25, "sigma_max": 8, "rho": 7 } } ] }""");
        Assert.Equal(3, set.Cases[0].Inputs.Integer("n"));
        Assert.Null(set.Cases[0].Outputs);
    }

    [Theory]
    [InlineData("[-4.7]", "[\"NaN\"]", double.NaN)]
    [InlineData("[-4.7]", "[\"-Infinity\"]", double.NegativeInfinity)]
    [InlineData("[-4.7]", "[\"Infinity\"]", double.PositiveInfinity)]
    [InlineData("[-4.7]", "[-0.0]", -0.0)]
    [InlineData("[-4.7]", "[5e-324]", double.Epsilon)]
    public void Outputs_may_be_any_double(string was, string now, double value) =>
        Assert.Equal(value, VectorsReader.Parse(Good.Replace(was, now)).Cases[0].Outputs!["log_density"].Values[0]);

    [Theory]
    [InlineData("{", "{{", "not JSON")]
    [InlineData("\"name\": \"a\",", "\"name\": \"a\", \"name\": \"b\",", "not JSON")]
    [InlineData("vectors@1", "vectors@2", "format: must be \"diffusion-proofs/vectors@1\", but was \"diffusion-proofs/vectors@2\"")]
    [InlineData("\"format\":", "\"fromat\":", "fromat: unknown")]
    [InlineData("\"form\": \"gaussian.kernel-log-density\",", "", "form: must be there")]
    [InlineData("gaussian.kernel-log-density", "gaussian.kernel-density", "form: unknown: 'gaussian.kernel-density'")]
    [InlineData("\"cases\": [", "\"cases\": [], \"more\": [", "unknown")]
    [InlineData("\"inputs\":", "\"input\":", "case 'a': input: unknown")]
    [InlineData("\"sigma\": 2", "\"sgima\": 2", "case 'a': inputs.sgima: unknown: the inputs of gaussian.kernel-log-density are x [B,D], x0 [B,D], alpha, sigma")]
    [InlineData(", \"sigma\": 2", "", "case 'a': inputs.sigma: missing")]
    [InlineData("\"sigma\": 2", "\"sigma\": 0", "case 'a': inputs.sigma: must be finite and above 0, but was 0")]
    [InlineData("\"sigma\": 2", "\"sigma\": \"Infinity\"", "case 'a': inputs.sigma: must be finite and above 0, but was \"Infinity\"")]
    [InlineData("\"sigma\": 2", "\"sigma\": \"two\"", "case 'a': inputs.sigma: must be a number or an array of numbers, but was a text")]
    [InlineData("\"sigma\": 2", "\"sigma\": null", "case 'a': inputs.sigma: must be a number, but was null")]
    [InlineData("\"sigma\": 2", "\"sigma\": [2]", "case 'a': inputs.sigma: must have the shape number, but was [1]")]
    [InlineData("\"sigma\": 2", "\"sigma\": 1e999", "case 'a': inputs.sigma: must be within a double's range, but was 1e999")]
    [InlineData("[1, 2.5]", "[1, \"NaN\"]", "case 'a': inputs.x[0][1]: must be finite, but was \"NaN\"")]
    [InlineData("[1, 2.5]", "[1, 2.5, 3]", "case 'a': inputs.x0: must have the shape [B,D] with D = 3 as in 'x', but was [1,2]")]
    [InlineData("[[1, 2.5]]", "[[1, 2.5], [3]]", "case 'a': inputs.x[1]: ragged: must be an array of 2 as its first neighbour is, but was one of 1")]
    [InlineData("[[1, 2.5]]", "[[1, 2.5], 3]", "case 'a': inputs.x[1]: ragged: must be an array of 2 as its first neighbour is, but was 3")]
    [InlineData("[[1, 2.5]]", "[[1, [2.5]]]", "case 'a': inputs.x[0][1]: must be a number, but was array")]
    [InlineData("[[1, 2.5]]", "[]", "case 'a': inputs.x: must not hold an empty array")]
    [InlineData("[-4.7]", "[-4.7, 1]", "case 'a': outputs.log_density: must have the shape [B] with B = 1 as in 'the inputs', but was [2]")]
    [InlineData("\"log_density\": [-4.7]", "\"density\": [-4.7]", "case 'a': outputs.density: unknown")]
    [InlineData("\"log_density\": [-4.7]", "", "case 'a': outputs.log_density: missing")]
    public void A_file_that_does_not_fit_is_refused_naming_file_case_and_field(string was, string now, string problem)
    {
        Assert.Contains(was, Good);
        using var folder = new TemporaryFolder();
        string path = folder.File("mine.json", Good.Replace(was, now));
        var error = Assert.Throws<VectorsFileException>(() => VectorsReader.Read(path));
        Assert.StartsWith(path, error.Message);
        Assert.Contains(problem, error.Message);
    }

    [Theory]
    [InlineData("gaussian.edm-steps", """ "n": 1, "sigma_min": 0.25, "sigma_max": 8, "rho": 7 """, "inputs.n: must be finite and at least 2, but was 1")]
    [InlineData("gaussian.edm-steps", """ "n": 2.5, "sigma_min": 0.25, "sigma_max": 8, "rho": 7 """, "inputs.n: must be a whole number, but was 2.5")]
    [InlineData("gaussian.edm-steps", """ "n": 3, "sigma_min": 8, "sigma_max": 0.25, "rho": 7 """, "sigma_max")]
    [InlineData("gaussian.schedule", """ "name": "vpp", "t": [0.5] """, "inputs.name: must be one of vp, sub-vp, ve")]
    [InlineData("gaussian.schedule", """ "name": "vp", "t": [1.5] """, "inputs.t[0]: must be from 0 to 1, but was 1.5")]
    [InlineData("gaussian.schedule", """ "name": "vp", "t": [0.5], "params": { "s": 1 } """, "'s'")]
    [InlineData("gaussian.schedule", """ "name": "vp", "t": [0.5], "params": { "q": 1 } """, "inputs.params.q: unknown")]
    [InlineData("gaussian.beta-schedule", """ "name": "linear", "T": 3, "params": { "s": 1 } """, "inputs.params.s: linear has the parameters beta_start, beta_end")]
    [InlineData("gaussian.score", """ "x": [[1, 2]], "mean": [0, 0], "covariance": [[1, 0.5], [0.25, 1]] """, "inputs.covariance[1][0]: must be symmetric")]
    [InlineData("gaussian.score", """ "x": [[1, 2]], "mean": [0, 0], "covariance": [[1, 2], [2, 1]] """, "inputs.covariance: must be positive definite")]
    [InlineData("gaussian.score", """ "x": [[1, 2]], "mean": [0, 0], "covariance": [[0, 1], [1, 0]] """, "inputs.covariance: must be positive definite")]
    [InlineData("gaussian.score", """ "x": [[1, 2]], "mean": [0, 0], "covariance": [1, -1] """, "inputs.covariance[1]: a variance must be above 0, but was -1")]
    public void An_input_outside_the_domain_is_refused_naming_the_field(string form, string inputs, string problem)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => VectorsReader.Parse(
            $$"""{ "format": "diffusion-proofs/vectors@1", "form": "{{form}}", "cases": [ { "name": "a", "inputs": { {{inputs}} } } ] }"""));
        Assert.Contains("case 'a'", error.Message);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused()
    {
        string one = Good[(Good.IndexOf('[') + 1)..Good.LastIndexOf(']')];
        Assert.Contains("case 'a': this name stands twice", Assert.ThrowsAny<ArgumentException>(() => VectorsReader.Parse(Good.Replace(one, $"{one}, {one}"))).Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("none.json: no such file", Assert.Throws<VectorsFileException>(() => VectorsReader.Read("none.json")).Message);
}
