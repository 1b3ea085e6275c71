using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Veil.Evaluation.Tables;

/// <summary>The nearest rows of a table to a row, by Gower's distance.</summary>
/// <param name="First">The nearest row; of several the first. -1 when there is none.</param>
/// <param name="Distance">Its distance, 0 to 1.</param>
/// <param name="SecondDistance">The distance of the second nearest row; NaN when there is only one row.</param>
internal readonly record struct Nearest(int First, double Distance, double SecondDistance);

/// <summary>The exhaustive search for nearest rows, on all cores.</summary>
/// <remarks>
/// Cost: a few operations per pair of rows for eight values at once. The search sums single-precision
/// numbers; distances are then recomputed in double precision, so that a row may be preferred to another that is nearer
/// by less than a millionth. Results do not depend on the number of cores.
/// </remarks>
internal static class NearestRows
{
    /// <summary>Distances that differ by less count as equal.</summary>
    public const double Tie = 1e-6;

    // The number of queries that share a pass over the rows, and of groups of rows that stay in the L1 cache meanwhile.
    private const int Chunk = 16;
    private const int Tile = 16;

    /// <summary>The nearest rows to each row of a table.</summary>
    public static Nearest[] Of(Records queries, Records among, CancellationToken cancellation)
    {
        var found = new Nearest[queries.Rows];
        InChunks(queries, among, (from, to) =>
        {
            var columns = queries.Values.Length;
            var scaled = Scaled(queries, from, to);
            var best = new Pair[to - from];
            Array.Fill(best, Pair.None);
            for (var tile = 0; tile < among.Groups.Length; tile += Tile * Records.Group * columns)
            {
                var groups = among.Groups.AsSpan(tile, Math.Min(Tile * Records.Group * columns, among.Groups.Length - tile));
                for (var q = 0; q < best.Length; q++)
                {
                    Scan(scaled.AsSpan(q * columns, columns), groups, tile / columns, among.Rows, ref best[q]);
                }
            }

            for (var q = 0; q < best.Length; q++)
            {
                double DistanceOf(int row) => row < 0 ? double.NaN : queries.Distance(from + q, among, row);
                var (first, second) = (DistanceOf(best[q].First), DistanceOf(best[q].Second));

                // After recomputation, two nearly equal distances may change their order.
                found[from + q] = second < first
                    ? new Nearest(best[q].Second, second, first)
                    : new Nearest(best[q].First, first, second);
            }
        }, cancellation);
        return found;
    }

    /// <summary>The nearest row by the remaining columns, for each row and each column that is left out.</summary>
    /// <returns>One index per column in row-major order; -1 where there is no row.</returns>
    public static int[] LeavingOut(Records queries, Records among, CancellationToken cancellation)
    {
        var columns = queries.Values.Length;
        var found = new int[queries.Rows * columns];
        Array.Fill(found, -1);
        InChunks(queries, among, (from, to) =>
        {
            var scaled = Scaled(queries, from, to);
            var best = new float[(to - from) * columns];
            var worst = new float[to - from];
            Array.Fill(best, float.PositiveInfinity);
            Array.Fill(worst, float.PositiveInfinity);
            var parts = new float[columns * Vector256<float>.Count];
            for (var tile = 0; tile < among.Groups.Length; tile += Tile * Records.Group * columns)
            {
                var groups = among.Groups.AsSpan(tile, Math.Min(Tile * Records.Group * columns, among.Groups.Length - tile));
                for (var q = 0; q < worst.Length; q++)
                {
                    ScanLeavingOut(
                        scaled.AsSpan(q * columns, columns), groups, tile / columns, among.Rows, parts, ref worst[q],
                        best.AsSpan(q * columns, columns), found.AsSpan((from + q) * columns, columns));
                }
            }
        }, cancellation);
        return found;
    }

    /// <summary>The sums of the contributions of some columns to the distances from one row to every row.</summary>
    /// <param name="query">The scaled values of the row, all columns.</param>
    /// <param name="among">The rows.</param>
    /// <param name="columns">The columns to include.</param>
    /// <param name="into">One number per row, padded to the last group.</param>
    /// <returns>The smallest sum.</returns>
    public static float Sums(ReadOnlySpan<float> query, Records among, ReadOnlySpan<int> columns, Span<float> into)
    {
        ref var rows = ref MemoryMarshal.GetArrayDataReference(among.Groups);
        ref var sums = ref MemoryMarshal.GetReference(into);
        var one = Vector256<float>.One;
        var least = Vector256.Create(float.PositiveInfinity);
        var stride = query.Length * Records.Group;
        for (var (at, row) = (0, 0); at < among.Groups.Length; at += stride, row += Records.Group)
        {
            for (var lane = 0; lane < Records.Group; lane += Vector256<float>.Count)
            {
                var sum = Vector256<float>.Zero;
                foreach (var column in columns)
                {
                    var values = Vector256.LoadUnsafe(ref rows, (nuint)(at + (column * Records.Group) + lane));
                    sum += Vector256.MinNative(Vector256.Abs(values - Vector256.Create(query[column])), one);
                }

                sum.StoreUnsafe(ref sums, (nuint)(row + lane));
                least = Vector256.MinNative(least, sum); // rows that only pad a group have the largest possible sum
            }
        }

        var result = least[0];
        for (var lane = 1; lane < Vector256<float>.Count; lane++)
        {
            result = Math.Min(result, least[lane]);
        }

        return result;
    }

