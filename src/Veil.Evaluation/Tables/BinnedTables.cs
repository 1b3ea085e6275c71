using Veil.Data.Tables;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Tables;

/// <summary>
/// A real table and tables to compare with it on common cells: numbers, dates and date-times in bins of equal width over the
/// real range, values beyond it in the outermost bins; labels as they are; a missing value in a cell of its own.
/// </summary>
/// <remarks>
/// <para>Rows are kept in groups of every <see cref="Groups"/>-th row, so that a measure can be taken again without each
/// group in turn: the spread of those values gives its standard error (jackknife).</para>
/// <para>Cost: one byte per value (4 where a column has more than 256 cells); counting a set of columns reads each row
/// once.</para>
/// </remarks>
public sealed class BinnedTables
{
    /// <summary>The number of groups of rows.</summary>
    public const int Groups = 20;

    /// <summary>The number of bins of a numeric column, without the cell of missing values.</summary>
    public const int DefaultBins = 32;

    private readonly EqualWidthBins[] _bins;
    private readonly CellColumn[][] _tables;

    private BinnedTables(CommonTables tables, EqualWidthBins[] bins, CellColumn[][] cells)
    {
        (_bins, _tables) = (bins, cells);
        Names = tables.Names;
        Sizes = [.. bins.Select(of => of.Cells)];
        Rows = tables.Rows;
    }

    /// <summary>The names of the columns: all except text, in the order of the real table.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of cells of each column, including that of missing values.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>The number of rows of each table; the real one is the first.</summary>
    internal IReadOnlyList<int> Rows { get; }

    /// <summary>Bins two tables with common cells.</summary>
    /// <param name="real">The real table, whose ranges define the bins.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="bins">The number of bins of a numeric column, without the cell of missing values.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another kind there.</exception>
    public static BinnedTables Of(Table real, Table synthetic, int bins = DefaultBins) => Of(CommonTables.OfAll(real, synthetic), bins);

    /// <summary>Bins any number of tables with common cells; the first table defines the bins.</summary>
    internal static BinnedTables Of(CommonTables tables, int bins)
    {
        var binnings = tables.Columns.Select(column => new EqualWidthBins(column, bins)).ToArray();
        var cells = tables.Rows.Select(_ => new CellColumn[binnings.Length]).ToArray();
        Parallel.For(0, binnings.Length, c =>
        {
            for (var t = 0; t < cells.Length; t++)
            {
                cells[t][c] = new CellColumn(InGroups(binnings[c].Of(tables.Columns[c].Values(t))), binnings[c].Cells);
            }
        });
        return new BinnedTables(tables, binnings, cells);
    }

    /// <summary>
    /// Half the L1 distance of the relative frequencies over some columns: from 0 (identical) to 1 (disjoint).
    /// </summary>
    /// <param name="columns">Indexes of the columns.</param>
    /// <returns>The distance; 1 between an empty and a non-empty table, 0 between two empty ones.</returns>
    public double TotalVariation(ReadOnlySpan<int> columns)
    {
        var counts = Count(columns);
        return Divergences.TotalVariation(counts.Of(0), counts.Of(1)) ?? (Rows[0] == Rows[1] ? 0 : 1);
    }

    /// <summary>The marginal of every table over some columns.</summary>
    internal MarginalCounts Count(ReadOnlySpan<int> columns) =>
        MarginalCounts.Of([.. columns.ToArray().Select(column => Sizes[column])], Rows, Digits(columns.ToArray()));

    /// <summary>The cells of a column of a table, in the order of the groups.</summary>
    internal CellColumn Cells(int table, int column) => _tables[table][column];

    /// <summary>The names of a column's cells.</summary>
    internal IReadOnlyList<string> CellNames(int column, Func<double, string> write) => _bins[column].CellNames(write);

    /// <summary>The first row of a group in a table with a number of rows.</summary>
    internal static int GroupStart(int rows, int group) => (group * (rows / Groups)) + Math.Min(group, rows % Groups);

    private MarginalCounts.AppendDigit Digits(int[] columns) =>
        (digit, table, numbers, firstRow) => _tables[table][columns[digit]].Append(numbers, firstRow, Sizes[columns[digit]]);

    // Systematic groups of every Groups-th row are similar even where the rows are sorted.
    private static int[] InGroups(int[] cells)
    {
        var ordered = new int[cells.Length];
        var place = 0;
        for (var group = 0; group < Groups; group++)
        {
            for (var row = group; row < cells.Length; row += Groups)
            {
                ordered[place++] = cells[row];
            }
        }

        return ordered;
    }
}
