using System.Collections.Immutable;
using System.Text.Json;

namespace Veil.Synthesis.Contracts;

/// <summary>A set of columns whose joint distribution should be accurate, and its weight.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Weight">Its weight relative to the others; above 0.</param>
public sealed record WorkloadItem(ImmutableArray<string> Columns, double Weight);

/// <summary>The marginals that should be accurate: those that are listed, or else all of a number of columns.</summary>
public sealed record Workload
{
    /// <summary>The number of columns, 1 to 3, of the marginals that should be accurate when none is listed.</summary>
    public int Columns { get; init; } = 2;

    /// <summary>The marginals; empty for all marginals of the given number of columns.</summary>
    public ImmutableArray<WorkloadItem> Items { get; init; } = [];

    /// <summary>
    /// Reads a workload: 1, 2 or 3, or a JSON array whose items are lists of names of columns, or objects with <c>columns</c> and a
    /// <c>weight</c>.
    /// </summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static Workload Parse(string text)
    {
        if (text is ['1' or '2' or '3'])
        {
            return new Workload { Columns = text[0] - '0' };
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var items = document.RootElement.EnumerateArray().Select(Item).ToImmutableArray();
            return items.Length > 0 ? new Workload { Items = items } : throw new FormatException("The list is empty.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("It is no list of sets of columns.", fault);
        }
    }

    /// <summary>Reads a workload if a text is one.</summary>
    internal static (bool Ok, Workload Value) TryParse(string text)
    {
        try
        {
            return (true, Parse(text));
        }
        catch (FormatException)
        {
            return (false, new Workload());
        }
    }

    private static WorkloadItem Item(JsonElement json)
    {
        var isList = json.ValueKind == JsonValueKind.Array;
        var columns = (isList ? json : json.GetProperty("columns")).EnumerateArray()
            .Select(name => name.GetString() ?? throw new FormatException("A name is null.")).ToImmutableArray();
        var weight = !isList && json.TryGetProperty("weight", out var given) ? given.GetDouble() : 1;
        return columns.Length > 0 && weight > 0 && double.IsFinite(weight)
            && columns.Distinct(StringComparer.Ordinal).Count() == columns.Length
            ? new WorkloadItem(columns, weight)
            : throw new FormatException("An item names no column, one twice, or has no weight above 0.");
    }
}
