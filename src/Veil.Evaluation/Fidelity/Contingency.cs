namespace Veil.Evaluation.Fidelity;

/// <summary>The measures of association of two columns of a table, computed from their contingency table.</summary>
/// <remarks>
/// Entropies are plug-in estimates in nats; mutual information is biased upwards by about (occupied cells) / (2 rows). Cells that do
/// not occur contribute nothing.
/// </remarks>
internal sealed class Contingency
{
    private readonly double _total;
    private readonly int _occupiedRows;
    private readonly int _occupiedColumns;
    private readonly int _occupied;
    private readonly double _chiSquare;

    /// <summary>Reads a table of counts.</summary>
    /// <param name="counts">The counts in row-major order.</param>
    /// <param name="columns">The number of columns of the contingency table.</param>
    public Contingency(ReadOnlySpan<int> counts, int columns)
    {
        var rowSums = new long[counts.Length / columns];
        var columnSums = new long[columns];
        for (int i = 0, cell = 0; i < rowSums.Length; i++)
        {
            for (var j = 0; j < columns; j++, cell++)
            {
                rowSums[i] += counts[cell];
                columnSums[j] += counts[cell];
            }
        }

        _total = rowSums.Sum();
        if (_total == 0)
        {
            return;
        }

        double joint = 0;
        for (int i = 0, cell = 0; i < rowSums.Length; i++)
        {
            for (var j = 0; j < columns; j++, cell++)
            {
                if (rowSums[i] == 0 || columnSums[j] == 0)
                {
                    continue;
                }

                var expected = rowSums[i] * (columnSums[j] / _total);
                var distance = Math.Abs(counts[cell] - expected);
                _chiSquare += distance * distance / expected;
                if (counts[cell] > 0)
                {
                    _occupied++;
                    joint += counts[cell] / _total * Math.Log(counts[cell] / expected);
                }
            }
        }

        _occupiedRows = rowSums.Count(sum => sum > 0);
        _occupiedColumns = columnSums.Count(sum => sum > 0);
        RowEntropy = Entropy(rowSums);
        ColumnEntropy = Entropy(columnSums);
        MutualInformation = _occupiedRows <= 1 || _occupiedColumns <= 1 ? 0 : Math.Max(0, joint);
    }

    /// <summary>Whether the table has rows.</summary>
    public bool HasRows => _total > 0;

    /// <summary>The entropy of the first column in nats.</summary>
    public double RowEntropy { get; }

    /// <summary>The entropy of the second column in nats.</summary>
    public double ColumnEntropy { get; }

    /// <summary>The mutual information of the two columns, in nats.</summary>
    public double MutualInformation { get; }

    /// <summary>The mutual information minus its first-order bias (Miller and Madow 1955); can be below 0.</summary>
    public double MillerMadow => MutualInformation - ((_occupied - _occupiedRows - _occupiedColumns + 1) / (2 * _total));

    /// <summary>
    /// The mutual information divided by the mean of the entropies: 0 to 1. 1 when both columns are constant, 0 when one is, as
    /// in scikit-learn.
    /// </summary>
    public double Normalised =>
        RowEntropy == 0 && ColumnEntropy == 0 ? 1
        : MutualInformation == 0 ? 0
        : Math.Min(1, MutualInformation / ((RowEntropy + ColumnEntropy) / 2));

    /// <summary>The statistic of Pearson's test of independence over the rows.</summary>
    public double PhiSquared => _chiSquare / _total;

    /// <summary>The bias-corrected Cramer's V (Bergsma 2013), 0 to 1; null when a column is constant.</summary>
    public double? CramersVCorrected
    {
        get
        {
            if (_occupiedRows < 2 || _occupiedColumns < 2)
            {
                return null;
            }

            double r = _occupiedRows, c = _occupiedColumns;
            var phi = Math.Max(0, PhiSquared - ((r - 1) * (c - 1) / (_total - 1)));
            var least = Math.Min(r - ((r - 1) * (r - 1) / (_total - 1)), c - ((c - 1) * (c - 1) / (_total - 1))) - 1;
            return least <= 0 ? null : Math.Min(1, Math.Sqrt(phi / least));
        }
    }

    /// <summary>The share of the first column's entropy that the second one explains, 0 to 1; 1 when the entropy is 0.</summary>
    public double RowExplained => RowEntropy == 0 ? 1 : Math.Min(1, MutualInformation / RowEntropy);

    /// <summary>The share of the second column's entropy that the first one explains, 0 to 1; 1 when the entropy is 0.</summary>
    public double ColumnExplained => ColumnEntropy == 0 ? 1 : Math.Min(1, MutualInformation / ColumnEntropy);

    private double Entropy(long[] sums)
    {
        double entropy = 0;
        foreach (var sum in sums)
        {
            entropy -= sum == 0 || sum == _total ? 0 : sum / _total * Math.Log(sum / _total);
        }

        return entropy;
    }
}
