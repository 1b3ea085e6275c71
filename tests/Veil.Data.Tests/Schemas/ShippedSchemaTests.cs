using System.Globalization;
using System.Text.RegularExpressions;
using Veil.Data.Schemas;
using Veil.Data.Schemas.Json;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Schemas;

/// <summary>The schemas under <c>samples/</c> are valid, tidy and true of their tables.</summary>
public sealed class ShippedSchemaTests
{
    public static TheoryData<string> Schemas =>
        [.. Directory.GetFiles(Samples, "*.schema.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Samples, path)).Order(StringComparer.Ordinal)];

    /// <summary>The folder of the repository.</summary>
    internal static string Root { get; } = FindRoot();

    private static string Samples => Path.Combine(Root, "samples");

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_shipped_schema_is_as_Veil_writes_it(string file)
    {
        var path = Path.Combine(Samples, file);

        Assert.Equal(File.ReadAllText(path), SchemaJson.ToText(SchemaJson.Load(path)));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void No_shipped_schema_holds_a_fact_copied_from_rows(string file) =>
        Assert.DoesNotContain("\"data\"", File.ReadAllText(Path.Combine(Samples, file)), StringComparison.Ordinal);

    [Fact]
    public void The_example_of_the_documentation_is_valid()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs", "schema.md"));
        var start = text.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;

        Assert.Empty(SchemaJson.Validate(text[start..text.IndexOf("```", start, StringComparison.Ordinal)]));
    }

    [Fact]
    public void The_documentation_names_every_key_and_word()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs", "schema.md"));

        Assert.All(
            SchemaWords.TableKeys
                .Concat(SchemaWords.DialectKeys).Concat(SchemaWords.TablePrivacyKeys).Concat(SchemaWords.FieldKeys)
                .Concat(SchemaWords.ConstraintKeys).Concat(SchemaWords.FieldPrivacyKeys).Concat(SchemaWords.Facts)
                .Concat(SchemaWords.Types).Concat(SchemaWords.Roles.Words).Concat(SchemaWords.Granularities.Words)
                .Concat(SchemaWords.Provenances.Words).Concat(StrptimePattern.Directives),
            word => Assert.Matches($@"[`.]{Regex.Escape(word)}[`.]", text));
    }

    [Fact]
    public void The_sample_table_keeps_its_schema() =>
        AssertCovers(Path.Combine(Samples, "people.schema.json"), Path.Combine(Samples, "people.csv"));

    [Theory]
    [InlineData("adult", "train")]
    [InlineData("adult", "holdout")]
    [InlineData("compas", "train")]
    [InlineData("compas", "holdout")]
    [InlineData("titanic", "train")]
    [InlineData("titanic", "holdout")]
    public void The_well_known_tables_keep_their_schemas(string name, string part)
    {
        var shared = Environment.GetEnvironmentVariable("VEIL_SHARED")
            ?? Path.Combine(Directory.GetParent(Root)?.FullName ?? Root, "shared");
        var table = Path.Combine(shared, "data", $"{name}_{part}.csv");
        Assert.SkipUnless(File.Exists(table), "The real tables are not on this machine (set VEIL_SHARED).");

        AssertCovers(Path.Combine(Samples, "schemas", $"{name}.schema.json"), table);
    }

    private static void AssertCovers(string schemaPath, string tablePath)
    {
        var schema = SchemaJson.Load(schemaPath);
        var lines = File.ReadAllLines(tablePath);
        Assert.Equal(schema.Columns.Select(column => column.Name), lines[0].Split(','));
        for (var row = 1; row < lines.Length; row++)
        {
            var cells = lines[row].Split(',');
            Assert.Equal(schema.Columns.Length, cells.Length);
            for (var i = 0; i < cells.Length; i++)
            {
                if (!Accepts(schema, schema.Columns[i], cells[i]))
                {
                    Assert.Fail($"Line {row + 1}: {schema.Columns[i].Name} does not accept '{cells[i]}'.");
                }
            }
        }

        if (schema.Rows is { } rows)
        {
            Assert.Equal(rows.Value, lines.Length - 1);
        }
    }

    private static bool Accepts(Schema schema, ColumnSchema column, string cell)
    {
        if ((column.MissingCodes?.Value ?? schema.MissingCodes.Value).Contains(cell))
        {
            return column.Nullable is not { Value: false };
        }

        return column.Type!.Value switch
        {
            ColumnType.Category => column.Categories!.Value.Contains(cell),
            ColumnType.Boolean => cell == column.BooleanLabels!.Value.True || cell == column.BooleanLabels.Value.False,
            ColumnType.Integer => long.TryParse(cell, CultureInfo.InvariantCulture, out var whole)
                && IsWithin(column, whole) && (whole - (long)column.Bounds!.Value.Minimum) % (long)column.Step!.Value == 0,
            ColumnType.Decimal => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) && IsWithin(column, number),
            ColumnType.Date => DateTime.TryParseExact(
                cell, column.Format?.Value ?? "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && IsWithin(column, (day - DateTime.UnixEpoch).TotalDays),
            ColumnType.DateTime => DateTime.TryParseExact(
                cell, column.Format?.Value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                && IsWithin(column, (moment - DateTime.UnixEpoch).TotalMilliseconds),
            _ => cell.Length > 0,
        };
    }

    private static bool IsWithin(ColumnSchema column, double value) =>
        value >= column.Bounds!.Value.Minimum && value <= column.Bounds.Value.Maximum;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Veil.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Veil.slnx is above no folder of the tests.");
    }
}
