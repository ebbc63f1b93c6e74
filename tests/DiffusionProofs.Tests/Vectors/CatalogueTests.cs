using DiffusionProofs.TestVectors;

namespace DiffusionProofs.Tests.VectorFiles;

public class CatalogueTests
{
    public static TheoryData<string> Forms => new(FormCatalogue.All.Select(form => form.Name));

    [Fact]
    public void The_names_that_other_peoples_files_use_are_there()
    {
        string[] landed =
        [
            "gaussian.schedule", "gaussian.beta-schedule", "gaussian.kernel-log-density", "gaussian.score", "gaussian.mixture-log-density",
            "gaussian.mixture-weights", "gaussian.mixture-score", "gaussian.mixture-denoiser", "gaussian.mixture-jacobian", "gaussian.convert",
            "gaussian.edm-steps", "gaussian.ddim-step", "gaussian.cold-step",
            "smoothness.mixture-lipschitz", "masked.schedule", "masked.marginal", "masked.posterior", "masked.subs",
            "masked.kl-step", "masked.nelbo-discrete", "masked.nelbo-continuous", "masked.exact-bound", "masked.first-hitting-time",
            "gaussian.posterior", "gaussian.kl-step", "gaussian.prior-kl", "gaussian.edm-preconditioning", "gaussian.published-preconditioning", "gaussian.min-snr-weights",
            "gaussian.quantile-map",
            "masked.expected-nfe", "masked.truncated-gumbel", "categorical.transition", "categorical.cumulative", "categorical.posterior",
            "categorical.reverse", "categorical.kl-step", "categorical.prior-kl", "categorical.nelbo", "categorical.stationary",
            "categorical.truncated-logistic", "categorical.mutual-information-schedule",
            "ratio.schedule", "ratio.rate", "ratio.transition", "ratio.inverse-transition", "ratio.concrete-score", "ratio.reverse-rate",
            "ratio.score-entropy", "ratio.implicit-score-entropy", "ratio.denoising-score-entropy", "ratio.dwdse", "ratio.euler-step", "ratio.tweedie-step", "ratio.prior-kl",
        ];
        Assert.Subset(FormCatalogue.All.Select(form => form.Name).ToHashSet(), landed.ToHashSet());
        Assert.Equal(FormCatalogue.All.Count, FormCatalogue.All.Select(form => form.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Exported_inputs_are_exact_in_float32_except_published_parameters(string name)
    {
        foreach (VectorCase each in VectorsExport.Make(FormCatalogue.Find(name), 30, inputsOnly: true).Cases.Where(each => !each.Name.Contains("published")))
        {
            foreach ((string field, FieldValue value) in each.Inputs.Fields)
            {
                IEnumerable<double> numbers = value switch
                {
                    NumberArray array => array.Values,
                    ParametersValue parameters => parameters.Values.Values,
                    _ => [],
                };
                Assert.All(numbers, number => Assert.True((float)number == number, $"{each.Name}: {field} holds {number}"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_same_seed_makes_the_same_file_and_another_seed_another(string name)
    {
        ClosedForm form = FormCatalogue.Find(name);
        string Text(ulong seed) => VectorsWriter.Text(VectorsExport.Make(form, 16, seed, inputsOnly: true));
        Assert.Equal(Text(5), Text(5));
        Assert.NotEqual(Text(5), Text(6));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_is_written_reads_back_to_the_same_doubles(string name)
    {
        string text = VectorsWriter.Text(VectorsExport.Make(FormCatalogue.Find(name), 10));
        Assert.Equal(text, VectorsWriter.Text(VectorsReader.Parse(text)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_known_mistake_is_told_from_the_right_form_by_its_cases(string name)
    {
        ClosedForm form = FormCatalogue.Find(name);
        VectorSet set = VectorsExport.Make(form, 24);
        Assert.NotEmpty(form.Mistakes);
        foreach (KnownMistake mistake in form.Mistakes)
        {
            FormReport report = VectorsCheck.Set(Planted.In(set, mistake));
            Assert.False(report.Agrees, $"{mistake.Name} gives the right numbers in all cases");
            Assert.Equal(mistake.Name, report.Diagnosis);
        }
    }
}
