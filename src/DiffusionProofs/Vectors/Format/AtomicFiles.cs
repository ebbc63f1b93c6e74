namespace DiffusionProofs.TestVectors;

/// <summary>Files that are either whole or not there.</summary>
static class AtomicFiles
{
    /// <summary>Writes all of them beside their places first, then moves each to its place; when something fails before, none is touched.</summary>
    public static void Write(IReadOnlyList<(string Path, string Text)> files)
    {
        var waiting = new List<(string From, string To)>();
        try
        {
            foreach ((string path, string text) in files)
            {
                string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
                Directory.CreateDirectory(folder);
                string beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
                waiting.Add((beside, path));
                File.WriteAllText(beside, text);
            }
            foreach ((string from, string to) in waiting) File.Move(from, to, overwrite: true);
        }
        finally
        {
            foreach ((string from, _) in waiting) File.Delete(from);
        }
    }
}
