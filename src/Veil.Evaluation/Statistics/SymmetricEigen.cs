namespace Veil.Evaluation.Statistics;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <remarks>Reference: Jacobi's rotations (Golub and Van Loan 2013, section 8.5). Cost: a few sweeps, each cubic in the size.</remarks>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>All eigenvalues, in no order, and their vectors as columns of a matrix by rows.</summary>
    /// <param name="matrix">A symmetric matrix in row-major order; overwritten.</param>
    public static (double[] Values, double[][] Vectors) Of(double[][] matrix)
    {
        var size = matrix.Length;
        var vectors = new double[size][];
        for (var i = 0; i < size; i++)
        {
            vectors[i] = new double[size];
            vectors[i][i] = 1;
        }

        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            double off = 0, on = 0;
            for (var i = 0; i < size; i++)
            {
                on += matrix[i][i] * matrix[i][i];
                for (var j = 0; j < i; j++)
                {
                    off += matrix[i][j] * matrix[i][j];
                }
            }

            if (off <= 1e-22 * on)
            {
                break;
            }

            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Rotate(matrix, vectors, p, q);
                }
            }
        }

        return ([.. Enumerable.Range(0, size).Select(i => matrix[i][i])], vectors);
    }

    private static void Rotate(double[][] matrix, double[][] vectors, int p, int q)
    {
        if (matrix[p][q] == 0)
        {
            return;
        }

        var theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < matrix.Length; k++)
        {
            (matrix[k][p], matrix[k][q]) = ((c * matrix[k][p]) - (s * matrix[k][q]), (s * matrix[k][p]) + (c * matrix[k][q]));
        }

        for (var k = 0; k < matrix.Length; k++)
        {
            (matrix[p][k], matrix[q][k]) = ((c * matrix[p][k]) - (s * matrix[q][k]), (s * matrix[p][k]) + (c * matrix[q][k]));
            (vectors[k][p], vectors[k][q]) = ((c * vectors[k][p]) - (s * vectors[k][q]), (s * vectors[k][p]) + (c * vectors[k][q]));
        }
    }
}
