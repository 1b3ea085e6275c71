using System.Security.Cryptography;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Sampling;
using Veil.Workflows.Files;

namespace Veil.Workflows.Evaluating;

/// <summary>The request of a split.</summary>
public sealed record SplitRequest
{
    /// <summary>The table.</summary>
    public required ITableSource Input { get; init; }

    /// <summary>Its schema: the entity decides which rows are kept together. Null when each row stands for itself.</summary>
    public Schema? Schema { get; init; }

    /// <summary>The share of rows, or of entities, in the hold-out: above 0 and below 1.</summary>
    public required double Holdout { get; init; }

    /// <summary>The seed; the same seed splits the same table in the same way. Null for a fresh one.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The sink of the rows to learn from.</summary>
    public required ITableSink Train { get; init; }

    /// <summary>The sink of the hold-out rows.</summary>
    public required ITableSink Rest { get; init; }

    /// <summary>Further files that the request was read from, such as the schema's: no result may replace them.</summary>
    public IReadOnlyList<string> AlsoReads { get; init; } = [];
}

/// <summary>The result of a split. Exact numbers of rows: internal.</summary>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Rest">Hold-out rows.</param>
/// <param name="Dropped">Rows that were left out because they could not be read.</param>
/// <param name="Seed">The seed that was used.</param>
/// <param name="HasHeader">
/// True when the files begin with names of columns, as the table did; null where the format leaves no choice.
/// </param>
public sealed record SplitResult(int Train, int Rest, long Dropped, ulong Seed, bool? HasHeader);

/// <summary>
/// Holds out some rows of a table before anything is learnt from it, so that what is learnt can be measured on rows that
/// nothing has seen. The hold-out is drawn at random, whatever the rows hold; rows of one entity stay together, and rows that
/// name none stay with those to learn from, since they might belong to any entity. Both files hold the cells as they are.
/// </summary>
public sealed class SplitJob : IJob<SplitRequest, SplitResult>
{
    private const double EndOfReading = 0.8;

    /// <inheritdoc/>
    public void Check(SplitRequest request)
    {
        if (!(request.Holdout > 0 && request.Holdout < 1))
        {
            throw new VeilException(
                FaultKind.Usage, "holdout-out-of-range", "The share of the hold-out must lie between 0 and 1.",
                "Say ‹holdout› 0.2 to hold out a fifth.");
        }

        var files = new[] { request.Train, request.Rest }.OfType<FileSink>().ToList();
        OutputFiles.RefuseSame(files.Select(file => file.Path));
        files.ForEach(file => OutputFiles.Check(file.Path, file.Overwrite));
        OutputFiles.RefuseSame(files.Select(file => file.Path), [request.Input.Path, .. request.AlsoReads]);
    }

    /// <summary>Splits; both files are there whole or neither is.</summary>
    /// <exception cref="VeilException">The request is wrong, the table cannot be read, or a file cannot be written.</exception>
    public SplitResult Run(SplitRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var read = request.Input.Read(
            new ReadRequest { Dialect = request.Schema?.Dialect?.Value }, progress.Part(0, EndOfReading).OfReading(), cancellationToken);
        var seed = request.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var apart = Apart(read.Table, request, new SamplingRandom(seed));
        int[] rest = [.. Enumerable.Range(0, apart.Length).Where(row => apart[row])];
        int[] train = [.. Enumerable.Range(0, apart.Length).Where(row => !apart[row])];
        progress?.Report(new JobProgress(Stage.Writing, EndOfReading));
        var raw = Raw(read);
        request.Train.Write(raw, writer =>
        {
            Write(read.Table, train, writer, cancellationToken);
            request.Rest.Write(raw, other => Write(read.Table, rest, other, cancellationToken));
        });
        return new SplitResult(train.Length, rest.Length, read.DroppedRows, seed, read.HasHeader);
    }

    private static bool[] Apart(Table table, SplitRequest request, SamplingRandom random)
    {
        if (request.Schema?.Entity is not { } entity)
        {
            return Lots(table.RowCount, request.Holdout, random);
        }

        if (table.Find(entity) is not LabelColumn names)
        {
            throw new VeilException(
                FaultKind.BadInput, "csv-column-absent", $"The schema's entity column '{entity}' is not in the file.",
                "Correct the name in the schema, or split another file.");
        }

        var missing = request.Schema.Find(entity)?.MissingCodes?.Value ?? request.Schema.MissingCodes.Value;
        bool[] isNamed = [.. Enumerable.Range(0, names.Labels.Count).Select(code => !missing.Contains(names.Labels[code]))];
        var codes = names.Codes.ToArray();
        int[] entities = [.. codes.Where(code => code != LabelColumn.Missing && isNamed[code]).Distinct()];
        var lots = Lots(entities.Length, request.Holdout, random);
        var apart = new bool[names.Labels.Count];
        for (var i = 0; i < entities.Length; i++)
        {
            apart[entities[i]] = lots[i];
        }

        return Array.ConvertAll(codes, code => code != LabelColumn.Missing && apart[code]);
    }

    /// <summary>The hold-out among a number of things: a share of them, drawn uniformly among all choices of this size.</summary>
    internal static bool[] Lots(int count, double share, SamplingRandom random)
    {
        var lots = new bool[count];
        lots.AsSpan(0, (int)Math.Round(count * share)).Fill(true);
        for (var i = count - 1; i > 0; i--)
        {
            var other = (int)random.NextBelow(i + 1);
            (lots[i], lots[other]) = (lots[other], lots[i]);
        }

        return lots;
    }

    // No text stands for a missing value here: an empty field stays one. The files are written like the table.
    private static Schema Raw(TableRead read) => new()
    {
        Columns = [.. read.Table.Columns.Select(column => new ColumnSchema { Name = column.Name })],
        MissingCodes = new([], Provenance.Public),
        Dialect = read.Dialect is { } dialect ? new Fact<FileDialect>(dialect, Provenance.Data) : null,
    };

    private static void Write(Table table, int[] rows, ITableWriter writer, CancellationToken cancellationToken)
    {
        const int RowsAtOnce = 1 << 16;
        for (var start = 0; start < rows.Length; start += RowsAtOnce)
        {
            writer.Write(table.Take(rows.AsSpan(start, Math.Min(RowsAtOnce, rows.Length - start))), cancellationToken);
        }

        writer.Flush();
    }
}
