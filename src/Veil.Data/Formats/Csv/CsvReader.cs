using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Veil.Data.Errors;
using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>Reads delimited text into a <see cref="Table"/>.</summary>
/// <remarks>Cost: one pass; memory of the finished columns and, in turn, one of them once more.</remarks>
public static class CsvReader
{
    private static readonly TimeSpan s_progressEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads a file or stream to its end.</summary>
    /// <param name="input">The source of the bytes.</param>
    /// <param name="options">The options of reading; null for the defaults.</param>
    /// <param name="progress">Receives the progress about ten times per second.</param>
    /// <param name="cancellation">Checked whenever more bytes are needed.</param>
    /// <returns>
    /// Without a schema all columns as raw text, labels exactly as in the file. With one, the columns of role Use and
    /// the entity's, in the schema's order and types.
    /// </returns>
    /// <exception cref="VeilException">
    /// The file cannot be read; the message names the line and never a value. Or, where the dialect may not be computed
    /// from rows, a fact is not declared that could only be computed from rows.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CsvReadResult Read(
        ByteInput input,
        CsvReadOptions? options = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        options ??= new CsvReadOptions();
        options.Validate();
        if (!options.DialectFromRows)
        {
            HeaderDialect.RefuseUnsaid(options, input.DisplayName);
        }

        using var opened = input.Open(options.MaxDecompressionRatio);
        var (dialect, report) = DialectOf(opened, options, input.DisplayName);
        var log = new CsvFaultLog(input.DisplayName, options.BadRows);
        var text = CsvText.Open(opened.Content, dialect, linesAreRecords: options.BadRows == BadRows.Drop && !options.IsConverted);
        var tokenizer = new CsvTokenizer(text, dialect, options, log, cancellation) { BadBytes = BadBytesOf(dialect, options) };
        var batch = new CsvBatch();
        var made = new List<MadeName>();
        string[]? names = null;
        if (dialect.HasHeader)
        {
            names = ReadNames(tokenizer, batch, dialect, options, log, made);
        }
        else if (options.Schema is { } schema)
        {
            names = CsvHeader.NamesOf(schema);
        }

        if (names is not null)
        {
            (tokenizer.Columns, tokenizer.MayEndEmpty) = (names.Length, true);
        }

        // A name that is only guessed to be one may be a value of a row, and messages hold no value of the table.
        log.Names = options.Schema is not null || options.Said.HasHeader is not null ? names ?? [] : [];
        tokenizer.Pass(batch, dialect.SkipRows);
        var hasRows = tokenizer.Next(batch);

        // Without header and schema the first record determines the number of columns: any record of another length is then an
        // error, or nothing is released.
        names ??= hasRows ? CsvHeader.MakeNames(batch.Columns) : throw Empty(log);
        var sinks = ReadPlan.Make(names, options, dialect.DecimalMark, log);
        var rows = new RowCounter(opened, progress);
        for (; hasRows; hasRows = tokenizer.Next(batch))
        {
            Append(batch, sinks, log);
            log.EndBatch();
            rows.Add(batch.Records - batch.BadRecords);
        }

