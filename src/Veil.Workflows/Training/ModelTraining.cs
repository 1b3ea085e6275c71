using System.Diagnostics;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Privacy.Noise;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;
using Veil.Workflows.Schemas;

namespace Veil.Workflows.Training;

/// <summary>A training, from the table to the model.</summary>
internal sealed class ModelTraining
{
    // Most methods measure for longer than the table takes to be read.
    private const double EndOfReading = 0.3;

    private readonly TrainRequest _request;
    private readonly MethodDecision? _known;
    private readonly CheckpointFile? _checkpoint;
    private readonly RunJournal? _journal;

    /// <summary>Prepares it.</summary>
    /// <param name="request">A request that was not refused.</param>
    /// <param name="journal">The journal of the run; null where none is kept.</param>
    public ModelTraining(TrainRequest request, RunJournal? journal)
    {
        _request = request;
        _known = request.KnownMethod;
        _journal = journal;
        _checkpoint = (request.Checkpoint ?? journal?.Checkpoint) is { } path
            ? new CheckpointFile(path, request is { IsProtected: true, Journals: { } runs } ? new RunContinuations(runs) : null)
            : null;
    }

    // With a budget, what is not stated was read off the header line and the byte-order mark, which are published anyway.
    private Provenance DialectSource(TableRead read) =>
        _request.Schema?.Dialect?.Source
        ?? (!_request.IsProtected ? Provenance.Data : read.IsDialectStated ? Provenance.Declared : Provenance.Public);

    // Whether bad rows would be left out, not whether there were any: that is a fact about the rows.
    private bool LeavesOutBadRows => _request.Input.BadRows == BadRows.Drop;

    /// <summary>Reads and learns.</summary>
    /// <exception cref="VeilException">The table cannot be read, or a privacy rule is broken.</exception>
    public TrainResult Run(IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        if (_known is { Method: { Info.ReadsData: false } generator })
        {
            var schema = _request.Schema ?? throw new VeilException(
                FaultKind.Usage,
                "schema-absent",
                $"The method '{generator.Info.Name}' reads no data, so it needs a schema that declares the whole domain.",
                "Add ‹schema›; ‹job schema infer› makes a draft.");
            return new TrainResult(
                generator.Fit(TrainingSchema.Prepared(schema), null, new FitOptions(), progress.OfFit(), cancellationToken),
                TimeSpan.Zero, TimeSpan.Zero, 0, 0);
        }

        // All of a training was charged before its first step, so a run that goes on reserves nothing.
        var kept = _checkpoint?.Read();
        if (kept is not null && _journal is not null && kept.Statement.RunId != _journal.RunId)
        {
            throw NotThisRun();
        }

        var run = _request.Unprotected ? null : kept is null ? NewRun() : TrainingRun.Resume(kept);
        BudgetSession? session = null;
        try
        {
            session = run is null || kept is not null ? null : Begin(run);
            return Run(kept, run, session, progress, cancellationToken);
        }
        catch (Exception fault) when (_journal is { IsContinued: false } && !(session?.IsSpent ?? fault is not VeilException))
        {
            // Before the budget goes back: a run of which nothing is left must not be gone on with.
            _journal.Finish();
            throw;
        }
        finally
        {
            session?.Dispose();
        }
    }

    private TrainResult Run(
        ModelContent? kept, TrainingRun? run, BudgetSession? session, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var (table, schemaOfTable, read) = Read(progress, cancellationToken);
        _journal?.Identify(table);
        var reading = watch.Elapsed;
        var decision = _known ?? AutomaticMethod.Choose(_request.Method, schemaOfTable);
        _ = OptionsOf(decision.Method);
        var model = _request.Unprotected
            ? FitUnprotected((IUnprotectedSynthesizer)decision.Method, kept, table, schemaOfTable, progress, cancellationToken)
            : session is null ? Resume(decision.Method, kept!, run!, table, schemaOfTable, progress, cancellationToken)
            : Fit(decision.Method, session, run!, table, schemaOfTable, progress, cancellationToken);

        // Before anyone has the model: from a copy of its last state no other can be made.
        _checkpoint?.Claim();
        return new TrainResult(model, reading, watch.Elapsed - reading, read.BytesRead, read.DroppedRows)
        {
            Reason = decision.Reason,
            ReplacedCells = read.ReplacedCells,
            MadeNames = read.MadeNames,
            MostRowsDropped = read.DroppedRows > read.Table.RowCount,
        };
    }

    private (Table Table, Schema Schema, TableRead Read) Read(IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var read = _request.Input.Read(_request.Reading, progress.Part(0, EndOfReading).OfReading(), cancellationToken);
        var schema = TrainingSchema.Prepared(_request.Schema ?? CopiedSchema.Unknown(read.Table));
        var table = read.Table;
        if (_request.Unprotected || _request.Privacy!.Research)
        {
            schema = CopiedSchema.Complete(schema, table, cancellationToken);
            table = TypedTable.Convert(table, schema, badCellsMissing: true);
        }

        if (_request.Unprotected)
        {
            schema = CopiedSchema.WithDomains(schema, table);
        }

        // Output is written the way the input was.
        return read.OutputDialect is { } dialect
            ? (table, schema with { Dialect = new Fact<FileDialect>(dialect, DialectSource(read)) }, read)
            : (table, schema, read);
    }

