namespace Veil.Data.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <remarks>Reference: Jacobi 1846, rotations in cyclic order. Cost: some ten times the cube of the size.</remarks>
public static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">Symmetric.</param>
    /// <returns>Eigenvalues, largest first, and for each its eigenvector of length 1.</returns>
    public static (double[] Values, double[][] Vectors) Of(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var rest = (double[,])matrix.Clone();

        // Rows are turned rather than columns: they lie side by side in memory.
        var vectors = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => i == j ? 1.0 : 0).ToArray()).ToArray();
        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(rest) > 0; sweep++)
        {
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Turn(rest, vectors, p, q);
                }
            }
        }

        var order = Enumerable.Range(0, size).OrderByDescending(i => rest[i, i]).ToArray();
        return (Array.ConvertAll(order, i => rest[i, i]), Array.ConvertAll(order, i => vectors[i]));
    }

    // What is left beside the diagonal, as far as it still matters.
    private static double OffDiagonal(double[,] matrix)
    {
        double off = 0, all = 0;
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < matrix.GetLength(0); j++)
            {
                all += matrix[i, j] * matrix[i, j];
                off += i == j ? 0 : matrix[i, j] * matrix[i, j];
            }
        }

        return off > 1e-26 * all ? off : 0;
    }

    private static void Turn(double[,] matrix, double[][] vectors, int p, int q)
    {
        if (matrix[p, q] == 0)
        {
            return;
        }

        var ratio = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        var tangent = Math.CopySign(1, ratio) / (Math.Abs(ratio) + Math.Sqrt((ratio * ratio) + 1));
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        var sine = tangent * cosine;
        for (var k = 0; k < vectors.Length; k++)
        {
            (matrix[k, p], matrix[k, q]) =
                ((cosine * matrix[k, p]) - (sine * matrix[k, q]), (sine * matrix[k, p]) + (cosine * matrix[k, q]));
        }

        for (var k = 0; k < vectors.Length; k++)
        {
            (matrix[p, k], matrix[q, k]) =
                ((cosine * matrix[p, k]) - (sine * matrix[q, k]), (sine * matrix[p, k]) + (cosine * matrix[q, k]));
            (vectors[p][k], vectors[q][k]) =
                ((cosine * vectors[p][k]) - (sine * vectors[q][k]), (sine * vectors[p][k]) + (cosine * vectors[q][k]));
        }
    }
}
