using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Veil.Data.Formats.Xlsx;

/// <summary>The texts of the cells of a workbook: shared texts, numbers, and numbers that are shown as dates.</summary>
internal sealed partial class XlsxCells
{
    private const int DaysTo1904 = 1462;

    private readonly List<string> _shared = [];
    private readonly List<XlsxStyle> _styles;
    private readonly bool _countsFrom1904;

    public XlsxCells(XlsxParts parts)
    {
        _countsFrom1904 = parts.CountsFrom1904;
        _styles = XlsxStyles.Read(parts);
        using var xml = parts.Find("xl/sharedStrings.xml");
        while (xml?.Read() == true)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                _shared.Add(TextIn(xml));
            }
        }
    }

    /// <summary>The text of the cell on which a reader stands; empty for an error, which has no value.</summary>
    public string Text(XmlReader xml)
    {
        var (type, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
        var (value, isText) = ("", false);
        using var cell = xml.ReadSubtree();
        cell.Read();
        while (cell.Read())
        {
            if (cell.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (cell.LocalName == "is")
            {
                (value, isText) = (TextIn(cell), true);
            }
            else if (cell.LocalName == "v" && !isText)
            {
                value = Content(cell);
            }
        }

        return type switch
        {
            _ when isText => value,
            "s" => Shared(Number(value)),
            "str" => Unescape(value),
            "b" => value == "1" ? "TRUE" : "FALSE",
            "e" => string.Empty,
            "d" => value,
            _ => value.Length == 0 ? string.Empty : Shown(value, StyleOf(style)),
        };
    }

    private string Shared(double index) =>
        index >= 0 && index < _shared.Count ? _shared[(int)index] : throw new InvalidDataException("No such text.");

    private XlsxStyle StyleOf(string? index) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < _styles.Count
            ? _styles[place]
            : XlsxStyle.Number;

    private static double Number(string value) => double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A number as its format shows it: a date, or the digits that count of the binary fraction that is stored.</summary>
    private string Shown(string value, XlsxStyle style)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return value;
        }

        // Spreadsheets believe that 1900 had a 29th of February, which is day 60.
        const double DaysOfCalendar = 2_958_466;
        var days = _countsFrom1904 ? number + DaysTo1904 : number < 60 ? number + 1 : number;
        var milliseconds = Math.Round(days * 86_400_000.0);
        if (style == XlsxStyle.Number || !(number >= 0 && milliseconds < DaysOfCalendar * 86_400_000))
        {
            var digits = number.ToString("G15", CultureInfo.InvariantCulture);
            return digits.Contains('E', StringComparison.Ordinal)
                && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain) && plain != 0
                    ? plain.ToString(CultureInfo.InvariantCulture)
                    : digits;
        }

        var time = DateTime.FromOADate(0).AddMilliseconds(milliseconds);
        return time.ToString(
            style switch
            {
                XlsxStyle.Time when number < 1 => "HH:mm:ss",
                XlsxStyle.Date when time.TimeOfDay == TimeSpan.Zero => "yyyy-MM-dd",
                _ => "yyyy-MM-ddTHH:mm:ss",
            },
            CultureInfo.InvariantCulture);
    }

    /// <summary>The text of an element with runs of text, without how they are pronounced.</summary>
    private static string TextIn(XmlReader xml)
    {
        var text = new StringBuilder();
        using var part = xml.ReadSubtree();
        part.Read();
        var more = part.Read();
        while (more)
        {
            if (part is { NodeType: XmlNodeType.Element, LocalName: "rPh" })
            {
                part.Skip();
                more = !part.EOF;
                continue;
            }

            if (part is { NodeType: XmlNodeType.Element, LocalName: "t" })
            {
                text.Append(Content(part));
            }

            more = part.Read();
        }

        return Unescape(text.ToString());
    }

    /// <summary>The text inside an element; the reader stands on its end afterwards.</summary>
    private static string Content(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            text.Append(xml.Value);
        }

        return text.ToString();
    }

    /// <summary>A text in which characters that XML cannot hold stand as _x000D_.</summary>
    private static string Unescape(string text) => text.Contains("_x", StringComparison.Ordinal)
        ? EscapePattern().Replace(text, match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString())
        : text;

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex EscapePattern();
}
