using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The distances of single columns from the real ones.</summary>
internal sealed class ColumnsPart : EvaluationPart<ColumnComparison>
{
    /// <inheritdoc/>
    public override string Name => "single columns";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<ColumnComparison>> Definitions { get; } =
    [
        ColumnTotalVariation.Mean,
        ColumnTotalVariation.Maximum,
        KolmogorovSmirnovDistance.Mean,
        WassersteinDistance.Mean,
        JensenShannonDistance.Mean,
        ColumnTotalVariation.Each,
        JensenShannonDistance.Each,
        HellingerDistance.Each,
        KullbackLeiblerDivergence.Each,
        ChiSquareEffect.Each,
        KolmogorovSmirnovDistance.Each,
        WassersteinDistance.Each,
        .. StatisticErrors.Each,
    ];

    /// <inheritdoc/>
    protected override ColumnComparison Take(EvaluationContext context, List<string> notes)
    {
        var columns = new ColumnComparison(context);
        notes.AddRange(columns.Data.Notes);
        return columns;
    }

    /// <inheritdoc/>
    protected override EvaluationResult Draw(ColumnComparison measured) => new()
    {
        Findings = [],
        Distributions =
        [
            .. measured.Counts
                .Select((counts, column) => DrawnDistribution.Of(
                    measured.Data, counts, column, measured.Distances.Of(ComparedTables.Synthetic, column) ?? 1))
                .OrderByDescending(distribution => distribution.Distance),
        ],
    };
}