    private string Purpose => $"training of a model ({_request.Method})";

    private PrivacyUnit Unit => TrainingSchema.UnitOf(_request.Schema);

    private NoiseSource Noise =>
        _request.Noise ?? (_request.Privacy!.NoiseSeed is { } seed ? NoiseSource.SeededForResearch(seed) : NoiseSource.Secure);

    private NoiseSource StoredNoise => _journal is null ? Noise : Noise.StoredIn(_request.JournalThrough?.Invoke(_journal) ?? _journal);

    private TrainingRun NewRun()
    {
        var run = TrainingRun.Begin(_request.Privacy!);
        return (_journal?.RunId ?? _request.RunId) is { } id ? run with { Id = id } : run;
    }

    private BudgetSession Begin(TrainingRun run)
    {
        var privacy = _request.Privacy!;
        var promised = new PrivacyGuarantee(privacy.Epsilon, KnownDelta ?? PrivacyRequest.LargestDefaultDelta, Unit, privacy.Neighbours);
        var bound = BudgetSession.BoundOf(promised, mayTrain: _known?.Method.Info.TrainsByStep ?? false);
        return BudgetSession.Begin(
            new BudgetClaim(promised, Purpose, run.Id!, bound), StoredNoise, _request.Ledger,
            continues: _journal is { IsContinued: true });
    }

    private double? KnownDelta =>
        _request.Privacy!.Delta ?? (_request.Schema?.Rows is { } declared ? PrivacyRequest.DefaultDelta(declared.Value) : null);

    private SynthesisModel Fit(
        ISynthesizer method,
        BudgetSession session,
        TrainingRun run,
        Table table,
        Schema schema,
        IProgress<JobProgress>? progress,
        CancellationToken cancellationToken)
    {
        var privacy = _request.Privacy!;
        var rows = session.Open(table, new OpeningTerms
        {
            DeltaOfRows = privacy.CountsRowsFirst(schema, method.Info) ? DeltaOf : null,
            LearnsCategories = TrainingSchema.CategoriesMayBeLearnt(schema),
            NeedsRows = method.Info.NeedsRows,
            Training = (total, counted) => method.Training(schema, total, schema.Rows?.Value ?? counted, OptionsOf(method)),
        });
        (double, double)? count = schema.Rows is { } facts ? (facts.Value, 0)
            : session.Rows is { } noisy ? (noisy.Value, noisy.StandardDeviation * noisy.StandardDeviation)
            : RowCount.IsPublicUnder(privacy.Neighbours, Unit) ? (rows.CountRows(rows.Accountant.Total).Value, 0) // free
            : null;
        ModelContent Stated(ModelContent content) => Named(content, schema, run, begun: null, session.Standing);
        var model = method.Fit(schema, rows, Options(method, count, Stated), progress.Part(EndOfReading, 1).OfFit(), cancellationToken);
        return Checked(model, method, Stated);
    }

    private double DeltaOf(double rows)
    {
        _request.Privacy!.RefuseLargeDelta(rows); // before the rest is spent
        return KnownDelta ?? PrivacyRequest.DefaultDelta(rows);
    }

    // All of the training was charged before its first step, so nothing is charged again: the charges are those of the file.
    private SynthesisModel Resume(
        ISynthesizer method,
        ModelContent kept,
        TrainingRun run,
        Table table,
        Schema schema,
        IProgress<JobProgress>? progress,
        CancellationToken cancellationToken)
    {
        var privacy = _request.Privacy!;
        if (kept is not { Statement: { Guarantee: { } guarantee, Rule: { } rule } statement } || guarantee.Epsilon != privacy.Epsilon
            || (privacy.Delta is { } delta && guarantee.Delta != delta)
            || guarantee.Neighbours != privacy.Neighbours || guarantee.Unit != Unit
            || privacy.Research != (statement.Mode == StatementMode.Research))
        {
            throw NotThisRun();
        }

        CheckResumable(method, kept, schema);
        _checkpoint!.Claim();
        Book(guarantee, run, table);
        var rows = BudgetSession.Resume(table, guarantee, rule, statement.Total, statement.Charges, Noise);
        ModelContent Stated(ModelContent content) => Named(content, schema, run, statement, statement.Account);
        var options = Options(method, (kept.Rows, 0), Stated) with { Resume = kept };
        var model = method.Fit(schema, rows, options, progress.Part(EndOfReading, 1).OfFit(), cancellationToken);
        return Checked(model, method, Stated);
    }

