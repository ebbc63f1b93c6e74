using System.Globalization;
using System.Text;
using DiffusionProofs.Evidence;
using DiffusionProofs.TestVectors;
using TorchSharp;
using Devices = DiffusionProofs.Runtime.Devices;
using Dtypes = DiffusionProofs.Runtime.Dtypes;

namespace DiffusionProofs.Tests.Snapshots;

/// <summary>The tensor code over the golden inputs, in units of each form's derived bound.</summary>
public class AccuracyTable
{
    const string FileName = "Accuracy.verified.md";
    const double Margin = 4;

    [Fact]
    public void Errors_on_the_processor_are_at_most_those_committed()
    {
        Evidence.Devices.UseOneThread();
        Dictionary<string, double> committed = Committed(Golden.Folder.Read(FileName) ?? "");
        var received = new StringBuilder(Heading);
        foreach ((ClosedForm form, VectorSet set) in Sets())
        {
            foreach (torch.ScalarType type in Dtypes.Floating)
            {
                string key = $"{form.Name} | {Dtypes.Name(type)} | cpu";
                double measured = TensorAccuracy.Of(set, torch.CPU, type).Error;
                // A row that holds stays as it is committed; one that does not is received with its margin, to be looked at.
                double shown = committed.TryGetValue(key, out double most) && measured <= most ? most : RoundedUp(Margin * measured);
                received.AppendLine(CultureInfo.InvariantCulture, $"| {key} | {shown} | {form.ToleranceFactor} |");
            }
        }
        Golden.Verify(received.ToString(), FileName);
    }

    [Fact]
    public void On_every_device_errors_are_within_the_derived_bound()
    {
        Evidence.Devices.UseOneThread();
        foreach ((ClosedForm form, VectorSet set) in Sets())
        {
            foreach (torch.Device device in Devices.Available())
            {
                foreach (torch.ScalarType type in Dtypes.Floating.Where(type => Devices.Supports(device, type)))
                {
                    TensorAccuracy worst = TensorAccuracy.Of(set, device, type);
                    Assert.True(worst.Error <= form.ToleranceFactor, $"{form.Name} on {device} in {Dtypes.Name(type)}: {worst}");
                }
            }
        }
    }

    static IEnumerable<(ClosedForm Form, VectorSet Set)> Sets() => FormCatalogue.All.Where(form => form.OnTensors is not null)
        .Select(form => (form, VectorsExport.Make(form, VectorsExport.GoldenCases, inputsOnly: true)));

    static Dictionary<string, double> Committed(string table) => table.Split('\n')
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length == 7 && double.TryParse(cells[4], CultureInfo.InvariantCulture, out _))
        .ToDictionary(cells => string.Join(" | ", cells[1..4]), cells => double.Parse(cells[4], CultureInfo.InvariantCulture));

    /// <summary>To two significant digits.</summary>
    static double RoundedUp(double x)
    {
        if (x == 0 || !double.IsFinite(x)) return x;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(x)) - 1);
        return double.Parse((Math.Ceiling(x / unit) * unit).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    const string Heading =
        """
        # Accuracy of the tensor code

        Worst error over the golden inputs (golden/CHAPTER/FORM.verified.json), in units of the first-order rounding error that
        the form's own tolerance is made of (`diffusion-proofs vectors list` says of which computation). "At most" is what was
        measured, times four, since the same product rounds differently on another processor: a test fails above it, and a
        smaller error changes nothing here. "Derived" is the bound that `vectors check` holds implementations to, and that holds
        on every device.

        | form | dtype | device | at most | derived |
        |---|---|---|---|---|

        """;
}
