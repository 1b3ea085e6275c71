using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Veil.Data.Files;
using Veil.Data.Schemas;

namespace Veil.Data.Formats.Csv;

/// <summary>The dialect of delimited text in the words of a schema file. What is absent there has its default.</summary>
public static class CsvDialectJson
{
    private static readonly JsonWriterOptions s_written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The dialect in a schema; null when it has none.</summary>
    public static CsvDialect? Find(Schema? schema) => schema?.Dialect is { } dialect ? Read(dialect.Value) : null;

    /// <summary>Reads a dialect.</summary>
    /// <exception cref="ArgumentException">It is not one that a schema file can hold.</exception>
    public static CsvDialect Read(FileDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        try
        {
            using var document = JsonDocument.Parse(dialect.Json);
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new ArgumentException("The dialect is not one of delimited text.", nameof(dialect), fault);
        }
    }

    /// <summary>Writes a dialect, each part of it.</summary>
    public static FileDialect Write(CsvDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, s_written))
        {
            json.WriteStartObject();
            json.WriteString("delimiter", dialect.Delimiter.ToString());
            json.WriteString("quoteChar", dialect.Quote == CsvDialect.NoQuote ? null : dialect.Quote.ToString());
            json.WriteBoolean("header", dialect.HasHeader);
            json.WriteString("encoding", CodePages.NameOf((int)dialect.Encoding));
            json.WriteString("decimalChar", dialect.DecimalMark.ToString());
            WriteRareFacts(json, dialect);
            if (dialect.HasByteOrderMark)
            {
                json.WriteBoolean("byteOrderMark", true);
            }

            if (dialect.IsGzip)
            {
                json.WriteString("compression", "gzip");
            }

            json.WriteEndObject();
        }

        return new FileDialect(Encoding.UTF8.GetString(text.ToArray()));
    }

    /// <summary>Writes what few files have, and only where a file has it.</summary>
    private static void WriteRareFacts(Utf8JsonWriter json, CsvDialect dialect)
    {
        if (dialect.SkipLines > 0)
        {
            json.WriteNumber("skipLines", dialect.SkipLines);
        }

        if (dialect.SkipRows > 0)
        {
            json.WriteNumber("skipRows", dialect.SkipRows);
        }

        if (dialect.HasRowNames)
        {
            json.WriteBoolean("rowNames", true);
        }

        if (dialect.Comment is { } comment)
        {
            json.WriteString("commentChar", comment.ToString());
        }

        if (dialect.Escape is { } escape)
        {
            json.WriteString("escapeChar", escape.ToString());
        }

        if (dialect.TrimsBlanks)
        {
            json.WriteBoolean("trimBlanks", true);
        }
    }

    private static CsvDialect Read(JsonElement json)
    {
        var usual = new CsvDialect();
        var encoding = json.TryGetProperty("encoding", out var word) ? word.GetString()! : CodePages.NameOf((int)usual.Encoding);
        return new CsvDialect(
            Character(json, "delimiter") ?? usual.Delimiter,
            json.TryGetProperty("quoteChar", out var quote) && quote.ValueKind == JsonValueKind.Null
                ? CsvDialect.NoQuote
                : Character(json, "quoteChar") ?? usual.Quote,
            Boolean(json, "header") ?? usual.HasHeader,
            (TextEncoding)(CodePages.Find(encoding) ?? throw new InvalidOperationException("The encoding is not known.")),
            Character(json, "decimalChar") ?? usual.DecimalMark)
        {
            SkipLines = Number(json, "skipLines") ?? usual.SkipLines,
            SkipRows = Number(json, "skipRows") ?? usual.SkipRows,
            HasRowNames = Boolean(json, "rowNames") ?? usual.HasRowNames,
            Comment = Character(json, "commentChar"),
            Escape = Character(json, "escapeChar"),
            TrimsBlanks = Boolean(json, "trimBlanks") ?? usual.TrimsBlanks,
            HasByteOrderMark = Boolean(json, "byteOrderMark") ?? false,
            IsGzip = json.TryGetProperty("compression", out _),
        };
    }

    private static char? Character(JsonElement json, string key) =>
        json.TryGetProperty(key, out var text) ? text.GetString()!.Single() : null;

    private static int? Number(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) ? value.GetInt32() : null;

    private static bool? Boolean(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) ? value.GetBoolean() : null;
}
