using System.Text;
using Veil.Data.Schemas;

namespace Veil.Data.Formats.Csv;

/// <summary>The names of a file's columns.</summary>
internal static class CsvHeader
{
    /// <summary>Names for a file that has none: column1, column2, …</summary>
    public static string[] MakeNames(int columns) =>
        [.. Enumerable.Range(1, columns).Select(number => $"column{CsvFaultLog.Number(number)}")];

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

    /// <summary>The names in the header record.</summary>
    public static string[] Read(CsvBatch batch, CsvFaultLog log)
    {
        var names = new string[batch.Columns];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var column = 0; column < names.Length; column++)
        {
            var name = Encoding.UTF8.GetString(batch.Field(0, column));
            if (string.IsNullOrWhiteSpace(name))
            {
                throw log.Fatal(
                    "csv-empty-name",
                    batch.Lines[0],
                    $"column {CsvFaultLog.Number(column + 1)} has no name in the header",
                    "Give it a name; if the file has no header, say so with ‹no-header›.");
            }

            if (name.Contains('\uFFFD', StringComparison.Ordinal))
            {
                throw log.Fatal(
                    "csv-bad-bytes",
                    batch.Lines[0],
                    $"the name of column {CsvFaultLog.Number(column + 1)} holds bytes that are not text in the file's encoding",
                    "Say the encoding with ‹encoding›, or correct the name.");
            }

            // Numbers and not names: if this is no header after all, they are values of the table.
            if (!seen.TryAdd(name, column))
            {
                throw log.Fatal(
                    "csv-duplicate-name",
                    batch.Lines[0],
                    $"columns {CsvFaultLog.Number(seen[name] + 1)} and {CsvFaultLog.Number(column + 1)} have the same name",
                    "Rename one of them; if the file has no header, say so with ‹no-header›.");
            }

            names[column] = name;
        }

        return names;
    }
}
