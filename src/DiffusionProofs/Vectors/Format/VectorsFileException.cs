namespace DiffusionProofs.TestVectors;

/// <summary>A file of test vectors that cannot be used; the message names the file and, where there are, case and field.</summary>
public sealed class VectorsFileException(string file, string problem, Exception? inner = null) : FormatException($"{file}: {problem}", inner)
{
    public string File => file;
}
