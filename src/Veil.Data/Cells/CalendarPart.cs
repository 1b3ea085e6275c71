using System.Text;
using Veil.Data.Schemas;

namespace Veil.Data.Cells;

/// <summary>What a part of a calendar pattern stands for.</summary>
internal enum CalendarUnit
{
    Literal,
    Year,
    TwoDigitYear,
    Month,
    MonthName,
    Day,
    Weekday,
    Hour,
    HalfDayHour,
    HalfDay,
    Minute,
    Second,
    Fraction,
    OptionalFraction,
    Zone,
}

/// <summary>A part of a calendar pattern.</summary>
/// <param name="Unit">What it stands for.</param>
/// <param name="Length">The number of letters in the pattern: of digits, or 3 for short and 4 for long names.</param>
/// <param name="Literal">The byte of a literal.</param>
internal readonly record struct CalendarPart(CalendarUnit Unit, int Length, byte Literal)
{
    /// <summary>True for a part of the time of day.</summary>
    public bool IsOfDay => Unit is CalendarUnit.Hour or CalendarUnit.HalfDayHour or CalendarUnit.HalfDay or CalendarUnit.Minute
        or CalendarUnit.Second or CalendarUnit.Fraction or CalendarUnit.OptionalFraction;

    /// <summary>The parts of a .NET custom format; null when a directive in it is unknown.</summary>
    public static CalendarPart[]? Compile(string format)
    {
        var parts = new List<CalendarPart>();
        for (var i = 0; i < format.Length;)
        {
            var letter = format[i];
            if (letter is '\'' or '"')
            {
                var end = format.IndexOf(letter, i + 1);
                if (end < 0)
                {
                    return null;
                }

                AddLiteral(parts, format.AsSpan()[(i + 1)..end]);
                i = end + 1;
            }
            else if (letter == '\\' || !CalendarLetters.Contains(letter))
            {
                i += letter == '\\' ? 1 : 0;
                if (i == format.Length || letter == '%')
                {
                    return null;
                }

                var length = char.IsHighSurrogate(format[i]) && i + 1 < format.Length ? 2 : 1;
                AddLiteral(parts, format.AsSpan().Slice(i, length));
                i += length;
            }
            else
            {
                var run = 1;
                while (i + run < format.Length && format[i + run] == letter)
                {
                    run++;
                }

                if (UnitOf(letter, run) is not { } unit)
                {
                    return null;
                }

                if (unit == CalendarUnit.OptionalFraction && parts.Count > 0 && parts[^1] is (CalendarUnit.Literal, _, (byte)'.'))
                {
                    // .NET writes the point before an optional fraction only with the fraction.
                    parts.RemoveAt(parts.Count - 1);
                }

                parts.Add(new CalendarPart(unit, run, 0));
                i += run;
            }
        }

        return [.. parts];
    }

    private static void AddLiteral(List<CalendarPart> parts, ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        foreach (var b in bytes[..Encoding.UTF8.GetBytes(text, bytes)])
        {
            parts.Add(new CalendarPart(CalendarUnit.Literal, 1, b));
        }
    }

    private static CalendarUnit? UnitOf(char letter, int run) => (letter, run) switch
    {
        ('y', 4) => CalendarUnit.Year,
        ('y', 2) => CalendarUnit.TwoDigitYear,
        ('M', 1 or 2) => CalendarUnit.Month,
        ('M', 3 or 4) => CalendarUnit.MonthName,
        ('d', 1 or 2) => CalendarUnit.Day,
        ('d', 3 or 4) => CalendarUnit.Weekday,
        ('H', 1 or 2) => CalendarUnit.Hour,
        ('h', 1 or 2) => CalendarUnit.HalfDayHour,
        ('t', 1 or 2) => CalendarUnit.HalfDay,
        ('m', 1 or 2) => CalendarUnit.Minute,
        ('s', 1 or 2) => CalendarUnit.Second,
        ('f', <= 7) => CalendarUnit.Fraction,
        ('F', <= 7) => CalendarUnit.OptionalFraction,
        ('z', 3 or 4) => CalendarUnit.Zone,
        _ => null,
    };
}
