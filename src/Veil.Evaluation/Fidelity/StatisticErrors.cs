using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The errors of basic statistics of numeric columns.</summary>
internal static class StatisticErrors
{
    // A real value below this cannot serve as the scale of a relative error.
    private const double LeastScale = 1e-12;

    /// <summary>The error of each statistic per numeric column: relative to the real value; for dates relative to the real range.</summary>
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

    /// <summary>The distance of two values relative to a scale, 0 if they are equal; null without both, or where the scale is 0.</summary>
    public static double? Error(double? real, double? other, double? scale) =>
        real is not { } a || other is not { } b ? null
        : a == b ? 0
        : scale > LeastScale ? Math.Abs(a - b) / scale
        : null;

    private static Metric<ColumnComparison> Of(string id, string title, Func<Summary, double?> ask) => new(
        $"columns.statistic.{id}",
        $"{title}: relative error (dates: relative to the real range)",
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

        // Dates and times have no natural zero for a relative error.
        var isCalendar = columns.Data.Find(name)!.Type is ColumnType.Date or ColumnType.DateTime or ColumnType.Time;
        var scale = isCalendar ? real.Maximum - real.Minimum : Math.Abs(answer ?? 0);
        return Measurement.Of(
            columns.Data.Measure(table => Error(answer, ask(summaries[table]), scale)),
            summaries[ComparedTables.Synthetic].Count,
            value => $"The {title.ToLowerInvariant()} of '{name}' differs by {Words.Share(value)} of the real "
                + (isCalendar ? "range." : $"one ({Words.Number(synthetic)} for {Words.Number(answer)}).")
                + (
                    id is "minimum" or "maximum"
                        ? " Extremes belong to single rows, so a private table is inaccurate there by design."
                        : ""),
            isCalendar
                ? "A table has no value, or the real column has a single value and the other one differs."
                : "A table has no value, or the real value is 0 and the other one is not.").About(name);
    }
}
