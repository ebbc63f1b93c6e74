namespace DiffusionProofs.Data;

/// <summary>A data file that cannot be used; the message names the file and, where there is one, the line.</summary>
public sealed class DataFileException : FormatException
{
    public DataFileException(string file, int? line, string problem, Exception? inner = null)
        : base(line is null ? $"{file}: {problem}" : $"{file}, line {line}: {problem}", inner)
    {
        File = file;
        Line = line;
    }

    /// <summary>The path as it was given.</summary>
    public string File { get; }

    /// <summary>From 1; null where the file as a whole is at fault.</summary>
    public int? Line { get; }
}
