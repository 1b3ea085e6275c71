using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Veil.Data.Domains;

namespace Veil.Data.Marginals;

/// <summary>Counts the rows of each cell of a marginal.</summary>
public static class MarginalCounter
{
    // Blocks of rows whose mixed-radix cell indexes stay in the first-level cache.
    private const int BlockRows = 4096;

    /// <summary>Counts rows over a set of attributes.</summary>
    /// <param name="columns">The cells of the attributes of the set, in its order.</param>
    /// <param name="domain">The domain that the set indexes.</param>
    /// <param name="attributes">The set.</param>
    /// <param name="rows">The number of rows, needed when the set is empty.</param>
    /// <exception cref="ArgumentException">The marginal has more cells than an array holds.</exception>
    public static Marginal Count(IReadOnlyList<CodeColumn> columns, Domain domain, AttributeSet attributes, int rows)
    {
        var size = domain.SizeOf(attributes);
        if (size > Array.MaxLength)
        {
            throw new ArgumentException("The marginal has more cells than an array holds.", nameof(attributes));
        }

        return new Marginal(
            attributes,
            Array.ConvertAll(Count(columns, [.. attributes.Select(attribute => domain[attribute].Size)], rows), count => (double)count));
    }

    /// <summary>Counts rows over some columns, row-major.</summary>
    /// <param name="columns">The cells of each column.</param>
    /// <param name="sizes">The number of cells of each.</param>
    /// <param name="rows">The number of rows, needed when there is no column.</param>
    /// <exception cref="OverflowException">There are more cells than an array holds.</exception>
    public static int[] Count(IReadOnlyList<CodeColumn> columns, ReadOnlySpan<int> sizes, int rows)
    {
        var size = 1;
        foreach (var each in sizes)
        {
            size = checked(size * each);
        }

        var tally = new int[size];
        if (columns.Count == 0)
        {
            tally[0] = rows;
            return tally;
        }

        Span<int> cells = new int[Math.Min(BlockRows, rows)];
        for (var start = 0; start < rows; start += BlockRows)
        {
            var block = cells[..Math.Min(BlockRows, rows - start)];
            block.Clear();
            for (var i = 0; i < columns.Count; i++)
            {
                Extend(block, columns[i], start, sizes[i]);
            }

            foreach (var cell in block)
            {
                tally[cell]++;
            }
        }

        return tally;
    }

    /// <summary>Adds the rows of four pairs that share their first column to their tables, in one pass.</summary>
    /// <param name="first">The cells of the column that all pairs share.</param>
    /// <param name="a">Cells, number of different cells and table of the first pair's other column.</param>
    /// <param name="b">The same for the second pair.</param>
    /// <param name="c">The same for the third pair.</param>
    /// <param name="d">The same for the fourth pair.</param>
    /// <exception cref="ArgumentException">A column is shorter than the first, or a cell lies outside its table.</exception>
    public static void CountPairs(
        byte[] first,
        (byte[] Cells, int Size, int[] Tally) a,
        (byte[] Cells, int Size, int[] Tally) b,
        (byte[] Cells, int Size, int[] Tally) c,
        (byte[] Cells, int Size, int[] Tally) d)
    {
        if (first.Length == 0)
        {
            return;
        }

        // Checked once per column, so that the loop need not check each of its nine accesses per row, which halves its time.
        var largest = Largest(first);
        foreach (var (cells, size, tally) in new[] { a, b, c, d })
        {
            if (cells.Length < first.Length || Largest(cells) >= size || ((long)largest + 1) * size > tally.Length)
            {
                throw new ArgumentException("A column is too short, or a cell lies outside its table.", nameof(first));
            }
        }

        ref var cell = ref MemoryMarshal.GetArrayDataReference(first);
        ref var cellA = ref MemoryMarshal.GetArrayDataReference(a.Cells);
        ref var cellB = ref MemoryMarshal.GetArrayDataReference(b.Cells);
        ref var cellC = ref MemoryMarshal.GetArrayDataReference(c.Cells);
        ref var cellD = ref MemoryMarshal.GetArrayDataReference(d.Cells);
        ref var tallyA = ref MemoryMarshal.GetArrayDataReference(a.Tally);
        ref var tallyB = ref MemoryMarshal.GetArrayDataReference(b.Tally);
        ref var tallyC = ref MemoryMarshal.GetArrayDataReference(c.Tally);
        ref var tallyD = ref MemoryMarshal.GetArrayDataReference(d.Tally);
        var (sizeA, sizeB, sizeC, sizeD) = ((nint)a.Size, (nint)b.Size, (nint)c.Size, (nint)d.Size);
        for (nint row = 0; row < first.Length; row++)
        {
            nint shared = Unsafe.Add(ref cell, row);
            Unsafe.Add(ref tallyA, (shared * sizeA) + Unsafe.Add(ref cellA, row))++;
            Unsafe.Add(ref tallyB, (shared * sizeB) + Unsafe.Add(ref cellB, row))++;
            Unsafe.Add(ref tallyC, (shared * sizeC) + Unsafe.Add(ref cellC, row))++;
            Unsafe.Add(ref tallyD, (shared * sizeD) + Unsafe.Add(ref cellD, row))++;
        }
    }

    private static int Largest(ReadOnlySpan<byte> cells)
    {
        var best = Vector<byte>.Zero;
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(cells);
        foreach (var vector in vectors)
        {
            best = Vector.Max(best, vector);
        }

        var largest = 0;
        for (var i = 0; i < Vector<byte>.Count; i++)
        {
            largest = Math.Max(largest, best[i]);
        }

        foreach (var cell in cells[(vectors.Length * Vector<byte>.Count)..])
        {
            largest = Math.Max(largest, cell);
        }

        return largest;
    }

    private static void Extend(Span<int> block, CodeColumn column, int start, int size)
    {
        if (column.Bytes is { } bytes)
        {
            var source = bytes.AsSpan(start, block.Length);
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = (block[i] * size) + source[i];
            }
        }
        else
        {
            var source = column.Words.AsSpan(start, block.Length);
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = (block[i] * size) + source[i];
            }
        }
    }
}
