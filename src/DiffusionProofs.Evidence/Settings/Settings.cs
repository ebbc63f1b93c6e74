using System.Globalization;
using System.Security.Cryptography;

namespace DiffusionProofs.Evidence;

/// <summary>What a run reads from its environment; every value has a pinned default.</summary>
public sealed record Settings
{
    /// <summary>Cases of an ordinary property; a property that declares more or fewer keeps its proportion.</summary>
    public const int DefaultCases = 200;

    public const ulong DefaultSeed = 20_240_729;

    public const string CasesName = "DIFFUSIONPROOFS_CASES", SeedName = "DIFFUSIONPROOFS_SEED",
        DevicesName = "DIFFUSIONPROOFS_DEVICES", LedgerName = "DIFFUSIONPROOFS_LEDGER",
        PointsName = "DIFFUSIONPROOFS_POINTS", WordsName = "DIFFUSIONPROOFS_WORDS";

    static readonly Lazy<Settings> environment = new(() => From(Environment.GetEnvironmentVariable));
    static readonly AsyncLocal<Settings?> inForce = new();

    /// <summary>
    /// <c>DIFFUSIONPROOFS_CASES</c>: cases of a property that declares <see cref="DefaultCases"/>; the others are
    /// scaled by the same factor, so that a property made cheap on purpose stays cheap.
    /// </summary>
    public int Cases { get; init; } = DefaultCases;

    /// <summary><c>DIFFUSIONPROOFS_SEED</c>: a number, or <c>free</c> to draw one; the ledger records which.</summary>
    public ulong Seed { get; init; } = DefaultSeed;

    /// <summary><c>DIFFUSIONPROOFS_DEVICES</c>: the devices allowed, comma-separated; null allows every device that is present.</summary>
    public IReadOnlyList<string>? Devices { get; init; }

    /// <summary><c>DIFFUSIONPROOFS_LEDGER</c>: where the run writes its ledger; by default artifacts/ledger.jsonl of the repository.</summary>
    public string LedgerPath { get; init; } = Path.Combine(Repository.Root, "artifacts", "ledger.jsonl");

    /// <summary><c>DIFFUSIONPROOFS_POINTS</c> or <c>DIFFUSIONPROOFS_WORDS</c> is set: the claims on data have rows of a user's own too.</summary>
    public bool HasOwnData { get; init; }

    /// <summary>The settings in force here: those of <see cref="Use"/>, else those of the environment.</summary>
    public static Settings Current => inForce.Value ?? environment.Value;

    /// <summary>True where a stable page may be compared whole: default cases, seed and data, the CPU among the devices.</summary>
    public bool AreDefault => Cases == DefaultCases && Seed == DefaultSeed && !HasOwnData && (Devices is null || Devices.Contains("cpu"));

    /// <summary>Puts <paramref name="settings"/> in force for the current flow of control, until disposed.</summary>
    public static IDisposable Use(Settings settings)
    {
        Settings? before = inForce.Value;
        inForce.Value = settings;
        return new Restore(() => inForce.Value = before);
    }

    /// <summary>How many cases a property that declares <paramref name="declared"/> runs.</summary>
    public int CasesFor(int declared)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(declared);
        return (int)Math.Clamp(((long)declared * Cases + DefaultCases - 1) / DefaultCases, 1, int.MaxValue);
    }

    /// <param name="read">Gives a variable's value, or null where it is not set; the empty string counts as not set.</param>
    /// <exception cref="ArgumentException">A value cannot be read; the message names it.</exception>
    public static Settings From(Func<string, string?> read)
    {
        string? Value(string name) => read(name) is { Length: > 0 } value ? value : null;
        var settings = new Settings
        {
            Devices = Value(DevicesName) is { } devices ? ParseDevices(devices) : null,
            HasOwnData = Value(PointsName) is not null || Value(WordsName) is not null,
        };
        if (Value(CasesName) is { } cases) settings = settings with { Cases = ParseCases(cases) };
        if (Value(SeedName) is { } seed) settings = settings with { Seed = ParseSeed(seed) };
        if (Value(LedgerName) is { } ledger) settings = settings with { LedgerPath = Path.GetFullPath(ledger) };
        return settings;
    }

    static int ParseCases(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int cases) && cases > 0
            ? cases
            : throw Unreadable(CasesName, $"a whole number from 1 to {int.MaxValue}", value);

    static ulong ParseSeed(string value)
    {
        if (value == "free") return BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        return ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw Unreadable(SeedName, $"a whole number from 0 to {ulong.MaxValue}, or 'free'", value);
    }

    static string[] ParseDevices(string value)
    {
        string[] devices = value.Split(',', StringSplitOptions.TrimEntries);
        return devices.All(On.Devices.Contains)
            ? devices
            : throw Unreadable(DevicesName, $"some of {string.Join(", ", On.Devices)}, separated by commas", value);
    }

    static ArgumentException Unreadable(string name, string must, string was) => new($"{name} must be {must}; it was '{was}'.");

    sealed class Restore(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
