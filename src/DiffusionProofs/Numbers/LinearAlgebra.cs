namespace DiffusionProofs.Numbers;

/// <summary>Vectors and row-major matrices over any field. Nothing compares values, so elimination does not pivot.</summary>
public static class LinearAlgebra
{
    /// <summary>sum_k a_k b_k.</summary>
    public static T Dot<T>(T[] a, T[] b) where T : IField<T>
    {
        SameLength(a, b, nameof(b));
        return a.Zip(b, (p, q) => p * q).Sum();
    }

    /// <summary>|a|^2.</summary>
    public static T SquaredNorm<T>(T[] a) where T : IField<T> => Dot(a, a);

    /// <summary>|a - b|^2.</summary>
    public static T SquaredDistance<T>(T[] a, T[] b) where T : IField<T> => SquaredNorm(Subtract(a, b));

    public static T[] Add<T>(T[] a, T[] b) where T : IField<T>
    {
        SameLength(a, b, nameof(b));
        return [.. a.Zip(b, (p, q) => p + q)];
    }

    public static T[] Subtract<T>(T[] a, T[] b) where T : IField<T>
    {
        SameLength(a, b, nameof(b));
        return [.. a.Zip(b, (p, q) => p - q)];
    }

    public static T[] Scale<T>(T factor, T[] a) where T : IField<T> => [.. a.Select(p => factor * p)];

    /// <summary>sum_i w_i a_i of N vectors.</summary>
    /// <param name="weights">[N].</param>
    /// <param name="vectors">[N,D], N at least 1.</param>
    public static T[] Combine<T>(T[] weights, T[][] vectors) where T : IField<T>
    {
        SameLength(weights, vectors, nameof(vectors));
        if (vectors.Length == 0) throw new ArgumentException("vectors must have at least one row, was empty.", nameof(vectors));
        return [.. Enumerable.Range(0, vectors[0].Length).Select(k => weights.Zip(vectors, (w, a) => w * a[k]).Sum())];
    }

    /// <summary>A x, with the rows of <paramref name="matrix"/> as long as <paramref name="vector"/>.</summary>
    public static T[] Multiply<T>(T[][] matrix, T[] vector) where T : IField<T> => [.. matrix.Select(row => Dot(row, vector))];

    public static T[][] Multiply<T>(T[][] a, T[][] b) where T : IField<T>
    {
        T[][] columns = Transpose(b);
        return [.. a.Select(row => columns.Select(column => Dot(row, column)).ToArray())];
    }

    public static T[][] Transpose<T>(T[][] matrix) =>
        matrix.Length == 0 ? [] : [.. Enumerable.Range(0, matrix[0].Length).Select(j => matrix.Select(row => row[j]).ToArray())];

    public static T[][] Identity<T>(int n) where T : IField<T> =>
        [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? T.One : T.Zero).ToArray())];

    /// <summary>a b^T.</summary>
    public static T[][] Outer<T>(T[] a, T[] b) where T : IField<T> => [.. a.Select(p => Scale(p, b))];

    public static T[][] Add<T>(T[][] a, T[][] b) where T : IField<T>
    {
        SameLength(a, b, nameof(b));
        return [.. a.Zip(b, Add)];
    }

    public static T[][] Scale<T>(T factor, T[][] a) where T : IField<T> => [.. a.Select(row => Scale(factor, row))];

    /// <summary>The x with A x = b, by Gaussian elimination in the given order.</summary>
    /// <param name="matrix">[n,n]; every leading principal minor must differ from 0, as those of a positive definite matrix do.</param>
    /// <param name="rightSide">[n].</param>
    public static T[] Solve<T>(T[][] matrix, T[] rightSide) where T : IField<T>
    {
        SameLength(matrix, rightSide, nameof(rightSide));
        (T[][] upper, T[][] right) = Eliminate(matrix, [.. rightSide.Select(b => new[] { b })]);
        int n = upper.Length;
        var x = new T[n];
        for (int i = n - 1; i >= 0; i--)
        {
            T sum = right[i][0];
            for (int j = i + 1; j < n; j++) sum -= upper[i][j] * x[j];
            x[i] = sum / upper[i][i];
        }
        return x;
    }

    /// <summary>det A, the product of the pivots.</summary>
    /// <param name="matrix">[n,n], as for <see cref="Solve"/>.</param>
    public static T Determinant<T>(T[][] matrix) where T : IField<T>
    {
        (T[][] upper, _) = Eliminate(matrix, [.. matrix.Select(_ => Array.Empty<T>())]);
        T product = T.One;
        for (int i = 0; i < upper.Length; i++) product *= upper[i][i];
        return product;
    }

    static (T[][] Upper, T[][] Right) Eliminate<T>(T[][] matrix, T[][] rightSides) where T : IField<T>
    {
        int n = matrix.Length;
        if (matrix.FirstOrDefault(row => row.Length != n) is { } ragged)
            throw new ArgumentException($"matrix must be square, had {n} rows and a row of {ragged.Length}.", nameof(matrix));
        T[][] a = [.. matrix.Select(row => row.ToArray())];
        T[][] b = [.. rightSides.Select(row => row.ToArray())];
        for (int p = 0; p < n; p++)
            for (int i = p + 1; i < n; i++)
            {
                T factor = a[i][p] / a[p][p];
                for (int j = p + 1; j < n; j++) a[i][j] -= factor * a[p][j];
                for (int j = 0; j < b[i].Length; j++) b[i][j] -= factor * b[p][j];
            }
        return (a, b);
    }

    static void SameLength<TA, TB>(TA[] a, TB[] b, string parameter)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"{parameter} must have {a.Length} entries as its partner has, had {b.Length}.", parameter);
    }
}
