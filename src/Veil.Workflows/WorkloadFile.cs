using System.Collections.Immutable;
using System.Text.Json;
using Veil.Data.Errors;
using Veil.Synthesis.Contracts;

namespace Veil.Workflows;

/// <summary>
/// A file that lists the marginals that should be right: a JSON array whose items are lists of column names, or objects
/// with <c>columns</c> and a <c>weight</c>.
/// </summary>
public static class WorkloadFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="VeilException">It cannot be read, or is no workload.</exception>
    public static ImmutableArray<WorkloadItem> Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var items = document.RootElement.EnumerateArray().Select(Item).ToImmutableArray();
            return items.Length > 0 ? items : throw new FormatException("The list is empty.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new VeilException(
                FaultKind.Usage, "workload-absent", $"The workload file {path} cannot be read.", "Give 1, 2 or 3, or the path of a JSON file.", fault);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "workload-format",
                $"{path} is not a list of sets of columns.",
                "Write for example [[\"age\", \"income\"], {\"columns\": [\"sex\", \"age\"], \"weight\": 2}].",
                fault);
        }
    }

    private static WorkloadItem Item(JsonElement json)
    {
        var isList = json.ValueKind == JsonValueKind.Array;
        var columns = (isList ? json : json.GetProperty("columns")).EnumerateArray().Select(name => name.GetString() ?? throw new FormatException("A name is null.")).ToImmutableArray();
        var weight = !isList && json.TryGetProperty("weight", out var given) ? given.GetDouble() : 1;
        return columns.Length > 0 && weight > 0 && double.IsFinite(weight) && columns.Distinct(StringComparer.Ordinal).Count() == columns.Length
            ? new WorkloadItem(columns, weight)
            : throw new FormatException("An item names no column, one twice, or has no weight above 0.");
    }
}
