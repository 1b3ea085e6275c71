using System.Security.Cryptography;
using System.Text.Json;
using Veil.Data.Schemas;

namespace Veil.Workflows.Training;

/// <summary>What determines a run, and no row of its table: a run that is repeated has the same plan.</summary>
internal static class RunPlan
{
    /// <summary>A name for the plan of a request, in hexadecimal digits: the SHA-256 of a text of it.</summary>
    /// <param name="request">The request.</param>
    public static string KeyOf(TrainRequest request)
    {
        var privacy = request.Privacy!;
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(Place(request.Input.Path) ?? request.Input.DisplayName);
            json.WriteStringValue(request.Input.BadRows.ToString());
            json.WriteStringValue(Place(request.ResultPlace ?? request.MarkedOutput?.Path));
            json.WriteStringValue(request.Schema is { } schema ? SchemaJson.ToText(schema) : null);
            json.WriteStringValue(request.Method);
            foreach (var (name, value) in request.Options.OrderBy(option => option.Key, StringComparer.Ordinal))
            {
                json.WriteStringValue(name);
                json.WriteStringValue(value);
            }

            json.WriteNumberValue(privacy.Epsilon);
            if (privacy.Delta is { } delta)
            {
                json.WriteNumberValue(delta);
            }

            json.WriteStringValue(privacy.Neighbours.ToString());
            json.WriteStringValue(privacy.AcceptedBecause);
            json.WriteStringValue(privacy.AcceptedDeltaBecause);
            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.ToArray()));
    }

    private static string? Place(string? path) => path is null or "-" ? path : Path.GetFullPath(path);
}
