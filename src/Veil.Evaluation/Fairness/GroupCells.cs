using Veil.Data.Tables;
using Veil.Evaluation.Rows;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// A column cut into cells, the same for every table: labels as they are, about equally many real numbers in each of ten
/// cells, missing values in a cell of their own.
/// </summary>
internal sealed class GroupCells
{
    private const int NumberCells = 10;

    private readonly RecordColumn _column;
    private readonly double[] _edges;

    public GroupCells(Column real)
    {
        _column = RecordColumn.Of(real);
        double[] present = _column.IsNumeric ? [.. _column.Read(real).Where(value => !double.IsNaN(value)).Order()] : [];
        _edges = present.Length == 0
            ? []
            : [.. Enumerable.Range(1, NumberCells - 1).Select(i => BasicBootstrap.Quantile(present, i / (double)NumberCells)).Distinct()];
    }

    /// <summary>The cell of each row; cell 0 is that of missing values.</summary>
    public int[] Of(Column column) => Array.ConvertAll(_column.Read(column), value =>
    {
        if (double.IsNaN(value))
        {
            return 0;
        }

        var place = _column.IsNumeric ? Array.BinarySearch(_edges, value) : (int)value;
        return 1 + (place < 0 ? ~place : place);
    });

    /// <summary>Half the L1 distance of the shares of the cells among some rows of two tables; NaN when either has none.</summary>
    /// <param name="cells">The cells of one table.</param>
    /// <param name="rows">Its rows that count, each as often as it is named.</param>
    /// <param name="otherCells">The cells of the other table.</param>
    /// <param name="otherRows">Its rows that count.</param>
    public static double TotalVariation(int[] cells, ReadOnlySpan<int> rows, int[] otherCells, ReadOnlySpan<int> otherRows)
    {
        var shares = Shares(cells, rows);
        var sum = 0.0;
        foreach (var (cell, share) in Shares(otherCells, otherRows))
        {
            shares.Remove(cell, out var own);
            sum += Math.Abs(share - own);
        }

        return rows.IsEmpty || otherRows.IsEmpty ? double.NaN : (sum + shares.Values.Sum()) / 2;
    }

    private static Dictionary<int, double> Shares(int[] cells, ReadOnlySpan<int> rows)
    {
        var shares = new Dictionary<int, double>();
        foreach (var row in rows)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(shares, cells[row], out _)++;
        }

        foreach (var cell in shares.Keys)
        {
            shares[cell] /= rows.Length;
        }

        return shares;
    }
}
