using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Synthesis.Conditions;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;

namespace Veil.Workflows.Sampling;

/// <summary>Rows that are drawn from a model into a sink, with the statement beside a file.</summary>
internal sealed class RowDrawing
{
    private readonly SynthesisModel _model;
    private readonly ITableSink _sink;
    private readonly long _rows;
    private readonly ulong _seed;
    private readonly RowSource _source;
    private readonly PrivacyStatement _statement;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Finds the rows that are asked for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sink">The sink of the rows.</param>
    /// <param name="rows">The number of rows; null for the model's.</param>
    /// <param name="seed">The seed; null for a fresh one.</param>
    /// <param name="conditions">The conditions that all rows meet.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="VeilException">The number of rows is not known, or a condition is at fault or never holds.</exception>
    public RowDrawing(
        SynthesisModel model, ITableSink sink, long? rows, ulong? seed, ImmutableArray<string> conditions,
        CancellationToken cancellationToken)
    {
        (_model, _sink, _cancellationToken) = (model, sink, cancellationToken);
        _rows = RowsOf(model, rows);
        _seed = seed ?? FreshSeed();
        _source = model.Given(Condition.Parse(conditions, model.Content.Schema, model.Content.Domain), cancellationToken);
        _statement = model.Statement with
        {
            Sample = new StatedSample(_rows, _seed) { Conditions = conditions, Probability = _source.Probability },
        };
    }

    /// <summary>The number of the first row's made-up keys, from 1.</summary>
    public long FirstKey { get; init; } = 1;

    /// <summary>The number of rows: what is asked for, else the model's.</summary>
    public static long RowsOf(SynthesisModel model, long? rows) => rows ?? model.DefaultRows ?? throw new VeilException(
        FaultKind.Usage,
        "rows-absent",
        "The number of rows of the table is not declared, so the number to make is not known.",
        "Say how many with ‹count›.");

    /// <summary>A seed that nobody has chosen.</summary>
    public static ulong FreshSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Refuses rows for which the disk has too little room, unless somebody accepts that.</summary>
    public RowDrawing RefuseFullDisk(Func<DiskRoom, bool>? accept) =>
        DiskRoom.Of(_source, _model.OutputSchema, _rows, _seed, _sink, _cancellationToken) is { IsEnough: false } room
        && accept?.Invoke(room) != true
            ? throw room.Refusal()
            : this;

    /// <summary>Draws and writes.</summary>
    public SampleResult Write(IProgress<JobProgress>? progress)
    {
        var output = OutputFiles.Of(_sink).Marked(_statement.Mode);
        output.Validate();
        var sampling = TimeSpan.Zero;
        var writing = TimeSpan.Zero;
        StatedTable.Write(output.Place(_sink), _model.OutputSchema, _statement, WriteRows);
        return new SampleResult(output, _statement, sampling, writing);

        void WriteRows(ITableWriter writer)
        {
            var watch = Stopwatch.StartNew();
            long done = 0;
            progress?.Report(new JobProgress(Stage.Writing, 0));
            foreach (var chunk in _source.Sample(_rows, _seed, FirstKey, _cancellationToken))
            {
                sampling += watch.Elapsed;
                watch.Restart();
                writer.Write(chunk, _cancellationToken);
                writing += watch.Elapsed;
                watch.Restart();
                done += chunk.RowCount;
                progress?.Report(new JobProgress(Stage.Writing, (double)done / _rows));
            }

            writer.Flush();
            writing += watch.Elapsed;
        }
    }
}
