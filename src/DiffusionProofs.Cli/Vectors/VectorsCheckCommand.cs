using System.ComponentModel;
using System.Globalization;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.TestVectors;
using Spectre.Console;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

sealed class VectorsCheckOptions : CommandSettings
{
    [CommandArgument(0, "<FILE>")]
    [Description("Files of test vectors, or folders that hold some.")]
    public string[] Paths { get; init; } = [];

    [CommandOption("--dtype <DTYPE>")]
    [Description("The arithmetic whose rounding the form's own tolerance allows: float64 or float32.")]
    [DefaultValue("float64")]
    public string Dtype { get; init; } = "float64";

    [CommandOption("--rtol <R>")]
    [Description("Instead of the form's own tolerance: relative to the right value.")]
    public double? Relative { get; init; }

    [CommandOption("--ulps <U>")]
    [Description("Instead of the form's own tolerance: distances between doubles at the right value.")]
    public double? Ulps { get; init; }
}

/// <summary>Holds somebody's numbers against the closed forms; says what mistake made those that disagree.</summary>
sealed class VectorsCheckCommand : Command<VectorsCheckOptions>
{
    const int MostShown = 5;

    public override int Execute(CommandContext context, VectorsCheckOptions options, CancellationToken cancellation)
    {
        CheckReport report = VectorsCheck.Files(options.Paths, new ComparisonOptions
        {
            Arithmetic = Arithmetic.All.FirstOrDefault(arithmetic => arithmetic.Name == options.Dtype)
                ?? throw new BadUseException($"--dtype must be float64 or float32, but was '{options.Dtype}'"),
            Relative = options.Relative,
            Ulps = options.Ulps,
        });
        if (report.Forms.Count > 0) Terminal.Out.Write(Summary(report.Forms));
        foreach (FormReport form in report.Forms.Where(form => !form.Agrees)) Explain(form);
        foreach (string problem in report.Unreadable) Terminal.Complain(problem);
        return report.ExitCode;
    }

    static Table Summary(IReadOnlyList<FormReport> forms)
    {
        Table table = new Table().Border(TableBorder.Minimal);
        foreach (string column in new[] { "form", "cases", "absolute", "relative", "ulps", "of allowed", "worst in", "verdict" }) table.AddColumn(column);
        foreach (FormReport form in forms)
        {
            Comparison worst = form.Worst;
            table.AddRow(new[]
            {
                form.Form.Name, form.Cases.ToString(CultureInfo.InvariantCulture), Short(worst.Absolute), Short(worst.Relative), Short(worst.Ulps),
                Short(worst.Severity), worst.Absolute == 0 ? "" : $"{worst.Case}: {worst.Place}", form.Agrees ? "agrees" : "DISAGREES",
            }.Select(Markup.Escape).ToArray());
        }
        return table;
    }

    static void Explain(FormReport form)
    {
        Terminal.Out.WriteLine($"{form.File}: {form.Disagreements.Count} of {form.Entries} numbers disagree");
        foreach (Comparison entry in form.Disagreements.OrderByDescending(entry => entry.Severity).Take(MostShown))
            Terminal.Out.WriteLine($"    {entry.Case}: {entry.Place} is {Exact(entry.Given)}, right is {Exact(entry.Right)}, off by {Short(entry.Absolute)} where {Short(entry.Allowed)} is allowed");
        Terminal.Out.WriteLine(form.Diagnosis is { } diagnosis ? $"    diagnosis: {diagnosis}" : "    diagnosis: no known mistake gives these numbers");
    }

    static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
