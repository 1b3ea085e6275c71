using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The two-sample Kolmogorov-Smirnov statistic of each numeric column: the largest difference between the real and the
/// synthetic cumulative distribution. From 0 (the same) to 1 (one lies wholly beside the other); smaller is better.
/// Computed on real rows and therefore internal.
/// </summary>
/// <remarks>
/// Numbers, dates and date-times as they are, without missing values. A column that has values in one table only
/// counts 1, in neither 0. Labels and text are left out.
/// </remarks>
public static class KolmogorovSmirnov
{
    /// <summary>The statistic of each numeric or calendar column.</summary>
    /// <param name="real">The real table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="cancellation">Looked at between columns.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another type there.</exception>
    public static ColumnMeasures Measure(Table real, Table synthetic, CancellationToken cancellation = default) =>
        ColumnPair.Measure(
            [.. ColumnPair.Of(real, synthetic).Where(pair => pair.Real is not LabelColumn)], Of, cancellation);

    private static double Of(ColumnPair pair)
    {
        var (real, synthetic) = (NumericValues.Of(pair.Real), NumericValues.Of(pair.Synthetic));
        return Distances.KolmogorovSmirnov(real, synthetic) ?? (real.Present == synthetic.Present ? 0 : 1);
    }
}
