using Veil.Evaluation.Metrics;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// Whether the synthetic table is one that the schema allows, and how many of its rows are real ones. All of it is about these
/// very rows, not about where they come from, so that there are no intervals.
/// </summary>
internal sealed class ValidityPart : EvaluationPart<TableValidity>
{
    /// <inheritdoc/>
    public override string Name => "validity";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<TableValidity>> Definitions { get; } =
    [
        ValidRows.Metric,
        SameColumns.Metric,
        UniqueKeys.Metric,
        RowCopies.OfTraining,
        RowCopies.OfHoldout,
        RowCopies.Repeated,
        AllowedValues.Metric,
        Precision.Metric,
        MissingValues.Metric,
        ImpossibleRows.Metric,
    ];

    /// <inheritdoc/>
    protected override TableValidity Take(EvaluationContext context, List<string> notes)
    {
        var validity = new TableValidity(context);
        notes.AddRange(validity.Data.Notes);
        return validity;
    }
}
