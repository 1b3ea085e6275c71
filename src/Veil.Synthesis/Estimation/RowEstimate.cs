using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Estimation;

/// <summary>Combines independent noisy counts of all rows, each weighted by the inverse of its variance.</summary>
internal sealed class RowEstimate
{
    private double _weighted;
    private double _weight;
    private double? _known;

    /// <summary>The estimate: at least 1, so that weights can be scaled to it.</summary>
    public double Rows => Math.Max(1, _known ?? (_weight > 0 ? _weighted / _weight : 1));

    /// <summary>The estimate, or null where nothing was counted.</summary>
    public double? RowsIfCounted => _known is null && _weight <= 0 ? null : Rows;

    /// <summary>The variance of the estimate.</summary>
    public double Variance => _known is not null || _weight <= 0 ? 0 : 1 / _weight;

    /// <summary>Adds a noisy count of all rows.</summary>
    public void Add(double count, double variance)
    {
        if (variance > 0)
        {
            _weighted += count / variance;
            _weight += 1 / variance;
        }
        else
        {
            _known = count;
        }
    }

    /// <summary>Adds a measured marginal, whose cells sum to all rows unless one is unmeasured.</summary>
    public void Add(NoisyMarginal marginal)
    {
        if (marginal.UnmeasuredCell < 0)
        {
            double variance = marginal.StandardDeviation * marginal.StandardDeviation;
            Add(marginal.Counts.Sum(), variance * marginal.Counts.Length);
        }
    }
}
