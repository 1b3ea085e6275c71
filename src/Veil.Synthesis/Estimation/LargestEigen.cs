using System.Numerics.Tensors;
using Veil.Data.Numerics;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Estimation;

/// <summary>The largest eigenvalues of a symmetric matrix that may be large.</summary>
/// <remarks>
/// Reference: orthogonal iteration (Bauer 1957) on a few more vectors than requested, then Rayleigh and Ritz. Cost: the square
/// of the size times count and steps.
/// </remarks>
internal static class LargestEigen
{
    private const int Iterations = 60;
    private const int SpareVectors = 8;

    /// <summary>The largest eigenvalues in size, and their eigenvectors.</summary>
    /// <param name="matrix">Symmetric.</param>
    /// <param name="count">The number of eigenvalues; at most the number of rows.</param>
    public static (double[] Values, double[][] Vectors) Of(double[,] matrix, int count)
    {
        var size = matrix.GetLength(0);
        var rows = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => matrix[i, j]).ToArray()).ToArray();
        var random = new SamplingRandom(0);
        var vectors = Enumerable.Range(0, Math.Min(size, count + SpareVectors))
            .Select(_ => Enumerable.Range(0, size).Select(_ => random.NextNormal()).ToArray()).ToArray();
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

        var (values, turns) = SymmetricEigen.Of(small);
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).Take(count).ToArray();
        return (Array.ConvertAll(order, i => values[i]), Array.ConvertAll(order, i => Turned(turns[i])));

        double[] Times(double[] vector) => Array.ConvertAll(rows, row => Dot(row, vector));
        double[] Turned(double[] turn) =>
            [.. Enumerable.Range(0, size).Select(at => turn.Select((part, i) => part * vectors[i][at]).Sum())];
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
}
