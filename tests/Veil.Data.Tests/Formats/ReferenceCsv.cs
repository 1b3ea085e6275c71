using System.Text;

namespace Veil.Data.Tests.Formats;

/// <summary>RFC 4180 a character at a time: slow, obvious, and the yardstick of the fast reader.</summary>
internal static class ReferenceCsv
{
    /// <summary>The records of a text; null when a quote never closes. A record with a misplaced quote is null itself.</summary>
    public static List<string[]?>? Parse(string text)
    {
        var records = new List<string[]?>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var misplaced = false;
        var i = 0;
        var atRecordStart = true;
        while (i < text.Length)
        {
            atRecordStart = false;
            if (text[i] == '"')
            {
                i++;
                while (true)
                {
                    if (i >= text.Length)
                    {
                        return null;
                    }

                    if (text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                    {
                        field.Append('"');
                        i += 2;
                    }
                    else if (text[i] == '"')
                    {
                        i++;
                        break;
                    }
                    else
                    {
                        field.Append(text[i++]);
                    }
                }

                misplaced |= i < text.Length && text[i] is not (',' or '\n' or '\r');
            }

            while (i < text.Length && text[i] is not (',' or '\n' or '\r'))
            {
                field.Append(text[i++]);
            }

            fields.Add(field.ToString());
            field.Clear();
            if (i >= text.Length)
            {
                break;
            }

            if (text[i] == ',')
            {
                i++;
                if (i == text.Length)
                {
                    fields.Add(string.Empty);
                }

                continue;
            }

            i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 2 : 1;
            records.Add(misplaced ? null : [.. fields]);
            fields.Clear();
            misplaced = false;
            atRecordStart = true;
        }

        if (!atRecordStart)
        {
            records.Add(misplaced ? null : [.. fields]);
        }

        return records;
    }
}
