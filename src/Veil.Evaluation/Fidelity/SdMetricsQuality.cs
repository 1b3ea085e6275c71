using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The quality score of SDMetrics, as that library defines it, for comparison with published figures.
/// From 0 to 1; larger is better. Computed on real rows and therefore internal.
/// </summary>
/// <remarks>
/// <para>Reference: SDMetrics' quality report. Shapes: one minus the Kolmogorov-Smirnov statistic of a number, one minus the
/// total variation of labels. Pair trends: one minus half the difference of Pearson's correlations of two numbers, one minus the
/// total variation of the table of two columns otherwise, numbers in ten bins of equal width over the real range, as of
/// version 0.10.1; later versions use each table's own range, so that a column on another scale has the same score.</para>
/// <para>The score is optimistic, since most pairs are nearly independent in both tables.</para>
/// </remarks>
/// <param name="Shapes">Mean score of the columns; null without one.</param>
/// <param name="PairTrends">Mean score of the pairs of columns; null without one.</param>
public sealed record SdMetricsQuality(double? Shapes, double? PairTrends)
{
    private const int Bins = 10;

    /// <summary>The mean of both.</summary>
    public double? Score => Shapes is { } shapes && PairTrends is { } trends ? (shapes + trends) / 2 : Shapes ?? PairTrends;

    /// <summary>The metric: the score beside those of the reference tables.</summary>
    internal static Metric<SdMetricsComparison> Metric { get; } = new(
        "joint.sdmetrics-quality",
        "Quality score of SDMetrics",
        of => Measurement.Of(
            of.Data.Measure(table => of.Scores[table].Score),
            of.Data.Names.Length,
            value => $"The SDMetrics quality score is {Words.Number(value)}: "
                + $"{Words.Number(of.Scores[ComparedTables.Synthetic].Shapes)} "
                + $"for the shapes of columns and {Words.Number(of.Scores[ComparedTables.Synthetic].PairTrends)} for pairs. It is "
                + "shown for comparison with published figures, and is optimistic, since most pairs of columns are nearly "
                + "independent in both tables."))
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
    public static SdMetricsQuality Of(Table real, Table synthetic, CancellationToken cancellation = default)
    {
        var tables = CommonTables.OfAll(real, synthetic);
        return Of(tables, (table, name) => NumericValues.Of(tables.Find(name)!.Values(table)), cancellation)[1];
    }

    /// <summary>The score of every table.</summary>
    /// <param name="tables">The tables, the real one first.</param>
    /// <param name="numbersOf">The numbers of a column of a table.</param>
    /// <param name="cancellation">Checked between pairs.</param>
    internal static SdMetricsQuality[] Of(
        CommonTables tables, Func<int, string, NumericValues> numbersOf, CancellationToken cancellation)
    {
        var count = tables.Rows.Length;
        var columns = tables.Columns.Select(column => new Prepared(column, count, numbersOf)).ToArray();
        var pairs = Enumerable.Range(0, columns.Length)
            .SelectMany(a => Enumerable.Range(a + 1, columns.Length - a - 1).Select(b => (First: columns[a], Second: columns[b])));
        var trends = pairs.AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(pair => Enumerable.Range(0, count).Select(table => Trend(pair.First, pair.Second, table)).ToArray()).ToList();
        return
        [
            .. Enumerable.Range(0, count).Select(table => new SdMetricsQuality(
                columns.Select(column => Shape(column, table)).Average(), trends.Select(of => of[table]).Average())),
        ];
    }

    private static double? Shape(Prepared column, int table) => column.Numbers is { } numbers
        ? 1 - KolmogorovSmirnovDistance.Between(numbers[0], numbers[table])
        : Overlap(column, null, table);

    private static double? Trend(Prepared first, Prepared second, int table)
    {
        if (first.Numbers is not { } a || second.Numbers is not { } b)
        {
            return Overlap(first, second, table);
        }

        return Correlation.Pearson(a[0], b[0]) - Correlation.Pearson(a[table], b[table]) is { } difference
            ? 1 - (Math.Abs(difference) / 2)
            : null;
    }

    // One minus the total variation distance over the cells of one or two columns.
    private static double? Overlap(Prepared first, Prepared? second, int table)
    {
        var width = second?.Size ?? 1;
        return 1 - Divergences.TotalVariation(Count(first, second, width, 0), Count(first, second, width, table));
    }

    private static int[] Count(Prepared first, Prepared? second, int width, int table)
    {
        var counts = new int[first.Size * width];
        for (var row = 0; row < first.Rows(table); row++)
        {
            counts[(first.Cells[table][row] * width) + (second?.Cells[table][row] ?? 0)]++;
        }

        return counts;
    }

    private sealed class Prepared
    {
        private readonly CommonColumn _column;

        public Prepared(CommonColumn column, int tables, Func<int, string, NumericValues> numbersOf)
        {
            _column = column;
            var bins = new EqualWidthBins(column, Bins);
            Size = bins.Cells;
            Cells = [.. Enumerable.Range(0, tables).Select(table => new CellColumn(bins.Of(column.Values(table)), bins.Cells))];
            Numbers = column.IsNumeric ? [.. Enumerable.Range(0, tables).Select(table => numbersOf(table, column.Name))] : null;
        }

        public int Size { get; }

        public CellColumn[] Cells { get; }

        public NumericValues[]? Numbers { get; }

        public int Rows(int table) => _column.Rows(table);
    }
}

/// <summary>The quality scores of every table in place of the synthetic one.</summary>
internal sealed class SdMetricsComparison
{
    /// <summary>Computes the scores.</summary>
    public SdMetricsComparison(EvaluationContext context)
    {
        Data = ComparedTables.Of(context);
        Scores = SdMetricsQuality.Of(Data.Common, Data.Numbers, context.Cancellation);
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The score of each table.</summary>
    public SdMetricsQuality[] Scores { get; }
}

/// <summary>The part with the quality score of SDMetrics.</summary>
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
