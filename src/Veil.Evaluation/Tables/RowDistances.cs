using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Veil.Evaluation.Tables;

/// <summary>
/// Euclidean distances between rows: the root of the mean over the columns of the squared difference, relative to the range
/// of the real numbers and at most 1, and 1 for labels that differ. From 0 to 1.
/// </summary>
/// <remarks>
/// Unlike the mean difference (Gower's), which is a sum over single columns, it is sensitive to relations between columns in a
/// measure that is linear in distances, such as the energy distance. Cost: a few operations per column for eight rows at once.
/// </remarks>
internal static class RowDistances
{
    /// <summary>The distances from one row to every row, in single precision, the same in both directions.</summary>
    /// <param name="query">The scaled values of the row.</param>
    /// <param name="among">The rows.</param>
    /// <param name="into">One number per row.</param>
    public static void Of(ReadOnlySpan<float> query, Records among, Span<double> into)
    {
        ref var rows = ref MemoryMarshal.GetArrayDataReference(among.Groups);
        var (one, stride) = (Vector256<float>.One, query.Length * Records.Group);
        Span<float> lanes = stackalloc float[Vector256<float>.Count];
        for (var (at, row) = (0, 0); row < into.Length; at += stride, row += Records.Group)
        {
            for (var lane = 0; lane < Records.Group && row + lane < into.Length; lane += Vector256<float>.Count)
            {
                var sum = Vector256<float>.Zero;
                for (var column = 0; column < query.Length; column++)
                {
                    var values = Vector256.LoadUnsafe(ref rows, (nuint)(at + (column * Records.Group) + lane));
                    var difference = Vector256.MinNative(Vector256.Abs(values - Vector256.Create(query[column])), one);
                    sum += difference * difference;
                }

                Vector256.Sqrt(sum / query.Length).CopyTo(lanes);
                for (var i = 0; i < lanes.Length && row + lane + i < into.Length; i++)
                {
                    into[row + lane + i] = lanes[i];
                }
            }
        }
    }
}
