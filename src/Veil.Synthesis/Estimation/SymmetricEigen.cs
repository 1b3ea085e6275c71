using System.Numerics.Tensors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Estimation;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <remarks>Reference: Jacobi 1846, rotations in cyclic order. Cost: some ten times the cube of the size.</remarks>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;
    private const int Iterations = 60;
    private const int SpareVectors = 8;

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

    /// <summary>The largest eigenvalues in size, and their eigenvectors, of a matrix that may be large.</summary>
    /// <param name="matrix">Symmetric.</param>
    /// <param name="count">How many; at most as many as rows.</param>
    /// <remarks>Reference: orthogonal iteration (Bauer 1957) on a few more vectors than asked for, then Rayleigh and Ritz. Cost: the square of the size times count and steps.</remarks>
    public static (double[] Values, double[][] Vectors) Largest(double[,] matrix, int count)
    {
        var size = matrix.GetLength(0);
        var rows = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => matrix[i, j]).ToArray()).ToArray();
        var random = new SamplingRandom(0);
        var vectors = Enumerable.Range(0, Math.Min(size, count + SpareVectors)).Select(_ => Enumerable.Range(0, size).Select(_ => random.NextNormal()).ToArray()).ToArray();
        for (var step = 0; step < Iterations; step++)
        {
            Orthogonalise(vectors);
            vectors = Array.ConvertAll(vectors, Times);
        }

        Orthogonalise(vectors);
        var images = Array.ConvertAll(vectors, Times);
        var small = new double[vectors.Length, vectors.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            for (var j = 0; j < vectors.Length; j++)
            {
                small[i, j] = (Dot(vectors[i], images[j]) + Dot(vectors[j], images[i])) / 2;
            }
        }

        var (values, turns) = Of(small);
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).Take(count).ToArray();
        return (Array.ConvertAll(order, i => values[i]), Array.ConvertAll(order, i => Turned(turns[i])));

        double[] Times(double[] vector) => Array.ConvertAll(rows, row => Dot(row, vector));
        double[] Turned(double[] turn) => [.. Enumerable.Range(0, size).Select(at => turn.Select((part, i) => part * vectors[i][at]).Sum())];
    }

    private static double Dot(double[] left, double[] right) => TensorPrimitives.Dot<double>(left, right);

    // Gram and Schmidt, twice, as once loses digits.
    private static void Orthogonalise(double[][] vectors)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                {
                    TensorPrimitives.MultiplyAdd(vectors[j], -Dot(vectors[i], vectors[j]), vectors[i], vectors[i]);
                }
            }

            var norm = Math.Sqrt(Dot(vectors[i], vectors[i]));
            TensorPrimitives.Multiply(vectors[i], norm > 0 ? 1 / norm : 0, vectors[i]);
        }
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
            (matrix[k, p], matrix[k, q]) = ((cosine * matrix[k, p]) - (sine * matrix[k, q]), (sine * matrix[k, p]) + (cosine * matrix[k, q]));
        }

        for (var k = 0; k < vectors.Length; k++)
        {
            (matrix[p, k], matrix[q, k]) = ((cosine * matrix[p, k]) - (sine * matrix[q, k]), (sine * matrix[p, k]) + (cosine * matrix[q, k]));
            (vectors[p][k], vectors[q][k]) = ((cosine * vectors[p][k]) - (sine * vectors[q][k]), (sine * vectors[p][k]) + (cosine * vectors[q][k]));
        }
    }
}
