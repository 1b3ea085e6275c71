using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Veil.Data.Errors;
using Veil.Data.Tables;

namespace Veil.Data.Schemas.Json;

/// <summary>Converts a schema into the JSON tree of its file. Absent facts and default values have no key.</summary>
internal static class SchemaNodes
{
    /// <summary>The tree of a schema.</summary>
    /// <exception cref="VeilException">A calendar format has no strptime counterpart.</exception>
    public static JsonObject Of(Schema schema)
    {
        var source = Usual(schema);
        var root = new JsonObject { ["$schema"] = SchemaWords.Profile };
        AddIfAny(root, "name", schema.Name);
        if (!IsUsual(schema.MissingCodes))
        {
            root["missingValues"] = Texts(schema.MissingCodes.Value);
        }

        if (schema.Dialect is { } dialect)
        {
            root["dialect"] = Dialect(dialect, source);
        }

        root["fields"] = new JsonArray([.. schema.Columns.Select((column, i) => (JsonNode)Field(column, i, source))]);
        root["privacy"] = TablePrivacy(schema, source);
        return root;
    }

    /// <summary>The provenance of most facts: it is written once, for the table.</summary>
    private static Provenance Usual(Schema schema) => schema.Columns
        .SelectMany(ColumnFact.Of)
        .GroupBy(fact => fact.Source)
        .OrderByDescending(group => group.Count())
        .ThenBy(group => group.Key)
        .Select(group => group.Key)
        .FirstOrDefault(Provenance.Declared);

    private static JsonObject TablePrivacy(Schema schema, Provenance source)
    {
        var privacy = new JsonObject
        {
            ["version"] = Schema.CurrentVersion,
            ["provenance"] = SchemaWords.Provenances[source],
        };
        if (schema.Rows is { } rows)
        {
            privacy["rows"] = rows.Value;
            if (rows.Source != source)
            {
                privacy["rowsProvenance"] = SchemaWords.Provenances[rows.Source];
            }
        }

        if (!IsUsual(schema.MissingCodes) && schema.MissingCodes.Source != source)
        {
            privacy["missingValuesProvenance"] = SchemaWords.Provenances[schema.MissingCodes.Source];
        }

        AddIfAny(privacy, "entity", schema.Entity);
        if (schema.Entity is not null || schema.MaxRowsPerEntity != 1)
        {
            privacy["maxRowsPerEntity"] = schema.MaxRowsPerEntity;
        }

        if (!schema.Impossible.IsEmpty)
        {
            privacy["impossible"] = ImpossibleReader.Write(schema);
        }

        return privacy;
    }

    private static bool IsUsual(Fact<ImmutableArray<string>> codes) =>
        codes.Source == Schema.UsualMissingCodes.Source && codes.Value.AsSpan().SequenceEqual(Schema.UsualMissingCodes.Value.AsSpan());

    private static JsonObject Dialect(Fact<FileDialect> fact, Provenance source)
    {
        var node = JsonNode.Parse(fact.Value.Json)!.AsObject();
        AddIfAny(node, "provenance", fact.Source == source ? null : SchemaWords.Provenances[fact.Source]);
        return node;
    }

    private static JsonObject Field(ColumnSchema column, int index, Provenance source)
    {
        var field = new JsonObject { ["name"] = column.Name };
        var (type, categories) = TypeAndCategories(column);
        field["type"] = type;
        AddIfAny(field, "format", Format(column, index));
        AddIfAny(field, "description", column.Description);
        var constraints = Constraints(column);
        AddIfAny(field, "constraints", constraints);
        if (categories is not null)
        {
            field["categories"] = categories;
        }

        if (column.CategoriesOrdered)
        {
            field["categoriesOrdered"] = true;
        }

        if (column.BooleanLabels is { Value: var labels })
        {
            field["trueValues"] = new JsonArray(labels.True);
            field["falseValues"] = new JsonArray(labels.False);
        }

        if (column.NumberForm is { Value: var form })
        {
            AddIfAny(field, "decimalChar", form.DecimalMark?.ToString());
            AddIfAny(field, "groupChar", form.GroupMark?.ToString());
            if (form.IgnoresSurroundings || form.Prefix.Length + form.Suffix.Length > 0)
            {
                field["bareNumber"] = false;
            }
        }

        if (column.MissingCodes is { } codes)
        {
            field["missingValues"] = Texts(codes.Value);
        }

        AddIfAny(field, "privacy", Privacy(column, source));
        return field;
    }

