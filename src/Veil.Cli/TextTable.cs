using System.Text;

namespace Veil.Cli;

/// <summary>A table of text with aligned columns, for standard output.</summary>
internal static class TextTable
{
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
                // Column names come from files: nothing in them may move the cursor.
                var cell = string.Concat(row[i].Select(c => char.IsControl(c) ? '\uFFFD' : c));
                text.Append(i == row.Count - 1 ? cell : cell.PadRight(widths[i] + 2));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
