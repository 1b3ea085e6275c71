using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Sql.Ledger;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Workflows.Budgets;

namespace Veil.Workflows.Training;

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
    bool CountsRowsFirst)
{
    /// <summary>The account before and after such a run; null where none is asked for.</summary>
    public PlannedAccount? Account { get; init; }
}

/// <summary>The request of a plan.</summary>
public sealed record PlanRequest
{
    /// <summary>The schema of the table, as far as it is known.</summary>
    public required Schema Schema { get; init; }

    /// <summary>Name of the method, or <see cref="AutomaticMethod.Name"/>.</summary>
    public string Method { get; init; } = AutomaticMethod.Name;

    /// <summary>Options of the method, by name, as text.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The guarantee that is asked for.</summary>
    public required PrivacyRequest Privacy { get; init; }

    /// <summary>The ledger of <see cref="Account"/>.</summary>
    public ILedgerStore? Ledger { get; init; }

    /// <summary>The account whose total after the run is computed; null for none.</summary>
    public string? Account { get; init; }
}

/// <summary>
/// Plans the columns that a training would read and the charges that it would pay, from public facts alone: no data are
/// read.
/// </summary>
public sealed class PlanJob : IJob<PlanRequest, BudgetPlan>
{
    /// <inheritdoc/>
    public void Check(PlanRequest request)
    {
        var method = Method(request);
        _ = method.Info.Options.Read(method.Info.Name, request.Options);
        request.Privacy.Validate(request.Schema);
        request.Privacy.RefuseUnfit(method.Info);
        if (request.Privacy is { Delta: 0, Research: false } && method.Info.ReadsData)
        {
            DomainNeeds.RefuseToLearnCategories(TrainingSchema.Prepared(request.Schema));
        }
    }

    /// <inheritdoc/>
    public BudgetPlan Run(PlanRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var (synthesizer, privacy) = (Method(request), request.Privacy);
        var own = synthesizer.Info.Options.Read(synthesizer.Info.Name, request.Options);
        var schema = TrainingSchema.Prepared(request.Schema);
        var delta = privacy.Delta ?? (schema.Rows is { } rows ? PrivacyRequest.DefaultDelta(rows.Value) : null);
        var isCountedFirst = privacy.CountsRowsFirst(schema, synthesizer.Info);
        var promised = new PrivacyGuarantee(
            privacy.Epsilon, delta ?? PrivacyRequest.LargestDefaultDelta, TrainingSchema.UnitOf(schema), privacy.Neighbours);
        var budget = BudgetSession.Plan(
            promised,
            new OpeningTerms
            {
                DeltaOfRows = isCountedFirst ? PrivacyRequest.DefaultDelta : null,
                LearnsCategories = TrainingSchema.CategoriesMayBeLearnt(schema),
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
            synthesizer.Info.ReadsData && budget.Prelude is not null)
        {
            Account = synthesizer.Info.ReadsData && request is { Account: { } account, Ledger: { } ledger }
                ? ledger.Read(lines => AccountReport.After(
                    AccountBook.Get(lines, account), BudgetSession.BoundOf(promised, synthesizer.Info.TrainsByStep)))
                : null,
        };
    }

    private static ISynthesizer Method(PlanRequest request) => AutomaticMethod.Choose(request.Method, request.Schema).Method;

    private static PlanLine Line(PlannedStep step, PlannedBudget budget)
    {
        var cost = step.Share * budget.Total;
        return new PlanLine(step.Purpose, cost, step.IsChoice ? null : budget.NoiseAt(cost / step.Parts), step.Cells);
    }
}
