using System.ComponentModel;
using System.Globalization;
using DiffusionProofs.Data;
using DiffusionProofs.Evidence;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

sealed class VerifyOptions : ClaimOption
{
    static readonly string[] kinds = ["Identity", "Certificate", "Certified", "Exact", "Sampled", "Statistical", "Refutes"];

    [CommandOption("--evidence <KIND>")]
    [Description("Only evidence of these kinds, with commas between: Identity, Certificate, Certified, Exact, Sampled, Statistical, Refutes.")]
    public string? Evidence { get; init; }

    [CommandOption("--device <DEVICE>")]
    [Description("Only on these devices, with commas between: cpu, cuda. Default: all that are present.")]
    public string? Device { get; init; }

    [CommandOption("--cases <N>")]
    [Description("Cases of an ordinary property (default 200); the others are scaled by the same factor.")]
    public string? Cases { get; init; }

    [CommandOption("--seed <S>")]
    [Description("A whole number, or 'free' to draw one. Default: pinned.")]
    public string? Seed { get; init; }

    [CommandOption("--points <FILE>")]
    [Description("Your own points, CSV (gzip allowed), one point a line: the claims on data run on them too.")]
    public string? Points { get; init; }

    [CommandOption("--words <FILE>")]
    [Description("Your own words or sequences of one length, at most 20 letters, one a line: the claims on data run on them too.")]
    public string? Words { get; init; }

    /// <summary>The kinds asked for; empty for all.</summary>
    /// <exception cref="BadUseException">One of them is none.</exception>
    public IReadOnlyList<string> Kinds => Evidence is null ? [] :
        [.. Evidence.Split(',', StringSplitOptions.TrimEntries).Select(KindOf)];

    /// <summary>The options over the environment, over the pinned defaults.</summary>
    /// <exception cref="BadUseException">A value cannot be read.</exception>
    public Settings Settings()
    {
        var given = new (string Option, string Name, string? Value)[]
        {
            ("--cases", DiffusionProofs.Evidence.Settings.CasesName, Cases),
            ("--seed", DiffusionProofs.Evidence.Settings.SeedName, Seed),
            ("--device", DiffusionProofs.Evidence.Settings.DevicesName, Device),
        };
        foreach (var (option, name, value) in given)
        {
            if (value == "")
                throw new BadUseException($"{option} must have a value, but was empty");
            Read(asked => asked == name ? value : null, name, option);
        }
        return Read(name => given.FirstOrDefault(g => g.Name == name).Value ?? Environment.GetEnvironmentVariable(name), "", "");
    }

    /// <summary>The user's own files, read once here so that a fault is told before anything runs: the variables that name them.</summary>
    /// <exception cref="DataFileException">A file cannot be used.</exception>
    public IReadOnlyDictionary<string, string?> DataFiles()
    {
        var files = new Dictionary<string, string?>();
        if ((Points ?? Environment.GetEnvironmentVariable(DiffusionProofs.Evidence.Settings.PointsName)) is { Length: > 0 } points)
        {
            PointsFile.Read(points);
            files[DiffusionProofs.Evidence.Settings.PointsName] = Path.GetFullPath(points);
        }
        if ((Words ?? Environment.GetEnvironmentVariable(DiffusionProofs.Evidence.Settings.WordsName)) is { Length: > 0 } words)
        {
            WordsFile.Read(words);
            files[DiffusionProofs.Evidence.Settings.WordsName] = Path.GetFullPath(words);
        }
        return files;
    }

    static Settings Read(Func<string, string?> read, string name, string option)
    {
        try
        {
            return DiffusionProofs.Evidence.Settings.From(read);
        }
        catch (ArgumentException e)
        {
            var message = e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "");
            throw new BadUseException(name == "" ? message : message.Replace(name, option));
        }
    }

    static string KindOf(string name) =>
        kinds.FirstOrDefault(kind => kind.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BadUseException($"--evidence must be some of {string.Join(", ", kinds)}, with commas between, but was '{name}'");

    /// <summary>The variables of these settings, for the process that runs the claims.</summary>
    public static IReadOnlyDictionary<string, string?> Variables(Settings settings) => new Dictionary<string, string?>
    {
        [DiffusionProofs.Evidence.Settings.CasesName] = settings.Cases.ToString(CultureInfo.InvariantCulture),
        [DiffusionProofs.Evidence.Settings.SeedName] = settings.Seed.ToString(CultureInfo.InvariantCulture),
        [DiffusionProofs.Evidence.Settings.DevicesName] = settings.Devices is null ? null : string.Join(',', settings.Devices),
    };
}
