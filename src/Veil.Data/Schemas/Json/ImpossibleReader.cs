using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veil.Data.Tables;

namespace Veil.Data.Schemas.Json;

/// <summary>Reads and writes <c>privacy.impossible</c>: objects whose keys are columns and whose values are lists or ranges.</summary>
internal static class ImpossibleReader
{
    /// <summary>The combinations; their faults are added to those of the table.</summary>
    public static ImmutableArray<ImpossibleCombination> Read(ObjectReader privacy, Schema schema)
    {
        string[] names = [.. schema.Columns.Select(column => column.Name)];
        return
        [
            .. (privacy.List("impossible") ?? [])
                .Select(item => ObjectReader.Of(item.Element, item.Path, names, privacy.Faults))
                .OfType<ObjectReader>()
                .Select(item => new ImpossibleCombination(
                    [
                        .. schema.Columns.DistinctBy(column => column.Name).Where(column => item.Has(column.Name))
                            .Select(column => Part(item, column)),
                    ])),
        ];
    }

    /// <summary>The combinations as JSON.</summary>
    public static JsonArray Write(Schema schema) => new(
        [.. schema.Impossible.Select(combination => (JsonNode)new JsonObject(combination.Parts.Select(part =>
            new KeyValuePair<string, JsonNode?>(part.Column, Write(part, schema.Find(part.Column)?.Type?.Value)))))]);

    private static ImpossiblePart Part(ObjectReader item, ColumnSchema column)
    {
        var part = new ImpossiblePart(column.Name);
        var type = column.Type?.Value;
        if (item.Element(column.Name)!.Value.ValueKind is not JsonValueKind.Object)
        {
            return part with
            {
                Values = [.. (item.List(column.Name) ?? []).Select(value => Text(value.Element, value.Path, item.Faults)).OfType<string>()],
            };
        }

        var range = item.Object(column.Name, SchemaWords.RangeKeys)!;
        return part with { Minimum = Bound(range, "minimum", type), Maximum = Bound(range, "maximum", type) };
    }

    private static string? Text(JsonElement element, string path, List<SchemaFault> faults) =>
        element.ValueKind is JsonValueKind.Number ? element.GetRawText() : ObjectReader.Text(element, path, faults);

    private static double? Bound(ObjectReader range, string key, ColumnType? type)
    {
        if (!ColumnRules.IsCalendar(type) || range.Text(key) is not { } text)
        {
            return ColumnRules.IsCalendar(type) ? null : range.Number(key);
        }

        var value = CalendarText.Parse(text, type!.Value);
        if (value is null)
        {
            range.Faults.Add(ObjectReader.WrongKind(range.At(key), "a date such as 2024-12-31"));
        }

        return value;
    }

    private static JsonNode Write(ImpossiblePart part, ColumnType? type)
    {
        if (!part.HasRange)
        {
            return new JsonArray(
                [.. part.Values.Select(value => ColumnRules.IsNumeric(type) ? JsonNode.Parse(value) : JsonValue.Create(value))]);
        }

        var range = new JsonObject();
        foreach (var (key, bound) in new[] { ("minimum", part.Minimum), ("maximum", part.Maximum) })
        {
            if (bound is { } value)
            {
                range[key] = ColumnRules.IsCalendar(type)
                    ? JsonValue.Create(CalendarText.Write(value, type!.Value))
                    : JsonValue.Create(value);
            }
        }

        return range;
    }
}
