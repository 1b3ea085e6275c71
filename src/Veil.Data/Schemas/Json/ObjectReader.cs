using System.Globalization;
using System.Text.Json;

namespace Veil.Data.Schemas.Json;

/// <summary>
/// Reads the members of one JSON object with its path, and collects faults instead of stopping: a member that
/// cannot be read is reported and treated as absent.
/// </summary>
internal sealed class ObjectReader
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    private ObjectReader(string path, List<SchemaFault> faults)
    {
        Path = path;
        Faults = faults;
    }

    /// <summary>The path of the object.</summary>
    public string Path { get; }

    /// <summary>The list that collects the faults.</summary>
    public List<SchemaFault> Faults { get; }

    /// <summary>A reader of an object that may have the given keys; null when the element is not an object.</summary>
    public static ObjectReader? Of(JsonElement element, string path, string[] keys, List<SchemaFault> faults)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(WrongKind(path, "an object in braces"));
            return null;
        }

        var reader = new ObjectReader(path, faults);
        foreach (var member in element.EnumerateObject())
        {
            if (!keys.Contains(member.Name, StringComparer.Ordinal))
            {
                var name = Printable(member.Name);
                faults.Add(new SchemaFault(
                    "schema-unknown-key",
                    path,
                    $"There is no key '{name}' here.",
                    Spelling.DidYouMean(member.Name, keys) ?? $"Leave it out; the keys here are {string.Join(", ", keys)}."));
            }
            else if (!reader._members.TryAdd(member.Name, member.Value))
            {
                faults.Add(new SchemaFault(
                    "schema-repeated-key",
                    reader.At(member.Name),
                    "The key is there twice.",
                    "Leave one of the two out."));
            }
        }

        return reader;
    }

    /// <summary>The path of a member.</summary>
    public string At(string key) => $"{Path}.{key}";

    /// <summary>True when the member is present.</summary>
    public bool Has(string key) => _members.ContainsKey(key);

    /// <summary>The member, or null when absent.</summary>
    public JsonElement? Element(string key) => _members.TryGetValue(key, out var element) ? element : null;

    /// <summary>A text, or null.</summary>
    public string? Text(string key) => Element(key) is { } element ? Text(element, At(key), Faults) : null;

    /// <summary>A text out of a closed list, or null.</summary>
    public T? Word<T>(string key, WordList<T> words)
        where T : struct, Enum => Element(key) is { } element ? Word(element, At(key), words, Faults) : null;

    /// <summary>true, false or null.</summary>
    public bool? Boolean(string key)
    {
        if (Element(key) is not { } element)
        {
            return null;
        }

        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        Faults.Add(WrongKind(At(key), "true or false"));
        return null;
    }

    /// <summary>A whole number, or null.</summary>
    public long? Whole(string key)
    {
        if (Element(key) is not { } element)
        {
            return null;
        }

        if (element.ValueKind is JsonValueKind.Number && element.TryGetInt64(out var value))
        {
            return value;
        }

        Faults.Add(WrongKind(At(key), "a whole number"));
        return null;
    }

    /// <summary>A finite number, or null.</summary>
    public double? Number(string key) => Element(key) is { } element ? Number(element, At(key), Faults) : null;

    /// <summary>A single character, or null.</summary>
    public char? Character(string key)
    {
        var text = Text(key);
        if (text is { Length: not 1 })
        {
            Faults.Add(WrongKind(At(key), "a text of one character"));
        }

        return text is { Length: 1 } ? text[0] : null;
    }

    /// <summary>The members of a list with their paths; null when absent or not a list.</summary>
    public List<(JsonElement Element, string Path)>? List(string key)
    {
        if (Element(key) is not { } element)
        {
            return null;
        }

        if (element.ValueKind is not JsonValueKind.Array)
        {
            Faults.Add(WrongKind(At(key), "a list in square brackets"));
            return null;
        }

        return [.. element.EnumerateArray().Select((item, i) =>
            (item, string.Create(CultureInfo.InvariantCulture, $"{At(key)}[{i}]")))];
    }

    /// <summary>A reader of an object member; null when absent or not an object.</summary>
    public ObjectReader? Object(string key, string[] keys) =>
        Element(key) is { } element ? Of(element, At(key), keys, Faults) : null;

    /// <summary>The text of an element, or null and a fault.</summary>
    public static string? Text(JsonElement element, string path, List<SchemaFault> faults)
    {
        if (element.ValueKind is JsonValueKind.String)
        {
            return element.GetString();
        }

        faults.Add(WrongKind(path, "a text in double quotes"));
        return null;
    }

    /// <summary>The finite number of an element, or null and a fault.</summary>
    public static double? Number(JsonElement element, string path, List<SchemaFault> faults)
    {
        if (element.ValueKind is not JsonValueKind.Number)
        {
            faults.Add(WrongKind(path, "a number"));
            return null;
        }

        if (element.TryGetDouble(out var value) && double.IsFinite(value))
        {
            return value;
        }

        faults.Add(new SchemaFault(
            "schema-number", path, "The number is too large to be kept.", "Give a number below 1e308."));
        return null;
    }

    /// <summary>The meaning of a word out of a closed list, or null and a fault.</summary>
    public static T? Word<T>(JsonElement element, string path, WordList<T> words, List<SchemaFault> faults)
        where T : struct, Enum
    {
        if (Text(element, path, faults) is not { } text)
        {
            return null;
        }

        var value = words.Find(text);
        if (value is null)
        {
            faults.Add(UnknownWord(path, text, words.Words));
        }

        return value;
    }

    /// <summary>The fault of a word that is not on a closed list.</summary>
    public static SchemaFault UnknownWord(string path, string word, IEnumerable<string> words) => new(
        "schema-unknown-word",
        path,
        $"The word '{Printable(word)}' means nothing here.",
        Spelling.DidYouMean(word, words) ?? $"Give one of {string.Join(", ", words)}.");

    /// <summary>The fault of a value of another kind than it must be.</summary>
    public static SchemaFault WrongKind(string path, string expected) => new(
        "schema-wrong-kind", path, $"The value is not {expected}.", $"Give {expected}.");

    /// <summary>A stray word as it may be shown on a terminal: short, without control characters.</summary>
    private static string Printable(string word)
    {
        var shown = word.Length <= 60 ? word : word[..60] + "…";
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }
}