    private static (string Type, JsonArray? Categories) TypeAndCategories(ColumnSchema column)
    {
        var type = SchemaWords.TypeWord(column.Type?.Value);
        if (column.Categories is not { Value: var labels })
        {
            return (type, null);
        }

        // Codes such as 0 and 1 stay numbers for other readers of Frictionless; to Veil the texts are the same labels.
        var areCodes = column.Type?.Value is ColumnType.Category && !labels.IsEmpty && labels.All(LabelReader.IsWhole);
        return areCodes
            ? ("integer", new JsonArray([.. labels.Select(label => JsonNode.Parse(label))]))
            : (type, Texts(labels));
    }

    private static string? Format(ColumnSchema column, int index)
    {
        if (column.Format is null || StrptimePattern.TryFromDotNet(column.Format.Value, out var pattern) is false)
        {
            return column.Format is null ? null : throw new VeilException(
                FaultKind.BadInput,
                "schema-format",
                $"The date format of field {index + 1} cannot be written in strptime notation.",
                "Give the column a format made of years, months, days, hours, minutes and seconds.");
        }

        return pattern;
    }

    private static JsonObject Constraints(ColumnSchema column)
    {
        var constraints = new JsonObject();
        if (column.Bounds is { Value: var bounds })
        {
            constraints["minimum"] = Bound(bounds.Minimum, column.Type?.Value);
            constraints["maximum"] = Bound(bounds.Maximum, column.Type?.Value);
        }

        if (column.Nullable is { Value: var nullable })
        {
            constraints["required"] = !nullable;
        }

        return constraints;
    }

    private static JsonNode Bound(double value, ColumnType? type) =>
        ColumnRules.IsCalendar(type) ? CalendarText.Write(value, type!.Value) : value;

    private static JsonObject Privacy(ColumnSchema column, Provenance source)
    {
        var privacy = new JsonObject();
        if (column.Role.Value is not ColumnRole.Use)
        {
            privacy["role"] = SchemaWords.Roles[column.Role.Value];
        }

        if (column.Step is { Value: var step })
        {
            privacy["step"] = step;
        }

        if (column.Granularity is { Value: var granularity })
        {
            privacy["granularity"] = SchemaWords.Granularities[granularity];
        }

        if (column.PointMasses is { Value: var masses })
        {
            privacy["pointMasses"] = new JsonArray([.. masses.Select(mass => (JsonNode)mass)]);
        }

        if (column.Bins is { } bins)
        {
            privacy["bins"] = bins;
        }

        if (column.NumberForm is { Value: var form })
        {
            AddIfAny(privacy, "prefix", form.Prefix.Length > 0 ? form.Prefix : null);
            AddIfAny(privacy, "suffix", form.Suffix.Length > 0 ? form.Suffix : null);
            if (form.HasParentheses)
            {
                privacy["parentheses"] = true;
            }

            if (form.LeastDecimals != 1)
            {
                privacy["leastDecimals"] = form.LeastDecimals;
            }
        }

        AddIfAny(privacy, "keyForm", column.KeyForm?.Value);
        var sources = ColumnFact.Of(column).ToList();
        if (sources.TrueForAll(fact => fact.Source == sources[0].Source))
        {
            AddIfAny(privacy, "provenance", sources[0].Source == source ? null : SchemaWords.Provenances[sources[0].Source]);
        }
        else
        {
            privacy["provenance"] = new JsonObject(sources.Select(fact =>
                KeyValuePair.Create(fact.Fact.Key, (JsonNode?)SchemaWords.Provenances[fact.Source])));
        }

        return privacy;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static void AddIfAny(JsonObject node, string key, string? value)
    {
        if (value is not null)
        {
            node[key] = value;
        }
    }

    private static void AddIfAny(JsonObject node, string key, JsonObject value)
    {
        if (value.Count > 0)
        {
            node[key] = value;
        }
    }
}
