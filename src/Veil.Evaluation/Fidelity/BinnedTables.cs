using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// A real and a synthetic table on common cells: numbers, dates and date-times in bins of equal width over the real range,
/// values beyond it in the outermost bins; labels as they are; a missing value in a cell of its own.
/// </summary>
public sealed class BinnedTables
{
    private readonly int[][] _real;
    private readonly int[][] _synthetic;

    private BinnedTables(IReadOnlyList<string> names, int[] sizes, int[][] real, int[][] synthetic)
    {
        Names = names;
        Sizes = sizes;
        _real = real;
        _synthetic = synthetic;
    }

    /// <summary>Names of the columns: all but text, in the order of the real table.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of cells of each column, the one of missing values included.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Puts two tables on common cells.</summary>
    /// <param name="real">The real table: its ranges make the bins.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="bins">Bins of a numeric column, without the cell of missing values.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another type there.</exception>
    public static BinnedTables Of(Table real, Table synthetic, int bins = OneWayTotalVariation.Bins)
    {
        var pairs = ColumnPair.Of(real, synthetic);
        var cells = pairs.Select(pair => Cells(pair, bins)).ToArray();
        return new BinnedTables(
            [.. pairs.Select(pair => pair.Real.Name)],
            [.. cells.Select(cell => cell.Size)],
            [.. cells.Select(cell => cell.Real)],
            [.. cells.Select(cell => cell.Synthetic)]);
    }

    /// <summary>Half the L1 distance of the relative frequencies over some columns: from 0 (the same) to 1 (nothing in common).</summary>
    /// <param name="columns">Indexes of the columns.</param>
    public double TotalVariation(ReadOnlySpan<int> columns)
    {
        var (real, synthetic) = (Frequencies(_real, columns), Frequencies(_synthetic, columns));
        double sum = 0;
        foreach (var (cell, share) in real)
        {
            sum += Math.Abs(share - synthetic.GetValueOrDefault(cell));
        }

        sum += synthetic.Where(cell => !real.ContainsKey(cell.Key)).Sum(cell => cell.Value);
        return sum / 2;
    }

    private Dictionary<long, double> Frequencies(int[][] table, ReadOnlySpan<int> columns)
    {
        var rows = table.Length == 0 ? 0 : table[0].Length;
        var keys = new long[rows];
        foreach (var column in columns)
        {
            var (codes, size) = (table[column], Sizes[column]);
            for (var row = 0; row < rows; row++)
            {
                keys[row] = (keys[row] * size) + codes[row];
            }
        }

        var counts = new Dictionary<long, double>();
        foreach (var key in keys)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += 1.0 / rows;
        }

        return counts;
    }

    private static (int Size, int[] Real, int[] Synthetic) Cells(ColumnPair pair, int bins)
    {
        switch (pair)
        {
            case { Real: LabelColumn real, Synthetic: LabelColumn synthetic }:
                var labels = new LabelPoolBuilder();
                var (known, other) = (Renumbered(real, labels), Renumbered(synthetic, labels));
                return (labels.Count + 1, known.Select(code => code < 0 ? labels.Count : code).ToArray(), other.Select(code => code < 0 ? labels.Count : code).ToArray());
            case { Real: IntegerColumn real, Synthetic: IntegerColumn synthetic }:
                return Binned(AsNumbers(real), AsNumbers(synthetic), bins);
            case { Real: DecimalColumn real, Synthetic: DecimalColumn synthetic }:
                return Binned(real.Values.ToArray(), synthetic.Values.ToArray(), bins);
            default:
                throw new ArgumentException($"No cells are defined for {pair.Real.GetType().Name}.", nameof(pair));
        }
    }

    private static double[] AsNumbers(IntegerColumn column) =>
        Array.ConvertAll(column.Values.ToArray(), value => value == IntegerColumn.Missing ? double.NaN : value);

    private static int[] Renumbered(LabelColumn column, LabelPoolBuilder labels)
    {
        var cells = Enumerable.Range(0, column.Labels.Count).Select(code => labels.GetOrAdd(column.Labels.Utf8(code))).ToArray();
        return Array.ConvertAll(column.Codes.ToArray(), code => code == LabelColumn.Missing ? -1 : cells[code]);
    }

    private static (int Size, int[] Real, int[] Synthetic) Binned(double[] real, double[] synthetic, int bins)
    {
        var present = real.Where(value => !double.IsNaN(value)).DefaultIfEmpty(0).ToList();
        var (minimum, maximum) = (present.Min(), present.Max());
        var width = maximum > minimum ? maximum - minimum : 1;
        return (bins + 1, Array.ConvertAll(real, BinOf), Array.ConvertAll(synthetic, BinOf));

        int BinOf(double value) =>
            double.IsNaN(value) ? bins : (int)Math.Clamp(Math.Floor((value - minimum) / width * bins), 0, bins - 1);
    }
}
