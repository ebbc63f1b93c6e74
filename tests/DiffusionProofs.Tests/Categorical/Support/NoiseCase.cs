using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using Dtypes = DiffusionProofs.Runtime.Dtypes;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>Three steps of one kind of noise, laws and logits, in numbers that float32 holds; the steps in sixty digits and on tensors.</summary>
/// <param name="Rates">[3][2], in 64ths.</param>
/// <param name="Random">Matrices for noise of no structure, [3].</param>
/// <param name="Laws">Rows that sum to 1.</param>
/// <param name="Logits">[K][K].</param>
sealed record NoiseCase(string Kind, int Mask, double[][] Rates, StochasticMatrix[] Random, StochasticMatrix Laws, double[][] Logits)
{
    public const string Shapes = "K = 3..6, three steps";
    public const string Domain = "uniform, absorbing, mixed, banded, Gaussian noise and noise of no structure; dyadic rates, laws and logits within 1, 4 and 16";
    public static readonly string[] RankOne = ["uniform", "absorbing", "mixed"], Ordered = ["band", "gaussian with bands", "gaussian"];

    public int K => Laws.Size;

    public bool IsOrdered => Ordered.Contains(Kind);

    public static Arbitrary<NoiseCase> Of(params string[] kinds) => Arb.From(
        from kind in Gen.Elements(kinds)
        from size in Gen.Choose(3, 6)
        from mask in Gen.Choose(0, size - 1)
        from rates in Gen.Choose(1, 31).Select(n => n / 64.0).ArrayOf(2).ArrayOf(3)
        from random in StochasticMatrices.Random(size).Generator.ArrayOf(3)
        from laws in StochasticMatrices.Random(size).Generator
        from spread in Gen.Elements(1, 4, 16)
        from logits in Gen.Choose(-64, 64).Select(n => n * spread / 64.0).ArrayOf(size).ArrayOf(size)
        select new NoiseCase(kind, mask, rates, random, laws, logits));

    public static Arbitrary<NoiseCase> Any { get; } = Of([.. RankOne, .. Ordered, "random"]);

    /// <summary>The furthest jump of ordered noise.</summary>
    public int Width => Kind == "gaussian" ? K - 1 : 1;

    /// <summary>Q_{t+1}, [K,K], t = 0..2.</summary>
    public BigReal[][] Matrix(int t)
    {
        (BigReal a, BigReal b) = (BigReal.FromDouble(Rates[t][0]), BigReal.FromDouble(Rates[t][1]));
        return Kind switch
        {
            "uniform" => RankOneStep<BigReal>.OfUniform(b).Matrix(K, Mask),
            "absorbing" => RankOneStep<BigReal>.OfAbsorbing(a).Matrix(K, Mask),
            "mixed" => RankOneStep<BigReal>.Of(a, b).Matrix(K, Mask),
            "band" => ToeplitzKernels.Band(2 * b, K, Width),
            "random" => Random[t].In<BigReal>(),
            _ => ToeplitzKernels.Gaussian(4 * b, K, Width),
        };
    }

    /// <summary>The caller's to dispose of.</summary>
    public ITransitionTensors Step(int t, On on)
    {
        (double a, double b) = (Rates[t][0], Rates[t][1]);
        var device = new torch.Device(on.Device);
        return Kind switch
        {
            "uniform" => RankOneTensors.OfUniform(K, b, on.DType, device),
            "absorbing" => RankOneTensors.OfAbsorbing(K, Mask, a, on.DType, device),
            "mixed" => RankOneTensors.Of(K, Mask, a, b, on.DType, device),
            "band" => BandedTensors.OfBand(2 * b, K, Width, on.DType, device),
            "gaussian with bands" => BandedTensors.OfGaussian(4 * b, K, Width, on.DType, device),
            "gaussian" => DenseTensors.OfGaussian(4 * b, K, on.DType, device),
            _ => DenseTensors.Of(on.Tensor(Random[t].Flat, K, K)),
        };
    }

    /// <summary>Relative error of a step's entries.</summary>
    public double StepError(int t, On on)
    {
        double u = Dtypes.UnitRoundoff(on.DType), wide = Math.ScaleB(1, -53);
        return Kind switch
        {
            "random" => 0,
            "uniform" or "absorbing" or "mixed" => 1.01 * (3 * u + 6 * wide),
            // 1 - 2 beta/K, off by two roundings of numbers below 1, is 1/3 at least: beta is below 1 and K above 2.
            "band" => 1.01 * (u + 10 * wide),
            _ => CategoricalAccuracy.GaussianEntry(Width, 4 * Rates[t][1], K, Width, on.DType),
        };
    }

    /// <summary>Q_1 Q_2.</summary>
    public BigReal[][] Before() => LinearAlgebra.Multiply(Matrix(0), Matrix(1));

    public ITransitionTensors Before(On on)
    {
        using ITransitionTensors first = Step(0, on), next = Step(1, on);
        return first.Then(next);
    }

    /// <summary>Of its entries, relative: both steps', and K + 3 roundings.</summary>
    public double BeforeError(On on) => StepError(0, on) + StepError(1, on) + 1.01 * (K + 3) * Dtypes.UnitRoundoff(on.DType);

    /// <summary>Of p Q beside the entries' error, relative.</summary>
    public double AfterError(On on) => 1.01 * (K + 3) * Dtypes.UnitRoundoff(on.DType);

    /// <summary>Every x_0 with every x_t that it can become.</summary>
    public (int X0, int Xt)[] Pairs()
    {
        double[][] reached = Doubles(LinearAlgebra.Multiply(Before(), Matrix(2)));
        return [.. from x0 in Enumerable.Range(0, K) from xt in Enumerable.Range(0, K) where reached[x0][xt] > 0 select (x0, xt)];
    }

    /// <summary>The softmax of the logits for x_t, [K].</summary>
    public BigReal[] Predicted(int xt) => CategoricalFormulas.Normalised([.. Logits[xt].Select(l => BigReal.Exp(BigReal.FromDouble(l)))]);

    public torch.Tensor LogitTensor(On on, IEnumerable<int> xt) => on.Tensor([.. xt.SelectMany(x => Logits[x])], xt.Count(), K);

    public torch.Tensor LawTensor(On on, IEnumerable<int> rows) => on.Tensor([.. rows.SelectMany(x => Laws.Rows[x].Values)], rows.Count(), K);

    public static torch.Tensor Ids(On on, IEnumerable<int> ids) => torch.tensor(ids.Select(id => (long)id).ToArray(), device: new torch.Device(on.Device));

    public static double[] Doubles(BigReal[] row) => [.. row.Select(p => (double)p)];

    public static double[][] Doubles(BigReal[][] matrix) => [.. matrix.Select(Doubles)];

    public override string ToString() => FormattableString.Invariant(
        $"{Kind}, K = {K}, mask {Mask}, rates [{string.Join("; ", Rates.Select(r => string.Join(", ", r)))}]{(Kind == "random" ? $", {string.Join(", then ", (object[])Random)}" : "")}, laws {Laws}, logits [{string.Join("; ", Logits.Select(row => string.Join(", ", row)))}]");
}
