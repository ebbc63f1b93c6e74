using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DiffusionProofs.Data;

/// <summary>The lines of a text file in UTF-8, plain or compressed with gzip.</summary>
static class TextLines
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Lines with their numbers from 1, without blank lines at the end of the file.</summary>
    /// <exception cref="DataFileException">The file is missing, unreadable, not gzip although named so, or holds nothing.</exception>
    public static IReadOnlyList<(int Number, string Text)> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string text;
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            bool compressed = bytes is [0x1F, 0x8B, ..];
            if (!compressed && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                throw new DataFileException(path, null, "named .gz but does not start like gzip");
            text = StrictUtf8.GetString(compressed ? Decompress(bytes) : bytes).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFileException(path, null, "no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DataFileException(path, null, e.Message, e);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFileException(path, null, "not text in UTF-8", e);
        }
        return Split(path, text);
    }

    static IReadOnlyList<(int, string)> Split(string path, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select((line, i) => (i + 1, line)).ToList();
        while (lines.Count > 0 && string.IsNullOrWhiteSpace(lines[^1].line)) lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0) throw new DataFileException(path, null, "empty: it must hold at least one line");
        return lines;
    }

    static byte[] Decompress(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        // GZipStream takes a file that was cut off for a whole one; the last four bytes are the length modulo 2^32.
        if (bytes.Length < 18 || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^4..)) != (uint)plain.Length)
            throw new InvalidDataException("gzip that was cut off, is damaged or has several parts");
        return plain.ToArray();
    }
}
