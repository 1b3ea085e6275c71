namespace Veil.Evaluation.Fidelity;

/// <summary>How far the marginals of a table lie from the real ones: total variation of each, and what is made of it.</summary>
/// <param name="distances">The total variation of each; no other number.</param>
internal sealed class WorkloadError(double[] distances)
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

    /// <summary>The value that a share of the marginals stays below (type 7).</summary>
    public double? Quantile(double share) => distances.Length == 0 ? null : Statistics.Quantile.Of([.. distances.Order()], share);
}
