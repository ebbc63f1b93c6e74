using System.Text;

namespace DiffusionProofs.Runtime;

/// <summary>Which libtorch this process runs on, or why there is none.</summary>
public sealed record NativeLibraryReport
{
    /// <summary>The libtorch version that this TorchSharp was built for, such as <c>2.10.0</c>; null where it does not tell.</summary>
    public required Version? Needed { get; init; }

    public required Version TorchSharp { get; init; }

    /// <summary>Null where libtorch is loaded and answers; else the loader's own reason.</summary>
    public string? Problem { get; init; }

    public bool IsLoaded => Problem is null;

    /// <summary>Full path of the libtorch_cpu that is loaded; null where none is, or where the system does not tell.</summary>
    public string? Library { get; init; }

    /// <summary>The version that stands beside the loaded library, and where; null where nothing tells.</summary>
    public (Version Version, string Source)? Found { get; init; }

    /// <summary>Devices such as <c>cpu</c>, <c>cuda:0 (name)</c>, <c>mps</c>; empty where libtorch is not loaded.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>The value of <see cref="LibTorch.Variable"/>; null where it is not set.</summary>
    public string? Requested { get; init; }

    /// <summary>What became of the request; null where there was none.</summary>
    public string? RequestOutcome { get; init; }

    /// <summary>A few lines for a person.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"TorchSharp  {TorchSharp}, needs libtorch {Needed?.ToString() ?? "of a version that it does not tell"}");
        if (Requested is not null)
            text.AppendLine($"{LibTorch.Variable}={Requested}: {RequestOutcome}");
        if (Problem is not null)
            text.AppendLine($"libtorch    not loaded: {Problem}");
        else
        {
            text.AppendLine($"libtorch    {Library ?? "loaded, from where this system does not tell"}");
            text.AppendLine(Found is { } found ? $"version     {found.Version}, says {found.Source}" : "version     nothing beside the library tells");
            text.AppendLine($"devices     {string.Join(", ", Devices)}");
        }
        return text.ToString();
    }
}
