namespace DiffusionProofs.Numbers;

/// <summary>Derivatives of forms written over a number system, by dual numbers.</summary>
public static class Derivative
{
    /// <summary>f'(at).</summary>
    public static T Of<T>(Func<RealDual<T>, RealDual<T>> f, T at) where T : IRealField<T> => f(RealDual<T>.Variable(at)).Slope;

    /// <summary>f''(at).</summary>
    public static T Second<T>(Func<RealDual<RealDual<T>>, RealDual<RealDual<T>>> f, T at) where T : IRealField<T> =>
        Of(x => Of(f, x), at);

    /// <summary>The partial derivatives of f: R^n -> R, one evaluation each.</summary>
    public static T[] Gradient<T>(Func<IReadOnlyList<RealDual<T>>, RealDual<T>> f, IReadOnlyList<T> at) where T : IRealField<T> =>
        [.. Enumerable.Range(0, at.Count).Select(i => f(Along(at, i)).Slope)];

    /// <summary>The Jacobian of f: R^n -> R^m: row k holds the partial derivatives of the k-th component.</summary>
    public static T[,] Jacobian<T>(Func<IReadOnlyList<RealDual<T>>, IReadOnlyList<RealDual<T>>> f, IReadOnlyList<T> at)
        where T : IRealField<T>
    {
        RealDual<T>[][] columns = [.. Enumerable.Range(0, at.Count).Select(i => f(Along(at, i)).ToArray())];
        var jacobian = new T[columns.Length == 0 ? 0 : columns[0].Length, columns.Length];
        for (int i = 0; i < columns.Length; i++)
            for (int k = 0; k < columns[i].Length; k++)
                jacobian[k, i] = columns[i][k].Slope;
        return jacobian;
    }

    /// <summary>The second partial derivatives of f: R^n -> R.</summary>
    public static T[,] Hessian<T>(Func<IReadOnlyList<RealDual<RealDual<T>>>, RealDual<RealDual<T>>> f, IReadOnlyList<T> at)
        where T : IRealField<T> => Jacobian(x => Gradient(f, x), at);

    /// <summary>f'(at) for a rational function f over a field without elementary functions, such as exact fractions.</summary>
    public static T OfRational<T>(Func<Dual<T>, Dual<T>> f, T at) where T : IField<T> => f(Dual<T>.Variable(at)).Slope;

    /// <summary>The partial derivatives of a rational function f: R^n -> R.</summary>
    public static T[] GradientOfRational<T>(Func<IReadOnlyList<Dual<T>>, Dual<T>> f, IReadOnlyList<T> at) where T : IField<T> =>
        [.. Enumerable.Range(0, at.Count).Select(i => f([.. at.Select((x, j) => j == i ? Dual<T>.Variable(x) : Dual<T>.Constant(x))]).Slope)];

    static RealDual<T>[] Along<T>(IReadOnlyList<T> at, int direction) where T : IRealField<T> =>
        [.. at.Select((x, j) => j == direction ? RealDual<T>.Variable(x) : RealDual<T>.Constant(x))];
}
