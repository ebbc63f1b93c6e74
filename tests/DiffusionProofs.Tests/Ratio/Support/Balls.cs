using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Ratio;

static class Balls
{
    public const string Trust = "balls of sixty digits that overlap are taken for equal";

    public static Decision Same(string what, BigReal expected, BigReal received) =>
        Decide.That(what, received.Overlaps(expected), $"{(double)received:R}, where {(double)expected:R} is expected");

    public static IEnumerable<Decision> SameEntries(string what, BigReal[][] expected, BigReal[][] received) =>
        expected.SelectMany((row, x) => row.Select((entry, y) => Same($"{what} [{x},{y}]", entry, received[x][y])));

    public static IEnumerable<Decision> Tight(string what, BigReal[][] matrix) =>
        [Decide.That($"{what} is enclosed tightly", matrix.All(row => row.All(p => BigReal.CertainlyLess(p.Radius, BigReal.Exp(-60)))), $"{(double)matrix[0][0].Radius:R}")];
}
