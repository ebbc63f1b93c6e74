using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Gaussian;

/// <summary>
/// The law of a noised finite data set, <c>p(x) = sum_i pi_i N(x; alpha y_i, sigma^2 I)</c>, in batches: the tensor face of
/// <see cref="MixtureFormulas"/>.
/// </summary>
/// <remarks>
/// <para>Queries are [B,D], of the points' dtype and device; sigma &gt; 0, alpha &gt;= 0; logarithms in nats. Memory is
/// O(B D) and blocks of <see cref="QueriesAtOnce"/> x <see cref="PointsAtOnce"/>, besides the weights' own [B,N].</para>
/// <para>Points and queries are centred, and the log-weights taken in their affine form, where |x|^2 has cancelled. Where
/// float32 products could be off by more than 0.01 nats, the pass runs in float64 (<see cref="RunsInDouble(Tensor, double, double)"/>).
/// What error that leaves, <see cref="MixtureAccuracy"/> says.</para>
/// <para>Every result can be differentiated by autograd in x.</para>
/// </remarks>
public sealed class DataMixture : IDisposable
{
    /// <summary>Rows of a block: few enough that a block of floats stays in the processor's cache.</summary>
    public const int QueriesAtOnce = 512;

    /// <summary>Columns of a block.</summary>
    public const int PointsAtOnce = 4096;

    readonly Tensor centre;
    readonly CentredPoints own;
    readonly Lazy<CentredPoints> exact;
    readonly Lazy<double> diameter;

    /// <param name="points">[N,D], N and D at least 1, float32 or float64, finite. Copied.</param>
    /// <param name="logPrior">[N], finite, of the points' dtype and device; normalised by log-softmax. Left out: uniform.</param>
    /// <exception cref="ArgumentException">A shape, a dtype, a device or a value that does not fit.</exception>
    public DataMixture(Tensor points, Tensor? logPrior = null)
    {
        TensorRequire.Finite(points, nameof(points));
        if (points.dim() != 2 || points.shape[0] < 1 || points.shape[1] < 1)
            throw new ArgumentException($"points must be [N, D] with N, D >= 1, was {TensorRequire.Shape(points)}.", nameof(points));
        if (logPrior is not null)
        {
            TensorRequire.Finite(logPrior, nameof(logPrior));
            if (logPrior.dim() != 1 || logPrior.shape[0] != points.shape[0])
                throw new ArgumentException($"logPrior must be [{points.shape[0]}], was {TensorRequire.Shape(logPrior)}.", nameof(logPrior));
            TensorRequire.SameKind(logPrior, points, nameof(logPrior), nameof(points));
        }

        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Points = points.detach().clone().DetachFromDisposeScope();
        // The device of float64 work: Apple's GPUs have none.
        Device wide = Devices.Supports(points.device, ScalarType.Float64) ? points.device : CPU;
        Tensor widePoints = Points.to(wide).to(ScalarType.Float64);
        Tensor weights = logPrior is null
            ? tensor(-Math.Log(Count), ScalarType.Float64, wide).repeat(Count)
            : nn.functional.log_softmax(logPrior.detach().to(wide).to(ScalarType.Float64), 0);
        LogPrior = weights.DetachFromDisposeScope();
        // Rounded to the points' own type, so that both precisions subtract the same centre.
        centre = widePoints.mean([0L]).to(points.dtype).to(points.device).DetachFromDisposeScope();
        CentreNorm = centre.to(wide).to(ScalarType.Float64).norm().item<double>();
        own = new CentredPoints(this, points.dtype, points.device);
        Radius = own.SquaredNorms.max().sqrt().item<double>();
        exact = new Lazy<CentredPoints>(() => points.dtype == ScalarType.Float64 ? own : new CentredPoints(this, ScalarType.Float64, wide));
        diameter = new Lazy<double>(() => Diameters.Of(Points));
    }

