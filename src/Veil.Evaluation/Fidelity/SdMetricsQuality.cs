using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The quality score of SDMetrics, as that library defines it, so that figures can be set beside those that others publish.
/// From 0 to 1; larger is better. Computed on real rows and therefore internal.
/// </summary>
/// <remarks>
/// <para>Reference: SDMetrics' quality report. Shapes: one less the Kolmogorov-Smirnov statistic of a number, one less the
/// total variation of labels. Pair trends: one less half the difference of Pearson's correlations of two numbers, one less the
/// total variation of the table of two columns otherwise, numbers in ten bins of equal width over the real range, as of
/// version 0.10.1; later versions take each table's own range, so that a column at another scale scores as well.</para>
/// <para>It flatters: most pairs are nearly independent in both tables.</para>
/// </remarks>
/// <param name="Shapes">Mean score of the columns; null without one.</param>
/// <param name="PairTrends">Mean score of the pairs of columns; null without one.</param>
public sealed record SdMetricsQuality(double? Shapes, double? PairTrends)
{
    private const int Bins = 10;

    /// <summary>The mean of both.</summary>
    public double? Score => Shapes is { } shapes && PairTrends is { } trends ? (shapes + trends) / 2 : Shapes ?? PairTrends;

    /// <summary>The score of a synthetic table.</summary>
    /// <param name="real">The real table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="cancellation">Looked at between pairs.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another type there.</exception>
    public static SdMetricsQuality Of(Table real, Table synthetic, CancellationToken cancellation = default)
    {
        Prepared[] columns = [.. ColumnPair.Of(real, synthetic).Select(Prepare)];
        var pairs = Enumerable.Range(0, columns.Length).SelectMany(a => Enumerable.Range(a + 1, columns.Length - a - 1).Select(b => (columns[a], columns[b])));
        return new SdMetricsQuality(
            columns.Select(Shape).Average(),
            pairs.AsParallel().AsOrdered().WithCancellation(cancellation).Select(pair => Trend(pair.Item1, pair.Item2)).ToList().Average());
    }

    private static double? Shape(Prepared column) =>
        column.Numbers is var (real, synthetic) ? 1 - Distances.KolmogorovSmirnov(real, synthetic) : Overlap(column, null);

    private static double? Trend(Prepared first, Prepared second)
    {
        if (first.Numbers is not { } a || second.Numbers is not { } b)
        {
            return Overlap(first, second);
        }

        return 1 - (Math.Abs((Correlation.Pearson(a.Real, b.Real) - Correlation.Pearson(a.Synthetic, b.Synthetic)) ?? double.NaN) / 2) is var score && double.IsNaN(score)
            ? null
            : score;
    }

    // One less the total variation over the cells of one or two columns.
    private static double? Overlap(Prepared first, Prepared? second)
    {
        var width = second?.Size ?? 1;
        var counts = (Real: new int[first.Size * width], Synthetic: new int[first.Size * width]);
        Count(counts.Real, first.Real, second?.Real, width);
        Count(counts.Synthetic, first.Synthetic, second?.Synthetic, width);
        return 1 - Divergences.TotalVariation(counts.Real, counts.Synthetic);
    }

    private static void Count(int[] counts, int[] first, int[]? second, int width)
    {
        for (var row = 0; row < first.Length; row++)
        {
            counts[(first[row] * width) + (second?[row] ?? 0)]++;
        }
    }

    private static Prepared Prepare(ColumnPair pair)
    {
        var rule = CellRule.Of(pair.Real, Bins);
        var (real, synthetic) = (rule.Encode(pair.Real), rule.Encode(pair.Synthetic));
        var size = rule.Size;
        return new Prepared(
            WithMissing(real, size),
            WithMissing(synthetic, size),
            size,
            rule.HasLabels ? null : (NumericValues.Of(pair.Real), NumericValues.Of(pair.Synthetic)));
    }

    // The last cell is that of missing values.
    private static int[] WithMissing(int[] cells, int size) => Array.ConvertAll(cells, cell => cell < 0 ? size - 1 : cell);

    private sealed record Prepared(int[] Real, int[] Synthetic, int Size, (NumericValues Real, NumericValues Synthetic)? Numbers);
}
