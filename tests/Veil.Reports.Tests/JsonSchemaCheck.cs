using System.Text.Json;

namespace Veil.Reports.Tests;

/// <summary>
/// Says what is wrong with a JSON document by a JSON schema. Knows the words that the schema of Vega-Lite uses, and fails on
/// any other, so that none is passed over.
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> s_annotations = ["$schema", "definitions", "description", "format"];

    /// <summary>The first fault, with its place, or null.</summary>
    public string? FaultOf(JsonElement value) => Fault(root, value, "$");

    private string? Fault(JsonElement schema, JsonElement value, string at)
    {
        foreach (var word in schema.EnumerateObject())
        {
            var fault = s_annotations.Contains(word.Name) ? null : Fault(word, schema, value, at);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private string? Fault(JsonProperty word, JsonElement schema, JsonElement value, string at)
    {
        var rule = word.Value;
        switch (word.Name)
        {
            case "$ref":
                return Fault(root.GetProperty("definitions").GetProperty(Uri.UnescapeDataString(rule.GetString()!["#/definitions/".Length..])), value, at);
            case "anyOf":
                var faults = rule.EnumerateArray().Select(each => Fault(each, value, at)).ToList();
                return faults.Contains(null) ? null : faults.MaxBy(fault => fault!.Split(':')[0].Length);
            case "type":
                var types = rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(each => each.GetString()!) : [rule.GetString()!];
                return types.Any(type => IsOf(type, value)) ? null : $"{at}: is no {rule}";
            case "const":
                return JsonElement.DeepEquals(rule, value) ? null : $"{at}: is not {rule}";
            case "enum":
                return rule.EnumerateArray().Any(each => JsonElement.DeepEquals(each, value)) ? null : $"{at}: '{value}' is none of the values allowed";
            case "properties":
                return value.ValueKind != JsonValueKind.Object ? null : rule.EnumerateObject()
                    .Select(each => value.TryGetProperty(each.Name, out var member) ? Fault(each.Value, member, $"{at}.{each.Name}") : null)
                    .FirstOrDefault(fault => fault is not null);
            case "required":
                return value.ValueKind != JsonValueKind.Object ? null : rule.EnumerateArray()
                    .Select(each => value.TryGetProperty(each.GetString()!, out _) ? null : $"{at}: lacks {each}").FirstOrDefault(fault => fault is not null);
            case "additionalProperties":
                return Additional(rule, schema, value, at);
            case "items":
                return value.ValueKind != JsonValueKind.Array ? null : value.EnumerateArray()
                    .Select((each, i) => Fault(rule.ValueKind == JsonValueKind.Array ? rule[i] : rule, each, $"{at}[{i}]")).FirstOrDefault(fault => fault is not null);
            case "minimum":
                return value.ValueKind == JsonValueKind.Number && value.GetDouble() < rule.GetDouble() ? $"{at}: is below {rule}" : null;
            case "maximum":
                return value.ValueKind == JsonValueKind.Number && value.GetDouble() > rule.GetDouble() ? $"{at}: is above {rule}" : null;
            case "minItems":
                return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() < rule.GetInt32() ? $"{at}: is too short" : null;
            case "maxItems":
                return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > rule.GetInt32() ? $"{at}: is too long" : null;
            case "minLength":
                return value.ValueKind == JsonValueKind.String && value.GetString()!.Length < rule.GetInt32() ? $"{at}: is too short" : null;
            case "maxLength":
                return value.ValueKind == JsonValueKind.String && value.GetString()!.Length > rule.GetInt32() ? $"{at}: is too long" : null;
            case "minProperties":
                return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() < rule.GetInt32() ? $"{at}: has too few members" : null;
            default:
                throw new NotSupportedException($"The schema uses '{word.Name}'.");
        }
    }

    private string? Additional(JsonElement rule, JsonElement schema, JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var known = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(each => each.Name).ToHashSet() : [];
        foreach (var member in value.EnumerateObject().Where(each => !known.Contains(each.Name)))
        {
            if (rule.ValueKind == JsonValueKind.False)
            {
                return $"{at}.{member.Name}: is not known";
            }

            if (rule.ValueKind == JsonValueKind.Object && Fault(rule, member.Value, $"{at}.{member.Name}") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"The schema knows a type '{type}'."),
    };
}
