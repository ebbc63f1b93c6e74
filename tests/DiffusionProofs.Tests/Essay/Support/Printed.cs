using System.Globalization;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Values against printed decimals: <c>152</c>, <c>.0553</c>, <c>5.4531877e-5</c>.</summary>
static class Printed
{
    /// <summary>Whether the value lies within half a unit of the last printed digit.</summary>
    public static Decision Rounds(string what, BigReal value, string printed)
    {
        string[] parts = printed.Split('e');
        int point = parts[0].IndexOf('.'), decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        if (parts.Length == 2) decimals -= int.Parse(parts[1], CultureInfo.InvariantCulture);
        BigReal unit = decimals >= 0 ? 1 / BigReal.From(10).Power(decimals) : BigReal.From(10).Power(-decimals);
        BigReal nearest = BigReal.Parse(printed), half = unit / 2;
        return Decide.That($"{what} rounds to {printed}",
            BigReal.CertainlyLess(nearest - half, value) && BigReal.CertainlyLess(value, nearest + half), string.Create(CultureInfo.InvariantCulture, $"{(double)value:R}"));
    }
}
