using System.Reflection;

namespace DiffusionProofs.Data;

static class EmbeddedText
{
    /// <param name="name">The file's name under Data/Resources.</param>
    public static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream($"DiffusionProofs.Data.{name}")
        ?? throw new InvalidOperationException($"the resource {name} is not embedded in this build");

    public static string Read(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }
}
