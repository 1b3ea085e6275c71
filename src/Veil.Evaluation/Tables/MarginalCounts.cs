namespace Veil.Evaluation.Tables;

/// <summary>The counts of the combinations of some columns' cells in each of several tables.</summary>
/// <remarks>
/// Small marginals have one count per cell. Of large ones only the cells that occur are numbered, so that memory grows with the
/// rows at most.
/// </remarks>
internal sealed class MarginalCounts
{
    // A million counts per table fit into the cache, and cost less than a look-up per row.
    private const int MostDenseCells = 1 << 20;

    private const int Block = 4096;

    private readonly int[][] _counts;
    private readonly Numbering _numbering;
    private readonly IReadOnlyList<int> _rows;

    private MarginalCounts(int[][] counts, Numbering numbering, IReadOnlyList<int> rows, bool isDense) =>
        (_counts, _numbering, _rows, IsDense) = (counts, numbering, rows, isDense);

    /// <summary>Appends a digit to the cell numbers of some rows of a table.</summary>
    public delegate void AppendDigit(int digit, int table, Span<int> numbers, int firstRow);

    /// <summary>Numbers the cells of the rows from <paramref name="firstRow"/> on.</summary>
    private delegate void Numbering(int table, Span<int> numbers, int firstRow);

    /// <summary>Whether there is a count for every cell, including those that do not occur.</summary>
    public bool IsDense { get; }

    /// <summary>
    /// The counts of a table: of all cells in mixed radix, the last column being the fastest, or of those that occur.
    /// </summary>
    public ReadOnlySpan<int> Of(int table) => _counts[table];

    /// <summary>The number of rows of a table.</summary>
    public int Rows(int table) => _rows[table];

    /// <summary>Counts the cells.</summary>
    /// <param name="sizes">The number of cells of each column.</param>
    /// <param name="rows">The number of rows of each table.</param>
    /// <param name="append">Appends a digit.</param>
    public static MarginalCounts Of(int[] sizes, IReadOnlyList<int> rows, AppendDigit append)
    {
        var cells = sizes.Aggregate(1.0, (product, size) => product * size);
        // A single column is always dense, since its counts must be in the order of its cells.
        return cells <= MostDenseCells || sizes.Length == 1
            ? Of(Dense(sizes.Length, append), rows, (int)cells, true)
            : OfOccupied(sizes.Length, rows, append);
    }

    /// <summary>
    /// Calls with the counts of the real and of another table without one of their groups of rows, for each group in turn.
    /// The arrays are reused.
    /// </summary>
    public void WithoutEachGroup(int other, Action<int, int[], int[]> visit)
    {
        var (left, leftOther) = ((int[])_counts[0].Clone(), (int[])_counts[other].Clone());
        for (var group = 0; group < BinnedTables.Groups; group++)
        {
            AddGroup(0, group, left, -1);
            AddGroup(other, group, leftOther, -1);
            visit(group, left, leftOther);
            AddGroup(0, group, left, 1);
            AddGroup(other, group, leftOther, 1);
        }
    }

    /// <summary>
    /// Calls with the counts of one group of the real rows, of two and so on to all but one: samples without replacement. The
    /// array is reused.
    /// </summary>
    public void OfGrowingSample(Action<int, int[]> visit)
    {
        var counts = new int[_counts[0].Length];
        for (var group = 0; group < BinnedTables.Groups - 1; group++)
        {
            AddGroup(0, group, counts, 1);
            visit(group, counts);
        }
    }

    private static MarginalCounts Of(Numbering numbering, IReadOnlyList<int> rows, int cells, bool isDense)
    {
        var counts = new int[rows.Count][];
        for (var table = 0; table < counts.Length; table++)
        {
            counts[table] = new int[cells];
            Add(numbering, table, 0, rows[table], counts[table], 1);
        }

        return new MarginalCounts(counts, numbering, rows, isDense);
    }

    private static Numbering Dense(int digits, AppendDigit append) => (table, numbers, firstRow) =>
    {
        numbers.Clear();
        for (var digit = 0; digit < digits; digit++)
        {
            append(digit, table, numbers, firstRow);
        }
    };

    /// <summary>Digit by digit, a pair of the number so far and the next cell gets a number when it first occurs.</summary>
    private static MarginalCounts OfOccupied(int digits, IReadOnlyList<int> rows, AppendDigit append)
    {
        var numbers = rows.Select(count => new int[count]).ToArray();
        var occupied = 1;
        for (var digit = 0; digit < digits; digit++)
        {
            var known = new Dictionary<(int, int), int>();
            for (var table = 0; table < numbers.Length; table++)
            {
                var cells = new int[rows[table]];
                append(digit, table, cells, 0);
                for (var row = 0; row < cells.Length; row++)
                {
                    ref var number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                        known, (numbers[table][row], cells[row]), out var exists);
                    number = exists ? number : known.Count - 1;
                    numbers[table][row] = number;
                }
            }

            occupied = Math.Max(1, known.Count);
        }

        return Of((table, block, firstRow) => numbers[table].AsSpan(firstRow, block.Length).CopyTo(block), rows, occupied, false);
    }

    private void AddGroup(int table, int group, int[] counts, int weight) => Add(
        _numbering,
        table,
        BinnedTables.GroupStart(_rows[table], group),
        BinnedTables.GroupStart(_rows[table], group + 1),
        counts,
        weight);

    private static void Add(Numbering numbering, int table, int first, int end, int[] counts, int weight)
    {
        Span<int> numbers = stackalloc int[Block];
        for (var row = first; row < end; row += Block)
        {
            var block = numbers[..Math.Min(Block, end - row)];
            numbering(table, block, row);
            foreach (var number in block)
            {
                counts[number] += weight;
            }
        }
    }
}
