using System.Text.Json;
using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

public class CheckTests
{
    static readonly VectorSet Scores = VectorsExport.Make(FormCatalogue.Find("gaussian.mixture-score"), 10);
    static readonly VectorSet LogDensities = VectorsExport.Make(FormCatalogue.Find("gaussian.mixture-log-density"), 10);
    static readonly VectorSet Jacobians = VectorsExport.Make(FormCatalogue.Find("gaussian.mixture-jacobian"), 10);

    [Fact]
    public void Exported_files_agree_to_the_last_digit()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> files = VectorsExport.Write(folder.Path, "gaussian.*", cases: 9);
        Assert.Equal(files.Count, Directory.GetFiles(folder.Path).Length);
        CheckReport report = VectorsCheck.Files([folder.Path], new ComparisonOptions { Ulps = 0 });
        Assert.Equal(0, report.ExitCode);
        Assert.Equal(files.Count, report.Forms.Count);
        Assert.All(report.Forms, form => Assert.Equal((9, 0.0), (form.Cases, form.Worst.Absolute)));
    }

    [Fact]
    public void The_smallest_wrong_digit_shows_where_none_is_allowed()
    {
        FormReport report = VectorsCheck.Set(Planted.Changed(Scores, Math.BitIncrement), new ComparisonOptions { Ulps = 0.5 });
        Assert.False(report.Agrees);
        Assert.Equal(1, report.Worst.Ulps);
    }

    [Fact]
    public void An_error_within_the_forms_own_tolerance_agrees_and_one_beyond_does_not()
    {
        Assert.True(VectorsCheck.Set(Planted.Changed(Scores, Math.BitIncrement)).Agrees);
        Assert.False(VectorsCheck.Set(Planted.Changed(Scores, right => right * (1 + 1e-9))).Agrees);
        Assert.True(VectorsCheck.Set(Planted.Changed(Scores, right => right * (1 + 1e-9)), new ComparisonOptions { Relative = 2e-9 }).Agrees);
    }

    [Fact]
    public void Single_precision_is_recognised()
    {
        VectorSet rounded = Planted.Changed(LogDensities, right => (float)right);
        Assert.Contains("float32", VectorsCheck.Set(rounded).Diagnosis);
        Assert.True(VectorsCheck.Set(rounded, new ComparisonOptions { Arithmetic = Arithmetic.Float32 }).Agrees);
    }

    [Fact]
    public void A_mistake_in_single_precision_is_still_named()
    {
        KnownMistake mistake = Scores.Form.Mistakes.Single(each => each.Name.StartsWith("divided by sigma", StringComparison.Ordinal));
        Assert.Equal(mistake.Name, VectorsCheck.Set(Planted.Changed(Planted.In(Scores, mistake), wrong => (float)wrong)).Diagnosis);
    }

    [Fact]
    public void Bits_for_nats_are_named() =>
        Assert.Equal("bits for nats: divided by log 2", VectorsCheck.Set(Planted.Changed(LogDensities, right => right / Math.Log(2))).Diagnosis);

    [Fact]
    public void A_reversed_sign_is_named() =>
        Assert.Equal("the sign is reversed", VectorsCheck.Set(Planted.Changed(Scores, right => -right)).Diagnosis);

    [Fact]
    public void A_constant_factor_is_named() =>
        Assert.Equal("every output is 3 times the right one", VectorsCheck.Set(Planted.Changed(Jacobians, right => 3 * right)).Diagnosis);

    [Fact]
    public void A_constant_that_is_missing_is_named_with_its_value()
    {
        VectorSet kernels = VectorsExport.Make(FormCatalogue.Find("gaussian.kernel-log-density"), 10);
        VectorSet batches = kernels with { Cases = [.. kernels.Cases.Where(each => each.Inputs.Sizes["B"] > 1)] };
        Assert.Matches("a constant is missing or too many: every output is off by 0.25 in case", VectorsCheck.Set(Planted.Changed(batches, right => right + 0.25)).Diagnosis);
    }

    [Fact]
    public void Numbers_that_nothing_explains_have_no_diagnosis() =>
        Assert.Null(VectorsCheck.Set(Planted.Changed(Scores, right => Math.Cos(right))).Diagnosis);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_NaN_or_infinity_disagrees_whatever_is_allowed(double wrong)
    {
        FormReport report = VectorsCheck.Set(Planted.Changed(Scores, _ => wrong), new ComparisonOptions { Relative = 1e300 });
        Assert.Equal(report.Entries, report.Disagreements.Count);
    }

    [Fact]
    public void Exit_codes_tell_agreement_disagreement_and_files_that_cannot_be_read()
    {
        using var folder = new TemporaryFolder();
        string right = folder.File("right.json", VectorsWriter.Text(Scores));
        string wrong = folder.File("wrong.json", VectorsWriter.Text(Planted.Changed(Scores, number => number * 2)));
        string noise = folder.File("noise.json", "{}");
        Assert.Equal(0, VectorsCheck.Files([right]).ExitCode);
        Assert.Equal(1, VectorsCheck.Files([right, wrong]).ExitCode);
        CheckReport all = VectorsCheck.Files([folder.Path]);
        Assert.Equal(2, all.ExitCode);
        Assert.Equal(2, all.Forms.Count);
        Assert.StartsWith(noise, Assert.Single(all.Unreadable));
    }

    [Fact]
    public void A_folder_without_files_is_said()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(2, VectorsCheck.Files([folder.Path]).ExitCode);
    }

    [Fact]
    public void Inputs_alone_are_nothing_to_check()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("inputs.json", VectorsWriter.Text(VectorsExport.Make(Scores.Form, 2, inputsOnly: true)));
        Assert.Contains("outputs: missing: there is nothing to check", Assert.Single(VectorsCheck.Files([path]).Unreadable));
    }

    [Fact]
    public void An_input_at_which_the_form_is_undefined_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("vp.json",
            """{ "format": "diffusion-proofs/vectors@1", "form": "gaussian.schedule", "cases": [ { "name": "at the data", "inputs": { "name": "vp", "t": [0] }, "outputs": { "alpha": [1], "sigma": [0], "log_snr": ["Infinity"], "d_log_snr": ["-Infinity"] } } ] }""");
        string problem = Assert.Single(VectorsCheck.Files([path]).Unreadable);
        Assert.Contains($"{path}: case 'at the data': gaussian.schedule is not defined at these inputs", problem);
    }

    [Fact]
    public void Two_tolerances_at_once_are_refused() =>
        Assert.Throws<ArgumentException>(() => VectorsCheck.Files([], new ComparisonOptions { Ulps = 1, Relative = 1 }));

    [Fact]
    public void A_result_of_exactly_zero_is_decided()
    {
        VectorSet set = VectorsReader.Parse(
            """{ "format": "diffusion-proofs/vectors@1", "form": "gaussian.mixture-score", "cases": [ { "name": "in the middle", "inputs": { "x": [[0]], "points": [[1], [-1]], "alpha": 0.75, "sigma": 0.625 }, "outputs": { "score": [[0]] } } ] }""");
        Assert.True(VectorsCheck.Set(set).Agrees);
    }

    [Fact]
    public void Nothing_half_written_is_left_behind()
    {
        using var folder = new TemporaryFolder();
        // A folder stands where one of the files belongs, so that its move must fail.
        Directory.CreateDirectory(Path.Combine(folder.Path, "gaussian.mixture-score.json", "inner"));
        Assert.ThrowsAny<SystemException>(() => VectorsExport.Write(folder.Path, "gaussian.mixture-*", cases: 2));
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.True(VectorsCheck.File(file).Agrees, file));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    [Fact]
    public void Nothing_is_written_where_a_form_is_unknown()
    {
        using var folder = new TemporaryFolder();
        string target = Path.Combine(folder.Path, "out");
        Assert.Contains("no form's name matches 'gausian.*'", Assert.ThrowsAny<ArgumentException>(() => VectorsExport.Write(target, "gausian.*")).Message);
        Assert.False(Directory.Exists(target));
    }

    [Fact]
    public void The_schema_is_JSON_and_names_every_form()
    {
        using JsonDocument schema = JsonDocument.Parse(VectorsSchema.Text());
        Assert.Equal(FormCatalogue.All.Select(form => form.Name),
            schema.RootElement.GetProperty("properties").GetProperty("form").GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
    }
}
