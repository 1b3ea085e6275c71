using System.Collections.Immutable;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Privacy.Ledger;
using Veil.Privacy.Noise;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;

namespace Veil.Workflows.Training;

/// <summary>The request of a training job.</summary>
public sealed record TrainRequest
{
    /// <summary>The sensitive table; not opened by a method that reads no data.</summary>
    public required ITableSource Input { get; init; }

    /// <summary>Its schema; null when nothing is known of it.</summary>
    public Schema? Schema { get; init; }

    /// <summary>Name of the method, or <see cref="AutomaticMethod.Name"/>.</summary>
    public string Method { get; init; } = AutomaticMethod.Name;

    /// <summary>Options of the method, by name, as text; <see cref="SynthesizerInfo.Options"/> lists them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The guarantee that is asked for; null is enough for a method that reads no data.</summary>
    public PrivacyRequest? Privacy { get; init; }

    /// <summary>The ledger that the budget is taken from; null where none is kept.</summary>
    public IBudgetLedger? Ledger { get; init; }

    /// <summary>
    /// True when the rows may be read without any privacy, as the owner said in so many words. Excludes <see cref="Privacy"/>.
    /// </summary>
    public bool Unprotected { get; init; }

    /// <summary>
    /// A file that is kept up to date while a network is trained, and that an interrupted run is resumed from. Null for
    /// none.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// The folder that a release stores its answers in until its result is written, so that the same request goes on from them when it is
    /// interrupted; null for none.
    /// </summary>
    public string? Journals { get; init; }

    /// <summary>True when a run is to go on, and none is to begin.</summary>
    public bool MustResume { get; init; }

    /// <summary>
    /// The place that the model goes to, with a mark in the name of a file that gives no protection; then the checkpoint is removed.
    /// Null when the model is only returned.
    /// </summary>
    public ByteOutput? Output { get; init; }

    /// <summary>Further files that the request was read from, such as the schema's: no result may replace them.</summary>
    public IReadOnlyList<string> AlsoReads { get; init; } = [];

    /// <summary>Asks for a model of what has been learnt so far, of methods that train step by step.</summary>
    public CancellationToken StopEarly { get; init; }

    /// <summary>A test's gate in the place of noise; null outside tests.</summary>
    internal NoiseSource? Noise { get; init; }

    /// <summary>A test's journal around the one of the run; null outside tests.</summary>
    internal Func<IAnswerJournal, IAnswerJournal>? JournalThrough { get; init; }

    /// <summary>The name of the run, for comparisons in which it must be the same; null for a fresh one.</summary>
    internal string? RunId { get; init; }

    /// <summary>The place of what is made of the model, where that is the result; runs with different ones are different runs.</summary>
    internal string? ResultPlace { get; init; }

    /// <summary>The mode that the statement of the run will have.</summary>
    public StatementMode Mode =>
        Unprotected ? StatementMode.Unprotected : Privacy?.Research == true ? StatementMode.Research : StatementMode.Release;

    /// <summary>The place that the model goes to, marked.</summary>
    internal ByteOutput? MarkedOutput => Output?.Marked(Mode);

    /// <summary>The method, where it does not depend on the table: one that is named is the same for every schema.</summary>
    internal MethodDecision? KnownMethod =>
        Schema is null && Method == AutomaticMethod.Name ? null : AutomaticMethod.Choose(Method, Schema ?? new Schema());

    /// <summary>True when rows stay protected: then nothing may be computed from them for free, not even how they are written.</summary>
    internal bool IsProtected => Mode == StatementMode.Release;

    /// <summary>The request to the source.</summary>
    internal ReadRequest Reading => new() { Schema = Schema, DialectFromRows = !IsProtected };
}
