using System.Text.Json;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Schemas;

namespace Veil.Data.Tests.Schemas;

/// <summary>A damaged schema is refused or read, but never ends in another exception, and what is read can be written.</summary>
public sealed class SchemaMutationTests
{
    private const string Whole = """
        {"$schema": "x", "name": "t", "missingValues": ["", {"value": "NA", "label": "not asked"}],
         "dialect": {"delimiter": ";", "quoteChar": "\"", "header": true, "encoding": "utf-8", "decimalChar": ",",
                     "byteOrderMark": true, "compression": "gzip"},
         "fields": [
           {"name": "a", "type": "integer", "description": "d", "constraints": {"minimum": 0, "maximum": 9, "required": true},
            "missingValues": ["?"], "privacy": {"role": "use", "step": 1, "pointMasses": [0], "provenance": "public"}},
           {"name": "b", "type": "string", "categories": ["F", {"value": "M", "label": "m"}], "categoriesOrdered": true,
            "privacy": {"provenance": {"type": "declared", "categories": "dp", "nullable": "data"}}},
           {"name": "c", "type": "integer", "categories": [0, 1]},
           {"name": "d", "type": "date", "format": "%d/%m/%Y", "constraints": {"minimum": "2015-01-01", "maximum": "2024-12-31"},
            "privacy": {"granularity": "day"}},
           {"name": "e", "type": "datetime", "constraints": {"minimum": "2015-01-01T00:00", "maximum": "2024-12-31T00:00"}},
           {"name": "f", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
           {"name": "g", "type": "string", "privacy": {"role": "identifier"}}],
         "privacy": {"version": 1, "provenance": "declared", "rows": 9, "rowsProvenance": "dp", "entity": "g", "maxRowsPerEntity": 2}}
        """;

    private static readonly string[] s_replacements =
    [
        "null", "true", "0", "-1", "0.5", "1e999", "1e300", "123456789012345678901234567890", "\"\"", "\"x\"", "\"use\"",
        "\"date\"", "\"%\"", "\"%Y%\"", "\"\\ud800\"", "\"9999-12-31\"", "[]", "{}", "[[]]", "[{}]", "[null]", "[1, 1]", "{\"value\": {}}",
    ];

    [Fact]
    public void The_undamaged_schema_is_valid() => Assert.Empty(SchemaJson.Validate(Whole));

    [Fact]
    public void Any_part_may_be_anything()
    {
        var values = Values();
        Assert.True(values.Count > 80);
        foreach (var (start, end) in values)
        {
            foreach (var replacement in s_replacements)
            {
                AssertSound(Whole[..start] + replacement + Whole[end..]);
            }
        }
    }

    [Fact]
    public void Any_byte_may_be_any_other() => Prop.ForAll(
        Gen.Choose(0, Whole.Length - 1).ToArbitrary(),
        Gen.Choose(0, 30).ToArbitrary(),
        Gen.Choose(0, 255).ToArbitrary(),
        (start, length, filler) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Whole);
            var end = Math.Min(start + length, bytes.Length);
            using var damaged = new MemoryStream([.. bytes[..start], (byte)filler, .. bytes[end..]]);
            _ = SchemaJson.Validate(damaged);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static void AssertSound(string json)
    {
        if (SchemaJson.Validate(json).Count == 0)
        {
            var schema = SchemaJson.Parse(json, "damaged");
            Assert.Empty(SchemaRules.Check(schema));
            Assert.Equal(
                SchemaDescription.Of(schema), SchemaDescription.Of(SchemaJson.Parse(SchemaJson.ToText(schema), "written")));
        }
    }

    /// <summary>Where each value of the text begins and ends.</summary>
    private static List<(int Start, int End)> Values()
    {
        var places = new List<(int, int)>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(Whole));
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((int)reader.TokenStartIndex);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    places.Add((open.Pop(), (int)reader.BytesConsumed));
                    break;
                case JsonTokenType.PropertyName:
                    break;
                default:
                    places.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                    break;
            }
        }

        return places;
    }
}
