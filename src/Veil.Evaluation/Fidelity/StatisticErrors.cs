using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The statistics that analysts ask of a numeric column first, and the error of the synthetic answers.</summary>
internal static class StatisticErrors
{
    // Below this a real answer is no scale to measure an error by.
    private const double LeastScale = 1e-12;

    /// <summary>The error of each statistic for each numeric column: relative to the real answer; in real ranges for dates.</summary>
    public static IReadOnlyList<Metric<ColumnComparison>> Each { get; } =
    [
        Of("mean", "Mean", summary => summary.Mean),
        Of("median", "Median", summary => summary.Median),
        Of("standard-deviation", "Standard deviation", summary => summary.StandardDeviation),
        Of("minimum", "Minimum", summary => summary.Minimum),
        Of("maximum", "Maximum", summary => summary.Maximum),
        Of("quantile-05", "5 % quantile", summary => summary.Quantile(0.05)),
        Of("quantile-25", "25 % quantile", summary => summary.Quantile(0.25)),
        Of("quantile-75", "75 % quantile", summary => summary.Quantile(0.75)),
        Of("quantile-95", "95 % quantile", summary => summary.Quantile(0.95)),
    ];

    /// <summary>The distance of two answers over a scale, 0 if they are equal; null without both, or where the scale is none.</summary>
    public static double? Error(double? real, double? other, double? scale) =>
        real is not { } a || other is not { } b ? null
        : a == b ? 0
        : scale > LeastScale ? Math.Abs(a - b) / scale
        : null;

    private static Metric<ColumnComparison> Of(string id, string title, Func<Summary, double?> ask) => new(
        $"columns.statistic.{id}",
        $"{title}: error over the real one (dates: in real ranges)",
        columns => columns.Numeric.Select((name, i) => OfColumn(columns, name, columns.Summaries[i], id, title, ask)))
    {
        Subject = Subject.Columns,
        OnCopy = 0,
    };

    private static Measurement OfColumn(
        ColumnComparison columns, string name, Summary[] summaries, string id, string title, Func<Summary, double?> ask)
    {
        var real = summaries[ComparedTables.Real];
        var (answer, synthetic) = (ask(real), ask(summaries[ComparedTables.Synthetic]));

        // Dates have no zero to be relative to.
        var isCalendar = columns.Data.Find(name)!.Type is ColumnType.Date or ColumnType.DateTime;
        var scale = isCalendar ? real.Maximum - real.Minimum : Math.Abs(answer ?? 0);
        return Measurement.Of(
            columns.Data.Measure(table => Error(answer, ask(summaries[table]), scale)),
            summaries[ComparedTables.Synthetic].Count,
            value => $"The {title.ToLowerInvariant()} of '{name}' is off by {Words.Share(value)} of the real "
                + (isCalendar ? "range." : $"one ({Words.Number(synthetic)} for {Words.Number(answer)}).")
                + (id is "minimum" or "maximum" ? " Extremes belong to single rows: a private table is meant to get them wrong." : ""),
            isCalendar
                ? "A table has no value, or the real column only one and the other another."
                : "A table has no value, or the real answer is 0 and the other is not.").About(name);
    }
}
