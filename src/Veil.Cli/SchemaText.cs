using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Files;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Schemas.CodeLists;
using Veil.Data.Tables;
using Veil.Synthesis.Models;

namespace Veil.Cli;

/// <summary>Schemas and their faults as text.</summary>
internal static class SchemaText
{
    private const string Unknown = "not stated";
    private const int MostTexts = 8;

    private static readonly string[] s_factHeader = ["FACT", "IS", "SOURCE"];

    /// <summary>The columns of a schema and the facts about the table, each with its provenance.</summary>
    public static string Of(Schema schema) => TextTable.Format(
        ["COLUMN", "TYPE", "ROLE", "DOMAIN", "SOURCE"],
        schema.Columns.Select(column => new[]
        {
            column.Name,
            column.Type?.Value.ToString().ToLowerInvariant() ?? "?",
            column.Role.Value.ToString().ToLowerInvariant(),
            Domain(column),
            Source(column),
        })) + "\n" + TableFacts(schema) + Marks(schema);

    /// <summary>Each fact about the table as a whole, with its provenance.</summary>
    public static string TableFacts(Schema schema) => TextTable.Format(
        s_factHeader,
        [
            ["dialect", CsvDialectJson.Find(schema) is { } dialect ? Dialect(dialect) : Unknown, schema.Dialect?.Source.Word() ?? ""],
            ["rows", schema.Rows?.Value.ToString(CultureInfo.InvariantCulture) ?? Unknown, schema.Rows?.Source.Word() ?? ""],
            ["missingValues", Texts(schema.MissingCodes.Value), schema.MissingCodes.Source.Word()],
        ]);

    /// <summary>Each fact about a column, with its provenance.</summary>
    public static string Facts(ColumnSchema column) => TextTable.Format(
        s_factHeader,
        ColumnFact.All.Select(fact => new[] { fact.Key, Value(fact.Key, column) ?? Unknown, fact.Source(column)?.Word() ?? "" }));

