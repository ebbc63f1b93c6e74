using DiffusionProofs.Data;

namespace DiffusionProofs.Tests.Data;

// The sums were computed from the same file by a Python script that shares no code with the loader.
public class DigitsTests
{
    static readonly Digits Digits = Digits.Load();

    [Fact]
    public void There_are_1797_images_of_64_pixels_from_0_to_16()
    {
        Assert.Equal(Digits.Count, Digits.Points.Length);
        Assert.All(Digits.Points, point => Assert.Equal(Digits.Dimensions, point.Length));
        Assert.All(Digits.Points, point => Assert.All(point, pixel => Assert.True(pixel is >= 0 and <= 16 && double.IsInteger(pixel))));
        Assert.Equal(0, Digits.Points.Min(point => point.Min()));
        Assert.Equal(16, Digits.Points.Max(point => point.Max()));
    }

    [Fact]
    public void Their_sums_are_those_computed_elsewhere()
    {
        Assert.Equal(561718, Digits.Points.Sum(point => point.Sum()));
        Assert.Equal(6907012, Digits.Points.Sum(point => point.Sum(pixel => pixel * pixel)));
        // Weighted by position, so that a swapped row or column shows.
        Assert.Equal(16337198609, Digits.Points.Select((point, i) => (i + 1) * point.Select((pixel, j) => (j + 1) * pixel).Sum()).Sum());
    }

    [Fact]
    public void Each_digit_occurs_as_often_as_counted_elsewhere() =>
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            Enumerable.Range(0, 10).Select(digit => Digits.Labels.Count(label => label == digit)));

    [Fact]
    public void No_image_stands_twice() => Assert.Equal(Digits.Count, Digits.Points.Select(point => string.Join(',', point)).Distinct().Count());

    [Fact]
    public void Nobody_changes_anothers_copy()
    {
        Digits.Load().Points[0][0] = 99;
        Assert.Equal(0, Digits.Load().Points[0][0]);
    }

    [Fact]
    public void The_licence_comes_along() => Assert.Contains("CC BY 4.0", Digits.Licence);
}
