using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>The distances of the relations of two columns from the real ones.</summary>
internal sealed class PairsPart : EvaluationPart<PairComparison>
{
    /// <inheritdoc/>
    public override string Name => "pairs of columns";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<PairComparison>> Definitions { get; } =
    [
        PairTotalVariation.Mean,
        PairTotalVariation.Maximum,
        PairTotalVariation.Excess,
        PairTotalVariation.Target,
        MutualInformationDifference.Mean,
        MutualInformationDifference.Sum,
        PairPropensity.Mean,
        AssociationDifference.CramersV,
        AssociationDifference.TheilsU,
        CorrelationDifference.Pearson,
        CorrelationDifference.Spearman,
        CorrelationDifference.CorrelationRatio,
        PairTotalVariation.Worst,
    ];

    /// <inheritdoc/>
    protected override PairComparison Take(EvaluationContext context, List<string> notes)
    {
        var pairs = new PairComparison(context);
        notes.AddRange(pairs.Notes);
        return pairs;
    }

    /// <inheritdoc/>
    protected override EvaluationResult Draw(PairComparison measured)
    {
        PairMatrix[] correlations =
        [
            measured.Pearson.Matrix("pairs.pearson", "Pearson correlation", -1, 1),
            measured.Spearman.Matrix("pairs.spearman", "Spearman correlation", -1, 1),
            measured.CorrelationRatio.Matrix(
                "pairs.correlation-ratio", "Correlation ratio: numbers (rows) explained by labels (columns)", 0, 1),
        ];
        return new EvaluationResult
        {
            Findings = [],
            Matrices = [.. measured.Associations.Matrices().Concat(correlations).Where(matrix => matrix.Names.Count > 1)],
        };
    }
}
