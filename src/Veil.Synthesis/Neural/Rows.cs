using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Veil.Synthesis.Neural;

/// <summary>
/// Adds rows of weights to others, thousands of times per step: without the preparations that only pay for long vectors.
/// </summary>
internal static class Rows
{
    /// <summary>Adds a row to another of the same length.</summary>
    public static void Add(ReadOnlySpan<float> row, Span<float> sum)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(sum[..row.Length]);
        nuint i = 0;
        for (; i + (nuint)Vector512<float>.Count <= (nuint)row.Length; i += (nuint)Vector512<float>.Count)
        {
            (Vector512.LoadUnsafe(ref from, i) + Vector512.LoadUnsafe(ref to, i)).StoreUnsafe(ref to, i);
        }

        for (; i < (nuint)row.Length; i++)
        {
            sum[(int)i] += row[(int)i];
        }
    }

    /// <summary>Adds a row, multiplied by a number, to another.</summary>
    public static void Add(ReadOnlySpan<float> row, float scale, Span<float> sum)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(sum[..row.Length]);
        var factor = Vector512.Create(scale);
        nuint i = 0;
        for (; i + (nuint)Vector512<float>.Count <= (nuint)row.Length; i += (nuint)Vector512<float>.Count)
        {
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref from, i), factor, Vector512.LoadUnsafe(ref to, i))
                .StoreUnsafe(ref to, i);
        }

        for (; i < (nuint)row.Length; i++)
        {
            sum[(int)i] += scale * row[(int)i];
        }
    }
}
