using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Veil.Sql.Ledger;

/// <summary>A line of an account: a JSON object of texts, and a hash of it and of all lines before it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Number">Its number in the account, from 1.</param>
/// <param name="Text">The object.</param>
/// <param name="Hash">The hash, in hexadecimal digits.</param>
public sealed record LedgerLine(string Account, long Number, string Text, string Hash)
{
    /// <summary>The next line of an account.</summary>
    internal static LedgerLine After(LedgerLine? previous, string account, IEnumerable<(string Name, string Value)> members)
    {
        var number = (previous?.Number ?? 0) + 1;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members.Append(("account", account)).Append(("n", InWords(number))).OrderBy(
                member => member.Item1, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return new LedgerLine(account, number, text, HashOf(previous, text));
    }

    /// <summary>The members of a line.</summary>
    /// <exception cref="FormatException">It is not what was written after the line before it.</exception>
    internal Dictionary<string, string> Members(LedgerLine? previous)
    {
        if (Hash != HashOf(previous, Text))
            throw new FormatException();
        using var json = JsonDocument.Parse(Text);
        var members = json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!);
        return members["account"] == Account && members["n"] == InWords(Number) && Number == (previous?.Number ?? 0) + 1
            ? members
            : throw new FormatException();
    }

    private static string HashOf(LedgerLine? previous, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(previous?.Hash + text)));

    private static string InWords(long number) => number.ToString(CultureInfo.InvariantCulture);
}
