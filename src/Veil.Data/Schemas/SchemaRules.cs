namespace Veil.Data.Schemas;

/// <summary>Finds contradictions in a schema, whether it was read from a file or made by a program.</summary>
public static class SchemaRules
{
    /// <summary>All faults of a schema, in the order of its columns; empty when it is valid.</summary>
    public static IReadOnlyList<SchemaFault> Check(Schema schema)
    {
        var faults = new List<SchemaFault>();
        for (var i = 0; i < schema.Columns.Length; i++)
        {
            ColumnRules.Check(schema, i, faults);
        }

        CheckTable(schema, faults);
        return faults;
    }

    /// <summary>The rules that concern several columns or the table.</summary>
    internal static void CheckTable(Schema schema, List<SchemaFault> faults)
    {
        CheckNames(schema, faults);
        ImpossibleRules.Check(schema, faults);
        if (schema.Entity is not null && schema.Find(schema.Entity) is null)
        {
            faults.Add(new SchemaFault(
                "schema-entity-unknown",
                "$.privacy.entity",
                "The column that names the entity is not among the fields.",
                Spelling.DidYouMean(schema.Entity, schema.Columns.Select(column => column.Name))
                    ?? "Name one of the fields, or leave 'entity' out when every row is a person of its own."));
        }

        if (schema.MaxRowsPerEntity < 1)
        {
            faults.Add(new SchemaFault(
                "schema-max-rows",
                "$.privacy.maxRowsPerEntity",
                "An entity must be allowed at least one row.",
                "Give a whole number of 1 or more."));
        }
        else if (schema.MaxRowsPerEntity > 1 && schema.Entity is null)
        {
            faults.Add(new SchemaFault(
                "schema-max-rows",
                "$.privacy.maxRowsPerEntity",
                "Several rows per entity are allowed, but no column names the entity.",
                "Name the column in 'entity', or leave 'maxRowsPerEntity' out."));
        }

        if (schema.Rows is { Value: < 0 })
        {
            faults.Add(new SchemaFault(
                "schema-rows", "$.privacy.rows", "The number of rows is negative.", "Give 0 or more, or leave it out."));
        }
    }

    private static void CheckNames(Schema schema, List<SchemaFault> faults)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < schema.Columns.Length; i++)
        {
            if (!seen.TryAdd(schema.Columns[i].Name, i))
            {
                faults.Add(new SchemaFault(
                    "schema-duplicate-name",
                    $"$.fields[{i}].name",
                    $"The field has the name of $.fields[{seen[schema.Columns[i].Name]}].",
                    "Give every field a name of its own, in the file's header too."));
            }
        }
    }
}
