using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>Delimited text as a source.</summary>
/// <param name="input">The file or stream.</param>
/// <param name="options">The options of reading; their schema is ignored: a request has its own.</param>
public sealed class CsvSource(ByteInput input, CsvReadOptions? options = null) : ITableSource
{
    private readonly CsvReadOptions _options = options ?? new CsvReadOptions();

    /// <inheritdoc/>
    public string DisplayName => input.DisplayName;

    /// <inheritdoc/>
    public string? Path => input.Path;

    /// <inheritdoc/>
    public BadRows BadRows => _options.BadRows;

    /// <summary>True when it is declared, apart from any schema, whether the first line names the columns.</summary>
    public bool IsHeaderStated => _options.Said.HasHeader is not null;

    /// <inheritdoc/>
    public void Check(ReadRequest request)
    {
        var reading = Reading(request);
        if (!reading.DialectFromRows)
        {
            HeaderDialect.RefuseUnsaid(reading, DisplayName);
        }
    }

    /// <inheritdoc/>
    public TableRead Read(ReadRequest request, IProgress<ReadProgress>? progress, CancellationToken cancellation)
    {
        var read = CsvReader.Read(input, Reading(request), progress, cancellation);
        return new TableRead(read.Table)
        {
            DroppedRows = read.DroppedRows,
            ReplacedCells = read.ReplacedCells,
            BytesRead = read.BytesRead,
            FirstFaults = [.. read.FirstFaults.Select(fault => new RowFault(fault.Line, fault.Column, fault.Kind.ToString()))],
            Dialect = CsvDialectJson.Write(read.Dialect),
            OutputDialect = CsvDialectJson.Write(read.Dialect.Plain),
            IsDialectStated = _options.Dialect is not null || !_options.Declared.IsEmpty,
            DialectFacts = read.DialectReport?.Facts ?? [],
            HasHeader = read.Dialect.HasHeader,
            MadeNames = read.MadeNames,
        };
    }

    /// <summary>The first line that is not blank, to show it to the owner; it may be a row.</summary>
    /// <exception cref="VeilException">The file cannot be read.</exception>
    public string FirstLine() => HeaderDialect.FirstLine(input, _options.Declared);

    /// <summary>The same source, with the declaration that its first line names the columns.</summary>
    public CsvSource WithHeader() => new(input, _options with { Declared = _options.Declared with { HasHeader = true } });

    private CsvReadOptions Reading(ReadRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _options with
        {
            Schema = request.Schema,
            DialectFromRows = request.DialectFromRows,
            Declared = _options.Declared.Over(request.Dialect is { } known ? CsvDialectJson.Read(known) : null),
        };
    }
}
