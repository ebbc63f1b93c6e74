using System.Globalization;
using System.IO.Compression;
using System.Text;
using DiffusionProofs.Data;

namespace DiffusionProofs.Tests.Data;

public class PointsFileTests
{
    [Theory]
    [InlineData("1.5,-2\n3e-2, 4\n")]
    [InlineData("\uFEFF# saved elsewhere\nx,y\r\n1.5,-2\r\n3e-2,4\r\n\r\n")]
    public void Points_are_read_with_or_without_comments_and_header(string text)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal([[1.5, -2], [0.03, 4]], PointsFile.Read(folder.File("points.csv", text)));
    }

    [Theory]
    [InlineData("points.csv.gz")]
    [InlineData("points.csv")]
    public void Gzip_is_recognised_by_its_content(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal([[1, 2]], PointsFile.Read(folder.File(name, Gzip("1,2\n"))));
    }

    [Fact]
    public void The_decimal_sign_is_a_point_whatever_the_culture()
    {
        using var folder = new TemporaryFolder();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.Equal([[1.5, 2]], PointsFile.Read(folder.File("points.csv", "1.5,2\n")));
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    [Theory]
    [InlineData("1,2\n3\n", 2, "1 fields, but line 1 has 2")]
    [InlineData("x,y\n1,2\n3,4,5\n", 3, "3 fields, but line 2 has 2")]
    [InlineData("1,2\n3,four\n", 2, "field 2 is not a number: 'four'")]
    [InlineData("x,2\n3,4\n", 1, "field 1 is not a number: 'x'")]
    [InlineData("1,2\n3,\n", 2, "field 2 is not a number: ''")]
    [InlineData("1;2\n3;4\n", 2, "field 1 is not a number: '3;4'")]
    [InlineData("1,2\nNaN,4\n", 2, "field 1 must be finite, but was 'NaN'")]
    [InlineData("1,2\n3,1e999\n", 2, "field 2 must be finite, but was '1e999'")]
    [InlineData("1,2\n3,-Infinity\n", 2, "field 2 must be finite")]
    [InlineData("1,2\n\n3,4\n", 2, "blank line")]
    [InlineData("", null, "empty")]
    [InlineData("x,y\n", null, "no points")]
    [InlineData("# nothing\n", null, "no points")]
    public void A_file_that_cannot_be_used_is_refused_with_its_line(string text, int? line, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("points.csv", text);
        var error = Assert.Throws<DataFileException>(() => PointsFile.Read(path));
        Assert.Equal((path, line), (error.File, error.Line));
        Assert.Contains(path, error.Message);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "none", "points.csv");
        Assert.Contains($"{path}: no such file", Assert.Throws<DataFileException>(() => PointsFile.Read(path)).Message);
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<DataFileException>(() => PointsFile.Read(folder.Path));
    }

    [Fact]
    public void A_file_named_gz_that_is_not_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("gzip", Assert.Throws<DataFileException>(() => PointsFile.Read(folder.File("points.csv.gz", "1,2\n"))).Message);
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Gzip(string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"{i},{i * 7919 % 1009}")));
        Assert.Throws<DataFileException>(() => PointsFile.Read(folder.File("short.csv.gz", whole[..(whole.Length / 2)])));
        whole[whole.Length / 2] ^= 0xFF;
        Assert.Throws<DataFileException>(() => PointsFile.Read(folder.File("changed.csv.gz", whole)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("UTF-8", Assert.Throws<DataFileException>(() => PointsFile.Read(folder.File("points.csv", [0x31, 0xFF, 0xFE]))).Message);
    }

    static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
