namespace Veil.Evaluation.Fidelity;

/// <summary>How far the marginals of a table lie from the real ones: total variation of each, and what is made of it.</summary>
/// <param name="sets">The columns of each marginal.</param>
/// <param name="distances">The total variation of each; no other number.</param>
internal sealed class WorkloadError(IReadOnlyList<int[]> sets, double[] distances)
{
    /// <summary>The mean over the sets; null without any.</summary>
    public double? Mean => distances.Length == 0 ? null : distances.Average();

    /// <summary>The largest.</summary>
    public double? Maximum => distances.Length == 0 ? null : distances.Max();

    /// <summary>
    /// The score of the NIST differential privacy challenge of 2018 on a scale of 1000: 1000 (the same) to 0 (nothing in
    /// common).
    /// </summary>
    public double? NistScore => 1000 * (1 - Mean);

    /// <summary>
    /// The mean L1 distance, each weighted by the columns that its set shares with all sets together, as the mechanism AIM
    /// (McKenna et al. 2022) weights them.
    /// </summary>
    public double? WeightedMean => distances.Length == 0 ? null : sets.Select((set, i) => 2 * Weight(set) * distances[i]).Average();

    /// <summary>The value that a share of the marginals stays below (type 7).</summary>
    public double? Quantile(double share)
    {
        if (distances.Length == 0)
        {
            return null;
        }

        double[] sorted = [.. distances.Order()];
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }

    /// <summary>The columns that a set shares with each of all sets, summed.</summary>
    public int Weight(int[] set) => sets.Sum(other => other.Intersect(set).Count());
}
