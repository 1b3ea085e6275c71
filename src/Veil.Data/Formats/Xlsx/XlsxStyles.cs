using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Veil.Data.Formats.Xlsx;

/// <summary>The styles of a workbook, as far as they tell dates from numbers.</summary>
internal static partial class XlsxStyles
{
    /// <summary>What numbers are that are shown in each style.</summary>
    public static List<XlsxStyle> Read(XlsxParts parts)
    {
        var formats = new Dictionary<int, XlsxStyle>();
        var styles = new List<XlsxStyle>();
        using var xml = parts.Find("xl/styles.xml");
        var areOfCells = false;
        while (xml?.Read() == true)
        {
            if (xml.LocalName == "cellXfs")
            {
                areOfCells = xml.NodeType == XmlNodeType.Element;
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "numFmt" })
            {
                formats[Id(xml)] = OfCode(xml.GetAttribute("formatCode") ?? string.Empty);
            }
            else if (areOfCells && xml is { NodeType: XmlNodeType.Element, LocalName: "xf" })
            {
                var id = Id(xml);
                styles.Add(formats.TryGetValue(id, out var own) ? own : OfNumber(id));
            }
        }

        return styles;
    }

    private static int Id(XmlReader xml) =>
        int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>The formats that have a number and no code.</summary>
    private static XlsxStyle OfNumber(int id) => id switch
    {
        (>= 14 and <= 17) or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 => XlsxStyle.Date,
        22 => XlsxStyle.DateTime,
        (>= 18 and <= 21) or (>= 32 and <= 35) or (>= 45 and <= 47) or 55 or 56 => XlsxStyle.Time,
        _ => XlsxStyle.Number,
    };

    private static XlsxStyle OfCode(string code)
    {
        // Texts, colours, escaped characters and what only fills a cell mean nothing here.
        var letters = IgnoredPattern().Replace(code.Split(';')[0], string.Empty).ToLowerInvariant();
        var hasDay = letters.AsSpan().ContainsAny('y', 'd');
        var hasTime = letters.AsSpan().ContainsAny('h', 's');
        return (hasDay, hasTime) switch
        {
            (true, true) => XlsxStyle.DateTime,
            (true, false) => XlsxStyle.Date,
            (false, true) => XlsxStyle.Time,
            _ => letters.Contains("mmm", StringComparison.Ordinal) ? XlsxStyle.Date : XlsxStyle.Number,
        };
    }

    [GeneratedRegex("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?![hms]+\\])[^\\]]*\\]|general|e[+-]", RegexOptions.IgnoreCase)]
    private static partial Regex IgnoredPattern();
}
