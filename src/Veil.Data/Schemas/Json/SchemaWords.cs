using Veil.Data.Tables;

namespace Veil.Data.Schemas.Json;

/// <summary>The vocabulary of the schema file: keys and words, once for the reader and the writer.</summary>
internal static class SchemaWords
{
    public const string Profile = "https://datapackage.org/profiles/2.0/tableschema.json";

    public static readonly string[] TableKeys =
        ["$schema", "name", "missingValues", "dialect", "fields", "privacy"];

    public static readonly string[] DialectKeys =
        [
        "delimiter", "quoteChar", "header", "encoding", "decimalChar", "skipLines", "skipRows", "rowNames", "commentChar", "escapeChar",
        "trimBlanks", "byteOrderMark", "compression", "provenance",
    ];

    public static readonly string[] TablePrivacyKeys =
        ["version", "provenance", "rows", "rowsProvenance", "missingValuesProvenance", "entity", "maxRowsPerEntity", "impossible"];

    public static readonly string[] FieldKeys =
    [
        "name", "type", "format", "description", "constraints", "categories", "categoriesOrdered",
        "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "missingValues", "privacy",
    ];

    public static readonly string[] ConstraintKeys = ["minimum", "maximum", "required"];

    public static readonly string[] RangeKeys = ["minimum", "maximum"];

    public static readonly string[] FieldPrivacyKeys =
    [
        "role", "step", "granularity", "pointMasses", "bins", "prefix", "suffix", "parentheses", "leastDecimals", "keyForm",
        "provenance",
    ];

    public static readonly string[] Facts = [.. ColumnFact.All.Select(fact => fact.Key)];

    public static readonly string[] Types =
        ["integer", "number", "boolean", "string", "date", "datetime", "time", "any"];

    public static readonly WordList<Provenance> Provenances = new(
        ("public", Provenance.Public),
        ("declared", Provenance.Declared),
        ("declared-after-looking", Provenance.DeclaredAfterLooking),
        ("dp", Provenance.Dp),
        ("data", Provenance.Data));

    public static readonly WordList<ColumnRole> Roles = new(
        ("use", ColumnRole.Use),
        ("identifier", ColumnRole.Identifier),
        ("personal", ColumnRole.Personal),
        ("text", ColumnRole.Text),
        ("drop", ColumnRole.Drop));

    public static readonly WordList<Granularity> Granularities = new(
        ("second", Granularity.Second),
        ("minute", Granularity.Minute),
        ("hour", Granularity.Hour),
        ("day", Granularity.Day),
        ("week", Granularity.Week),
        ("month", Granularity.Month),
        ("year", Granularity.Year));

    /// <summary>The Frictionless type of a column whose labels, if any, are texts.</summary>
    public static string TypeWord(ColumnType? type) => type switch
    {
        null => "any",
        ColumnType.Integer => "integer",
        ColumnType.Decimal => "number",
        ColumnType.Boolean => "boolean",
        ColumnType.Date => "date",
        ColumnType.DateTime => "datetime",
        ColumnType.Time => "time",
        _ => "string",
    };
}
