using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>The metric of valid rows.</summary>
internal static class ValidRows
{
    /// <summary>The share of rows with allowed values only and no combination declared impossible.</summary>
    public static Metric<TableValidity> Metric { get; } = new(
        "validity.rows",
        "Rows that are valid",
        validity => Measurement.Of(
            validity.Data.Measure(validity.AllowedRows),
            validity.SyntheticRows,
            value => $"{Words.Share(value)} of the synthetic rows have only values that are allowed, and none of the combinations declared "
                + "impossible.",
            "The synthetic table has no row."))
    {
        Most = 1,
        Direction = Direction.Larger,
        IsHeadline = true,
    };
}
