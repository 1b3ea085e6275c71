using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text;

namespace Veil.Data.Schemas.Json;

/// <summary>
/// Prints JSON for people: content that fits on a line stays on one, so that a list of fifty categories does not take
/// fifty lines and a changed field is one changed line.
/// </summary>
internal static class JsonPrinter
{
    private const int Width = 120;

    // Only what JSON demands is escaped: '<=50K' and 'Köln' stay legible. A page that shows the file escapes for HTML itself.
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a tree, ending in a line feed. Two levels, the object and its lists of objects, are always opened.</summary>
    public static string Print(JsonObject root)
    {
        var text = new StringBuilder();
        Print(root, 0, 0, text);
        return text.Append('\n').ToString();
    }

    private static void Print(JsonNode? node, int indent, int column, StringBuilder text)
    {
        var line = OneLine(node);
        var isOpened = indent == 0 || node is JsonArray { Count: > 0 } list && list[0] is JsonObject;
        if (node is not (JsonObject or JsonArray) || (column + line.Length < Width && !isOpened))
        {
            text.Append(line);
        }
        else if (node is JsonObject members)
        {
            PrintLines('{', '}', indent, text, members, member =>
            {
                var key = Quote(member.Key) + ": ";
                text.Append(key);
                Print(member.Value, indent + 2, indent + 2 + key.Length, text);
            });
        }
        else if (node is JsonArray items && isOpened)
        {
            PrintLines('[', ']', indent, text, items, item => Print(item, indent + 2, indent + 2, text));
        }
        else
        {
            Fill((JsonArray)node, indent, text);
        }
    }

    private static void PrintLines<T>(
        char open, char close, int indent, StringBuilder text, IEnumerable<T> items, Action<T> print)
    {
        text.Append(open);
        var separator = "\n";
        foreach (var item in items)
        {
            text.Append(separator).Append(' ', indent + 2);
            print(item);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', indent).Append(close);
    }

    /// <summary>A long list of single values, with as many per line as fit.</summary>
    private static void Fill(JsonArray items, int indent, StringBuilder text)
    {
        text.Append('[');
        var column = Width;
        for (var i = 0; i < items.Count; i++)
        {
            var item = OneLine(items[i]);
            if (column + item.Length + 2 > Width)
            {
                text.Append('\n').Append(' ', indent + 2);
                column = indent + 2;
            }
            else
            {
                text.Append(' ');
                column++;
            }

            text.Append(item).Append(i + 1 < items.Count ? "," : "");
            column += item.Length + 1;
        }

        text.Append('\n').Append(' ', indent).Append(']');
    }

    private static string OneLine(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(", ", members.Select(member => Quote(member.Key) + ": " + OneLine(member.Value))) + "}",
        JsonArray items => "[" + string.Join(", ", items.Select(OneLine)) + "]",
        null => "null",
        _ => node.ToJsonString(s_plain),
    };

    private static string Quote(string text) => "\"" + s_plain.Encoder!.Encode(text) + "\"";
}
