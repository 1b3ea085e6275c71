
namespace Veil.Data.Schemas.Json;

/// <summary>The words that stand for the values of an enumeration in a file; some values have several, the first is written.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class WordList<T>(params (string Word, T Value)[] entries)
    where T : struct, Enum
{
    /// <summary>All words.</summary>
    public IEnumerable<string> Words => entries.Select(entry => entry.Word);

    /// <summary>The word that is written for a value.</summary>
    public string this[T value] => Array.Find(entries, entry => entry.Value.Equals(value)).Word;

    /// <summary>The value of a word, or null.</summary>
    public T? Find(string word) =>
        Array.FindIndex(entries, entry => entry.Word == word) is >= 0 and var index ? entries[index].Value : null;
}