    /// <summary>The length of the buffer that <see cref="Sums"/> needs.</summary>
    public static int RoomFor(Records among) => (among.Rows + Records.Group - 1) / Records.Group * Records.Group;

    private static void InChunks(Records queries, Records among, Action<int, int> search, CancellationToken cancellation)
    {
        _ = among.Groups; // computed once, before the threads use it
        Parallel.For(
            0,
            (queries.Rows + Chunk - 1) / Chunk,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            chunk => search(chunk * Chunk, Math.Min((chunk + 1) * Chunk, queries.Rows)));
    }

    private static float[] Scaled(Records queries, int from, int to)
    {
        var columns = queries.Values.Length;
        var scaled = new float[(to - from) * columns];
        for (var row = from; row < to; row++)
        {
            queries.Scaled(row, scaled.AsSpan((row - from) * columns, columns));
        }

        return scaled;
    }

    private static void Scan(ReadOnlySpan<float> query, ReadOnlySpan<float> groups, int firstRow, int rows, ref Pair best)
    {
        ref var data = ref MemoryMarshal.GetReference(groups);
        var one = Vector256<float>.One;
        Span<float> sums = stackalloc float[Records.Group];
        for (var (at, row) = (0, firstRow); at < groups.Length; row += Records.Group)
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            foreach (var value in query)
            {
                var wanted = Vector256.Create(value);
                a += Vector256.MinNative(Vector256.Abs(Vector256.LoadUnsafe(ref data, (nuint)at) - wanted), one);
                b += Vector256.MinNative(Vector256.Abs(Vector256.LoadUnsafe(ref data, (nuint)(at + 8)) - wanted), one);
                c += Vector256.MinNative(Vector256.Abs(Vector256.LoadUnsafe(ref data, (nuint)(at + 16)) - wanted), one);
                d += Vector256.MinNative(Vector256.Abs(Vector256.LoadUnsafe(ref data, (nuint)(at + 24)) - wanted), one);
                at += Records.Group;
            }

            var least = Vector256.MinNative(Vector256.MinNative(a, b), Vector256.MinNative(c, d));
            if (Vector256.LessThanAny(least, Vector256.Create(best.SecondSum)))
            {
                a.CopyTo(sums);
                b.CopyTo(sums[8..]);
                c.CopyTo(sums[16..]);
                d.CopyTo(sums[24..]);
                best.Offer(sums[..Math.Min(Records.Group, rows - row)], row);
            }
        }
    }

    private static void ScanLeavingOut(
        ReadOnlySpan<float> query, ReadOnlySpan<float> groups, int firstRow, int rows, Span<float> parts, ref float worst,
        Span<float> best, Span<int> found)
    {
        ref var data = ref MemoryMarshal.GetReference(groups);
        ref var part = ref MemoryMarshal.GetReference(parts);
        var one = Vector256<float>.One;
        var stride = query.Length * Records.Group;
        for (var (start, row) = (0, firstRow); start < groups.Length; start += stride, row += Records.Group)
        {
            for (var lane = 0; lane < Records.Group && row + lane < rows; lane += Vector256<float>.Count)
            {
                var sum = Vector256<float>.Zero;
                for (var c = 0; c < query.Length; c++)
                {
                    var values = Vector256.LoadUnsafe(ref data, (nuint)(start + (c * Records.Group) + lane));
                    var difference = Vector256.MinNative(Vector256.Abs(values - Vector256.Create(query[c])), one);
                    difference.StoreUnsafe(ref part, (nuint)(c * Vector256<float>.Count));
                    sum += difference;
                }

                // No column contributes more than 1, so most rows can be excluded for all of them.
                if (!Vector256.LessThanAny(sum - one, Vector256.Create(worst)))
                {
                    continue;
                }

                for (var c = 0; c < query.Length; c++)
                {
                    var without = sum - Vector256.LoadUnsafe(ref part, (nuint)(c * Vector256<float>.Count));
                    if (Vector256.LessThanAny(without, Vector256.Create(best[c])))
                    {
                        for (var i = 0; i < Vector256<float>.Count && row + lane + i < rows; i++)
                        {
                            if (without[i] < best[c])
                            {
                                (best[c], found[c]) = (without[i], row + lane + i);
                            }
                        }
                    }
                }

                worst = best[0];
                foreach (var value in best)
                {
                    worst = Math.Max(worst, value);
                }
            }
        }
    }

    private record struct Pair(int First, float FirstSum, int Second, float SecondSum)
    {
        public static Pair None => new(-1, float.PositiveInfinity, -1, float.PositiveInfinity);

        public void Offer(ReadOnlySpan<float> sums, int row)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                if (sums[i] < FirstSum)
                {
                    (Second, SecondSum) = (First, FirstSum);
                    (First, FirstSum) = (row + i, sums[i]);
                }
                else if (sums[i] < SecondSum)
                {
                    (Second, SecondSum) = (row + i, sums[i]);
                }
            }
        }
    }
}
