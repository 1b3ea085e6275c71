using System.IO.Compression;
using System.Xml;
using Veil.Data.Errors;

namespace Veil.Data.Formats.Xlsx;

/// <summary>The rows of one sheet of a workbook, as texts.</summary>
internal static class XlsxSheet
{
    private const int MostStoredBytes = 1 << 29;
    private const int MostColumns = 1 << 14;
    private const int MostRows = 1 << 20;

    /// <summary>
    /// The rows, the first on line 1; rows that the file leaves out are without fields. All others have as many fields as the widest:
    /// those after the last column of the header are empty, and empty fields there are nothing.
    /// </summary>
    /// <exception cref="VeilException">The workbook is damaged, or has no such sheet.</exception>
    public static IEnumerable<string[]> Rows(OpenInput input, string name, string? sheet, int maxRatio)
    {
        using var archive = Open(input, name);
        var parts = new XlsxParts(archive, name, maxRatio);
        var entry = Guarded(name, () => parts.Sheet(sheet));
        var cells = Guarded(name, () => new XlsxCells(parts));
        var width = Guarded(name, () => Width(parts, entry));
        using var rows = Read(parts, entry, cells, width).GetEnumerator();
        while (Guarded(name, rows.MoveNext))
        {
            yield return rows.Current;
        }
    }

    private static ZipArchive Open(OpenInput input, string name)
    {
        // The directory of an archive stands at its end, and a stream cannot be read from there.
        var bytes = new MemoryStream();
        var part = new byte[1 << 16];
        for (int read; (read = input.Bytes.Read(part, 0, part.Length)) > 0;)
        {
            bytes.Write(part, 0, read);
            if (bytes.Length > MostStoredBytes)
            {
                throw new VeilException(
                    FaultKind.BadInput,
                    "xlsx-too-large",
                    $"{name}: the workbook is larger than 512 MiB.",
                    "Export the table as CSV, UTF-8.");
            }
        }

        return Guarded(name, () => new ZipArchive(bytes, ZipArchiveMode.Read));
    }

    private static int Width(XlsxParts parts, ZipArchiveEntry entry)
    {
        using var xml = parts.Open(entry);
        var width = 0;
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "c", IsEmptyElement: false } && xml.GetAttribute("r") is { } place)
            {
                width = Math.Max(width, ColumnOf(place) + 1);
            }
        }

        return width;
    }

    private static IEnumerable<string[]> Read(XlsxParts parts, ZipArchiveEntry entry, XlsxCells cells, int width)
    {
        using var xml = parts.Open(entry);
        var line = 1;
        while (xml.Read())
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                continue;
            }

            var number = int.TryParse(xml.GetAttribute("r"), out var given) && given >= line && given <= MostRows ? given : line;
            for (; line < number; line++)
            {
                yield return [];
            }

            line++;
            yield return Row(xml, cells, width);
        }
    }

    private static string[] Row(XmlReader xml, XlsxCells cells, int width)
    {
        var fields = new List<string>(width);
        var isBlank = true;
        using var row = xml.ReadSubtree();
        while (row.Read())
        {
            if (row is not { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                continue;
            }

            var column = row.GetAttribute("r") is { } place ? ColumnOf(place) : fields.Count;
            while (fields.Count < column)
            {
                fields.Add(string.Empty);
            }

            var text = cells.Text(row);
            isBlank &= text.Length == 0;
            if (fields.Count == column)
            {
                fields.Add(text);
            }
        }

        if (isBlank)
        {
            return [];
        }

        while (fields.Count < width)
        {
            fields.Add(string.Empty);
        }

        return [.. fields];
    }

    /// <summary>The index of the column of a place such as AB12.</summary>
    private static int ColumnOf(string place)
    {
        var column = 0;
        foreach (var letter in place.TakeWhile(char.IsAsciiLetterUpper))
        {
            column = (26 * column) + letter - 'A' + 1;
            if (column > MostColumns)
            {
                throw new InvalidDataException("A place beyond the last column.");
            }
        }

        return Math.Max(0, column - 1);
    }

    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidDataException or XmlException or FormatException or NotSupportedException)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "xlsx-broken",
                $"{name}: this is not an Excel workbook (.xlsx), or it is damaged or encrypted.",
                "Open it with a spreadsheet program and save it again, or export the table as CSV, UTF-8.",
                fault);
        }
    }
}
