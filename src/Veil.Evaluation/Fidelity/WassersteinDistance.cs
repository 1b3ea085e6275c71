using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The area between the cumulative distributions of a numeric column; missing values left out.</summary>
internal static class WassersteinDistance
{
    /// <summary>The distance of each numeric column, in units of the real range.</summary>
    public static Metric<ColumnComparison> Each { get; } = new(
        "columns.wasserstein",
        "Wasserstein distance relative to the real range",
        columns => columns.Numeric.Select((name, i) => Measurement.Of(
            columns.Wasserstein[i],
            columns.Data.Numbers(ComparedTables.Synthetic, name).Present,
            value => $"Values of '{name}' would have to move by {Words.Share(value)} of the real range on average.",
            "The real column has fewer than two different values, or the synthetic one none.").About(name)))
    {
        Subject = Subject.Columns,
        OnCopy = 0,
    };

    /// <summary>The mean over the numeric columns with a distance.</summary>
    public static Metric<ColumnComparison> Mean { get; } = new(
        "columns.wasserstein.mean",
        "Mean Wasserstein distance of numeric columns",
        columns =>
        {
            var defined = columns.Wasserstein.Count(area => area.Value is not null);
            return Measurement.Of(
                ColumnComparison.Mean(columns.Wasserstein),
                defined,
                value => $"Values of numeric columns would have to move by {Words.Share(value)} of the real range on average over the "
                    + $"{defined} of {columns.Wasserstein.Length} columns that have two real values and a synthetic one.",
                "No numeric column has two different real values.");
        })
    {
        OnCopy = 0,
    };

    /// <summary>The distance in the units of the column; null where a side has no value.</summary>
    public static double? Between(NumericValues real, NumericValues other)
    {
        double area = 0;
        return CumulativeDifference.Walk(real, other, (width, difference) => area += width * difference) ? area : null;
    }

    /// <summary>The distance in units of the real range; null where that is a single value.</summary>
    public static double? InRealRanges(NumericValues real, NumericValues other) =>
        real.Values.Length < 2 ? null : Between(real, other) / (real.Values[^1] - real.Values[0]);
}
