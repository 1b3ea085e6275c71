using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Veil.Synthesis.Neural;

/// <summary>Products of row-major matrices in single precision.</summary>
/// <remarks>
/// Reference: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008: a slice of B and then blocks
/// of A are packed into panels, of which a kernel multiplies pairs. A transposed factor costs nothing but another way of packing.
/// Cost: 2 m n k operations, no memory after the first call of a thread.
/// </remarks>
internal static class Gemm
{
    // A panel of B, MaxInner x 2 vectors, stays in the first cache while panels of A, of which a block lies in the second, pass by.
    private const int MaxInner = 256;
    private const int MaxBlockRows = 240;

    [ThreadStatic]
    private static PackBuffer? t_a;

    [ThreadStatic]
    private static PackBuffer? t_b;

    /// <summary><c>C = A' B' + beta C</c>, where a prime stands for the matrix or its transpose.</summary>
    /// <param name="transposeA">True when A is stored as its transpose, k x m.</param>
    /// <param name="transposeB">True when B is stored as its transpose, n x k.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="a">A.</param>
    /// <param name="lda">The distance between rows of A as stored.</param>
    /// <param name="b">B.</param>
    /// <param name="ldb">The distance between rows of B as stored.</param>
    /// <param name="beta">0 when C is overwritten, 1 when it is added to.</param>
    /// <param name="c">C; must not overlap A or B.</param>
    /// <param name="ldc">The distance between rows of C.</param>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a,
        int lda, ReadOnlySpan<float> b, int ldb, float beta, Span<float> c, int ldc) =>
        Multiply(MicroKernel.Best, transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc);

    /// <summary>The same product with a given kernel.</summary>
    public static void Multiply(
        MicroKernel kernel, bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a,
        int lda, ReadOnlySpan<float> b, int ldb, float beta, Span<float> c, int ldc)
    {
        if (m == 0 || n == 0)
        {
            return;
        }

        var columns = kernel.Columns;
        CheckSize(transposeA ? k : m, transposeA ? m : k, lda, a.Length);
        CheckSize(transposeB ? n : k, transposeB ? k : n, ldb, b.Length);
        CheckSize(m, n, ldc, c.Length);
        if (k == 0)
        {
            for (var i = 0; beta == 0 && i < m; i++)
            {
                c.Slice(i * ldc, n).Clear();
            }

            return;
        }

        var inner = Part(k, MaxInner);
        var blockRows = Part(m, MaxBlockRows);
        var panelsOfB = Parts(n, columns);
        var packedB = (t_b ??= new()).AtLeast(panelsOfB * columns * inner);
        var packedA = (t_a ??= new()).AtLeast(blockRows * inner);
        for (var p = 0; p < k; p += inner)
        {
            var depth = Math.Min(inner, k - p);
            for (var j = 0; j < n; j += columns)
            {
                ref var from = ref Unsafe.AsRef(in transposeB ? ref b[(j * ldb) + p] : ref b[(p * ldb) + j]);
                PackedPanels.Fill(!transposeB, ref from, ldb, Math.Min(columns, n - j),
                    columns, depth, packedB.Slice(j * depth, columns * depth));
            }

            for (var i = 0; i < m; i += blockRows)
            {
                var rows = Math.Min(blockRows, m - i);
                PackRows(kernel, transposeA, a, lda, i, rows, p, depth, packedA);
                MultiplyBlock(kernel, rows, n, depth, packedA, packedB, beta != 0 || p > 0, c[(i * ldc)..], ldc);
            }
        }
    }

    private static void PackRows(
        MicroKernel kernel, bool transposeA, ReadOnlySpan<float> a, int lda, int first, int rows, int p, int depth, Span<float> packed)
    {
        for (int panel = 0, panels = Parts(rows, kernel.MaxRows), start = 0; panel < panels; panel++)
        {
            var end = (int)((long)rows * (panel + 1) / panels);
            var i = first + start;
            ref var from = ref Unsafe.AsRef(in transposeA ? ref a[(p * lda) + i] : ref a[(i * lda) + p]);
            PackedPanels.Fill(transposeA, ref from, lda, end - start, end - start,
                depth, packed.Slice(start * depth, (end - start) * depth));
            start = end;
        }
    }

    private static void MultiplyBlock(MicroKernel kernel, int rows, int n, int depth,
        Span<float> packedA, Span<float> packedB, bool add, Span<float> c, int ldc)
    {
        var columns = kernel.Columns;
        Span<float> edge = stackalloc float[kernel.MaxRows * columns];
        var panels = Parts(rows, kernel.MaxRows);
        for (var j = 0; j < n; j += columns)
        {
            ref var b = ref packedB[j * depth];
            var used = Math.Min(columns, n - j);
            for (int panel = 0, start = 0; panel < panels; panel++)
            {
                // Panels of nearly the same height rather than full ones and a thin last one.
                var end = (int)((long)rows * (panel + 1) / panels);
                var height = end - start;
                ref var a = ref packedA[start * depth];
                if (used == columns)
                {
                    kernel.Multiply(height, depth, ref a, ref b, ref c[(start * ldc) + j], ldc, add);
                }
                else
                {
                    kernel.Multiply(height, depth, ref a, ref b, ref MemoryMarshal.GetReference(edge), columns, false);
                    CopyEdge(edge, columns, height, used, add, c[((start * ldc) + j)..], ldc);
                }

                start = end;
            }
        }
    }

    private static void CopyEdge(ReadOnlySpan<float> edge, int columns, int rows, int used, bool add, Span<float> c, int ldc)
    {
        for (var i = 0; i < rows; i++)
        {
            var from = edge.Slice(i * columns, used);
            var to = c.Slice(i * ldc, used);
            if (add)
            {
                TensorPrimitives.Add(from, to, to);
            }
            else
            {
                from.CopyTo(to);
            }
        }
    }

    // The size of parts as equal as possible, none above the most.
    private static int Part(int total, int most) => Parts(total, Parts(total, most));

    private static int Parts(int total, int size) => (total + size - 1) / size;

    private static void CheckSize(int rows, int columns, int stride, int length)
    {
        if (columns > stride || ((long)(rows - 1) * stride) + columns > length)
        {
            throw new ArgumentException("A matrix is smaller than the product needs.");
        }
    }

    private sealed class PackBuffer
    {
        private const int Alignment = 16;

        private float[] _numbers = [];
        private int _start;

        public Span<float> AtLeast(int count)
        {
            if (_numbers.Length < _start + count)
            {
                _numbers = GC.AllocateUninitializedArray<float>(count + Alignment, pinned: true);
                var address = Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, 0);
                _start = (int)((-(address / sizeof(float))) & (Alignment - 1));
            }

            return _numbers.AsSpan(_start);
        }
    }
}
