using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Tables;

/// <summary>Quantile bins of the real numbers; labels as they are, those of all tables together.</summary>
internal sealed class QuantileBins : Binning
{
    private readonly CommonColumn _column;
    private readonly double[] _edges;

    /// <summary>Computes the bins.</summary>
    /// <param name="column">The column.</param>
    /// <param name="cells">The number of cells of numbers; fewer where many are equal.</param>
    public QuantileBins(CommonColumn column, int cells)
    {
        _column = column;
        double[] present = column.IsNumeric ? [.. column.Values(0).Where(value => !double.IsNaN(value)).Order()] : [];
        _edges = present.Length == 0
            ? []
            : [.. Enumerable.Range(1, cells - 1).Select(i => Quantile.Of(present, i / (double)cells)).Distinct()];
    }

    /// <summary>The edges of the cells; an edge belongs to the cell below.</summary>
    public IReadOnlyList<double> Edges => _edges;

    /// <inheritdoc/>
    public override int Cells => (_column.IsNumeric ? _edges.Length + 1 : _column.Levels) + 1;

    /// <inheritdoc/>
    protected override int CellOf(double value)
    {
        var place = _column.IsNumeric ? Array.BinarySearch(_edges, value) : (int)value;
        return place < 0 ? ~place : place;
    }
}

/// <summary>A binning of few distinct numbers, one cell per number; other numbers share one further cell.</summary>
/// <param name="numbers">The numbers, in order.</param>
internal sealed class SingleNumbers(double[] numbers) : Binning
{
    /// <inheritdoc/>
    public override int Cells => numbers.Length + 2;

    /// <inheritdoc/>
    protected override int CellOf(double value) => Array.BinarySearch(numbers, value) is >= 0 and var place ? place : numbers.Length;
}
