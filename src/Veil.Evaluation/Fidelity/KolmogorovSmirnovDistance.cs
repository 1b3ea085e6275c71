using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The largest difference of the cumulative distributions of a numeric column, 0 to 1; missing values left out.</summary>
internal static class KolmogorovSmirnovDistance
{
    private const double Level = 0.05;

    /// <summary>The distance of each numeric column.</summary>
    public static Metric<ColumnComparison> Each { get; } = new("columns.kolmogorov-smirnov", "Kolmogorov-Smirnov distance", OfColumns)
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The mean over the numeric columns; a column without synthetic values counts as 1.</summary>
    public static Metric<ColumnComparison> Mean { get; } = new(
        "columns.kolmogorov-smirnov.mean",
        "Mean Kolmogorov-Smirnov distance of numeric columns",
        columns => Measurement.Of(
            ColumnComparison.Mean([.. columns.Numeric.Select((name, i) => WithLost(columns.Data, name, columns.KolmogorovSmirnov[i]))]),
            columns.Numeric.Count,
            value => $"At some value of a numeric column, the share of rows at or below it differs by {Words.Share(value)} on average over "
                + "the columns.",
            "No numeric column has a real value, or the synthetic table has no row."))
    {
        Most = 1,
        IsHeadline = true,
        OnCopy = 0,
    };

    /// <summary>The distance; null where a side has no value.</summary>
    public static double? Between(NumericValues real, NumericValues other)
    {
        double largest = 0;
        return CumulativeDifference.Walk(real, other, (_, difference) => largest = Math.Max(largest, difference)) ? largest : null;
    }

    /// <summary>The half-width of the confidence interval of the distance for samples of these sizes.</summary>
    /// <remarks>
    /// Reference: Dvoretzky, Kiefer and Wolfowitz 1956 with the constant of Massart 1990, once per side; it holds for any number
    /// of rows and any distribution.
    /// </remarks>
    public static double Margin(long real, long synthetic, double level)
    {
        var logarithm = Math.Log(4 / level) / 2;
        return Math.Sqrt(logarithm / real) + Math.Sqrt(logarithm / synthetic);
    }

    private static IEnumerable<Measurement> OfColumns(ColumnComparison columns)
    {
        for (var i = 0; i < columns.Numeric.Count; i++)
        {
            var name = columns.Numeric[i];
            var (real, synthetic) = (columns.Data.Numbers(ComparedTables.Real, name), columns.Data.Numbers(ComparedTables.Synthetic, name));
            var measurement = Measurement.Of(
                columns.KolmogorovSmirnov[i],
                synthetic.Present,
                value => $"At some value of '{name}', the share of rows at or below it differs by {Words.Share(value)}.").About(name);
            yield return measurement with
            {
                Interval = measurement.Values.Value is { } distance && Margin(real.Present, synthetic.Present, Level) is var margin
                    ? new Interval(
                        Math.Max(0, distance - margin),
                        Math.Min(1, distance + margin),
                        "95 %, bound of Dvoretzky, Kiefer, Wolfowitz and Massart: holds for any distribution")
                    : null,
            };
        }
    }

    // A column without synthetic values has no distance; in the mean it counts as the largest possible one.
    private static Measured WithLost(ComparedTables data, string column, Measured distance)
    {
        var hasReal = data.Numbers(ComparedTables.Real, column).Present > 0;
        double? OrLost(double? value, int table) => value ?? (hasReal && data.Rows(table) > 0 ? 1 : null);
        return new Measured(
            OrLost(distance.Value, ComparedTables.Synthetic),
            data.HasHoldout ? OrLost(distance.OfHoldout, ComparedTables.Holdout) : null,
            OrLost(distance.OfIndependent, ComparedTables.Independent),
            OrLost(distance.OfUniform, ComparedTables.Uniform));
    }
}

/// <summary>The difference of two cumulative distributions.</summary>
internal static class CumulativeDifference
{
    /// <summary>
    /// Calls with the width of each interval between neighbouring values and the difference of the distributions on it; false
    /// where a side is empty.
    /// </summary>
    public static bool Walk(NumericValues real, NumericValues synthetic, Action<double, double> stretch)
    {
        if (real.Present == 0 || synthetic.Present == 0)
        {
            return false;
        }

        var (i, j, below, otherBelow) = (0, 0, 0L, 0L);
        while (i < real.Values.Length || j < synthetic.Values.Length)
        {
            var value = Next(real, i) <= Next(synthetic, j) ? real.Values[i] : synthetic.Values[j];
            if (Next(real, i) == value)
            {
                below += real.Counts[i++];
            }

            if (Next(synthetic, j) == value)
            {
                otherBelow += synthetic.Counts[j++];
            }

            var after = Math.Min(Next(real, i), Next(synthetic, j));
            var difference = Math.Abs((below / (double)real.Present) - (otherBelow / (double)synthetic.Present));
            stretch(double.IsPositiveInfinity(after) ? 0 : after - value, difference);
        }

        return true;

        static double Next(NumericValues side, int place) => place < side.Values.Length ? side.Values[place] : double.PositiveInfinity;
    }
}
