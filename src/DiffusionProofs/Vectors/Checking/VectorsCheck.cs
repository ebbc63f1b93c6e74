namespace DiffusionProofs.TestVectors;

/// <summary>Recomputes every output of files of test vectors from its inputs, and compares.</summary>
public static class VectorsCheck
{
    /// <param name="paths">Files, or folders whose files *.json are taken, those of inner folders too.</param>
    public static CheckReport Files(IReadOnlyList<string> paths, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= ComparisonOptions.Default;
        options.Validate();
        var forms = new List<FormReport>();
        var unreadable = new List<string>();
        foreach (string path in paths)
        {
            string[] files = Directory.Exists(path)
                ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray()
                : [path];
            if (files.Length == 0) unreadable.Add($"{path}: the folder holds no file *.json");
            foreach (string file in files)
            {
                try
                {
                    forms.Add(File(file, options));
                }
                catch (VectorsFileException e)
                {
                    unreadable.Add(e.Message);
                }
            }
        }
        return new CheckReport(forms, unreadable);
    }

    /// <exception cref="VectorsFileException">The file cannot be used; file, case and field are named.</exception>
    public static FormReport File(string path, ComparisonOptions? options = null)
    {
        VectorSet set = VectorsReader.Read(path);
        try
        {
            return Set(set, options) with { File = path };
        }
        catch (ArgumentException e)
        {
            throw new VectorsFileException(path, e.Message, e);
        }
    }

    /// <exception cref="ArgumentException">A case has no outputs, or its form is not defined at its inputs; case and field are named.</exception>
    public static FormReport Set(VectorSet set, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        options ??= ComparisonOptions.Default;
        options.Validate();
        CheckedCase[] cases = set.Cases.Select(each => Recomputed(set.Form, each)).ToArray();
        Comparison[] entries = cases.SelectMany(each => each.Compare(set.Form, options)).ToArray();
        Comparison[] disagreements = entries.Where(entry => !entry.Agrees).ToArray();
        return new FormReport
        {
            Form = set.Form,
            Cases = cases.Length,
            Entries = entries.Length,
            Worst = entries.MaxBy(entry => (entry.Severity, entry.Absolute))!,
            Disagreements = disagreements,
            Diagnosis = disagreements.Length == 0 ? null : Diagnosis.Of(set.Form, cases, options),
        };
    }

    static CheckedCase Recomputed(ClosedForm form, VectorCase each)
    {
        try
        {
            return new CheckedCase(form, each);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"case '{each.Name}': {e.Message}", e);
        }
    }
}
