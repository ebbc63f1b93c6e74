using System.Globalization;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Values against printed decimals.</summary>
static class Printed
{
    /// <summary>Whether the value lies within half a unit of the last printed digit.</summary>
    public static Decision Rounds(string what, BigReal value, string printed)
    {
        BigReal half = BigReal.One / BigReal.From(2) / BigReal.From(10).Power(printed.Length - printed.IndexOf('.') - 1);
        BigReal nearest = BigReal.Parse(printed);
        return Decide.That($"{what} rounds to {printed}",
            BigReal.CertainlyLess(nearest - half, value) && BigReal.CertainlyLess(value, nearest + half), string.Create(CultureInfo.InvariantCulture, $"{(double)value:R}"));
    }
}
