using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Training;

namespace Veil.Workflows.Sampling;

/// <summary>The request of an embedding job.</summary>
public sealed record EmbedRequest
{
    /// <summary>The training of the encoder; the method must learn one, and there must be a budget.</summary>
    public required TrainRequest Training { get; init; }

    /// <summary>The place that synthetic rows and their points go to.</summary>
    public required ITableSink Output { get; init; }

    /// <summary>The number of synthetic rows; null for the declared or noisy number of the real table.</summary>
    public long? Rows { get; init; }

    /// <summary>Seed of the drawing; null for a fresh one.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The place that the points of the real rows go to, for the owner alone; null for none. They have no protection.</summary>
    public ITableSink? Real { get; init; }
}

/// <summary>The result of an embedding job.</summary>
/// <param name="Trained">The model.</param>
/// <param name="Output">The place that synthetic rows and their points went to.</param>
/// <param name="Real">The place that the points of the real rows went to; null when they were not asked for.</param>
/// <param name="Width">The number of coordinates of a point.</param>
/// <param name="Rows">The number of synthetic rows.</param>
public sealed record EmbedResult(TrainResult Trained, OutputFiles Output, OutputFiles? Real, int Width, long Rows);

/// <summary>
/// Trains an encoder privately and writes the points of synthetic rows. Points of real rows are those rows in another
/// notation: they are written for the owner alone, and stamped.
/// </summary>
public sealed class EmbedJob : IJob<EmbedRequest, EmbedResult>
{
    /// <summary>Name of the method whose encoder is used.</summary>
    public const string Method = "tvae";

    // Synthetic and real rows are encoded in chunks of this size.
    private const int ChunkRows = 1 << 14;

    private const double EndOfTraining = 0.9;
    private const double EndOfDrawing = 0.95;

    /// <inheritdoc/>
    public void Check(EmbedRequest request)
    {
        var training = request.Training;
        TrainJob.RefuseGuarantee(training);
        var output = OutputFiles.Of(request.Output).Marked(training.Mode);
        var real = PlaceOfReal(request);
        OutputFiles.RefuseSame(
            [.. output.All, .. real?.All ?? [], training.MarkedOutput?.Path], [training.Input.Path, .. training.AlsoReads]);
        output.Validate();
        real?.Validate();
        DiskRoom.RefuseTooLittle(output, request.Rows, training.Schema);
        if (real is not null && training.Input is { Path: null } and not MemorySource)
        {
            throw new VeilException(
                FaultKind.Usage,
                "input-read-twice",
                "To encode the real rows they are read a second time, which a stream does not allow.",
                "Give the table as a file.");
        }

        new TrainJob().Check(training);
    }

    /// <summary>Trains, draws, encodes and writes.</summary>
    /// <exception cref="VeilException">As training and sampling; or the table is a stream that cannot be read twice.</exception>
    public EmbedResult Run(EmbedRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var trained = new TrainJob().Run(request.Training, progress.Part(0, EndOfTraining), cancellationToken);
        var model = trained.Model;
        var rows = RowDrawing.RowsOf(model, request.Rows);
        var seed = request.Seed ?? RowDrawing.FreshSeed();
        var statement = model.Statement with { Sample = new StatedSample(rows, seed) };
        var output = OutputFiles.Of(request.Output).Marked(statement.Mode);
        progress?.Report(new JobProgress(Stage.Writing, EndOfTraining));
        Write(
            output.Place(request.Output),
            statement,
            model,
            WithPoints(model.OutputSchema, model),
            model.Sample(rows, seed, cancellationToken),
            cancellationToken);
        var real = PlaceOfReal(request);
        if (real is not null)
        {
            progress?.Report(new JobProgress(Stage.Encoding, EndOfDrawing));
            WriteReal(real.Place(request.Real!), request.Training, model, cancellationToken);
        }

        return new EmbedResult(trained, output, real, model.Encoder!.Width, rows);
    }

    private static OutputFiles? PlaceOfReal(EmbedRequest request) =>
        request.Real is { } real ? OutputFiles.Of(real).Marked(StatementMode.Unprotected) : null;

    private static void WriteReal(ITableSink output, TrainRequest training, SynthesisModel model, CancellationToken cancellationToken)
    {
        var read = training.Input.Read(training.Reading, null, cancellationToken);
        var table = TypedTable.Convert(read.Table, model.Content.Schema, badCellsMissing: true);
        var method = SynthesizerCatalog.Get(Method).Info;
        var statement = PrivacyStatement.Unprotected(method.Name, model.Content.Schema) with
        {
            RowsSource = Provenance.Data,
            Limitations =
            [
                "Each line is the point of one real row, in the order of the table. The encoder was trained privately, but a point tells "
                    + "what its row holds: whoever has the model, or rows like these, can read it back.",
            ],
        };

        // Points alone: the rows themselves are where they were.
        Write(output, statement, model, WithPoints(new Schema(), model), Chunks(table), cancellationToken, pointsOnly: true);
    }

    private static IEnumerable<Table> Chunks(Table table)
    {
        for (var start = 0; start < table.RowCount; start += ChunkRows)
        {
            yield return table.Take([.. Enumerable.Range(start, Math.Min(ChunkRows, table.RowCount - start))]);
        }
    }

    private static void Write(
        ITableSink output,
        PrivacyStatement statement,
        SynthesisModel model,
        Schema schema,
        IEnumerable<Table> chunks,
        CancellationToken cancellationToken,
        bool pointsOnly = false) =>
        StatedTable.Write(output, schema, statement, writer =>
        {
            foreach (var chunk in chunks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var points = Points(model, chunk);
                writer.Write(new Table(pointsOnly ? points : [.. chunk.Columns, .. points]), cancellationToken);
            }
        });

    private static Column[] Points(SynthesisModel model, Table rows)
    {
        var encoder = model.Encoder!;
        var cells = model.Content.Domain.Attributes.Select(attribute =>
        {
            var codes = attribute.Encode(rows.Find(attribute.Name)!);
            return Enumerable.Range(0, rows.RowCount).Select(row => (ushort)codes[row]).ToArray();
        }).ToList();
        var points = new float[rows.RowCount * encoder.Width];
        encoder.Encode(cells, points);
        return
        [
            .. Enumerable.Range(0, encoder.Width).Select(axis => new DecimalColumn(
                Name(axis),
                [.. Enumerable.Range(0, rows.RowCount).Select(row => Math.Round((double)points[(row * encoder.Width) + axis], 6))])),
        ];
    }

    private static Schema WithPoints(Schema schema, SynthesisModel model) => schema with
    {
        Columns =
        [
            .. schema.Columns,
            .. Enumerable.Range(0, model.Encoder!.Width).Select(axis => new ColumnSchema
            {
                Name = Name(axis),
                Type = new Fact<ColumnType>(ColumnType.Decimal, Provenance.Public),
            }),
        ],
    };

    private static string Name(int axis) => string.Create(CultureInfo.InvariantCulture, $"z{axis + 1}");
}
