using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// How far the distribution of each column lies from the real one: half the sum of the absolute differences of the
/// relative frequencies. From 0 (the same) to 1 (nothing in common); smaller is better. Computed on real rows and
/// therefore internal.
/// </summary>
/// <remarks>
/// Numbers, dates and date-times are counted in 32 bins of equal width over the real range, values beyond it in the
/// outermost bins. Labels are counted as they are. A missing value is a cell of its own. Text columns are left out.
/// </remarks>
public static class OneWayTotalVariation
{
    /// <summary>The number of bins of a numeric column, without the one of missing values.</summary>
    public const int Bins = 32;

    /// <summary>The total variation of each modelled column.</summary>
    /// <param name="real">The real table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="cancellation">Looked at between columns.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another type there.</exception>
    public static ColumnMeasures Measure(Table real, Table synthetic, CancellationToken cancellation = default) =>
        ColumnPair.Measure(ColumnPair.Of(real, synthetic), Of, cancellation);

    private static double Of(ColumnPair pair) => pair switch
    {
        { Real: IntegerColumn real, Synthetic: IntegerColumn synthetic } => OfIntegers(real.Values, synthetic.Values),
        { Real: DecimalColumn real, Synthetic: DecimalColumn synthetic } => OfDecimals(real.Values, synthetic.Values),
        { Real: LabelColumn real, Synthetic: LabelColumn synthetic } => OfLabels(real, synthetic),
        _ => throw new ArgumentException($"No total variation is defined for {pair.Real.GetType().Name}.", nameof(pair)),
    };

    private static double OfIntegers(ReadOnlySpan<long> real, ReadOnlySpan<long> synthetic)
    {
        var (minimum, maximum) = (long.MaxValue, IntegerColumn.Missing);
        foreach (var value in real)
        {
            if (value != IntegerColumn.Missing)
            {
                minimum = Math.Min(minimum, value);
                maximum = Math.Max(maximum, value);
            }
        }

        var binning = maximum == IntegerColumn.Missing ? new Binning(0, 0) : new Binning(minimum, maximum);
        return Distance(CountIntegers(real, binning), CountIntegers(synthetic, binning));
    }

    private static long[] CountIntegers(ReadOnlySpan<long> values, Binning binning)
    {
        var counts = new long[Bins + 1];
        foreach (var value in values)
        {
            counts[value == IntegerColumn.Missing ? Bins : binning.BinOf(value)]++;
        }

        return counts;
    }

    private static double OfDecimals(ReadOnlySpan<double> real, ReadOnlySpan<double> synthetic)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in real)
        {
            // Comparisons with NaN are false, so missing values pass by.
            minimum = value < minimum ? value : minimum;
            maximum = value > maximum ? value : maximum;
        }

        var binning = minimum > maximum ? new Binning(0, 0) : new Binning(minimum, maximum);
        return Distance(CountDecimals(real, binning), CountDecimals(synthetic, binning));
    }

    private static long[] CountDecimals(ReadOnlySpan<double> values, Binning binning)
    {
        var counts = new long[Bins + 1];
        foreach (var value in values)
        {
            counts[double.IsNaN(value) ? Bins : binning.BinOf(value)]++;
        }

        return counts;
    }

    private static double OfLabels(LabelColumn real, LabelColumn synthetic)
    {
        // One numbering for both columns. Labels that only the synthetic column has need no common cell: apart or
        // together, they add the same to the distance.
        var labels = new LabelPoolBuilder();
        var (realCells, syntheticCells) = (Cells(real.Labels, labels), Cells(synthetic.Labels, labels));
        return Distance(
            CountLabels(real.Codes, realCells, labels.Count), CountLabels(synthetic.Codes, syntheticCells, labels.Count));
    }

    private static int[] Cells(LabelPool pool, LabelPoolBuilder labels)
    {
        var cells = new int[pool.Count];
        for (var code = 0; code < cells.Length; code++)
        {
            cells[code] = labels.GetOrAdd(pool.Utf8(code));
        }

        return cells;
    }

    private static long[] CountLabels(ReadOnlySpan<int> codes, int[] cells, int labels)
    {
        var counts = new long[labels + 1];
        foreach (var code in codes)
        {
            counts[code == LabelColumn.Missing ? labels : cells[code]]++;
        }

        return counts;
    }

    /// <summary>Half the L1 distance of the frequencies. Two empty columns are the same, one empty column has nothing in common.</summary>
    private static double Distance(long[] real, long[] synthetic)
    {
        double realRows = real.Sum();
        double syntheticRows = synthetic.Sum();
        if (realRows == 0 || syntheticRows == 0)
        {
            return realRows == syntheticRows ? 0 : 1;
        }

        var sum = 0.0;
        for (var cell = 0; cell < real.Length; cell++)
        {
            sum += Math.Abs((real[cell] / realRows) - (synthetic[cell] / syntheticRows));
        }

        return Math.Min(1, sum / 2);
    }

    /// <summary>Equal-width bins over the real range; over a range of one unit when every real value is the same.</summary>
    private readonly struct Binning(double minimum, double maximum)
    {
        private readonly double _width = maximum > minimum ? maximum - minimum : 1;

        public int BinOf(double value)
        {
            // The order of the operations is the reference's: another one moves values that lie on an edge.
            var bin = Math.Floor((value - minimum) / _width * Bins);
            return bin >= Bins ? Bins - 1 : bin >= 0 ? (int)bin : 0;
        }
    }
}
