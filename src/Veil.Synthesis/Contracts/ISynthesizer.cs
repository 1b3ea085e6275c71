using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Contracts;

/// <summary>The description of a method for the command line, the web form and the documentation.</summary>
/// <param name="Name">Name used in commands and files, lower case.</param>
/// <param name="Title">Name used in sentences.</param>
/// <param name="Summary">One sentence that says what it keeps and what it loses.</param>
/// <param name="ReadsData">True when it reads rows; a method that reads none costs nothing.</param>
public sealed record SynthesizerInfo(string Name, string Title, string Summary, bool ReadsData)
{
    /// <summary>The options that it has.</summary>
    public MethodOptionList Options { get; init; } = MethodOptionList.None;

    /// <summary>True when it trains a network step by step: such a training can be stopped early and resumed.</summary>
    public bool TrainsByStep { get; init; }

    /// <summary>
    /// True when rows are lent to it: a source that can only count refuses such a method before anything is read or charged.
    /// </summary>
    public bool NeedsRows { get; init; }

    /// <summary>True when it refuses budgets under which it would learn nothing but noise.</summary>
    public bool ChecksFeasibility { get; init; }
}

/// <summary>
/// A method: learns a model of a table through the private table's mechanisms. It never sees a row, and it spends the
/// budget that the private table holds; privacy parameters are no options of a method.
/// </summary>
public interface ISynthesizer : ISamplerSource
{
    /// <summary>The description of the method.</summary>
    SynthesizerInfo Info { get; }

    /// <summary>The charges that a fit would make, from public facts alone.</summary>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="total">The whole budget in the currency of the rule.</param>
    /// <param name="rule">The rule by which costs would add up.</param>
    /// <param name="options">The options of the method: its own record, or null for its defaults.</param>
    /// <returns>Steps whose shares sum to 1; empty for a method that reads no rows.</returns>
    IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options);

    /// <summary>The training that the budget has to reserve before a fit; null where the method trains no network under a budget.</summary>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="total">The whole budget as mu^2 / 2.</param>
    /// <param name="rows">The number of rows, declared or measured privately; null when it is not known.</param>
    /// <param name="options">The options of the method: its own record, or null for its defaults.</param>
    TrainingTerms? Training(Schema schema, double total, double? rows, MethodOptions? options) => null;

    /// <summary>Learns a model.</summary>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="table">The private table; ignored, and possibly null, for a method that reads no rows.</param>
    /// <param name="options">The facts that the fit may assume.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the fit; what was charged stays charged.</param>
    SynthesisModel Fit(
        Schema schema,
        PrivateTable? table,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken);
}

/// <summary>A step of a plan.</summary>
/// <param name="Purpose">The facts that would be learnt.</param>
/// <param name="Share">Part of the budget, 0 to 1.</param>
/// <param name="Cells">The number of cells measured, or null when it is not known yet.</param>
public sealed record PlannedStep(string Purpose, double Share, int? Cells)
{
    /// <summary>The number of measurements that the share is divided between.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>
    /// True when something other than counts of rows is learnt, so that no count gets noise: a choice, a network, correlations.
    /// </summary>
    public bool IsChoice { get; init; }
}

/// <summary>The facts that a fit may assume beyond the schema.</summary>
public sealed record FitOptions
{
    /// <summary>The options of the method: its own record, or null for its defaults.</summary>
    public MethodOptions? Method { get; init; }

    /// <summary>The number of rows, declared or measured privately; null when it is not known.</summary>
    public (double Rows, double Variance)? Rows { get; init; }

    /// <summary>
    /// The checkpoint from which to resume: a model that was stored in the middle of its training, all of which is paid. Null
    /// for a new fit.
    /// </summary>
    public ModelContent? Resume { get; init; }

    /// <summary>
    /// Stores a model in the middle of its training, for methods that train step by step. Null when no checkpoints are wanted.
    /// </summary>
    public Action<ModelContent>? Checkpoint { get; init; }

    /// <summary>
    /// Tells a method that trains step by step to stop and to make a model of its current state. Cancelling the fit itself
    /// leaves no model.
    /// </summary>
    public CancellationToken StopEarly { get; init; }
}

/// <summary>A method that can also learn from rows without protection, as its non-private original does.</summary>
public interface IUnprotectedSynthesizer : ISynthesizer
{
    /// <summary>Learns a model without any privacy; its statement says so.</summary>
    /// <param name="schema">The whole domain: types, bounds, categories.</param>
    /// <param name="table">The rows.</param>
    /// <param name="options">The facts that the fit may assume.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    SynthesisModel FitUnprotected(
        Schema schema, UnprotectedTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken);
}