    /// <summary>N, counted with repeats.</summary>
    public long Count => Points.shape[0];

    /// <summary>D.</summary>
    public long Dimensions => Points.shape[1];

    /// <summary>[N,D], as given.</summary>
    public Tensor Points { get; }

    /// <summary>log pi, [N], float64: normalised.</summary>
    public Tensor LogPrior { get; }

    /// <summary>max |y_i - c|, c the mean of the points: between half the diameter and the diameter.</summary>
    public double Radius { get; }

    /// <summary>|c|.</summary>
    public double CentreNorm { get; }

    /// <summary>R = max |y_i - y_j|. Computed at the first call, in O(N^2 D).</summary>
    public double Diameter => diameter.Value;

    internal Tensor Centre => centre;

    /// <summary>log p(x), [B], in nats.</summary>
    /// <param name="x">[B,D].</param>
    public Tensor LogDensity(Tensor x, double alpha, double sigma) =>
        Over(x, alpha, sigma, [], (pass, rows) => pass.LogDensity(rows));

    /// <summary>The posterior weights, [B,N]; rows sum to 1.</summary>
    /// <param name="x">[B,D].</param>
    public Tensor Weights(Tensor x, double alpha, double sigma) =>
        Over(x, alpha, sigma, [Count], (pass, rows) => pass.Weights(rows));

    /// <summary>E[x_0 | x], [B,D].</summary>
    /// <param name="x">[B,D].</param>
    public Tensor Denoiser(Tensor x, double alpha, double sigma) =>
        Over(x, alpha, sigma, [Dimensions], (pass, rows) => pass.Denoiser(rows));

    /// <summary>grad log p(x) = (alpha D - x)/sigma^2, [B,D].</summary>
    /// <param name="x">[B,D].</param>
    public Tensor Score(Tensor x, double alpha, double sigma) =>
        Over(x, alpha, sigma, [Dimensions], (pass, rows) => pass.Score(rows));

    /// <summary>Jacobian of the score, [B,D,D]: -I/sigma^2 + alpha^2 Cov_w/sigma^4. O(B N D^2).</summary>
    /// <param name="x">[B,D].</param>
    public Tensor ScoreJacobian(Tensor x, double alpha, double sigma) =>
        Over(x, alpha, sigma, [Dimensions, Dimensions], (pass, rows) => pass.ScoreJacobian(rows));

    /// <summary>Bounds of the eigenvalues of the score's Jacobian anywhere: -1/sigma^2 and -1/sigma^2 + alpha^2 R^2/(4 sigma^4).</summary>
    public (double Lower, double Upper) LipschitzBounds(double alpha, double sigma)
    {
        CheckScales(alpha, sigma);
        double lower = -1 / (sigma * sigma), spread = alpha * Diameter / (2 * sigma * sigma);
        return (lower, lower + spread * spread);
    }

    /// <summary>
    /// By how much a relative error of x or of the points' position can move differences of log-weights, [B], float64:
    /// alpha (|x| + alpha (|c| + radius)) R/sigma^2. Times 2^-24 or 2^-53 it is the error that rounding the inputs alone makes.
    /// </summary>
    /// <param name="x">[B,D].</param>
    public Tensor ConditionNumber(Tensor x, double alpha, double sigma)
    {
        Check(x, alpha, sigma);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor norms = x.detach().to(LogPrior.device).to(ScalarType.Float64).norm(1);
        return norms.Plus(alpha * (CentreNorm + Radius)).Times(alpha * Diameter / (sigma * sigma)).MoveToOuterDisposeScope();
    }

    /// <summary>Derived bounds of this implementation's own error at the query of largest norm.</summary>
    /// <param name="x">[B,D].</param>
    public MixtureAccuracy Accuracy(Tensor x, double alpha, double sigma)
    {
        Check(x, alpha, sigma);
        CheckAny(x);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        double largest = LargestNorm(x, alpha);
        return new MixtureAccuracy(this, largest, alpha, sigma, RunsInDouble(largest, alpha, sigma));
    }

