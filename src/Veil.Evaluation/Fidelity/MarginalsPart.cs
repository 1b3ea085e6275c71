using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The distances of the joint distributions of three columns from the real ones.</summary>
/// <param name="sets">
/// The sets of columns, numbered from 0 among those that are compared; null for 64 sets of three columns, drawn without
/// replacement where there are more.
/// </param>
internal sealed class MarginalsPart(IReadOnlyList<int[]>? sets = null) : EvaluationPart<SetComparison>
{
    private const int MostSets = 64;

    /// <inheritdoc/>
    public override string Name => "sets of columns";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<SetComparison>> Definitions { get; } =
    [
        SetTotalVariation.Mean,
        SetTotalVariation.Quantile90,
        SetTotalVariation.Maximum,
        SetTotalVariation.NistScore,
        SampleEquivalentShare.Metric,
    ];

    /// <inheritdoc/>
    protected override SetComparison Take(EvaluationContext context, List<string> notes)
    {
        var comparison = new SetComparison(context, sets, MostSets);
        notes.AddRange(comparison.Notes);
        return comparison;
    }

    /// <inheritdoc/>
    protected override EvaluationResult Draw(SetComparison measured) => new()
    {
        Findings = [],
        Curves = measured.Samples.Means.Count == 0 ? [] : [measured.Samples.Curve(Named(measured))],
    };

    private static IEnumerable<(string Name, double Distance)> Named(SetComparison of)
    {
        (string Name, int Table)[] shown =
        [
            ("synthetic", ComparedTables.Synthetic),
            ("hold-out", ComparedTables.Holdout),
            ("independent columns", ComparedTables.Independent),
        ];
        return shown.Where(each => each.Table < of.Data.Count && of.Distances.Of(each.Table) is not null)
            .Select(each => (each.Name, of.Distances.Of(each.Table)!.Mean!.Value));
    }
}
