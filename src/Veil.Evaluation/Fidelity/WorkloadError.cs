namespace Veil.Evaluation.Fidelity;

/// <summary>The distances of the marginals of a table from the real ones, and their summaries.</summary>
/// <param name="distances">The total variation distance of each marginal.</param>
internal sealed class WorkloadError(double[] distances)
{
    /// <summary>The mean over the sets; null without sets.</summary>
    public double? Mean => distances.Length == 0 ? null : distances.Average();

    /// <summary>The largest distance.</summary>
    public double? Maximum => distances.Length == 0 ? null : distances.Max();

    /// <summary>
    /// The score of the NIST differential privacy challenge of 2018: 1000 (identical) to 0
    /// (disjoint).
    /// </summary>
    public double? NistScore => 1000 * (1 - Mean);

    /// <summary>The quantile of the distances (type 7).</summary>
    public double? Quantile(double share) => distances.Length == 0 ? null : Statistics.Quantile.Of([.. distances.Order()], share);
}
