using System.Text;
using System.Text.Json;

namespace Veil.Cli;

/// <summary>A JSON document as text, for standard output.</summary>
internal static class JsonText
{
    /// <summary>The text of what is written, indented, with a line end.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
