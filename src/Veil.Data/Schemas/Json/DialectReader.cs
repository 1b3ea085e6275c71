using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Veil.Data.Files;

namespace Veil.Data.Schemas.Json;

/// <summary>
/// Reads the <c>dialect</c> of a schema file: its words are checked, as all words of the file are, and kept as they stand.
/// </summary>
internal static class DialectReader
{
    private const string Provenance = "provenance";

    private static readonly JsonWriterOptions s_written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The dialect; of use only when nothing is found wrong.</summary>
    public static Fact<FileDialect>? Read(ObjectReader table, Provenance source) =>
        table.Element("dialect") is { } element && table.Object("dialect", SchemaWords.DialectKeys) is { } dialect
            ? Checked(dialect, element, source)
            : null;

    private static Fact<FileDialect> Checked(ObjectReader dialect, JsonElement element, Provenance source)
    {
        var delimiter = dialect.Character("delimiter");
        if (delimiter is { } between && (between is not ('\t' or ' ') && !IsMark(between)))
        {
            dialect.Faults.Add(ObjectReader.WrongKind(
                dialect.At("delimiter"), "a comma, semicolon, tab, pipe or another ASCII character that is no letter, digit or quote"));
        }

        if (dialect.Character("decimalChar") is not (null or '.' or ','))
        {
            dialect.Faults.Add(ObjectReader.WrongKind(dialect.At("decimalChar"), "a point or a comma"));
        }

        CheckQuote(dialect, delimiter ?? ',');
        if (dialect.Text("compression") is not (null or "gzip"))
        {
            dialect.Faults.Add(ObjectReader.WrongKind(dialect.At("compression"), "the word gzip"));
        }

        if (dialect.Text("encoding") is { } encoding && CodePages.Find(encoding) is null)
        {
            dialect.Faults.Add(ObjectReader.UnknownWord(dialect.At("encoding"), encoding, CodePages.UsualNames));
        }

        CheckMark(dialect, "commentChar", delimiter ?? ',');
        CheckMark(dialect, "escapeChar", delimiter ?? ',');
        CheckNumber(dialect, "skipLines");
        CheckNumber(dialect, "skipRows");
        _ = dialect.Boolean("rowNames");
        _ = dialect.Boolean("trimBlanks");
        _ = dialect.Boolean("header");
        _ = dialect.Boolean("byteOrderMark");
        return new Fact<FileDialect>(new FileDialect(Text(element)), dialect.Word(Provenance, SchemaWords.Provenances) ?? source);
    }

    private static bool IsMark(char text) =>
        char.IsAscii(text) && (char.IsPunctuation(text) || char.IsSymbol(text)) && text is not ('"' or '\'');

    private static void CheckNumber(ObjectReader dialect, string key)
    {
        if (dialect.Element(key) is { } number
            && !(number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var count) && count >= 0))
        {
            dialect.Faults.Add(ObjectReader.WrongKind(dialect.At(key), "a whole number of 0 or more"));
        }
    }

    private static void CheckMark(ObjectReader dialect, string key, char delimiter)
    {
        if (dialect.Character(key) is { } mark && (!IsMark(mark) || mark == delimiter))
        {
            dialect.Faults.Add(ObjectReader.WrongKind(
                dialect.At(key), "an ASCII character that is no letter, digit, blank or quote, and not the delimiter"));
        }
    }

    private static void CheckQuote(ObjectReader dialect, char delimiter)
    {
        if (dialect.Element("quoteChar") is { ValueKind: JsonValueKind.Null } || dialect.Character("quoteChar") is not { } quote)
        {
            return; // null says that fields are never quoted
        }

        if (char.IsControl(quote) || char.IsSurrogate(quote))
        {
            dialect.Faults.Add(ObjectReader.WrongKind(dialect.At("quoteChar"), "a visible character"));
        }
        else if (quote == delimiter)
        {
            dialect.Faults.Add(new SchemaFault(
                "schema-dialect",
                dialect.At("quoteChar"),
                "The quote character is the delimiter too.",
                "Give two different characters."));
        }
    }

    /// <summary>The block on one line, without its provenance, which the schema keeps beside it.</summary>
    private static string Text(JsonElement element)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, s_written))
        {
            json.WriteStartObject();
            foreach (var member in element.EnumerateObject().Where(member => member.Name != Provenance))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
