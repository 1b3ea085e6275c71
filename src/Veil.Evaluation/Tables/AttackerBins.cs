namespace Veil.Evaluation.Tables;

/// <summary>
/// A coarse binning that an attacker can compute from the synthetic rows alone: quantile bins of numbers, the
/// most frequent labels, and one cell for all other labels.
/// </summary>
internal sealed class AttackerBins : Binning
{
    private const int NumberCells = 20;
    private const int LabelCells = 62;

    private readonly double[]? _edges;
    private readonly Dictionary<double, int> _labels = [];

    /// <summary>Computes the bins.</summary>
    /// <param name="column">The column.</param>
    /// <param name="synthetic">Its synthetic values.</param>
    public AttackerBins(CommonColumn column, double[] synthetic)
    {
        double[] present = [.. synthetic.Where(value => !double.IsNaN(value)).Order()];
        if (column.IsNumeric)
        {
            _edges = present.Length == 0
                ? []
                : [.. Enumerable.Range(1, NumberCells - 1).Select(i => present[i * present.Length / NumberCells]).Distinct()];
            Cells = _edges.Length + 2;
        }
        else
        {
            var mostFrequent = present.CountBy(label => label)
                .OrderByDescending(label => label.Value).ThenBy(label => label.Key).Take(LabelCells);
            _labels = mostFrequent.Index().ToDictionary(label => label.Item.Key, label => label.Index);
            Cells = _labels.Count + 2;
        }
    }

    /// <inheritdoc/>
    public override int Cells { get; }

    /// <inheritdoc/>
    protected override int CellOf(double value)
    {
        if (_edges is null)
        {
            return _labels.GetValueOrDefault(value, Cells - 2);
        }

        var place = Array.BinarySearch(_edges, value);
        return place < 0 ? ~place : place + 1;
    }
}
