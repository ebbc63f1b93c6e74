using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Runtime;

/// <summary>exp(entry - largest) of rows of float32 on a processor, each row read once from memory and kept in its cache.</summary>
/// <remarks>
/// What a chain of tensor operations does in five passes over a block, with an exponential that is faster than theirs. Relative error of an
/// exponential of d, beside what rounding d leaves: 2 u, u = 2^-24: 1.6 u for Horner's scheme with fused steps, 0.1 u for Taylor's remainder
/// r^8/8! at |r| &lt;= log(2)/2, the power of two exact. Below d = -87 it is 0.
/// </remarks>
public static class RowExponentials
{
    const float Log2E = 1.44269504f, Ln2High = 0.693145752f, Ln2Low = 1.42860677e-6f, Least = -87;

    /// <summary>Whether the tensor's rows can be had as memory.</summary>
    public static bool CanRead(Tensor t) => t.device_type == DeviceType.CPU && t.dtype == ScalarType.Float32 && t.is_contiguous();

    /// <summary>
    /// For each row i: the largest of all but column <paramref name="left"/>; the sum of the exponentials of all but that column and
    /// <paramref name="apart"/>[i]; and, where there is a destination, the exponentials there, with 0 in both columns.
    /// </summary>
    /// <param name="source">[N,V].</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="destination">[N,V], may be the source; or null.</param>
    public static (float[] Largest, float[] Sum) Of(Tensor source, long[] rows, int left, long[] apart, Tensor? destination)
    {
        float[] largest = new float[rows.Length], sum = new float[rows.Length];
        Each(rows.Length, i =>
        {
            using Tensor row = source.narrow(0, rows[i], 1), target = (destination ?? source).narrow(0, rows[i], 1);
            Span<float> from = Entries(row), to = destination is null ? [] : Entries(target);
            (int first, int second) = (Math.Min(left, (int)apart[i]), Math.Max(left, (int)apart[i]));
            (int Start, int End)[] parts = [(0, first), (first + 1, second), (second + 1, from.Length)];
            float most = from[(int)apart[i]], total = 0;
            foreach ((int start, int end) in parts) most = Greater(most, Largest(from[start..end]));
            foreach ((int start, int end) in parts) total += Exponentials(from[start..end], most, to.IsEmpty ? to : to[start..end]);
            if (!to.IsEmpty) to[first] = to[second] = 0;
            (largest[i], sum[i]) = (most, total);
        });
        return (largest, sum);
    }

    /// <summary>Row i times scale[i], in place.</summary>
    public static void Scale(Tensor matrix, long[] rows, float[] scale) => Each(rows.Length, i =>
    {
        using Tensor row = matrix.narrow(0, rows[i], 1);
        Times(Entries(row), scale[i]);
    });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Times(Span<float> entries, float factor)
    {
        Span<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(entries);
        for (int k = 0; k < vectors.Length; k++) vectors[k] *= factor;
        for (int k = vectors.Length * Vector512<float>.Count; k < entries.Length; k++) entries[k] *= factor;
    }

    static Span<float> Entries(Tensor row) => MemoryMarshal.Cast<byte, float>(row.bytes);

    static void Each(int count, Action<int> action)
    {
        int threads = Math.Min(get_num_threads(), count);
        if (threads < 2)
        {
            for (int i = 0; i < count; i++) action(i);
            return;
        }
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, action);
    }

    /// <summary>NaN where either is.</summary>
    static float Greater(float a, float b) => float.IsNaN(a) || float.IsNaN(b) ? float.NaN : Math.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Largest(ReadOnlySpan<float> entries)
    {
        Vector512<float> most = Vector512.Create(float.NegativeInfinity);
        ReadOnlySpan<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(entries);
        foreach (Vector512<float> v in vectors) most = Vector512.Max(most, v);
        float largest = float.NegativeInfinity;
        for (int k = 0; k < Vector512<float>.Count; k++) largest = Greater(largest, most[k]);
        foreach (float rest in entries[(vectors.Length * Vector512<float>.Count)..]) largest = Greater(largest, rest);
        return largest;
    }

    /// <summary>The sum of exp(entry - shift), each also into the destination unless that is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Exponentials(ReadOnlySpan<float> entries, float shift, Span<float> destination)
    {
        ReadOnlySpan<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(entries);
        Span<Vector512<float>> to = MemoryMarshal.Cast<float, Vector512<float>>(destination);
        Vector512<float> by = Vector512.Create(shift), sum = default;
        for (int k = 0; k < vectors.Length; k++)
        {
            Vector512<float> value = Exp(vectors[k] - by);
            sum += value;
            if (!to.IsEmpty) to[k] = value;
        }
        float total = Vector512.Sum(sum);
        for (int k = vectors.Length * Vector512<float>.Count; k < entries.Length; k++)
        {
            float d = entries[k] - shift, value = d < Least ? 0 : MathF.Exp(d);
            total += value;
            if (!destination.IsEmpty) destination[k] = value;
        }
        return total;
    }

    /// <summary>exp(d) for d &lt;= 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Exp(Vector512<float> d)
    {
        Vector512<float> n = Vector512.Round(d * Log2E);
        // n log 2 in two parts: n has 7 bits and the first part 15, so their product is exact.
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), d));
        Vector512<float> p = Vector512.Create(1 / 5040f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 720f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 120f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 24f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1 / 6f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        Vector512<float> power = Vector512.ShiftLeft(Vector512.ConvertToInt32(n) + Vector512.Create(127), 23).AsSingle();
        return Vector512.ConditionalSelect(Vector512.LessThan(d, Vector512.Create(Least)), Vector512<float>.Zero, p * power);
    }
}
