using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Veil.Data.Text;

/// <summary>
/// The canonical form of a JSON document: equal contents have equal bytes, so that hashes and signatures of it mean something.
/// </summary>
/// <remarks>
/// Reference: RFC 8785, "JSON Canonicalization Scheme". Members are sorted by the UTF-16 code units of their names, there is no blank,
/// and numbers are written as ECMAScript writes them. As there, every number is a double: integers beyond 2^53 belong in strings.
/// </remarks>
public static class CanonicalJson
{
    private const int MostWholeDigits = 21;
    private const int MostLeadingZeros = 6;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical form, as UTF-8.</summary>
    /// <exception cref="JsonException">A name occurs twice in an object, a number is no double, or a text is no Unicode.</exception>
    public static byte[] Of(JsonElement json)
    {
        try
        {
            var text = new StringBuilder();
            Append(text, json);
            return s_utf8.GetBytes(text.ToString());
        }
        catch (Exception fault) when (fault is InvalidOperationException or EncoderFallbackException)
        {
            throw new JsonException("A text holds half of a surrogate pair.", fault);
        }
    }

    /// <summary>The canonical form of a document that is written to a stream.</summary>
    /// <param name="write">Writes the document.</param>
    /// <exception cref="JsonException">As for <see cref="Of(JsonElement)"/>.</exception>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        return Of(document.RootElement);
    }

    /// <summary>A number in the form of ECMAScript: the fewest digits that are read back as the same double.</summary>
    /// <exception cref="JsonException">It is not finite.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException("A number is not finite.");
        }

        if (value == 0)
        {
            return "0";
        }

        var sign = value < 0 ? "-" : "";
        var (digits, point) = Digits(Math.Abs(value));
        return sign + point switch
        {
            > 0 and <= MostWholeDigits when digits.Length <= point => digits.PadRight(point, '0'),
            > 0 and <= MostWholeDigits => $"{digits[..point]}.{digits[point..]}",
            > -MostLeadingZeros and <= 0 => $"0.{new string('0', -point)}{digits}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{digits[..1]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(point > 0 ? "+" : "-")}{Math.Abs(point - 1)}"),
        };
    }

    // The number is 0.digits times ten to the power of the point.
    private static (string Digits, int Point) Digits(double size)
    {
        var text = size.ToString("R", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = at < 0 ? 0 : int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture);
        var parts = (at < 0 ? text : text[..at]).Split('.');
        var all = string.Concat(parts);
        var digits = all.TrimStart('0');
        return (digits.TrimEnd('0'), parts[0].Length + exponent - (all.Length - digits.Length));
    }

    private static void Append(StringBuilder text, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, json);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (item, i) in json.EnumerateArray().Select((item, i) => (item, i)))
                {
                    text.Append(i == 0 ? "" : ",");
                    Append(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                Append(text, json.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(json.GetDouble()));
                break;
            default:
                text.Append(json.GetRawText());
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement json)
    {
        var members = json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
        text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0 && members[i].Name == members[i - 1].Name)
            {
                throw new JsonException("A name occurs twice in an object.");
            }

            text.Append(i == 0 ? "" : ",");
            Append(text, members[i].Name);
            text.Append(':');
            Append(text, members[i].Value);
        }

        text.Append('}');
    }

    private static void Append(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
