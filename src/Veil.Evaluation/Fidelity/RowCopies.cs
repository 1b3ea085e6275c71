using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Rows that equal other rows. Numbers are equal when they agree to six decimals, missing values always.</summary>
internal static class RowCopies
{
    private const string Reason = "A table has no row, or no column is compared.";

    /// <summary>The share of rows that equal a real training row.</summary>
    public static Metric<TableValidity> OfTraining { get; } = new(
        "validity.copies.train",
        "Rows that equal a real training row",
        validity => Measurement.Of(
            validity.Data.Measure(table => validity.Keys?.ShareIn(table, ComparedTables.Real)),
            validity.SyntheticRows,
            value => $"{Words.Share(value)} of the synthetic rows equal a real training row"
                + (validity.Data.HasHoldout
                    ? $"; of the hold-out rows {Words.Share(validity.Keys?.ShareIn(ComparedTables.Holdout, ComparedTables.Real) ?? 0)} do."
                    : "."),
            Reason))
    {
        Most = 1,
        Direction = Direction.LikeReal,
        IsHeadline = true,
        OnCopy = 1,
    };

    /// <summary>The share of rows that equal a hold-out row; not defined without hold-out rows.</summary>
    public static Metric<TableValidity> OfHoldout { get; } = new(
        "validity.copies.holdout",
        "Rows that equal a real hold-out row",
        validity => !validity.Data.HasHoldout
            ? Enumerable.Empty<Measurement>()
            : [
                Measurement.Of(
                    new Measured(validity.Keys?.ShareIn(ComparedTables.Synthetic, ComparedTables.Holdout)),
                    validity.SyntheticRows,
                    value => $"{Words.Share(value)} of the synthetic rows equal a hold-out row, which happens by chance alone.",
                    Reason),
            ])
    {
        Most = 1,
        Direction = Direction.Neutral,
        Reads = Sources.Synthetic | Sources.Holdout,
    };

    /// <summary>The share of rows that occur more than once in their own table.</summary>
    public static Metric<TableValidity> Repeated { get; } = new(
        "validity.repeated",
        "Rows that occur more than once",
        validity => Measurement.Of(
            validity.Data.Measure(table => validity.Keys?.ShareRepeated(table)),
            validity.SyntheticRows,
            value => $"{Words.Share(value)} of the synthetic rows occur more than once, "
                + $"{Words.Share(validity.Keys?.ShareRepeated(ComparedTables.Real) ?? 0)} of the real ones.",
            Reason))
    {
        Most = 1,
        Direction = Direction.LikeReal,
    };
}
