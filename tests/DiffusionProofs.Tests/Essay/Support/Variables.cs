namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Names for the entries of vectors and matrices, in the order in which <see cref="VariableReader{T}"/> hands them back.</summary>
sealed class VariableNames : List<string>
{
    public VariableNames Scalars(params string[] names)
    {
        AddRange(names);
        return this;
    }

    public VariableNames Vector(string name, int length)
    {
        AddRange(Enumerable.Range(1, length).Select(i => $"{name}{i}"));
        return this;
    }

    public VariableNames Matrix(string name, int rows, int columns)
    {
        AddRange(Enumerable.Range(1, rows).SelectMany(i => Enumerable.Range(1, columns).Select(j => $"{name}{i}{j}")));
        return this;
    }

    public VariableNames Symmetric(string name, int size)
    {
        AddRange(Enumerable.Range(1, size).SelectMany(i => Enumerable.Range(i, size - i + 1).Select(j => $"{name}{i}{j}")));
        return this;
    }
}

/// <summary>Takes a flat list of values apart again.</summary>
sealed class VariableReader<T>(IReadOnlyList<T> values)
{
    int next;

    public T Scalar() => values[next++];

    public T[] Vector(int length) => [.. Enumerable.Range(0, length).Select(_ => Scalar())];

    public T[][] Matrix(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => Vector(columns))];

    public T[][] Symmetric(int size)
    {
        T[][] matrix = [.. Enumerable.Range(0, size).Select(_ => new T[size])];
        for (int i = 0; i < size; i++)
            for (int j = i; j < size; j++)
                matrix[i][j] = matrix[j][i] = Scalar();
        return matrix;
    }
}
