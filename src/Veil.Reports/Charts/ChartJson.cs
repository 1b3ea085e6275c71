using System.Globalization;
using System.Text.Json;

namespace Veil.Reports.Charts;

/// <summary>Writes a chart as a Vega-Lite specification with its data in it.</summary>
public static class ChartJson
{
    /// <summary>The schema, with the version, of the grammar.</summary>
    public const string Schema = "https://vega.github.io/schema/vega-lite/v6.json";

    /// <summary>The specification as text.</summary>
    /// <param name="view">The view to draw.</param>
    /// <param name="data">The rows.</param>
    /// <param name="description">The description of the chart for screen readers.</param>
    public static string Write(View view, ChartData data, string description)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("description", description);
            if (view is PlotView { Width: { } width } && width == Extent.Container)
            {
                // Axes and legend are part of the available width; the height grows with the content.
                json.WriteStartObject("autosize");
                json.WriteString("type", "fit-x");
                json.WriteString("contains", "padding");
                json.WriteEndObject();
            }

            WriteData(json, data);
            // The default encoder writes <, > and & as \u003C and so on: no text can end the script element that it stands in.
            using var drawn = JsonSerializer.SerializeToDocument(view, ChartJsonContext.Default.View);
            foreach (var member in drawn.RootElement.EnumerateObject())
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteData(Utf8JsonWriter json, ChartData data)
    {
        json.WriteStartObject("data");
        json.WriteStartArray("values");
        foreach (var row in data.Rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < row.Count; i++)
            {
                json.WritePropertyName(data.Fields[i].Name);
                switch (row[i])
                {
                    case string text:
                        json.WriteStringValue(text);
                        break;
                    case double number when double.IsFinite(number):
                        // More digits than a picture can show would dominate the size of the file.
                        json.WriteRawValue(number.ToString("G6", CultureInfo.InvariantCulture));
                        break;
                    case int whole:
                        json.WriteNumberValue(whole);
                        break;
                    default:
                        json.WriteNullValue();
                        break;
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
