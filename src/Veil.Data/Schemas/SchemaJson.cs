using System.Text.Json;
using System.Text.Unicode;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Schemas.Json;
using Veil.Data.Tables;

namespace Veil.Data.Schemas;

/// <summary>
/// The schema file: Frictionless Table Schema v2 with a <c>privacy</c> block (see <c>docs/schema.md</c>). Paths
/// and addresses in it are never opened.
/// </summary>
public static class SchemaJson
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int SizeLimit = 16 << 20;

    private const int DepthLimit = 32;

    /// <summary>Reads a schema from a text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="displayName">The name in messages, usually a file name.</param>
    /// <exception cref="VeilException">The schema is faulty; the message names the first fault.</exception>
    public static Schema Parse(string json, string displayName) => ParseBytes(Bytes(json), displayName);

    /// <summary>Reads a schema from a stream of UTF-8.</summary>
    /// <param name="utf8">The stream; read to its end, not closed.</param>
    /// <param name="displayName">The name in messages, usually a file name.</param>
    /// <exception cref="VeilException">The schema is faulty; the message names the first fault.</exception>
    public static Schema Parse(Stream utf8, string displayName) => ParseBytes(ReadLimited(utf8), displayName);

    /// <summary>Reads a schema from a file.</summary>
    /// <exception cref="VeilException">The file cannot be read, or the schema is faulty.</exception>
    public static Schema Load(string path)
    {
        using var file = Open(path);
        return Parse(file, path);
    }

    /// <summary>The word of the schema file for a type; <c>any</c> for an unknown one.</summary>
    public static string WordOf(ColumnType? type) => SchemaWords.TypeWord(type);

    /// <summary>All faults of a schema text; empty when <see cref="Parse(string, string)"/> would succeed.</summary>
    public static IReadOnlyList<SchemaFault> Validate(string json) => Read(Bytes(json)).Faults;

    /// <summary>All faults of a stream of UTF-8; empty when it is a valid schema.</summary>
    public static IReadOnlyList<SchemaFault> Validate(Stream utf8) => Read(ReadLimited(utf8)).Faults;

    /// <summary>All faults of a file; empty when <see cref="Load"/> would succeed.</summary>
    /// <exception cref="VeilException">The file cannot be read.</exception>
    public static IReadOnlyList<SchemaFault> ValidateFile(string path)
    {
        using var file = Open(path);
        return Validate(file);
    }

    /// <summary>
    /// The text of a schema: the same for equal schemas, and read back as an equal schema if it keeps
    /// <see cref="SchemaRules"/>.
    /// </summary>
    /// <exception cref="VeilException">A calendar format cannot be written.</exception>
    public static string ToText(Schema schema) => JsonPrinter.Print(SchemaNodes.Of(schema));

    /// <summary>Writes the text of a schema as UTF-8 without a byte order mark.</summary>
    /// <exception cref="VeilException">A calendar format cannot be written.</exception>
    public static void Write(Schema schema, Stream utf8) => utf8.Write(Encoding.UTF8.GetBytes(ToText(schema)));

    /// <summary>Writes a schema to a file; an existing file is replaced completely or not at all.</summary>
    /// <exception cref="VeilException">The file cannot be written.</exception>
    public static void Save(Schema schema, string path)
    {
        var text = ToText(schema);
        var draft = path + ".draft";
        try
        {
            File.WriteAllText(draft, text);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VeilException(
                FaultKind.CannotFinish,
                "schema-not-written",
                $"{path} cannot be written.",
                "Check that the folder exists, has room and may be written to.",
                e);
        }
    }

    private static Schema ParseBytes(ReadOnlyMemory<byte> utf8, string displayName)
    {
        var (schema, faults) = Read(utf8);
        return faults is [var first, ..]
            ? throw new VeilException(
                FaultKind.BadInput, first.Code, $"{displayName}, {first.Path}: {first.Message}", first.WayOut)
            : schema;
    }

    private static (Schema Schema, List<SchemaFault> Faults) Read(ReadOnlyMemory<byte> utf8)
    {
        var faults = new List<SchemaFault>();
        if (utf8.Length > SizeLimit)
        {
            faults.Add(new SchemaFault(
                "schema-too-large",
                "$",
                "The schema is longer than 16 MiB.",
                "Shorten its lists of categories: a column with that many is better left to be learnt, or dropped."));
        }
        else if (!Utf8.IsValid(utf8.Span))
        {
            faults.Add(new SchemaFault("schema-not-utf8", "$", "The schema is not UTF-8 text.", "Save it as UTF-8."));
        }
        else
        {
            return (ReadJson(utf8, faults), faults);
        }

        return (new Schema(), faults);
    }

    private static Schema ReadJson(ReadOnlyMemory<byte> utf8, List<SchemaFault> faults)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            using var document = JsonDocument.Parse(
                utf8.Span.StartsWith(mark) ? utf8[mark.Length..] : utf8,
                new JsonDocumentOptions { MaxDepth = DepthLimit });
            return SchemaReader.Read(document.RootElement, faults);
        }
        catch (JsonException e)
        {
            faults.Add(new SchemaFault(
                "schema-not-json",
                "$",
                $"The schema is not well-formed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.",
                $"Correct it there; brackets may be nested {DepthLimit} deep, and comments and trailing commas are not JSON."));
        }
        catch (InvalidOperationException)
        {
            // Text with half of a surrogate pair, such as "\ud800", is only detected when it is fetched.
            faults.Add(new SchemaFault(
                "schema-not-utf8",
                "$",
                "A text of the schema holds an escape such as \\ud800 that is no character.",
                "Correct the escape, or write the character itself."));
        }

        return new Schema();
    }

    private static byte[] Bytes(string json) =>
        json.Length > SizeLimit ? new byte[SizeLimit + 1] : Encoding.UTF8.GetBytes(json);

    /// <summary>The bytes of a stream, or one byte more than the limit when there are more.</summary>
    private static ReadOnlyMemory<byte> ReadLimited(Stream utf8)
    {
        var buffer = new byte[64 << 10];
        var length = 0;
        while (length <= SizeLimit && utf8.Read(buffer, length, buffer.Length - length) is > 0 and var read)
        {
            length += read;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, SizeLimit + (64 << 10)));
            }
        }

        return buffer.AsMemory(0, length);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "schema-not-found",
                $"{path} cannot be opened.",
                "Check the path and that you may read the file.",
                e);
        }
    }
}
