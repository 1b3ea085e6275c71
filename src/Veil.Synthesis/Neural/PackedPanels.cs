using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Veil.Synthesis.Neural;

/// <summary>
/// Copies a part of a matrix into panels in the order in which a <see cref="MicroKernel"/> reads it: for each inner index
/// the numbers of the panel's rows (of A) or columns (of B), side by side.
/// </summary>
internal static class PackedPanels
{
    /// <summary>Fills a panel.</summary>
    /// <param name="acrossFirst">True when numbers of one inner index lie side by side in the source; otherwise those of one
    /// row or column do.</param>
    /// <param name="source">The first number of the panel.</param>
    /// <param name="stride">The distance between inner indices, or between rows or columns.</param>
    /// <param name="used">Rows or columns that there are.</param>
    /// <param name="width">Rows or columns of the panel; those beyond are zero.</param>
    /// <param name="k">Inner indices.</param>
    /// <param name="panel">The panel, <paramref name="width"/> x <paramref name="k"/> numbers.</param>
    public static void Fill(bool acrossFirst, ref float source, int stride, int used, int width, int k, Span<float> panel)
    {
        if (used < width)
        {
            panel[..(width * k)].Clear();
        }

        ref var target = ref MemoryMarshal.GetReference(panel);
        if (acrossFirst)
        {
            Copy(ref source, stride, used, width, k, ref target);
        }
        else
        {
            Transpose(ref source, stride, used, width, k, ref target);
        }
    }

    private static void Copy(ref float source, int stride, int used, int width, int k, ref float target)
    {
        for (var p = 0; p < k; p++)
        {
            MemoryMarshal.CreateSpan(ref source, used).CopyTo(MemoryMarshal.CreateSpan(ref target, used));
            source = ref Unsafe.Add(ref source, stride);
            target = ref Unsafe.Add(ref target, width);
        }
    }

    // Four by four; where the panel is no multiple of four, the last four overlap those before.
    private static void Transpose(ref float source, int stride, int used, int width, int k, ref float target)
    {
        if (used < 4)
        {
            for (var r = 0; r < used; r++)
            {
                TransposeRow(ref Unsafe.Add(ref source, (nint)r * stride), 0, k, width, ref Unsafe.Add(ref target, r));
            }

            return;
        }

        for (var r = 0; r < used; r += 4)
        {
            var first = Math.Min(r, used - 4);
            ref var row = ref Unsafe.Add(ref source, (nint)first * stride);
            ref var to = ref Unsafe.Add(ref target, first);
            var p = 0;
            for (; p + 4 <= k; p += 4)
            {
                ref var from = ref Unsafe.Add(ref row, p);
                var x0 = Vector128.LoadUnsafe(ref from);
                var x1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, stride));
                var x2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * (nint)stride));
                var x3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * (nint)stride));
                var (y0, y1) = (Low(x0, x2), High(x0, x2));
                var (y2, y3) = (Low(x1, x3), High(x1, x3));
                Low(y0, y2).StoreUnsafe(ref to);
                High(y0, y2).StoreUnsafe(ref Unsafe.Add(ref to, width));
                Low(y1, y3).StoreUnsafe(ref Unsafe.Add(ref to, 2 * width));
                High(y1, y3).StoreUnsafe(ref Unsafe.Add(ref to, 3 * width));
                to = ref Unsafe.Add(ref to, 4 * width);
            }

            for (var i = 0; i < 4; i++)
            {
                TransposeRow(ref Unsafe.Add(ref row, (nint)i * stride), p, k, width, ref Unsafe.Add(ref target, first + i));
            }
        }
    }

    private static void TransposeRow(ref float row, int from, int k, int width, ref float target)
    {
        for (var p = from; p < k; p++)
        {
            Unsafe.Add(ref target, (nint)p * width) = Unsafe.Add(ref row, p);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
