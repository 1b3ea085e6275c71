using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

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

    /// <summary>The score beside those of other tables.</summary>
    internal static Metric<SdMetricsComparison> Metric { get; } = new(
        "joint.sdmetrics-quality",
        "Quality score of SDMetrics",
        of => Measurement.Of(
            of.Data.Measure(table => of.Scores[table].Score),
            of.Data.Names.Length,
            value => $"SDMetrics would print a quality score of {Words.Number(value)}: {Words.Number(of.Scores[ComparedTables.Synthetic].Shapes)} "
                + $"for the shapes of columns and {Words.Number(of.Scores[ComparedTables.Synthetic].PairTrends)} for pairs. It is here to be set "
                + "beside what others publish: it flatters, since most pairs of columns are nearly independent in both tables."))
    {
        Most = 1,
        Direction = Direction.Larger,
        OnCopy = 1,
    };

    /// <summary>The score of a synthetic table.</summary>
    /// <param name="real">The real table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="cancellation">Checked between pairs.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another kind there.</exception>
    public static SdMetricsQuality Of(Table real, Table synthetic, CancellationToken cancellation = default) =>
        Of(CommonTables.OfAll(real, synthetic), 1, cancellation);

    /// <summary>The score of a table.</summary>
    internal static SdMetricsQuality Of(CommonTables tables, int table, CancellationToken cancellation)
    {
        Prepared[] columns = [.. tables.Columns.Select(column => Prepare(column, table))];
        var pairs = Enumerable.Range(0, columns.Length)
            .SelectMany(a => Enumerable.Range(a + 1, columns.Length - a - 1).Select(b => (columns[a], columns[b])));
        return new SdMetricsQuality(
            columns.Select(Shape).Average(),
            pairs.AsParallel().AsOrdered().WithCancellation(cancellation).Select(pair => Trend(pair.Item1, pair.Item2)).ToList().Average());
    }

    private static double? Shape(Prepared column) =>
        column.Numbers is var (real, synthetic) ? 1 - KolmogorovSmirnovDistance.Between(real, synthetic) : Overlap(column, null);

    private static double? Trend(Prepared first, Prepared second)
    {
        if (first.Numbers is not { } a || second.Numbers is not { } b)
        {
            return Overlap(first, second);
        }

        return Correlation.Pearson(a.Real, b.Real) - Correlation.Pearson(a.Synthetic, b.Synthetic) is { } difference
            ? 1 - (Math.Abs(difference) / 2)
            : null;
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

    private static Prepared Prepare(CommonColumn column, int table)
    {
        var cells = new EqualWidthBins(column, Bins);
        var (real, other) = (column.Values(ComparedTables.Real), column.Values(table));
        return new Prepared(
            cells.Of(real), cells.Of(other), cells.Cells, column.IsNumeric ? (NumericValues.Of(real), NumericValues.Of(other)) : null);
    }

    private sealed record Prepared(int[] Real, int[] Synthetic, int Size, (NumericValues Real, NumericValues Synthetic)? Numbers);
}

/// <summary>The quality scores of every table in place of the synthetic one.</summary>
internal sealed class SdMetricsComparison(EvaluationContext context)
{
    /// <summary>The tables.</summary>
    public ComparedTables Data { get; } = ComparedTables.Of(context);

    /// <summary>The score of each table.</summary>
    public SdMetricsQuality[] Scores { get; } =
    [
        .. Enumerable.Range(0, ComparedTables.Of(context).Count)
            .Select(table => SdMetricsQuality.Of(ComparedTables.Of(context).Common, table, context.Cancellation)),
    ];
}

/// <summary>The quality score that other programs publish.</summary>
internal sealed class SdMetricsPart : EvaluationPart<SdMetricsComparison>
{
    /// <inheritdoc/>
    public override string Name => "quality score of SDMetrics";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<SdMetricsComparison>> Definitions { get; } = [SdMetricsQuality.Metric];

    /// <inheritdoc/>
    protected override SdMetricsComparison Take(EvaluationContext context, List<string> notes)
    {
        var scores = new SdMetricsComparison(context);
        notes.AddRange(scores.Data.Notes);
        return scores;
    }
}
