using System.Collections.Immutable;
using System.Text.Json;

namespace Veil.Data.Schemas.Json;

/// <summary>Reads a whole schema out of a parsed JSON document.</summary>
internal static class SchemaReader
{
    /// <summary>The schema; of use only when <paramref name="faults"/> stays empty.</summary>
    public static Schema Read(JsonElement root, List<SchemaFault> faults)
    {
        if (IsNewer(root))
        {
            // Its other keys may be unknown here: reporting them would mislead.
            faults.Add(new SchemaFault(
                "schema-newer",
                "$.privacy.version",
                "The schema was made by a newer version of Veil.",
                "Update Veil, or write the schema again with this version."));
            return new Schema();
        }

        if (ObjectReader.Of(root, "$", SchemaWords.TableKeys, faults) is not { } table)
        {
            return new Schema();
        }

        var privacy = table.Object("privacy", SchemaWords.TablePrivacyKeys);
        var schema = ReadPrivacy(privacy, out var source) with
        {
            Name = table.Text("name"),
            Dialect = DialectReader.Read(table, source),
        };
        _ = table.Text("$schema");
        if (LabelReader.Texts(table, "missingValues") is { } codes)
        {
            schema = schema with { MissingCodes = new(codes, privacy?.Word("missingValuesProvenance", SchemaWords.Provenances) ?? source) };
        }
        else if (privacy is not null && privacy.Has("missingValuesProvenance") && !table.Has("missingValues"))
        {
            faults.Add(new SchemaFault(
                "schema-missing-values",
                privacy.At("missingValuesProvenance"),
                "The texts that stand for a missing value are not given.",
                "Give 'missingValues', or leave this out."));
        }

        return ReadFields(table, privacy, schema, source);
    }

    private static bool IsNewer(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object
        && root.TryGetProperty("privacy", out var privacy)
        && privacy.ValueKind is JsonValueKind.Object
        && privacy.TryGetProperty("version", out var version)
        && version.ValueKind is JsonValueKind.Number
        && version.TryGetDouble(out var number)
        && number > Schema.CurrentVersion;

    private static Schema ReadFields(ObjectReader table, ObjectReader? privacy, Schema schema, Provenance source)
    {
        if (!table.Has("fields"))
        {
            table.Faults.Add(new SchemaFault(
                "schema-missing-key", "$", "The key 'fields' is missing.", "List the columns of the table in it."));
        }

        var columns = ImmutableArray.CreateBuilder<ColumnSchema>();
        var clean = new List<int>();
        var fields = table.List("fields") ?? [];
        foreach (var (element, path) in fields)
        {
            var before = table.Faults.Count;
            if (FieldReader.Read(element, path, source, table.Faults) is { } column)
            {
                columns.Add(column);
                if (table.Faults.Count == before)
                {
                    clean.Add(columns.Count - 1);
                }
            }
        }

        schema = schema with { Columns = columns.ToImmutable() };
        if (columns.Count == fields.Count)
        {
            // Only complete schemas are checked against the rules, which avoids follow-up faults.
            foreach (var index in clean)
            {
                ColumnRules.Check(schema, index, table.Faults);
            }

            schema = schema with { Impossible = privacy is null ? [] : ReadImpossible(privacy, schema) };
            SchemaRules.CheckTable(schema, table.Faults);
        }

        return schema;
    }

    private static ImmutableArray<ImpossibleCombination> ReadImpossible(ObjectReader privacy, Schema schema)
    {
        var before = privacy.Faults.Count;
        var read = ImpossibleReader.Read(privacy, schema);
        return privacy.Faults.Count == before ? read : [];
    }

    private static Schema ReadPrivacy(ObjectReader? privacy, out Provenance source)
    {
        source = Provenance.Declared;
        if (privacy is null)
        {
            return new Schema();
        }

        if (privacy.Whole("version") is < 1)
        {
            privacy.Faults.Add(new SchemaFault(
                "schema-version", privacy.At("version"), "There is no such version of the format.", "Give 1."));
        }

        source = privacy.Word("provenance", SchemaWords.Provenances) ?? source;
        var rowsSource = privacy.Word("rowsProvenance", SchemaWords.Provenances) ?? source;
        if (privacy.Has("rowsProvenance") && !privacy.Has("rows"))
        {
            privacy.Faults.Add(new SchemaFault(
                "schema-rows", privacy.At("rowsProvenance"), "The number of rows is not given.", "Give 'rows', or leave this out."));
        }

        var perEntity = privacy.Whole("maxRowsPerEntity") ?? 1;
        if (perEntity > int.MaxValue)
        {
            privacy.Faults.Add(ObjectReader.WrongKind(privacy.At("maxRowsPerEntity"), "a whole number below 2147483648"));
        }

        return new Schema
        {
            Rows = privacy.Whole("rows") is { } rows ? new Fact<long>(rows, rowsSource) : null,
            Entity = privacy.Text("entity"),
            MaxRowsPerEntity = (int)Math.Clamp(perEntity, 0, int.MaxValue),
        };
    }
}
