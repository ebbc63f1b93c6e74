using System.Globalization;
using System.IO.Compression;

namespace DiffusionProofs.Data;

/// <summary>
/// 1797 images of handwritten digits, 8 x 8 pixels, row-major, values 0..16, with their digit.
/// Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998 (test part), CC BY 4.0.
/// </summary>
public sealed class Digits
{
    Digits(double[][] points, int[] labels) => (Points, Labels) = (points, labels);

    public const int Count = 1797;
    public const int Dimensions = 64;

    /// <summary>[1797][64], whole numbers from 0 to 16.</summary>
    public double[][] Points { get; }

    /// <summary>[1797], from 0 to 9.</summary>
    public int[] Labels { get; }

    /// <summary>Where they come from, and their licence.</summary>
    public static string Licence => EmbeddedText.Read("digits.README");

    /// <summary>A fresh copy at every call: nobody can change another's data.</summary>
    public static Digits Load()
    {
        using var reader = new StreamReader(new GZipStream(EmbeddedText.Open("digits.csv.gz"), CompressionMode.Decompress));
        var points = new List<double[]>(Count);
        var labels = new List<int>(Count);
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            points.Add(fields.Take(Dimensions).Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray());
            labels.Add(int.Parse(fields[Dimensions], CultureInfo.InvariantCulture));
        }
        return new Digits(points.ToArray(), labels.ToArray());
    }
}
