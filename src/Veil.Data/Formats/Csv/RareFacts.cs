namespace Veil.Data.Formats.Csv;

/// <summary>Finds in a sample, for the owner's eyes, what few files have: comments, escapes, titles above the header.</summary>
internal static class RareFacts
{
    private const int MostTitles = 20;

    /// <summary>The character at the beginning of comments; null when there are none.</summary>
    public static char? Comment(ReadOnlySpan<byte> text)
    {
        var comments = 0;
        var first = ReadOnlySpan<byte>.Empty;
        foreach (var range in text.SplitAny((byte)'\n', (byte)'\r'))
        {
            var line = text[range];
            if (line.IsEmpty)
            {
                continue;
            }

            if (line[0] != (byte)'#')
            {
                // A single one may be the header, whose first name begins so.
                return comments > 1 || (comments == 1 && !AreAlike(first, line)) ? '#' : null;
            }

            first = comments == 0 ? line : first;
            comments++;
        }

        return null;
    }

    /// <summary>The character that stands before quotes inside quotes; null where they are doubled.</summary>
    public static char? Escape(ReadOnlySpan<byte> text)
    {
        for (var rest = text; rest.IndexOf("\\\""u8) is var at and >= 0 && at + 2 < rest.Length; rest = rest[(at + 2)..])
        {
            // Before the end of a field it may be the last character of a path.
            if (!",;\t|:\"\r\n"u8.Contains(rest[at + 2]))
            {
                return '\\';
            }
        }

        return null;
    }

    /// <summary>The number of records at the beginning that are titles: they have few of the fields that the records below have.</summary>
    public static int Titles(List<byte[][]> records, int fields)
    {
        const int LeastFields = 3;
        var titles = records.Take(MostTitles).TakeWhile(record =>
            (record.Length < fields || fields >= LeastFields) && 2 * record.Count(field => field.Length > 0) <= fields
            && (record.Length < fields || record.Count(field => field.Length > 0) <= 1)).Count();
        return fields > 1 && titles < Math.Min(records.Count - 1, MostTitles) ? titles : 0;
    }

    /// <summary>True when the first record names all columns but the first, as tables of R do, and is no title above a header.</summary>
    public static bool HasRowNames(List<byte[][]> records, int fields)
    {
        const int LeastFields = 3;
        return fields >= LeastFields && records.Count > 2 && records[0].Length == fields - 1
            && records.Skip(1).All(record => record.Length == fields)
            && records[0].All(name => name.Length > 0)
            && HeaderEvidence.Votes(records[1..], '.') <= 0;
    }

    /// <summary>The number of lines that some records at the beginning take, each one line, with blank lines and comments.</summary>
    public static int LinesOf(ReadOnlySpan<byte> text, int records, char? comment)
    {
        var lines = 0;
        while (records > 0)
        {
            var place = LinesAbove.Find(text, isWhole: true, 0, comment)!.Value;
            var end = place.End.Value;
            lines += LinesAbove.Count(text[..end]) + 1;
            records--;
            text = text[end..];
            text = text.StartsWith("\r\n"u8) ? text[2..] : text[Math.Min(1, text.Length)..];
        }

        return lines;
    }

    private static bool AreAlike(ReadOnlySpan<byte> header, ReadOnlySpan<byte> row)
    {
        foreach (var delimiter in ",;\t|"u8)
        {
            if (header.Count(delimiter) is > 0 and var count && row.Count(delimiter) == count)
            {
                return true;
            }
        }

        return false;
    }
}
