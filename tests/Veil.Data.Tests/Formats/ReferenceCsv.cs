using System.Text;
using System.Text.RegularExpressions;

namespace Veil.Data.Tests.Formats;

/// <summary>
/// The grammar of files in its plainest words: slow, obvious, and the yardstick of the fast reader. Texts are bytes, one a
/// character (Latin-1).
/// </summary>
internal static partial class ReferenceCsv
{
    /// <summary>The cells of each record with so many fields; null for a faulty one; null for all when a quote is never closed.</summary>
    /// <param name="text">Records without a header.</param>
    /// <param name="columns">The number of fields.</param>
    /// <param name="linesAreRecords">Whether each line is a record, quotes or not.</param>
    /// <param name="longest">The most bytes of a field.</param>
    public static List<string[]?>? Parse(string text, int columns, bool linesAreRecords, int longest = int.MaxValue)
    {
        var records = new List<string[]?>();
        var record = "";
        foreach (Match line in LinePattern().Matches(text))
        {
            var (content, end) = (line.Groups[1].Value, line.Groups[2].Value);
            record += content;
            if (!linesAreRecords && record.Count(c => c == '"') % 2 == 1)
            {
                record += end;
                continue;
            }

            if (record.Length > 0)
            {
                records.Add(Fields(record, longest) is { } fields ? OfColumns(fields, columns) : null);
            }

            record = "";
        }

        return record.Length == 0 ? records : null;
    }

    /// <summary>The record without empty fields after its last column; null when another number of fields is left.</summary>
    private static string[]? OfColumns(string[] fields, int columns) =>
        fields.Length >= columns && fields.Skip(columns).All(field => field.Length == 0) ? fields[..columns] : null;

    private static string[]? Fields(string record, int longest)
    {
        var fields = new List<string>();
        for (var i = 0; ; i++)
        {
            string raw;
            if (QuotedPattern().Match(record, i) is { Success: true } quoted)
            {
                raw = quoted.Groups[1].Value;
                i += quoted.Length;
                fields.Add(raw.Replace("\"\"", "\"", StringComparison.Ordinal));
            }
            else
            {
                raw = BarePattern().Match(record, i).Value;
                i += raw.Length;
                fields.Add(raw);
            }

            if (raw.Length > longest || (i < record.Length && record[i] != ','))
            {
                return null;
            }

            if (i >= record.Length)
            {
                return [.. fields.Select(Decode)];
            }
        }
    }

    /// <summary>What becomes of a cell's bytes: text, with U+FFFD for what is none.</summary>
    private static string Decode(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes)).Replace('\0', '\uFFFD');

    [GeneratedRegex("([^\r\n]*)(\r\n|\r|\n|$)")]
    private static partial Regex LinePattern();

    [GeneratedRegex("\\G\"((?:[^\"]|\"\")*)\"")]
    private static partial Regex QuotedPattern();

    [GeneratedRegex("\\G[^,\"]*")]
    private static partial Regex BarePattern();
}
