using System.Text;

namespace Veil.Cli;

/// <summary>The layout of text for a terminal: tables with aligned columns, and paragraphs.</summary>
internal static class TextTable
{
    /// <summary>A paragraph in lines of at most a width, each with an indent and a line end.</summary>
    public static string Wrap(string text, int width, string indent)
    {
        var lines = new StringBuilder();
        var used = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (used > 0 && used + 1 + word.Length <= width)
            {
                lines.Append(' ').Append(word);
                used += 1 + word.Length;
                continue;
            }

            lines.Append(used > 0 ? "\n" : "").Append(indent).Append(word);
            used = indent.Length + word.Length;
        }

        return lines.Append('\n').ToString();
    }

    public static string Format(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = new List<IReadOnlyList<string>> { header };
        all.AddRange(rows);
        var widths = header.Select((_, i) => all.Max(row => row[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in all)
        {
            for (var i = 0; i < row.Count; i++)
            {
                // Column names come from files: control characters in them must not reach the terminal.
                var cell = string.Concat(row[i].Select(c => char.IsControl(c) ? '\uFFFD' : c));
                text.Append(i == row.Count - 1 ? cell : cell.PadRight(widths[i] + 2));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