    /// <summary>The JSON document about a schema that was written to a file.</summary>
    public static string Json(string path, Schema schema) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("schema", path);
        json.WriteNumber("columns", schema.Columns.Length);
        json.WriteEndObject();
    });

    /// <summary>The public lists of codes.</summary>
    public static string Of(IReadOnlyList<CodeList> lists) => TextTable.Format(
        ["LIST", "CODES", "OF", "BEGINS WITH"],
        lists.Select(list => new[]
        {
            CodeList.Sign + list.Name, list.Codes.Length.ToString(CultureInfo.InvariantCulture), list.Description,
            string.Join(", ", list.Codes.Take(2)),
        }));

    /// <summary>The JSON document about lists of codes.</summary>
    public static string Json(IReadOnlyList<CodeList> lists) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("lists");
        foreach (var list in lists)
        {
            json.WriteStartObject();
            json.WriteString("name", list.Name);
            json.WriteString("description", list.Description);
            json.WriteStartArray("codes");
            foreach (var code in list.Codes)
            {
                json.WriteStringValue(code);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
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

        return column.Type?.Value == ColumnType.Time ? "00:00:00 to 23:59:59"
            : AttributeFactory.IsDeclared(column) ? "two labels" : "learnt privately";
    }

    private static string Value(double value, ColumnSchema column) => column.Type?.Value switch
    {
        ColumnType.Date => DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Time => DateTime.UnixEpoch.AddMilliseconds(value).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        ColumnType.DateTime => DateTime.UnixEpoch.AddMilliseconds(value).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Source(ColumnSchema column)
    {
        var bySource = ColumnFact.Of(column).GroupBy(fact => fact.Source).OrderBy(group => group.Key).ToList();
        return bySource.Count == 1
            ? bySource[0].Key.Word()
            : string.Join("; ", bySource.Select(group => $"{group.Key.Word()}: {string.Join(", ", group.Select(fact => fact.Fact.Key))}"));
    }

    // How a release treats facts that come from looking at the rows; empty where there are none.
    private static string Marks(Schema schema)
    {
        var sources = schema.Columns.SelectMany(ColumnFact.Of).Select(fact => fact.Source)
            .Append(schema.MissingCodes.Source)
            .Concat(new[] { schema.Dialect?.Source, schema.Rows?.Source }.OfType<Provenance>())
            .ToHashSet();
        var text = "";
        if (sources.Contains(Provenance.Data))
        {
            text += TextTable.Wrap(
                "data: copied from the rows. A release refuses such facts: state them with 'veil schema declare', or remove them with "
                    + "--unknown.",
                80,
                "");
        }

        if (sources.Contains(Provenance.DeclaredAfterLooking))
        {
            text += TextTable.Wrap(FactsAfterLooking.Meaning + ".", 80, "");
        }

        return text.Length == 0 ? "" : "\n" + text;
    }

    private static string? Value(string key, ColumnSchema column) => key switch
    {
        "type" when column.Type is { } type => SchemaJson.WordOf(type.Value),
        "role" => column.Role.Value.ToString().ToLowerInvariant(),
        "bounds" when column.Bounds is { Value: var bounds } => $"{Value(bounds.Minimum, column)} to {Value(bounds.Maximum, column)}",
        "step" when column.Step is { Value: var step } => step.ToString(CultureInfo.InvariantCulture),
        "granularity" when column.Granularity is { } unit => unit.Value.ToString().ToLowerInvariant(),
        "categories" when column.Categories is { } labels => Texts(labels.Value) + (column.CategoriesOrdered ? ", ordered" : ""),
        "pointMasses" when column.PointMasses is { } masses =>
            string.Join(", ", masses.Value.Select(mass => mass.ToString(CultureInfo.InvariantCulture))),
        "missingValues" when column.MissingCodes is { } codes => Texts(codes.Value),
        "nullable" when column.Nullable is { } nullable => nullable.Value ? "values may be missing" : "no value is missing",
        "format" when column.Format is { } format => format.Value,
        "numberForm" when column.NumberForm is { } form => Form(form.Value),
        "keyForm" when column.KeyForm is { } form => form.Value,
        "labels" when column.BooleanLabels is { Value: var (yes, no) } => $"{yes} for true, {no} for false",
        _ => null,
    };

    private static string Form(NumberForm form) => string.Join(", ", new[]
    {
        form.Prefix.Length > 0 ? $"'{form.Prefix}' before" : null,
        form.Suffix.Length > 0 ? $"'{form.Suffix}' after" : null,
        form.GroupMark is { } group ? $"groups by '{group}'" : null,
        form.DecimalMark is { } mark ? $"decimal mark '{mark}'" : null,
        form.HasParentheses ? "parentheses below zero" : null,
        form.IgnoresSurroundings ? "what stands around is ignored" : null,
        form.LeastDecimals != 1 ? string.Create(CultureInfo.InvariantCulture, $"at least {form.LeastDecimals} decimals") : null,
    }.OfType<string>());

    private static string Texts(ImmutableArray<string> texts)
    {
        var shown = string.Join(", ", texts.Take(MostTexts).Select(text => text.Length == 0 ? "an empty cell" : text));
        return texts.Length switch
        {
            0 => "none",
            <= MostTexts => shown,
            var all => string.Create(CultureInfo.InvariantCulture, $"{shown} and {all - MostTexts} more"),
        };
    }

    private static string Dialect(CsvDialect dialect) => string.Join(
        ", ",
        dialect.Delimiter switch
        {
            ',' => "comma",
            ';' => "semicolon",
            '\t' => "tab",
            '|' => "pipe",
            ' ' => "blanks",
            var other => other.ToString(),
        } + " between fields",
        dialect.Quote switch { '"' => "double quotes", '\'' => "single quotes", var other => $"quotes {other}" },
        dialect.HasHeader ? "header" : "no header",
        CodePages.NameOf((int)dialect.Encoding),
        (dialect.DecimalMark == ',' ? "decimal comma" : "decimal point") + string.Concat(Rare(dialect).Select(fact => ", " + fact)));

    private static IEnumerable<string> Rare(CsvDialect dialect)
    {
        if (dialect.SkipLines > 0)
        {
            var lines = dialect.SkipLines == 1 ? "line" : "lines";
            yield return string.Create(CultureInfo.InvariantCulture, $"{dialect.SkipLines} {lines} above");
        }

        if (dialect.SkipRows > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{dialect.SkipRows} below the header");
        }

        if (dialect.HasRowNames)
        {
            yield return "names of rows";
        }

        if (dialect.Comment is { } comment)
        {
            yield return $"comments after {comment}";
        }

        if (dialect.Escape is { } escape)
        {
            yield return $"{escape} before ordinary characters";
        }

        if (dialect.TrimsBlanks)
        {
            yield return "no blanks around fields";
        }
    }
}
