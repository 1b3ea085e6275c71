using System.Text;
using Veil.Data.Cells;
using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;

namespace Veil.Data.Formats.Json;

/// <summary>JSON lines as a source.</summary>
/// <remarks>
/// Each object is one row whatever the others are. The keys of an object are data, so for a release the columns are the schema's; for the
/// owner's eyes they are the keys of the first objects.
/// </remarks>
/// <param name="input">The file or stream.</param>
/// <param name="options">The options of reading.</param>
internal sealed class JsonLinesSource(ByteInput input, SourceOptions options) : ITableSource
{
    private const int SampleBytes = 1 << 20;

    /// <inheritdoc/>
    public string DisplayName => input.DisplayName;

    /// <inheritdoc/>
    public string? Path => input.Path;

    /// <inheritdoc/>
    public BadRows BadRows => options.BadRows;

    /// <inheritdoc/>
    public void Check(ReadRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is { Schema: null, DialectFromRows: false })
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "columns-unknown",
                $"The columns of {DisplayName} are the keys of its objects, and those are data: only a schema can name the columns.",
                "Add ‹schema›, whose columns are then read; ‹job schema infer› drafts one.");
        }
    }

    /// <inheritdoc/>
    public TableRead Read(ReadRequest request, IProgress<ReadProgress>? progress, CancellationToken cancellation)
    {
        Check(request);
        string[] names = [];
        var text = input.Converted(opened =>
        {
            var codes = request.Schema?.Columns.Select(column => FirstCode(request.Schema, column)).ToArray();
            names = request.Schema is { } schema ? [.. schema.Columns.Select(column => column.Name)] : Names(opened.Content);
            return new RecordText(Records(opened.Content, names, codes));
        });
        var read = CsvReader.Read(text, Reading(request.Schema), progress, cancellation);
        return new TableRead(read.Table)
        {
            DroppedRows = read.DroppedRows,
            ReplacedCells = read.ReplacedCells,
            BytesRead = read.BytesRead,
            FirstFaults = [.. read.FirstFaults.Select(fault => new RowFault(fault.Line, fault.Column, fault.Kind.ToString()))],
        };
    }

    private CsvReadOptions Reading(Schema? schema) => new()
    {
        Dialect = new CsvDialect(),
        Schema = schema,
        BadRows = options.BadRows,
        MaxFieldBytes = options.MaxFieldBytes,
        MaxDecompressionRatio = options.MaxDecompressionRatio,
        IsConverted = true,
        FirstLine = 0,
    };

    private static string FirstCode(Schema schema, ColumnSchema column) => Encoding.UTF8.GetString(MissingCodes.Of(schema, column).First);

    /// <summary>The keys of the first objects, in the order in which they first occur.</summary>
    private string[] Names(PeekableStream content)
    {
        var sample = content.Peek(SampleBytes);
        sample = sample.StartsWith("\uFEFF"u8) ? sample[3..] : sample;
        var names = new List<string>();
        foreach (var range in sample.Split((byte)'\n'))
        {
            if (JsonObjectLine.Read(sample[range]) is { } members)
            {
                names.AddRange(members.Keys.Except(names, StringComparer.Ordinal).ToList());
            }
        }

        return names.Count > 0
            ? [.. names]
            : throw new VeilException(
                FaultKind.BadInput,
                "json-no-objects",
                $"{DisplayName}: none of its first lines is a JSON object with plain values.",
                "Give a file with one object on each line, such as {\"age\": 31, \"town\": \"Ashby\"}.");
    }

    private IEnumerable<string[]> Records(Stream content, string[] names, string[]? missing)
    {
        yield return names;
        var places = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        var lines = new JsonLineReader(content, options.MaxFieldBytes, names.Length);
        for (var line = 1L; lines.Next() is { } text; line++)
        {
            yield return text.Trim(" \t\r"u8.ToArray()).Length == 0 ? [] : Record(text.Span, places, missing) ?? Fault(line, names.Length);
        }
    }

    /// <summary>The fields of an object; null when it is none, or has a key that is no column.</summary>
    private static string[]? Record(ReadOnlySpan<byte> text, Dictionary<string, int> places, string[]? missing)
    {
        if (JsonObjectLine.Read(text) is not { } members)
        {
            return null;
        }

        var fields = missing is null ? new string[places.Count] : [.. missing];
        if (missing is null)
        {
            Array.Fill(fields, string.Empty);
        }

        foreach (var (name, value) in members)
        {
            if (!places.TryGetValue(name, out var place))
            {
                return null;
            }

            fields[place] = value ?? fields[place];
        }

        return fields;
    }

    /// <summary>A record that is left out, because it has one field too many; or the error, where bad rows are errors.</summary>
    private string[] Fault(long line, int columns) => BadRows == BadRows.Drop
        ? [.. Enumerable.Repeat("x", columns + 1)]
        : throw new VeilException(
            FaultKind.BadInput,
            "json-bad-line",
            $"{DisplayName}, line {CsvFaultLog.Number(line)}: it is not one JSON object with plain values whose keys are columns.",
            "Fix the line, or leave such lines out with ‹bad-rows› drop; ‹schema› names the columns.");
}
