using System.Collections.Immutable;
using System.Text.Json;

namespace Veil.Data.Schemas.Json;

/// <summary>Reads lists of labels: categories, missing values, labels of true and false.</summary>
internal static class LabelReader
{
    private static readonly string[] s_itemKeys = ["value", "label"];

    /// <summary>Texts, or objects whose <c>value</c> is one; null when the list is absent or wrong.</summary>
    public static ImmutableArray<string>? Texts(ObjectReader reader, string key) =>
        Labels(reader, key, (element, path) => ObjectReader.Text(element, path, reader.Faults));

    /// <summary>Whole numbers as they are written, or objects whose <c>value</c> is one.</summary>
    public static ImmutableArray<string>? Wholes(ObjectReader reader, string key) =>
        Labels(reader, key, (element, path) => Raw(element, path, reader.Faults, whole: true));

    /// <summary>Numbers as they are written, or objects whose <c>value</c> is one.</summary>
    public static ImmutableArray<string>? Numbers(ObjectReader reader, string key) =>
        Labels(reader, key, (element, path) => Raw(element, path, reader.Faults, whole: false));

    /// <summary>True when a label is a whole number, written as JSON writes it.</summary>
    public static bool IsWhole(string label)
    {
        var digits = label.AsSpan(label.StartsWith('-') ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0');
    }

    private static ImmutableArray<string>? Labels(
        ObjectReader reader, string key, Func<JsonElement, string, string?> label)
    {
        if (reader.List(key) is not { } items)
        {
            return null;
        }

        var before = reader.Faults.Count;
        var labels = ImmutableArray.CreateBuilder<string>(items.Count);
        foreach (var (item, path) in items)
        {
            var (element, at) = (item, path);
            if (item.ValueKind is JsonValueKind.Object)
            {
                if (ObjectReader.Of(item, path, s_itemKeys, reader.Faults) is not { } pair)
                {
                    continue;
                }

                _ = pair.Text("label");
                if (pair.Element("value") is not { } value)
                {
                    reader.Faults.Add(new SchemaFault(
                        "schema-missing-key", path, "The key 'value' is missing.", "Give the value that stands in the file."));
                    continue;
                }

                (element, at) = (value, pair.At("value"));
            }

            if (label(element, at) is { } text)
            {
                labels.Add(text);
            }
        }

        return reader.Faults.Count == before ? labels.ToImmutable() : null;
    }

    private static string? Raw(JsonElement element, string path, List<SchemaFault> faults, bool whole)
    {
        if (element.ValueKind is JsonValueKind.Number && element.GetRawText() is var text && (!whole || IsWhole(text)))
        {
            return text;
        }

        faults.Add(ObjectReader.WrongKind(path, whole ? "a whole number without quotes" : "a number without quotes"));
        return null;
    }
}
