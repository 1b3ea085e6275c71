using System.Runtime.InteropServices;

namespace Veil.Evaluation.Fairness;

/// <summary>The distance between the distributions of a column's cells among subsets of rows.</summary>
internal static class CellShares
{
    /// <summary>Half the L1 distance of the shares of the cells among some rows of two tables; NaN when either has none.</summary>
    /// <param name="cells">The cells of one table.</param>
    /// <param name="rows">The indices of its rows; a row counts as often as it is listed.</param>
    /// <param name="otherCells">The cells of the other table.</param>
    /// <param name="otherRows">The indices of its rows.</param>
    public static double TotalVariation(int[] cells, ReadOnlySpan<int> rows, int[] otherCells, ReadOnlySpan<int> otherRows)
    {
        var shares = Of(cells, rows);
        var sum = 0.0;
        foreach (var (cell, share) in Of(otherCells, otherRows))
        {
            shares.Remove(cell, out var own);
            sum += Math.Abs(share - own);
        }

        return rows.IsEmpty || otherRows.IsEmpty ? double.NaN : (sum + shares.Values.Sum()) / 2;
    }

    private static Dictionary<int, double> Of(int[] cells, ReadOnlySpan<int> rows)
    {
        var shares = new Dictionary<int, double>();
        foreach (var row in rows)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(shares, cells[row], out _)++;
        }

        foreach (var cell in shares.Keys)
        {
            shares[cell] /= rows.Length;
        }

        return shares;
    }
}

/// <summary>A fast computation of the distance for resamples: cells are renumbered from 0, and real shares are counted once.</summary>
internal sealed class ResampledCells
{
    private readonly double[] _real;
    private readonly int[] _cells;
    private readonly int[] _counts;

    /// <summary>Counts the real rows.</summary>
    public ResampledCells(int[] cells, int[] rows, int[] otherCells, int[] otherRows)
    {
        var numbers = new Dictionary<int, int>();
        int Number(int cell)
        {
            numbers.TryAdd(cell, numbers.Count);
            return numbers[cell];
        }

        int[] known = Array.ConvertAll(rows, row => Number(cells[row]));
        _cells = Array.ConvertAll(otherRows, row => Number(otherCells[row]));
        _real = new double[numbers.Count];
        _counts = new int[numbers.Count];
        foreach (var cell in known)
        {
            _real[cell] += 1.0 / rows.Length;
        }
    }

    /// <summary>The distance of the rows at the given places among the other ones.</summary>
    public double Distance(int[] drawn)
    {
        Array.Clear(_counts);
        foreach (var i in drawn)
        {
            _counts[_cells[i]]++;
        }

        var sum = 0.0;
        for (var cell = 0; cell < _real.Length; cell++)
        {
            sum += Math.Abs(_real[cell] - ((double)_counts[cell] / drawn.Length));
        }

        return sum / 2;
    }
}
