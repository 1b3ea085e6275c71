using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Veil.Data.Schemas.Json;

/// <summary>
/// Translates calendar patterns between the strptime notation of Frictionless (<c>%d/%m/%Y</c>) and .NET custom
/// formats (<c>dd/MM/yyyy</c>). <c>%-d</c> and its like are the numbers without a leading zero; <c>%z</c> is an offset, written
/// without a colon, which .NET has no letters for: four of them stand for it here, and three, as in .NET, for one with a colon.
/// </summary>
internal static class StrptimePattern
{
    // Longest .NET part first, so that 'yyyy' is not read as twice 'yy'.
    private static readonly (string Strptime, string DotNet)[] s_parts =
    [
        ("%f", "ffffff"), ("%Y", "yyyy"), ("%B", "MMMM"), ("%A", "dddd"), ("%b", "MMM"), ("%a", "ddd"), ("%3f", "fff"),
        ("%y", "yy"), ("%m", "MM"), ("%d", "dd"), ("%H", "HH"), ("%I", "hh"), ("%M", "mm"), ("%S", "ss"), ("%p", "tt"),
        ("%-m", "M"), ("%-d", "d"), ("%-H", "H"), ("%-I", "h"), ("%-M", "m"), ("%-S", "s"), ("%z", "zzzz"), ("%:z", "zzz"),
    ];

    private static readonly string[] s_timeOfDay = ["%f", "%3f", "%H", "%I", "%M", "%S", "%p", "%-H", "%-I", "%-M", "%-S", "%z", "%:z"];

    /// <summary>The directives that are understood, for messages.</summary>
    public static IEnumerable<string> Directives => s_parts.Select(part => part.Strptime);

    /// <summary>True when a strptime pattern holds a time of day.</summary>
    public static bool HasTimeOfDay(string strptime) => Split(strptime).Any(s_timeOfDay.Contains);

    /// <summary>True when a strptime pattern holds an hour.</summary>
    public static bool HasHour(string strptime) => Split(strptime).Any(part => part is "%H" or "%I" or "%-H" or "%-I");

    /// <summary>True when a strptime pattern holds a part of a date, or an offset.</summary>
    public static bool HasDate(string strptime) => Split(strptime).Any(part => part[0] == '%' && part != "%%"
        && (part is "%z" or "%:z" || !s_timeOfDay.Contains(part)));

    /// <summary>True when a strptime pattern holds a year.</summary>
    public static bool HasYear(string strptime) => Split(strptime).Any(part => part is "%Y" or "%y");

    /// <summary>The .NET format of a strptime pattern; false when a directive is unknown.</summary>
    public static bool TryToDotNet(string strptime, [NotNullWhen(true)] out string? format)
    {
        var text = new StringBuilder();
        format = null;
        foreach (var part in Split(strptime))
        {
            if (part[0] != '%')
            {
                Quote(part[0], text);
            }
            else if (part == "%%")
            {
                Quote('%', text);
            }
            else if (Array.Find(s_parts, known => known.Strptime == part).DotNet is { } known)
            {
                text.Append(known);
            }
            else
            {
                return false;
            }
        }

        format = text.ToString();
        return true;
    }

    /// <summary>The strptime pattern of a .NET format; false when a part of it has no counterpart.</summary>
    public static bool TryFromDotNet(string format, [NotNullWhen(true)] out string? strptime)
    {
        var text = new StringBuilder();
        strptime = null;
        for (var i = 0; i < format.Length;)
        {
            var c = format[i];
            if (c is '\'' or '"')
            {
                var end = format.IndexOf(c, i + 1);
                if (end < 0)
                {
                    return false;
                }

                text.Append(format[(i + 1)..end].Replace("%", "%%", StringComparison.Ordinal));
                i = end + 1;
            }
            else if (c == '\\' && i + 1 < format.Length)
            {
                text.Append(format[i + 1] == '%' ? "%%" : format[i + 1]);
                i += 2;
            }
            else if (CalendarLetters.Contains(c))
            {
                var run = i;
                while (run < format.Length && format[run] == c)
                {
                    run++;
                }

                var part = format[i..run];
                if (c == 'F')
                {
                    // A fraction that may be absent has no counterpart; reading allows it wherever there are seconds.
                    text.Length -= text is [.., '.'] ? 1 : 0;
                    i = run;
                    continue;
                }

                if (Array.Find(s_parts, known => known.DotNet == part).Strptime is not { } known)
                {
                    return false;
                }

                text.Append(known);
                i = run;
            }
            else if (c is '%' or '\\')
            {
                return false;
            }
            else
            {
                text.Append(c);
                i++;
            }
        }

        strptime = text.ToString();
        return true;
    }

    /// <summary>A pattern in pieces: directives with their percent sign, and single characters.</summary>
    private static IEnumerable<string> Split(string strptime)
    {
        for (var i = 0; i < strptime.Length;)
        {
            var length = 1;
            if (strptime[i] == '%')
            {
                length = i + 1 < strptime.Length && strptime[i + 1] is '-' or '3' or ':' ? 3 : 2;
                length = Math.Min(length, strptime.Length - i);
            }

            yield return strptime.Substring(i, length);
            i += length;
        }
    }

    private static void Quote(char c, StringBuilder text)
    {
        if (CalendarLetters.Contains(c) || c is '\'' or '"' or '\\' or '%')
        {
            text.Append('\\');
        }

        text.Append(c);
    }
}
