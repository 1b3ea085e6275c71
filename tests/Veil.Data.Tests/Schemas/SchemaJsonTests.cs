using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Schemas;

public sealed class SchemaJsonTests
{
    private const string People = """
        { "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
          "name": "people", "missingValues": ["", {"value": "NA", "label": "not asked"}],
          "dialect": {"delimiter": ";", "quoteChar": "\"", "header": true, "encoding": "iso-8859-1", "decimalChar": ","},
          "fields": [
            {"name":"age","type":"integer","description":"Age in years","constraints":{"minimum":0,"maximum":110,"required":true},
             "missingValues":["","?"], "privacy":{"role":"use","step":1,"pointMasses":[0],"provenance":"public"}},
            {"name":"sex","type":"string","categories":["F","M"],"categoriesOrdered":false,
             "privacy":{"provenance":{"type":"declared","categories":"public","role":"declared","missingValues":"declared","nullable":"declared"}}},
            {"name":"recid","type":"integer","categories":[0,{"value":1,"label":"yes"}]},
            {"name":"joined","type":"date","format":"%d/%m/%Y","constraints":{"minimum":"2015-01-01","maximum":"2024-12-31"},
             "privacy":{"granularity":"day"}},
            {"name":"seen","type":"datetime","constraints":{"minimum":"2015-01-01T00:00","maximum":"2024-12-31T23:59:59.5"}},
            {"name":"smoker","type":"boolean","trueValues":["yes"],"falseValues":["no"]},
            {"name":"notes","type":"string","privacy":{"role":"text"}},
            {"name":"income","type":"number"},
            {"name":"town","type":"string"},
            {"name":"odd"},
            {"name":"patient_id","type":"string","privacy":{"role":"identifier"}} ],
          "privacy": {"version":1,"provenance":"declared","rows":20000,"rowsProvenance":"public","entity":"patient_id","maxRowsPerEntity":3} }
        """;

    private static Schema Parsed => SchemaJson.Parse(People, "people.schema.json");

    [Fact]
    public void Table_facts_are_read()
    {
        var schema = Parsed;

        Assert.Equal("people", schema.Name);
        Assert.Equal(["", "NA"], schema.MissingCodes.Value);
        Assert.Equal(new CsvDialect(';', '"', true, TextEncoding.Windows1252, ','), CsvDialectJson.Find(schema));
        Assert.Equal(new Fact<long>(20000, Provenance.Public), schema.Rows);
        Assert.Equal("patient_id", schema.Entity);
        Assert.Equal(3, schema.MaxRowsPerEntity);
    }

    [Fact]
    public void Types_follow_from_type_role_and_categories()
    {
        Assert.Equal(
            [
                ColumnType.Integer, ColumnType.Category, ColumnType.Category, ColumnType.Date, ColumnType.DateTime,
                ColumnType.Boolean, ColumnType.Text, ColumnType.Decimal, ColumnType.Category, null, ColumnType.Text,
            ],
            Parsed.Columns.Select(column => column.Type?.Value));
    }

    [Fact]
    public void A_provenance_word_covers_all_facts_of_a_column()
    {
        var age = Parsed.Columns[0];

        Assert.Equal(new Fact<Bounds>(new Bounds(0, 110), Provenance.Public), age.Bounds);
        Assert.Equal(new Fact<double>(1, Provenance.Public), age.Step);
        Assert.Equal(new Fact<bool>(false, Provenance.Public), age.Nullable);
        Assert.Equal(new Fact<ColumnRole>(ColumnRole.Use, Provenance.Public), age.Role);
        Assert.Equal([0], age.PointMasses!.Value);
        Assert.Equal(["", "?"], age.MissingCodes!.Value);
        Assert.Equal("Age in years", age.Description);
    }

    [Fact]
    public void A_provenance_object_names_single_facts()
    {
        var sex = Parsed.Columns[1];

        Assert.Equal(Provenance.Public, sex.Categories!.Source);
        Assert.Equal(Provenance.Declared, sex.Type!.Source);
    }

    [Fact]
    public void Numbers_as_categories_become_labels_as_written() =>
        Assert.Equal(["0", "1"], Parsed.Columns[2].Categories!.Value);

    [Fact]
    public void Calendar_facts_are_days_and_milliseconds()
    {
        var (joined, seen) = (Parsed.Columns[3], Parsed.Columns[4]);

        Assert.Equal("dd/MM/yyyy", joined.Format?.Value);
        Assert.Equal(new Bounds(16436, 20088), joined.Bounds!.Value);
        Assert.Equal(Granularity.Day, joined.Granularity!.Value);
        Assert.Equal(new Bounds(16436 * 86400000L, (20089 * 86400000L) - 500), seen.Bounds!.Value);
    }

    [Fact]
    public void Boolean_labels_are_read() => Assert.Equal(("yes", "no"), Parsed.Columns[5].BooleanLabels?.Value);