    /// <summary>Whether a pass over these queries runs in float64: always for float64 points, else where float32 would lose 0.01 nats.</summary>
    /// <param name="x">[B,D].</param>
    public bool RunsInDouble(Tensor x, double alpha, double sigma)
    {
        Check(x, alpha, sigma);
        CheckAny(x);
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        return RunsInDouble(LargestNorm(x, alpha), alpha, sigma);
    }

    // Of the products, where sqrt(D) stands for errors that are as good as independent; of x - alpha c, whose terms may be far
    // larger than what is left of them; and of the points and their squares, which stay where the query is in the middle of them.
    bool RunsInDouble(double largestNorm, double alpha, double sigma) =>
        Points.dtype == ScalarType.Float64
        || Math.Max(2 * Math.Sqrt(Dimensions) * largestNorm, largestNorm + 2 * alpha * (CentreNorm + Radius))
            * alpha * Radius * Math.ScaleB(1, -24) / (sigma * sigma) > 0.01;

    static void CheckAny(Tensor x)
    {
        if (x.shape[0] == 0) throw new ArgumentException($"x must have at least one row, was {TensorRequire.Shape(x)}.", nameof(x));
    }

    double LargestNorm(Tensor x, double alpha) => (x.detach() - centre.Times(alpha)).norm(1).max().to(ScalarType.Float64).item<double>();

    Tensor Over(Tensor x, double alpha, double sigma, long[] shape, Func<MixturePass, Tensor, Tensor> form)
    {
        Check(x, alpha, sigma);
        using var scope = NewDisposeScope();
        long queries = x.shape[0];
        Tensor result = empty([queries, .. shape], x.dtype, x.device);
        if (queries == 0) return result.MoveToOuterDisposeScope();
        double largest;
        using (no_grad()) largest = LargestNorm(x, alpha);
        CheckRange(largest, alpha, sigma);
        CentredPoints points = RunsInDouble(largest, alpha, sigma) ? exact.Value : own;
        var pass = new MixturePass(this, points, alpha, sigma);
        for (long from = 0; from < queries; from += QueriesAtOnce)
        {
            using var block = NewDisposeScope();
            long count = Math.Min(QueriesAtOnce, queries - from);
            Tensor rows = x.narrow(0, from, count).to(points.Values.device).to(points.Values.dtype);
            result.narrow(0, from, count).copy_(form(pass, rows));
        }
        return result.MoveToOuterDisposeScope();
    }

    void Check(Tensor x, double alpha, double sigma)
    {
        CheckScales(alpha, sigma);
        TensorRequire.Rows(x, Dimensions, nameof(x));
        TensorRequire.SameKind(x, Points, nameof(x), nameof(Points));
    }

    static void CheckScales(double alpha, double sigma)
    {
        Require.AtLeast(alpha, 0, nameof(alpha));
        Require.Positive(sigma, nameof(sigma));
        if (!double.IsNormal(sigma * sigma) || !double.IsFinite(1 / (sigma * sigma)))
            throw new ArgumentOutOfRangeException(
                nameof(sigma), FormattableString.Invariant($"sigma must have a square that float64 holds, was {sigma}."));
    }

    void CheckRange(double largestNorm, double alpha, double sigma)
    {
        double largest = alpha * Math.Max(largestNorm, alpha * Radius) * Radius / (sigma * sigma);
        if (!(largest < 1e300))
            throw new ArgumentOutOfRangeException(
                nameof(sigma),
                FormattableString.Invariant($"sigma must keep alpha |x| R/sigma^2 below 1e300, was {sigma} with alpha {alpha}: {largest}."));
    }

    public void Dispose()
    {
        Points.Dispose();
        LogPrior.Dispose();
        centre.Dispose();
        own.Dispose();
        if (exact.IsValueCreated) exact.Value.Dispose();
    }
}