    // It was booked when it began, which changes nothing now: if it was, it has its reservation, and if not, it is booked here.
    private void Book(PrivacyGuarantee guarantee, TrainingRun run, Table table)
    {
        if (_request.Ledger is { } ledger)
        {
            var bound = BudgetSession.BoundOf(guarantee, mayTrain: true);
            var reservation = ledger.Reserve(new BudgetClaim(guarantee, Purpose, run.Id ?? throw NotThisRun(), bound));
            ledger.Identify(reservation, () => RowsDigest.Of(table));
            ledger.Commit(reservation);
        }
    }

    private static void CheckResumable(ISynthesizer method, ModelContent kept, Schema schema)
    {
        if (kept.Training is null || kept.Method != method.Info.Name
            || !kept.Schema.Columns.Select(column => column.Name).SequenceEqual(schema.Columns.Select(column => column.Name)))
        {
            throw NotThisRun();
        }
    }

    private static VeilException NotThisRun() => new(
        FaultKind.Usage,
        "checkpoint-of-another-run",
        "The checkpoint is not of this run: its method, budget, columns or unit of privacy are others, it is of a release and this is "
            + "research, or it is finished.",
        "Repeat the command as it was, name another file with ‹checkpoint›, or remove this one to start again.");

    private SynthesisModel Checked(SynthesisModel model, ISynthesizer method, Func<ModelContent, ModelContent> stated)
    {
        // Where the number of rows is not declared, a delta is compared with the number that the model uses.
        _request.Privacy!.RefuseLargeDelta(model.Content.Rows);
        return new SynthesisModel(stated(model.Content), method);
    }

    // The conditions under which a training began stay, whatever is requested when it is resumed.
    private ModelContent Named(
        ModelContent content, Schema schema, TrainingRun run, PrivacyStatement? begun, AccountStanding? standing)
    {
        var privacy = _request.Privacy!;
        var isPublic = RowCount.IsPublicUnder(privacy.Neighbours, Unit);
        var named = run.Named(content);
        var statement = named.Statement with
        {
            // Whether rows could have been left out is a choice of the owner's; whether any was is a fact about rows.
            BadRowsMayBeLeftOut = LeavesOutBadRows || begun is { BadRowsMayBeLeftOut: true },
            AcceptedBecause = privacy.AcceptedBecause,
            AcceptedDeltaBecause = privacy.AcceptedDeltaBecause,
            RowsSource = begun?.RowsSource ?? schema.Rows?.Source ?? (isPublic ? Provenance.Public : Provenance.Dp),
            RowsAreExact = begun?.RowsSource is null ? schema.Rows is null && isPublic : begun.RowsAreExact,
            IsResearch = privacy.Research || begun is { Mode: StatementMode.Research },
            SecureNoise = named.Statement.SecureNoise && privacy.NoiseSeed is null,

            // Books without a limit are chosen by what the rows are, which no reader of a statement may learn.
            Account = standing is { Cap: not null } ? standing : null,
        };
        return named with { Statement = WithEarlierRuns(statement) };
    }

    // Facts that a schema gives as learnt privately were paid for elsewhere.
    private PrivacyStatement WithEarlierRuns(PrivacyStatement statement)
    {
        var columns = _request.Schema?.Columns.Where(column => column.Role.Value != ColumnRole.Drop
            && ColumnFact.Of(column).Any(fact => fact.Source == Provenance.Dp)).Select(column => $"'{column.Name}'").ToList() ?? [];
        if (columns.Count == 0)
        {
            return statement;
        }

        const int Most = 8;
        var more = columns.Count > Most ? $" and {columns.Count - Most} more" : "";
        var sentence = $"The schema gives facts of {string.Join(", ", columns.Take(Most))}{more} as learnt privately by an earlier run: "
            + "what that run spent is not in this statement, and adds to it.";
        return statement.Limitations.Contains(sentence) ? statement : statement with { Limitations = [.. statement.Limitations, sentence] };
    }

    private SynthesisModel FitUnprotected(
        IUnprotectedSynthesizer method,
        ModelContent? kept,
        Table table,
        Schema schema,
        IProgress<JobProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (kept is not null)
        {
            CheckResumable(method, kept, schema);
        }

        var options = Options(method, (table.RowCount, 0)) with { Resume = kept };
        var model = method.FitUnprotected(
            schema, new UnprotectedTable(table), options, progress.Part(EndOfReading, 1).OfFit(), cancellationToken);
        var statement = model.Statement with { BadRowsMayBeLeftOut = LeavesOutBadRows, RowsSource = Provenance.Data };
        return new SynthesisModel(model.Content with { Statement = statement }, method);
    }

    private MethodOptions? OptionsOf(ISynthesizer method) => method.Info.Options.Read(method.Info.Name, _request.Options);

    private FitOptions Options(ISynthesizer method, (double, double)? rows, Func<ModelContent, ModelContent>? stated = null) => new()
    {
        Rows = rows,
        Method = OptionsOf(method),
        StopEarly = _request.StopEarly,
        Checkpoint = _checkpoint is null ? null : content => _checkpoint.Write(stated?.Invoke(content) ?? content),
    };
}