    [Fact]
    public void Files_that_give_formats_labels_and_dialects_no_provenance_of_their_own_have_that_of_the_field_or_the_table()
    {
        var schema = SchemaJson.Parse(
            """
            {
              "missingValues": ["NA"],
              "dialect": {"delimiter": ";"},
              "fields": [
                {"name": "a", "type": "date", "format": "%Y", "privacy": {"provenance": "public"}},
                {"name": "b", "type": "boolean", "trueValues": ["1"], "falseValues": ["0"], "privacy": {"provenance": {"type": "public"}}}
              ],
              "privacy": {"version": 1, "provenance": "dp"}
            }
            """,
            "old");

        Assert.Equal((Provenance.Public, Provenance.Dp), (schema.Columns[0].Format!.Source, schema.Columns[1].BooleanLabels!.Source));
        Assert.Equal((Provenance.Dp, Provenance.Dp), (schema.Dialect!.Source, schema.MissingCodes.Source));
    }

    [Fact]
    public void Formats_labels_dialects_and_missing_codes_may_have_a_provenance_of_their_own()
    {
        var schema = SchemaJson.Parse(
            """
            {
              "missingValues": ["NA"],
              "dialect": {"delimiter": ";", "provenance": "data"},
              "fields": [
                {"name": "a", "type": "date", "format": "%Y", "privacy": {"provenance": {"format": "declared-after-looking"}}},
                {"name": "b", "type": "boolean", "trueValues": ["1"], "falseValues": ["0"], "privacy": {"provenance": {"labels": "public"}}}
              ],
              "privacy": {"version": 1, "missingValuesProvenance": "public"}
            }
            """,
            "new");

        Assert.Equal((Provenance.DeclaredAfterLooking, Provenance.Declared), (schema.Columns[0].Format!.Source, schema.Columns[0].Type!.Source));
        Assert.Equal((Provenance.Public, Provenance.Data, Provenance.Public), (schema.Columns[1].BooleanLabels!.Source, schema.Dialect!.Source, schema.MissingCodes.Source));
        Assert.Equal(SchemaJson.ToText(schema), SchemaJson.ToText(SchemaJson.Parse(SchemaJson.ToText(schema), "again")));
    }

    [Fact]
    public void An_empty_cell_is_missing_by_convention_where_nothing_is_said()
    {
        var schema = SchemaJson.Parse("""{"fields": [], "privacy": {"provenance": "data"}}""", "x");

        Assert.Equal((Provenance.Public, ""), (schema.MissingCodes.Source, schema.MissingCodes.Value.Single()));
    }

    [Fact]
    public void Writing_and_reading_keeps_everything()
    {
        var text = SchemaJson.ToText(Parsed);

        Assert.Equal(text, SchemaJson.ToText(SchemaJson.Parse(text, "again")));
    }

    [Fact]
    public void The_text_is_stable_and_legible()
    {
        const string expected = """
            {
              "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
              "name": "people",
              "missingValues": ["", "NA"],
              "dialect": {"delimiter": ";", "quoteChar": "\"", "header": true, "encoding": "iso-8859-1", "decimalChar": ","},
              "fields": [
                {
                  "name": "age",
                  "type": "integer",
                  "description": "Age in years",
                  "constraints": {"minimum": 0, "maximum": 110, "required": true},
                  "missingValues": ["", "?"],
                  "privacy": {"step": 1, "pointMasses": [0], "provenance": "public"}
                },
                {
                  "name": "sex",
                  "type": "string",
                  "categories": ["F", "M"],
                  "privacy": {"provenance": {"type": "declared", "role": "declared", "categories": "public"}}
                },
                {"name": "recid", "type": "integer", "categories": [0, 1]},
                {
                  "name": "joined",
                  "type": "date",
                  "format": "%d/%m/%Y",
                  "constraints": {"minimum": "2015-01-01", "maximum": "2024-12-31"},
                  "privacy": {"granularity": "day"}
                },
                {
                  "name": "seen",
                  "type": "datetime",
                  "constraints": {"minimum": "2015-01-01T00:00:00", "maximum": "2024-12-31T23:59:59.500"}
                },
                {"name": "smoker", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
                {"name": "notes", "type": "string", "privacy": {"role": "text"}},
                {"name": "income", "type": "number"},
                {"name": "town", "type": "string"},
                {"name": "odd", "type": "any"},
                {"name": "patient_id", "type": "string", "privacy": {"role": "identifier"}}
              ],
              "privacy": {
                "version": 1,
                "provenance": "declared",
                "rows": 20000,
                "rowsProvenance": "public",
                "entity": "patient_id",
                "maxRowsPerEntity": 3
              }
            }

            """;

        Assert.Equal(expected, SchemaJson.ToText(Parsed));
    }
}
