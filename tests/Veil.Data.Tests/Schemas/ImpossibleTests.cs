using Veil.Data.Schemas;

namespace Veil.Data.Tests.Schemas;

/// <summary>Combinations of values that are declared impossible.</summary>
public sealed class ImpossibleTests
{
    private const string Fields = """
        {"name":"age","type":"integer","constraints":{"minimum":0,"maximum":99}},
        {"name":"status","type":"string","categories":["single","married"]},
        {"name":"town","type":"string"},
        {"name":"born","type":"date","constraints":{"minimum":"1900-01-01","maximum":"2020-12-31"}},
        {"name":"smoker","type":"boolean","trueValues":["y"],"falseValues":["n"]},
        {"name":"grade","type":"integer","categories":[1,2]},
        {"name":"open"},
        {"name":"id","type":"string","privacy":{"role":"identifier"}}
        """;

    [Fact]
    public void Lists_and_ranges_are_read_and_written_the_same()
    {
        var schema = SchemaJson.Parse(Text("""{"age":{"maximum":14},"status":["married"]},{"age":[0,1],"smoker":["y"],"grade":[1]},{"born":{"minimum":"2010-05-01"},"town":["Rome"]}"""), "test");

        Assert.Equal(3, schema.Impossible.Length);
        Assert.Equal(("age", 14.0, null), (schema.Impossible[0].Parts[0].Column, schema.Impossible[0].Parts[0].Maximum, schema.Impossible[0].Parts[0].Minimum));
        Assert.Equal(["married"], schema.Impossible[0].Parts[1].Values);
        Assert.Equal(["0", "1"], schema.Impossible[1].Parts[0].Values);
        Assert.Equal(["1"], schema.Impossible[1].Parts[2].Values);
        Assert.Equal(14_730, schema.Impossible[2].Parts.Single(part => part.Column == "born").Minimum);
        Assert.Empty(SchemaRules.Check(schema));
        var text = SchemaJson.ToText(schema);
        Assert.Equal(text, SchemaJson.ToText(SchemaJson.Parse(text, "again")));
        Assert.Contains("\"2010-05-01\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"age":{"maximum":14}}""", "schema-impossible", "$.privacy.impossible[0]", "range")]
    [InlineData("""{}""", "schema-impossible", "$.privacy.impossible[0]", "range")]
    [InlineData("""{"age":[1],"status":["single"],"town":["x"],"born":["2000-01-01"],"smoker":["y"]}""", "schema-impossible", "$.privacy.impossible[0]", "split")]
    [InlineData("""{"agee":[1],"status":["single"]}""", "schema-unknown-key", "$.privacy.impossible[0]", "Did you mean 'age'?")]
    [InlineData("""{"age":[1],"status":["maried"]}""", "schema-impossible", "$.privacy.impossible[0].status", "Did you mean 'married'?")]
    [InlineData("""{"age":["x"],"status":["married"]}""", "schema-impossible", "$.privacy.impossible[0].age", "numbers")]
    [InlineData("""{"born":["x"],"status":["married"]}""", "schema-impossible", "$.privacy.impossible[0].born", "2024-12-31")]
    [InlineData("""{"born":{"minimum":"x"},"status":["married"]}""", "schema-wrong-kind", "$.privacy.impossible[0].born.minimum", "2024-12-31")]
    [InlineData("""{"age":{"minimum":3,"maximum":2},"status":["married"]}""", "schema-impossible", "$.privacy.impossible[0].age", "Exchange")]
    [InlineData("""{"age":{},"status":["married"]}""", "schema-impossible", "$.privacy.impossible[0].age", "square brackets")]
    [InlineData("""{"age":[1],"status":{"minimum":1}}""", "schema-impossible", "$.privacy.impossible[0].status", "square brackets")]
    [InlineData("""{"age":{"min":1},"status":["married"]}""", "schema-unknown-key", "$.privacy.impossible[0].age", "minimum")]
    [InlineData("""{"age":3,"status":["married"]}""", "schema-wrong-kind", "$.privacy.impossible[0].age", "list")]
    [InlineData("""{"age":[1],"smoker":["yes"]}""", "schema-impossible", "$.privacy.impossible[0].smoker", "")]
    [InlineData("""{"age":[1],"open":["x"]}""", "schema-impossible", "$.privacy.impossible[0].open", "type")]
    [InlineData("""{"age":[1],"id":["x"]}""", "schema-impossible", "$.privacy.impossible[0].id", "role")]
    [InlineData("""["age"]""", "schema-wrong-kind", "$.privacy.impossible[0]", "object")]
    public void Faults_are_named_with_a_way_out(string combination, string code, string path, string wayOut)
    {
        var fault = SchemaJson.Validate(Text(combination))[0];

        Assert.Equal((code, path), (fault.Code, fault.Path));
        Assert.Contains(wayOut, fault.WayOut, StringComparison.Ordinal);
    }

    private static string Text(string combinations) =>
        "{\"fields\":[" + Fields + "],\"privacy\":{\"impossible\":[" + combinations + "]}}";
}
