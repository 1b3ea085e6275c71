namespace Veil.Evaluation.Tables;

/// <summary>A binning of a column, the same for every table. Missing values have the last cell.</summary>
internal abstract class Binning
{
    /// <summary>The number of cells, including that of missing values.</summary>
    public abstract int Cells { get; }

    /// <summary>The cell of each value; NaN is a missing value.</summary>
    public int[] Of(double[] values) => Array.ConvertAll(values, value => double.IsNaN(value) ? Cells - 1 : CellOf(value));

    /// <summary>The cell of a number or of a label's code.</summary>
    protected abstract int CellOf(double value);
}

/// <summary>
/// Numbers, dates and date-times in bins of equal width over the range of the real numbers, values beyond it in the outermost
/// bins; labels as they are, those of all tables together.
/// </summary>
/// <param name="column">The column.</param>
/// <param name="bins">The number of bins of numbers.</param>
internal sealed class EqualWidthBins(CommonColumn column, int bins) : Binning
{
    private readonly double _width = column.Spread > 0 ? column.Spread : 1;

    /// <inheritdoc/>
    public override int Cells => (column.IsNumeric ? bins : column.Levels) + 1;

    /// <summary>The name of each cell.</summary>
    /// <param name="write">Writes a number.</param>
    public IReadOnlyList<string> CellNames(Func<double, string> write) =>
    [
        .. column.IsNumeric
            ? Enumerable.Range(0, bins).Select(bin =>
                $"{write(column.Minimum + (_width * bin / bins))} to {write(column.Minimum + (_width * (bin + 1) / bins))}")
            : column.AllLabels(),
        "missing",
    ];

    /// <inheritdoc/>
    protected override int CellOf(double value)
    {
        if (!column.IsNumeric)
        {
            return (int)value;
        }

        // The order of the operations is that of the reference program: another one would move values that lie on an edge.
        var bin = Math.Floor((value - column.Minimum) / _width * bins);
        return bin >= bins ? bins - 1 : bin >= 0 ? (int)bin : 0;
    }
}
