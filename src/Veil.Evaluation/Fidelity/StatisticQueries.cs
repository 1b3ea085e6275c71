using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The questions that analysts ask of a numeric column first, and by how much the synthetic answers are off.</summary>
internal static class StatisticQueries
{
    // Below this a real answer is no scale to measure an error by.
    private const double LeastScale = 1e-12;

    private static readonly (string Id, string Title, Func<Summary, double?> Ask)[] s_questions =
    [
        ("mean", "Mean", summary => summary.Mean),
        ("median", "Median", summary => summary.Median),
        ("deviation", "Standard deviation", summary => summary.Deviation),
        ("minimum", "Minimum", summary => summary.Minimum),
        ("maximum", "Maximum", summary => summary.Maximum),
        ("quantile-05", "5 % quantile", summary => summary.Quantile(0.05)),
        ("quantile-25", "25 % quantile", summary => summary.Quantile(0.25)),
        ("quantile-75", "75 % quantile", summary => summary.Quantile(0.75)),
        ("quantile-95", "95 % quantile", summary => summary.Quantile(0.95)),
    ];

    /// <summary>Adds the error of each answer: relative to the real answer; in real ranges for dates, which have no zero.</summary>
    public static void Add(Findings findings, FidelityData data, string column)
    {
        var summaries = Enumerable.Range(0, data.Tables.Count).Select(table => Summary.Of(data.Numbers(table, column))).ToArray();
        var (real, type) = (summaries[FidelityData.Real], data.Tables[FidelityData.Real][column].Type);
        var isCalendar = type is ColumnType.Date or ColumnType.DateTime;
        foreach (var (id, title, ask) in s_questions)
        {
            var answer = ask(real);
            var scale = isCalendar ? real.Maximum - real.Minimum : Math.Abs(answer ?? 0);
            findings.Add(
                $"statistic.{id}",
                isCalendar ? $"{title}: error in real ranges" : $"{title}: relative error",
                data.Measure(table => Error(answer, ask(summaries[table]), scale)),
                summaries[FidelityData.Synthetic].Count,
                value => $"The {title.ToLowerInvariant()} of '{column}' is off by {Words.Share(value)} of the real {(isCalendar ? "range" : "one")}{Answers(isCalendar, answer, ask(summaries[FidelityData.Synthetic]))}.{(id is "minimum" or "maximum" ? " Extremes belong to single rows: a private table is meant to get them wrong." : "")}",
                isCalendar ? "A table has no value, or the real column only one and the other another." : "A table has no value, or the real answer is 0 and the other is not.",
                finding => finding with { Columns = [column] });
        }
    }

    /// <summary>The distance of two answers over a scale, 0 if they are equal; null without both, or where the scale is none.</summary>
    public static double? Error(double? real, double? other, double? scale) =>
        real is not { } a || other is not { } b ? null
        : a == b ? 0
        : scale > LeastScale ? Math.Abs(a - b) / scale
        : null;

    private static string Answers(bool isCalendar, double? real, double? synthetic) =>
        isCalendar ? "" : $" ({Words.Number(synthetic)} for {Words.Number(real)})";
}
