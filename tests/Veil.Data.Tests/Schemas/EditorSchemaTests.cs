using System.Text.Json.Nodes;
using Veil.Data.Schemas.Json;

namespace Veil.Data.Tests.Schemas;

/// <summary>The JSON Schema for editors knows the same keys and words as the reader.</summary>
public sealed class EditorSchemaTests
{
    private static readonly JsonNode s_table = JsonNode.Parse(File.ReadAllText(
        Path.Combine(ShippedSchemaTests.Root, "docs", "schema.v1.json")))!;

    private static JsonNode Field => s_table["$defs"]!["field"]!;

    [Fact]
    public void Keys_are_those_of_the_reader()
    {
        AssertKeys(SchemaWords.TableKeys, s_table);
        AssertKeys(SchemaWords.DialectKeys, s_table["properties"]!["dialect"]!);
        AssertKeys(SchemaWords.TablePrivacyKeys, s_table["properties"]!["privacy"]!);
        AssertKeys(SchemaWords.FieldKeys, Field);
        AssertKeys(SchemaWords.ConstraintKeys, Field["properties"]!["constraints"]!);
        AssertKeys(SchemaWords.FieldPrivacyKeys, Field["properties"]!["privacy"]!);
        AssertKeys(SchemaWords.Facts, Privacy("provenance")["anyOf"]![1]!);
    }

    [Fact]
    public void Words_are_those_of_the_reader()
    {
        AssertWords(SchemaWords.Types, Field["properties"]!["type"]!);
        AssertWords(SchemaWords.Roles.Words, Privacy("role"));
        AssertWords(SchemaWords.Granularities.Words, Privacy("granularity"));
        AssertWords(SchemaWords.Provenances.Words, s_table["$defs"]!["provenance"]!);
    }

    private static JsonNode Privacy(string key) => Field["properties"]!["privacy"]!["properties"]![key]!;

    private static void AssertKeys(IEnumerable<string> keys, JsonNode type) =>
        Assert.Equal(keys.Order(StringComparer.Ordinal), type["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));

    private static void AssertWords(IEnumerable<string> words, JsonNode type) =>
        Assert.Equal(words, type["enum"]!.AsArray().Select(word => word!.GetValue<string>()));
}
