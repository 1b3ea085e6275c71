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
            attributes, Array.ConvertAll(Count(columns, [.. attributes.Select(attribute => domain[attribute].Size)], rows), count => (double)count));
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
    /// <param name="b">The same of the second pair.</param>
    /// <param name="c">The same of the third pair.</param>
    /// <param name="d">The same of the fourth pair.</param>
    public static void CountPairs(
        ReadOnlySpan<byte> first,
        (byte[] Cells, int Size, int[] Tally) a,
        (byte[] Cells, int Size, int[] Tally) b,
        (byte[] Cells, int Size, int[] Tally) c,
        (byte[] Cells, int Size, int[] Tally) d)
    {
        var cellsA = a.Cells.AsSpan(0, first.Length);
        var cellsB = b.Cells.AsSpan(0, first.Length);
        var cellsC = c.Cells.AsSpan(0, first.Length);
        var cellsD = d.Cells.AsSpan(0, first.Length);
        var (tallyA, tallyB, tallyC, tallyD) = (a.Tally, b.Tally, c.Tally, d.Tally);
        var (sizeA, sizeB, sizeC, sizeD) = (a.Size, b.Size, c.Size, d.Size);
        for (var row = 0; row < first.Length; row++)
        {
            int cell = first[row];
            tallyA[(cell * sizeA) + cellsA[row]]++;
            tallyB[(cell * sizeB) + cellsB[row]]++;
            tallyC[(cell * sizeC) + cellsC[row]]++;
            tallyD[(cell * sizeD) + cellsD[row]]++;
        }
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
