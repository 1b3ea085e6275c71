using System.Text;
using System.Text.Json;

namespace Veil.Data.Formats.Json;

/// <summary>One line of JSON lines.</summary>
internal static class JsonObjectLine
{
    /// <summary>
    /// The members of an object, numbers as they are written and null for null; null when the line is no object of plain values.
    /// </summary>
    public static Dictionary<string, string?>? Read(ReadOnlySpan<byte> line)
    {
        var members = new Dictionary<string, string?>(StringComparer.Ordinal);
        var json = new Utf8JsonReader(line);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                if (!json.Read() || json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                    || !members.TryAdd(name, Value(ref json)))
                {
                    return null;
                }
            }

            return json.TokenType == JsonTokenType.EndObject && !json.Read() ? members : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Value(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String => json.GetString(),
        JsonTokenType.Null => null,
        _ => Encoding.UTF8.GetString(json.ValueSpan),
    };
}