        log.EndBatch();
        rows.Report();
        RefuseNothingLeft(rows.Count, options, log);
        var table = new Table([.. sinks.Select(sink => sink.Build())]);
        return new CsvReadResult(table, dialect, log.DroppedRows, opened.BytesRead, log.First)
        {
            DialectReport = report,
            ReplacedCells = log.ReplacedCells,
            MadeNames = made,
        };
    }

    private static (CsvDialect Dialect, DialectReport? Report) DialectOf(OpenInput opened, CsvReadOptions options, string file)
    {
        var said = options.Said;
        DialectReport? report = null;
        if (said.Whole() is not { } dialect)
        {
            report = options.DialectFromRows ? CsvDialectDetector.Detect(opened, said, file) : null;
            dialect = report?.Dialect ?? HeaderDialect.Read(opened, said, options.Schema is not null, file);
        }

        return (dialect with
        {
            IsGzip = opened.IsGzip,
            HasByteOrderMark = dialect.HasHeader && CsvText.ByteOrderMark(opened.Content.Peek(3)) is not null,
        }, report);
    }

    // Where bad rows are left out every file is read: docs/privacy.md, "What the guarantee compares".
    private static BadBytes BadBytesOf(CsvDialect dialect, CsvReadOptions options) => (options.BadRows, dialect.Encoding) switch
    {
        (BadRows.Drop, _) or (_, TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian) => BadBytes.Replaced,
        (_, not TextEncoding.Utf8) => BadBytes.RefusedAsDecoded,
        _ => options.Said.Encoding is null && !dialect.HasByteOrderMark ? BadBytes.RefusedAsUtf8 : BadBytes.Replaced,
    };

    private static string[] ReadNames(
        CsvTokenizer tokenizer, CsvBatch batch, CsvDialect dialect, CsvReadOptions options, CsvFaultLog log,
        List<MadeName> made)
    {
        // A quote that is left open would make names of rows. Where the names are known that shows; where rows may be looked at
        // nothing is published.
        var maySpanLines = options.Schema is not null || options.DialectFromRows || options.IsConverted;
        return tokenizer.NextHeader(batch, maySpanLines) ? CsvHeader.Read(batch, dialect.HasRowNames, log, made) : throw Empty(log);
    }

    // For the owner's eyes only: with a budget the outcome must not depend on how many rows can be read.
    private static void RefuseNothingLeft(long rows, CsvReadOptions options, CsvFaultLog log)
    {
        if (options.DialectFromRows && rows == 0 && log.DroppedRows > 0)
        {
            throw log.Fatal(
                "csv-no-row-left",
                log.First[0].Line,
                $"here begins the first of {CsvFaultLog.Number(log.DroppedRows)} rows, none of which can be read",
                "Check the delimiter and the quotes (‹delimiter›, ‹quote›); without ‹bad-rows› drop the fault of the first row is named.");
        }
    }

    private static VeilException Empty(CsvFaultLog log) =>
        log.Fatal("csv-empty", null, "the file is empty", "Check the path, and that the file was written to its end.");

    private static void Append(CsvBatch batch, List<ColumnSink> sinks, CsvFaultLog log)
    {
        batch.ClearBad();
        foreach (var sink in sinks)
        {
            if (sink.CanRefuse)
            {
                sink.Append(batch, log);
            }
        }

        if (batch.BadRecords > 0)
        {
            if (log.FirstBadCell() is { } fault && log.Fails)
            {
                var sink = sinks.First(sink => sink.Name == fault.Column);
                throw log.Error(fault.Kind, fault.Line, sink.Field, sink.Expected);
            }

            foreach (var sink in sinks)
            {
                if (sink.CanRefuse)
                {
                    sink.RemoveBad(batch);
                }
            }

            log.CountDropped(batch.BadRecords);
        }

        AppendLabels(batch, sinks, log);
    }

    /// <summary>Columns that refuse nothing share nothing either: those that are slow are worth several cores.</summary>
    private static void AppendLabels(CsvBatch batch, List<ColumnSink> sinks, CsvFaultLog log)
    {
        if (sinks.Count(sink => sink.IsSlow) < 2)
        {
            foreach (var sink in sinks)
            {
                if (!sink.CanRefuse)
                {
                    sink.Append(batch, log);
                }
            }

            return;
        }

        try
        {
            Parallel.ForEach(sinks.Where(sink => !sink.CanRefuse), sink => sink.Append(batch, log));
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }
    }

    /// <summary>Counts rows and passes on how far reading has come, not too often.</summary>
    private sealed class RowCounter(OpenInput opened, IProgress<ReadProgress>? progress)
    {
        private long _rows;
        private long _told = Stopwatch.GetTimestamp();

        /// <summary>Rows that were kept.</summary>
        public long Count => _rows;

        public void Add(int rows)
        {
            _rows += rows;
            if (progress is not null && Stopwatch.GetElapsedTime(_told) >= s_progressEvery)
            {
                Report();
            }
        }

        public void Report()
        {
            _told = Stopwatch.GetTimestamp();
            progress?.Report(new ReadProgress(opened.BytesRead, opened.StoredSize, _rows));
        }
    }
}
