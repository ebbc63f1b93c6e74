using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using TorchSharp;
using Dtypes = DiffusionProofs.Runtime.Dtypes;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>Steps and their products on tensors against matrices in sixty digits.</summary>
static class StepsOnTensors
{
    const string Bound = "an entry's relative error and (K + 3) u for a sum of K, twice for a product; logarithms by CategoricalAccuracy.LogAfter";

    public static SampledOutcome RankOne(On on) => Sample.Check(on, NoiseCase.Of(NoiseCase.RankOne), Lookups, Bound, NoiseCase.Shapes, "uniform, absorbing and mixed noise, dyadic rates, any mask", 60);

    public static SampledOutcome Ordered(On on) => Sample.Check(on, NoiseCase.Of(NoiseCase.Ordered), Lookups, Bound + "; an entry of the Gaussian by CategoricalAccuracy.GaussianEntry",
        NoiseCase.Shapes, "band-diagonal noise of width 1, the discretised Gaussian with one band and over all categories", 60);

    static IEnumerable<Comparison> Lookups(NoiseCase c, On on)
    {
        using ITransitionTensors step = c.Step(2, on), before = c.Before(on), all = before.Then(step);
        BigReal[][] matrix = c.Matrix(2), product = c.Before(), whole = LinearAlgebra.Multiply(product, matrix);
        double stepError = c.StepError(2, on), allError = c.BeforeError(on) + stepError + c.AfterError(on);
        int[] ids = [.. Enumerable.Range(0, c.K)];
        torch.Tensor tokens = NoiseCase.Ids(on, ids), laws = c.LawTensor(on, ids);
        double[][] lawRows = [.. c.Laws.Rows.Select(row => row.Values)];
        BigReal[][] exactLaws = c.Laws.In<BigReal>(), after = LinearAlgebra.Multiply(exactLaws, matrix);
        return
        [
            Near("rows", matrix, step.Rows(tokens), stepError, on),
            Near("columns", LinearAlgebra.Transpose(matrix), step.Columns(tokens), stepError, on),
            Near("law afterwards", after, step.After(laws), stepError + c.AfterError(on), on),
            Near("rows of two steps", product, before.Rows(tokens), c.BeforeError(on), on),
            Near("rows of three steps", whole, all.Rows(tokens), allError, on),
            Near("columns of three steps", LinearAlgebra.Transpose(whole), all.Columns(tokens), allError, on),
            LogsNear(c, after, lawRows, step.LogAfter(laws.log()), stepError, on),
            Near("stationary law", [c.Kind == "absorbing" ? LinearAlgebra.Identity<BigReal>(c.K)[c.Mask] : StationaryLaw.Of(matrix)], step.Stationary(),
                step is DenseTensors ? CategoricalAccuracy.Stationary(c.K, on.DType) + 2 * (c.K - 1) * stepError : 1.01 * 5 * Dtypes.UnitRoundoff(on.DType), on),
        ];
    }

    public static Comparison Near(string what, BigReal[][] expected, torch.Tensor received, double relative, On on)
    {
        double[] values = [.. expected.SelectMany(NoiseCase.Doubles)];
        return Compare.Within(what, values, received, i => relative * values[i], on);
    }

    static Comparison LogsNear(NoiseCase c, BigReal[][] after, double[][] laws, torch.Tensor received, double entryError, On on)
    {
        double[][] columns = [.. LinearAlgebra.Transpose(c.Matrix(2)).Select(NoiseCase.Doubles)];
        bool banded = c.Kind is "band" or "gaussian with bands";
        double[] expected = [.. after.SelectMany(row => row.Select(p => (double)p == 0 ? double.NegativeInfinity : (double)BigReal.Log(p)))];
        double Allowed(int i)
        {
            (double[] law, double[] column) = (laws[i / c.K], columns[i % c.K]);
            double[] errors = [.. law.Select(p => CategoricalAccuracy.Log(p, 0, on.DType))];
            return 1.01 * (banded
                ? CategoricalAccuracy.BandedLogAfter(law, errors, column, entryError, c.Width, on.DType)
                : CategoricalAccuracy.LogAfter(law, errors, column, entryError, on.DType));
        }
        return Compare.Within("logarithms of the law afterwards", expected, received, Allowed, on);
    }

    /// <summary>New names for tokens and categories at once.</summary>
    public static SampledOutcome Renamed(On on) => Sample.Check(on, NoiseCase.Of("uniform", "mixed", "band", "gaussian with bands", "gaussian"), (c, _) =>
    {
        using ITransitionTensors step = c.Step(2, on), before = c.Before(on);
        int[] names = c.IsOrdered
            ? [.. Enumerable.Range(0, c.K).Select(i => c.K - 1 - i)]
            : c.Kind == "uniform" ? [.. Enumerable.Range(0, c.K).Select(i => (i + 1) % c.K)] : Around(c.K, c.Mask);
        int[] ids = [.. Enumerable.Range(0, c.K)];
        torch.Tensor old = NoiseCase.Ids(on, ids), renamed = NoiseCase.Ids(on, names);
        Comparison Same(string what, torch.Tensor expected, torch.Tensor received, double relative)
        {
            double[] values = Compare.Values(expected);
            return Compare.Within(what, values, received.index_select(1, renamed), i => relative * values[i], on);
        }
        return
        [
            Same("rows", step.Rows(old), step.Rows(renamed), 2 * c.StepError(2, on)),
            Same("columns", step.Columns(old), step.Columns(renamed), 2 * c.StepError(2, on)),
            Same("posterior", ChainTensors.Posterior(step, before, old, old), ChainTensors.Posterior(step, before, renamed, renamed),
                2 * CategoricalAccuracy.Normalised(c.StepError(2, on) + c.BeforeError(on), c.K, on.DType)),
        ];
    }, "twice the error of each side", NoiseCase.Shapes, "uniform noise turned, mixed noise turned but for the mask, ordered noise reversed", 40);

    /// <summary>Each token the name of the next, the mask its own.</summary>
    static int[] Around(int size, int mask)
    {
        int[] tokens = [.. Enumerable.Range(0, size).Where(i => i != mask)];
        return [.. Enumerable.Range(0, size).Select(i => i == mask ? mask : tokens[(Array.IndexOf(tokens, i) + 1) % tokens.Length])];
    }
}
