using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>Determinants and inverses by cofactors: another road than the library's elimination.</summary>
static class Cofactors
{
    /// <summary>Expansion along the first row; of no rows, 1.</summary>
    public static T Determinant<T>(T[][] matrix) where T : IField<T> =>
        matrix.Length == 0 ? T.One : matrix[0].Select((entry, j) => entry * Cofactor(matrix, 0, j)).Sum();

    /// <summary>v^T A^{-1} v for a symmetric A.</summary>
    public static T InverseQuadraticForm<T>(T[][] matrix, T[] v) where T : IField<T> =>
        v.SelectMany((a, i) => v.Select((b, j) => a * Cofactor(matrix, i, j) * b)).Sum() / Determinant(matrix);

    static T Cofactor<T>(T[][] matrix, int row, int column) where T : IField<T>
    {
        T minor = Determinant<T>([.. matrix.Where((_, i) => i != row).Select(r => r.Where((_, j) => j != column).ToArray())]);
        return (row + column) % 2 == 0 ? minor : -minor;
    }
}
