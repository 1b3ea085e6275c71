using System.Text;

namespace Veil.Cli;

/// <summary>The Markdown of privacy statements as plain text for a terminal: tables are aligned, paragraphs and lists wrapped.</summary>
internal static class MarkdownText
{
    private const int Width = 80;

    /// <summary>The text.</summary>
    /// <param name="markdown">Headings, paragraphs, lists of one level and tables, as statements have them.</param>
    public static string Plain(string markdown)
    {
        var text = new StringBuilder();
        var table = new List<string[]>();
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith('|'))
            {
                table.Add(Cells(line));
                continue;
            }

            Flush(table, text);
            text.Append(
                line.Length == 0 ? "\n"
                : line.StartsWith('#') ? Unmarked(line.TrimStart('#', ' ')).ToUpperInvariant() + "\n"
                : line.StartsWith("- ", StringComparison.Ordinal) ? "- " + TextTable.Wrap(Unmarked(line[2..]), Width, "  ")[2..]
                : TextTable.Wrap(Unmarked(line), Width, ""));
        }

        Flush(table, text);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    // The second row of a table is the line below its header, which may be empty.
    private static void Flush(List<string[]> table, StringBuilder text)
    {
        if (table.Count > 2)
        {
            var hasHeader = !Array.TrueForAll(table[0], cell => cell.Length == 0);
            var header = hasHeader ? Array.ConvertAll(table[0], cell => cell.ToUpperInvariant()) : table[2];
            text.Append(TextTable.Format(header, table.Skip(hasHeader ? 2 : 3)));
        }

        table.Clear();
    }

    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        var start = 1;
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] == '|')
            {
                cells.Add(Unmarked(line[start..i].Trim()));
                start = i + 1;
            }
        }

        return [.. cells];
    }

    // Stars that are not escaped are emphasis.
    private static string Unmarked(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                plain.Append(text[++i]);
            }
            else if (text[i] != '*')
            {
                plain.Append(text[i]);
            }
        }

        return plain.Replace("&lt;", "<").Replace("&amp;", "&").ToString();
    }
}
