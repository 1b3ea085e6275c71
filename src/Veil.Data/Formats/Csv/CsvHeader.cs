using System.Text;
using Veil.Data.Schemas;

namespace Veil.Data.Formats.Csv;

/// <summary>The names of a file's columns.</summary>
internal static class CsvHeader
{
    /// <summary>Names for a file that has none: column1, column2, …</summary>
    public static string[] MakeNames(int columns) => [.. Enumerable.Range(1, columns).Select(MakeName)];

    /// <summary>
    /// Names for a file that has none, by its schema: column3 is the third field where all are called so, else the columns are
    /// in the order of the file.
    /// </summary>
    public static string[] NamesOf(Schema schema)
    {
        string[] names = [.. schema.Columns.Select(column => column.Name)];
        var made = MakeNames(names.Length);
        return made.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal)) ? made : names;
    }

    /// <summary>
    /// The names in the header record. Empty fields at its end are no columns; another column without a name is called by its number, and
    /// of columns of one name those after the first get a number. Those names are listed in <paramref name="made"/>.
    /// </summary>
    /// <param name="batch">The record.</param>
    /// <param name="hasRowNames">True when the record has no field for the first column.</param>
    /// <param name="log">Makes faults.</param>
    /// <param name="made">Gets the names that are made.</param>
    public static string[] Read(CsvBatch batch, bool hasRowNames, CsvFaultLog log, List<MadeName> made)
    {
        var before = hasRowNames ? 1 : 0;
        var texts = new string[before + batch.Columns];
        Array.Fill(texts, string.Empty);
        for (var column = 0; column < batch.Columns; column++)
        {
            var text = Encoding.UTF8.GetString(batch.Field(0, column));
            texts[before + column] = string.IsNullOrWhiteSpace(text) ? string.Empty : text;
            if (text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                throw log.Fatal(
                    "csv-bad-bytes",
                    batch.Lines[0],
                    $"the name of column {CsvFaultLog.Number(column + 1)} holds bytes that are not text in the file's encoding",
                    "Say the encoding with ‹encoding›, or correct the name.");
            }
        }

        var count = Array.FindLastIndex(texts, text => text.Length > 0) + 1;
        if (count == 0)
        {
            throw log.Fatal(
                "csv-empty-name",
                batch.Lines[0],
                "no column has a name in the header",
                "Pass over lines above the header with ‹skip-lines›; if the file has no header, say so with ‹no-header›.");
        }

        return Distinct(texts.AsSpan(0, count), made);
    }

    private static string[] Distinct(ReadOnlySpan<string> texts, List<MadeName> made)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            taken.Add(text);
        }

        var names = new string[texts.Length];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var column = 0; column < names.Length; column++)
        {
            var text = texts[column];
            if (text.Length > 0 && seen.Add(text))
            {
                names[column] = text;
                continue;
            }

            var stem = text.Length == 0 ? MakeName(column + 1) : text;
            var name = text.Length == 0 ? stem : $"{stem}_2";
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{stem}_{CsvFaultLog.Number(number)}";
            }

            names[column] = name;
            made.Add(new MadeName(column + 1, name));
        }

        return names;
    }

    private static string MakeName(int number) => $"column{CsvFaultLog.Number(number)}";
}
