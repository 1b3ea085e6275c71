using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Cli;

/// <summary>Schemas and their faults as text.</summary>
internal static class SchemaText
{
    public static string Table(Schema schema) => TextTable.Format(
        ["COLUMN", "TYPE", "ROLE", "DOMAIN", "SOURCE"],
        schema.Columns.Select(column => new[]
        {
            column.Name,
            column.Type?.Value.ToString().ToLowerInvariant() ?? "?",
            column.Role.Value.ToString().ToLowerInvariant(),
            Domain(column),
            Source(column),
        }));

    /// <summary>What <c>--json</c> tells of a schema that went to a file.</summary>
    public static string Json(string path, Schema schema) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("schema", path);
        json.WriteNumber("columns", schema.Columns.Length);
        json.WriteEndObject();
    });

    public static string Json(IReadOnlyList<SchemaFault> faults) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("valid", faults.Count == 0);
        json.WriteStartArray("faults");
        foreach (var fault in faults)
        {
            json.WriteStartObject();
            json.WriteString("path", fault.Path);
            json.WriteString("code", fault.Code);
            json.WriteString("message", fault.Message);
            json.WriteString("wayOut", fault.WayOut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Domain(ColumnSchema column)
    {
        if (column.Role.Value != ColumnRole.Use)
        {
            return "not read";
        }

        if (column.Categories is { } categories)
        {
            return $"{categories.Value.Length} categories";
        }

        if (column.Bounds is { } bounds)
        {
            return $"{Value(bounds.Value.Minimum, column)} to {Value(bounds.Value.Maximum, column)}";
        }

        return AttributeFactory.IsDeclared(column) ? "two labels" : "learnt privately";
    }

    private static string Value(double value, ColumnSchema column) => column.Type?.Value switch
    {
        ColumnType.Date => DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.DateTime => DateTime.UnixEpoch.AddMilliseconds(value).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Source(ColumnSchema column)
    {
        var sources = new Provenance?[]
        {
            column.Type?.Source, column.Role.Source, column.Bounds?.Source, column.Categories?.Source,
        };
        return string.Join(", ", sources.OfType<Provenance>().Distinct().Select(source => source.ToString().ToLowerInvariant()));
    }
}
