using Veil.Data.Numerics;

namespace Veil.Synthesis.Methods.Copula;

/// <summary>Matrices of correlations: repaired, and as factors.</summary>
internal static class Correlations
{
    // Below this an eigenvalue is noise, or two variables are one.
    private const double LeastEigenvalue = 1e-3;

    /// <summary>The matrix with no eigenvalue below a thousandth and a diagonal of ones.</summary>
    /// <param name="matrix">Symmetric, of any eigenvalues.</param>
    public static double[,] Repaired(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var (values, vectors) = SymmetricEigen.Of(matrix);
        var repaired = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var k = 0; k < size; k++)
                {
                    repaired[i, j] += Math.Max(values[k], LeastEigenvalue) * vectors[k][i] * vectors[k][j];
                }
            }
        }

        var scales = Enumerable.Range(0, size).Select(i => 1 / Math.Sqrt(repaired[i, i])).ToArray();
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < i; j++)
            {
                repaired[i, j] = repaired[j, i] = repaired[i, j] * scales[i] * scales[j];
            }

            repaired[i, i] = 1;
        }

        return repaired;
    }

    /// <summary>
    /// The lower triangle L with <c>L L' = R</c>, rows and columns of R in some order; null when R is no matrix of
    /// correlations.
    /// </summary>
    /// <param name="matrix">R.</param>
    /// <param name="order">The order of its variables.</param>
    public static double[][]? Factor(double[,] matrix, int[] order)
    {
        var rows = new double[order.Length][];
        for (var i = 0; i < order.Length; i++)
        {
            rows[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                var left = matrix[order[i], order[j]];
                for (var k = 0; k < j; k++)
                {
                    left -= rows[i][k] * rows[j][k];
                }

                rows[i][j] = i == j ? Math.Sqrt(left) : left / rows[j][j];
            }

            if (!(rows[i][i] > 0))
            {
                return null;
            }
        }

        return rows;
    }
}
