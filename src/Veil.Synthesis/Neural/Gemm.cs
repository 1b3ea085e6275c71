namespace Veil.Synthesis.Neural;

/// <summary>Products of row-major matrices in single precision.</summary>
internal static class Gemm
{
    /// <summary><c>C = A' B' + beta C</c>, where a prime stands for the matrix or its transpose.</summary>
    /// <param name="transposeA">Whether A is stored as its transpose, k x m.</param>
    /// <param name="transposeB">Whether B is stored as its transpose, n x k.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="a">A.</param>
    /// <param name="lda">The distance between rows of A as stored.</param>
    /// <param name="b">B.</param>
    /// <param name="ldb">The distance between rows of B as stored.</param>
    /// <param name="beta">0 or 1: whether C is overwritten or added to.</param>
    /// <param name="c">C; must not overlap A or B.</param>
    /// <param name="ldc">The distance between rows of C.</param>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, float beta, Span<float> c, int ldc)
    {
        for (var i = 0; i < m; i++)
        {
            var row = c.Slice(i * ldc, n);
            if (beta == 0)
            {
                row.Clear();
            }

            for (var p = 0; p < k; p++)
            {
                var scale = transposeA ? a[(p * lda) + i] : a[(i * lda) + p];
                for (var j = 0; j < n; j++)
                {
                    row[j] += scale * (transposeB ? b[(j * ldb) + p] : b[(p * ldb) + j]);
                }
            }
        }
    }
}
