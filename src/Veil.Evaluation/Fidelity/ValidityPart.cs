using Veil.Evaluation.Metrics;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The validity of the synthetic table under the schema, and its copies of real rows. The numbers describe these
/// rows themselves, not their distribution, so that there are no intervals.
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
