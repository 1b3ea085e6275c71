using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;

namespace Veil.Workflows;

/// <summary>One line of a plan.</summary>
/// <param name="Purpose">The fact that would be learnt.</param>
/// <param name="Cost">Its cost in the currency of the rule.</param>
/// <param name="StandardDeviation">
/// The approximate standard deviation of the noise that each count would get, in rows; null where nothing is counted.
/// </param>
/// <param name="Cells">The number of cells, or null when it is not known before.</param>
public sealed record PlanLine(string Purpose, double Cost, double? StandardDeviation, int? Cells)
{
    /// <summary>True when it is charged before delta is fixed: its cost is epsilon, whatever the rule.</summary>
    public bool IsPrelude { get; init; }
}

/// <summary>The columns that a training would read, and the charges that it would pay.</summary>
/// <param name="Epsilon">Epsilon of the whole run.</param>
/// <param name="Delta">Delta of the whole run; null when it would depend on a noisy number of rows.</param>
/// <param name="Rule">The composition rule by which costs add up.</param>
/// <param name="Total">The budget in the currency of the rule; at the largest default delta when delta is not known yet.</param>
/// <param name="Lines">The charges.</param>
/// <param name="NotRead">Columns that would not be read.</param>
/// <param name="CountsRowsFirst">
/// True when the number of rows would be measured before all else, which takes a hundredth of epsilon.
/// </param>
public sealed record BudgetPlan(
    double Epsilon,
    double? Delta,
    CompositionRule Rule,
    double Total,
    IReadOnlyList<PlanLine> Lines,
    IReadOnlyList<string> NotRead,
    bool CountsRowsFirst);

/// <summary>
/// Plans the columns that a training would read and the charges that it would pay, from public facts alone: no data are
/// read.
/// </summary>
public static class PlanJob
{
    /// <summary>Makes the plan.</summary>
    /// <param name="schema">The schema of the table, as far as it is known.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="privacy">The guarantee that is asked for.</param>
    /// <param name="options">Options of the method, by name, as text.</param>
    /// <exception cref="Veil.Data.Errors.VeilException">The request is wrong or breaks a privacy rule.</exception>
    public static BudgetPlan Run(Schema schema, string method, PrivacyRequest privacy, IReadOnlyDictionary<string, string>? options = null)
    {
        var synthesizer = AutomaticMethod.Choose(method, schema).Method;
        var own = synthesizer.Info.Options.Read(synthesizer.Info.Name, options ?? ImmutableDictionary<string, string>.Empty);
        privacy.Validate(schema);
        privacy.RefuseUnfit(synthesizer.Info);
        schema = TrainJob.Prepared(schema);
        if (privacy is { Delta: 0, Research: false } && synthesizer.Info.ReadsData)
        {
            DomainNeeds.RefuseToLearnCategories(schema);
        }

        var delta = privacy.Delta ?? (schema.Rows is { } rows ? PrivacyRequest.DefaultDelta(rows.Value) : null);
        var isCountedFirst = privacy.CountsRowsFirst(schema, synthesizer.Info);
        var budget = BudgetSession.Plan(
            new PrivacyGuarantee(privacy.Epsilon, delta ?? PrivacyRequest.LargestDefaultDelta, TrainJob.UnitOf(schema), privacy.Neighbours),
            new OpeningTerms
            {
                DeltaOfRows = isCountedFirst ? PrivacyRequest.DefaultDelta : null,
                LearnsCategories = TrainJob.CategoriesMayBeLearnt(schema),
            });
        List<PlanLine> lines =
        [
            .. synthesizer.Info.ReadsData && budget.Prelude is { } prelude
                ? [new PlanLine(prelude.Purpose, prelude.Cost, budget.NoiseOfPrelude, 1) { IsPrelude = true }]
                : Array.Empty<PlanLine>(),
            .. synthesizer.Plan(schema, budget.Total, budget.Rule, own).Select(step => Line(step, budget)),
        ];
        var notRead = schema.Columns.Where(column => column.Role.Value != ColumnRole.Use && column.Name != schema.Entity);
        return new BudgetPlan(
            privacy.Epsilon, delta, budget.Rule, synthesizer.Info.ReadsData ? budget.Total : 0, lines,
            [.. notRead.Select(column => column.Name)],
            synthesizer.Info.ReadsData && budget.Prelude is not null);
    }

    private static PlanLine Line(PlannedStep step, PlannedBudget budget)
    {
        var cost = step.Share * budget.Total;
        return new PlanLine(step.Purpose, cost, step.IsChoice ? null : budget.NoiseAt(cost / step.Parts), step.Cells);
    }
}
