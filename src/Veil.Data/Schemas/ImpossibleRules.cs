using Veil.Data.Schemas.Json;
using Veil.Data.Tables;

namespace Veil.Data.Schemas;

/// <summary>The rules for combinations that are declared impossible.</summary>
internal static class ImpossibleRules
{
    // Each is one more table of the model, over all its columns.
    private const int MostColumns = 4;

    public static void Check(Schema schema, List<SchemaFault> faults)
    {
        for (var i = 0; i < schema.Impossible.Length; i++)
        {
            var path = $"$.privacy.impossible[{i}]";
            var parts = schema.Impossible[i].Parts;
            if (parts.Length is < 2 or > MostColumns)
            {
                faults.Add(new SchemaFault(
                    "schema-impossible",
                    path,
                    $"A combination has {parts.Length} column{(parts.Length == 1 ? "" : "s")}; it must have 2 to {MostColumns}.",
                    "Values that cannot occur at all belong out of a field's categories or range; split longer combinations."));
                continue;
            }

            foreach (var part in parts)
            {
                CheckPart(schema, part, $"{path}.{part.Column}", faults);
            }
        }
    }

    private static void CheckPart(Schema schema, ImpossiblePart part, string path, List<SchemaFault> faults)
    {
        void Fault(string message, string wayOut) => faults.Add(new SchemaFault("schema-impossible", path, message, wayOut));
        if (schema.Find(part.Column) is not { } column)
        {
            Fault(
                "There is no such field.",
                Spelling.DidYouMean(part.Column, schema.Columns.Select(known => known.Name)) ?? "Name one of the fields.");
            return;
        }

        if (column.Role.Value != ColumnRole.Use || column.Type is not { Value: var type })
        {
            Fault(
                "The field is not modelled, or has no type yet.",
                "Give the field the role 'use' and a 'type', or leave the combination out.");
            return;
        }

        var isOrdered = ColumnRules.IsNumeric(type) || ColumnRules.IsCalendar(type);
        if (part.HasRange && !isOrdered)
        {
            Fault("The field has labels, and labels have no range.", "List them in square brackets.");
        }
        else if (part.Minimum > part.Maximum)
        {
            Fault("The minimum is above the maximum.", "Exchange them.");
        }
        else if (!part.HasRange && part.Values.IsEmpty)
        {
            Fault("No value is given.", "List values in square brackets, or give a range as {\"minimum\": …, \"maximum\": …}.");
        }

        var labels = Labels(column);
        foreach (var value in part.Values)
        {
            if (isOrdered && CalendarText.ParseValue(value, type) is null)
            {
                Fault(
                    "A value is not of the field's type.",
                    ColumnRules.IsCalendar(type) ? "Give dates such as \"2024-12-31\"." : "Give numbers without quotes.");
            }
            else if (labels is not null && !labels.Contains(value))
            {
                Fault("A value is not among the field's labels.", Spelling.DidYouMean(value, labels) ?? "Give some of them.");
            }
        }
    }

    // Only labels that are known for certain; learnt labels may lack some that were declared impossible.
    private static IReadOnlyCollection<string>? Labels(ColumnSchema column) => column.Type!.Value switch
    {
        ColumnType.Boolean => column.BooleanLabels is { Value: var labels } ? [labels.True, labels.False] : ["true", "false"],
        ColumnType.Category when column.Categories is { Source: not Provenance.Dp } categories => categories.Value,
        _ => null,
    };
}
