using System.Collections.Frozen;

namespace Veil.Data.Inference;

/// <summary>Names of columns that speak of a key.</summary>
internal static class KeyNames
{
    private static readonly FrozenSet<string> s_words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "id", "ids", "uid", "uuid", "guid", "key", "pk", "nr", "no", "num", "number", "code", "ref", "reference", "serial", "rowid",
        "ssn", "mrn", "iban", "vin", "isbn", "ean", "sku", "barcode", "token", "hash");

    // A number or code of these is shared by many.
    private static readonly FrozenSet<string> s_shared = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "of", "zip", "post", "postal", "area", "country", "state", "house", "phone");

    // Words that are written together with id.
    private static readonly string[] s_owners =
    [
        "account", "case", "client", "customer", "employee", "event", "household", "invoice", "item", "member", "order", "patient",
        "person", "product", "record", "respondent", "row", "sample", "session", "student", "subject", "transaction", "user", "visit",
    ];

    /// <summary>True when a word of a name speaks of a key.</summary>
    public static bool Match(string? name)
    {
        var words = Words(name ?? "").ToList();
        return !words.Exists(s_shared.Contains)
            && (words.Exists(word => s_words.Contains(word) || IsOwnedId(word)) || words is [var only] && IsIndex(only));
    }

    private static bool IsIndex(string word) => word.Equals("index", StringComparison.OrdinalIgnoreCase);

    private static bool IsOwnedId(string word) => word.EndsWith("id", StringComparison.OrdinalIgnoreCase)
        && Array.Exists(s_owners, owner => word.AsSpan(0, word.Length - 2).Equals(owner, StringComparison.OrdinalIgnoreCase));

    // Runs of letters; a capital after a small letter begins a word.
    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var isEnd = i == name.Length || !char.IsLetter(name[i]) || (i > start && char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (isEnd && i > start)
            {
                yield return name[start..i];
            }

            start = !isEnd ? start : i < name.Length && char.IsLetter(name[i]) ? i : i + 1;
        }
    }
}
