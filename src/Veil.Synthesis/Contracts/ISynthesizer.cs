using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Contracts;

/// <summary>What a method is, for the command line, the web form and the documentation.</summary>
/// <param name="Name">Name used in commands and files, lower case.</param>
/// <param name="Title">Name used in sentences.</param>
/// <param name="Summary">One sentence: what it keeps and what it loses.</param>
/// <param name="ReadsData">Whether it reads rows at all; if not, it costs nothing.</param>
public sealed record SynthesizerInfo(string Name, string Title, string Summary, bool ReadsData)
{
    /// <summary>The options that it has.</summary>
    public MethodOptionList Options { get; init; } = MethodOptionList.None;

    /// <summary>Whether it trains a network step by step: such a training can be stopped early and taken up again.</summary>
    public bool TrainsByStep { get; init; }

    /// <summary>Whether rows are lent to it: a source that can only count refuses it, before anything is read or charged.</summary>
    public bool NeedsRows { get; init; }

    /// <summary>Whether it refuses budgets under which it would learn nothing but noise.</summary>
    public bool ChecksFeasibility { get; init; }
}

/// <summary>
/// A method: learns a model of a table through the private table's mechanisms. It never sees a row, and it spends the
/// budget that the private table holds; privacy parameters are no options of a method.
/// </summary>
public interface ISynthesizer : ISamplerSource
{
    /// <summary>What the method is.</summary>
    SynthesizerInfo Info { get; }

    /// <summary>The charges that a fit would make, from public facts alone.</summary>
    /// <param name="schema">What is known of the table.</param>
    /// <param name="total">The whole budget in the currency of the rule.</param>
    /// <param name="rule">How costs would add up.</param>
    /// <param name="options">How the method is to work: its own record, or null for its own choices.</param>
    /// <returns>Steps whose shares sum to 1; empty for a method that reads no rows.</returns>
    IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options);

    /// <summary>Learns a model.</summary>
    /// <param name="schema">What is known of the table.</param>
    /// <param name="table">The private table; ignored, and possibly null, for a method that reads no rows.</param>
    /// <param name="options">What the fit may assume.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops the fit; what was charged stays charged.</param>
    SynthesisModel Fit(
        Schema schema,
        PrivateTable? table,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken);
}

/// <summary>A step of a plan.</summary>
/// <param name="Purpose">What would be learnt.</param>
/// <param name="Share">Part of the budget, 0 to 1.</param>
/// <param name="Cells">The number of cells measured, or null when it is not known yet.</param>
public sealed record PlannedStep(string Purpose, double Share, int? Cells)
{
    /// <summary>The number of measurements that the share is divided between.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Whether something else than counts of rows is learnt, so that no count gets noise: a choice, a network, correlations.</summary>
    public bool IsChoice { get; init; }
}

/// <summary>What a fit may assume beyond the schema.</summary>
public sealed record FitOptions
{
    /// <summary>How the method is to work: its own record, or null for its own choices.</summary>
    public MethodOptions? Method { get; init; }

    /// <summary>The number of rows as far as it is known: declared, or measured privately. Null when it is not.</summary>
    public (double Rows, double Variance)? Rows { get; init; }

    /// <summary>Where to go on: a model that was kept in the middle of its training, of which everything is paid. Null for a new fit.</summary>
    public ModelContent? Resume { get; init; }

    /// <summary>Keeps a model in the middle of its training, of methods that train step by step. Null when nobody asked for it.</summary>
    public Action<ModelContent>? Checkpoint { get; init; }

    /// <summary>Asks a method that trains step by step to stop and make a model of what it has. Cancelling the fit itself leaves none.</summary>
    public CancellationToken StopEarly { get; init; }
}

/// <summary>A method that can also learn from rows that nobody wants protected, as its non-private original does.</summary>
public interface IUnprotectedSynthesizer : ISynthesizer
{
    /// <summary>Learns a model without any privacy; its statement says so.</summary>
    /// <param name="schema">The whole domain: types, bounds, categories.</param>
    /// <param name="table">The rows.</param>
    /// <param name="options">What the fit may assume.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    SynthesisModel FitUnprotected(
        Schema schema, UnprotectedTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken);
}
