using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using Dtypes = DiffusionProofs.Runtime.Dtypes;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>A step or a product in sixty digits, with the relative error of its entries on tensors.</summary>
/// <param name="BandWidth">Null where it is not <see cref="BandedTensors"/>.</param>
sealed record KnownStep(BigReal[][] Exact, double Error, int? BandWidth)
{
    readonly double[][] columns = [.. LinearAlgebra.Transpose(Exact).Select(NoiseCase.Doubles)];

    public double[][] Entries { get; } = NoiseCase.Doubles(Exact);

    public static KnownStep Of(NoiseCase c, int t, On on) => new(c.Matrix(t), c.StepError(t, on), Banded(c) ? c.Width : null);

    /// <summary>Q_1 Q_2.</summary>
    public static KnownStep Before(NoiseCase c, On on) => new(c.Before(), c.BeforeError(on), Banded(c) ? 2 * c.Width : null);

    static bool Banded(NoiseCase c) => c.Kind is "band" or "gaussian with bands";

    /// <summary>Absolute errors of log (p Q), [K].</summary>
    public double[] LogAfterErrors(double[] law, double[] errors, On on) =>
    [
        .. columns.Select(column => BandWidth is { } width
            ? CategoricalAccuracy.BandedLogAfter(law, errors, column, Error, width, on.DType)
            : CategoricalAccuracy.LogAfter(law, errors, column, Error, on.DType)),
    ];

    /// <summary>Absolute errors of the logarithms of factor times the column x_t, [K].</summary>
    public double[] LogJointErrors(double[] factor, double[] errors, int xt, On on) =>
    [
        .. factor.Select((f, j) => f > 0 && columns[xt][j] > 0
            ? errors[j] + CategoricalAccuracy.Log(columns[xt][j], Error, on.DType) + Dtypes.UnitRoundoff(on.DType) * Math.Abs(Math.Log(f * columns[xt][j]))
            : 0),
    ];
}
