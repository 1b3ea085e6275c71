using System.IO.Compression;
using System.Xml;
using Veil.Data.Errors;

namespace Veil.Data.Formats.Xlsx;

/// <summary>The parts of a workbook: documents in an archive, read without document types and no further than they may grow.</summary>
internal sealed class XlsxParts(ZipArchive archive, string name, int maxRatio)
{
    private const string Workbook = "xl/workbook.xml";
    private const string Relations = "xl/_rels/workbook.xml.rels";

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>True when days are counted from 1904 and not from 1900.</summary>
    public bool CountsFrom1904 { get; private set; }

    /// <summary>Opens a part; null when the workbook has none of the name.</summary>
    public XmlReader? Find(string part) => archive.GetEntry(part) is { } entry ? Open(entry) : null;

    /// <summary>Opens a part.</summary>
    public XmlReader Open(ZipArchiveEntry entry) =>
        XmlReader.Create(new InflatingStream(entry.Open(), () => entry.CompressedLength, maxRatio, name), s_settings);

    /// <summary>The part of a sheet: of the name, or the first that is not hidden.</summary>
    public ZipArchiveEntry Sheet(string? sheet)
    {
        var sheets = Sheets();
        var found = sheet is null ? sheets.FirstOrDefault() : sheets.FirstOrDefault(one => one.Name == sheet);
        if (found.Name is null)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "xlsx-no-sheet",
                sheet is null ? $"{name}: the workbook has no sheet." : $"{name}: the workbook has no sheet of this name.",
                sheets.Count == 0
                    ? "Give another file."
                    : $"Give one of {string.Join(", ", sheets.Select(one => $"'{one.Name}'"))} as ‹sheet›.");
        }

        var target = TargetOf(found.Id) ?? throw new InvalidDataException("A sheet without a part.");
        return archive.GetEntry(target.StartsWith('/') ? target[1..] : "xl/" + target)
            ?? throw new InvalidDataException("A sheet without a part.");
    }

    private List<(string Name, string Id)> Sheets()
    {
        using var xml = Find(Workbook) ?? throw new InvalidDataException("No workbook.");
        var sheets = new List<(string Name, string Id)>();
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
            {
                CountsFrom1904 = xml.GetAttribute("date1904") is "1" or "true";
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && xml.GetAttribute("state") is null or "visible")
            {
                sheets.Add((xml.GetAttribute("name") ?? string.Empty, RelationOf(xml)));
            }
        }

        return sheets;
    }

    private static string RelationOf(XmlReader xml)
    {
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            if (xml is { LocalName: "id", Prefix.Length: > 0 })
            {
                return xml.Value;
            }
        }

        return string.Empty;
    }

    private string? TargetOf(string id)
    {
        using var xml = Find(Relations) ?? throw new InvalidDataException("No relations.");
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && xml.GetAttribute("Id") == id)
            {
                return xml.GetAttribute("Target");
            }
        }

        return null;
    }
}
