using System.Text.Json;

namespace Veil.Synthesis.Models;

/// <summary>Reads members of JSON objects strictly: what is absent or of another kind is a <see cref="JsonException"/>.</summary>
internal static class JsonReading
{
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
            ? member
            : throw new JsonException($"'{name}' is absent.");

    public static string Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString()! : throw Wrong(name);

    public static string? OptionalText(this JsonElement element, string name) =>
        element.TryGetProperty(name, out _) ? element.Text(name) : null;

    public static double Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(name);

    public static long Whole(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var value)
            ? value
            : throw Wrong(name);

    public static ulong UnsignedWhole(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetUInt64(out var value)
            ? value
            : throw Wrong(name);

    public static bool Flag(this JsonElement element, string name) => element.Member(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name),
    };

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : throw Wrong(name);

    public static T Choice<T>(this JsonElement element, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(element.Text(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw Wrong(name);

    private static JsonException Wrong(string name) => new($"'{name}' is not of the kind it must be.");
}
