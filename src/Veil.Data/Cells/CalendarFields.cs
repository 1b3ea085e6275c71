using System.Buffers.Text;

namespace Veil.Data.Cells;

/// <summary>Year, month, day and time of day of one value, as they are read from and written to the parts of a pattern.</summary>
internal record struct CalendarFields
{
    private const int MillisecondsPerMinute = 60_000;
    private const int MillisecondsPerHour = 3_600_000;
    private const int HoursOfHalfDay = 12;

    private int _hour;
    private int _minute;
    private int _second;
    private int _millisecond;
    private bool _isHalfDay;
    private bool _isAfternoon;

    public int Year { get; private set; }

    public int Month { get; init; }

    public int Day { get; init; }

    /// <summary>Milliseconds that the local time is ahead of universal time.</summary>
    public long Offset { get; private set; }

    /// <summary>True when hour, minute and second are in range.</summary>
    public readonly bool IsTimeOfDay => _hour < 24 && _minute < 60 && _second < 60 && (!_isHalfDay || _hour is >= 1 and <= HoursOfHalfDay);

    /// <summary>Milliseconds since midnight.</summary>
    public readonly int MillisecondOfDay =>
        (Hour * MillisecondsPerHour) + (_minute * MillisecondsPerMinute) + (_second * 1000) + _millisecond;

    private readonly int Hour => !_isHalfDay ? _hour : (_hour % HoursOfHalfDay) + (_isAfternoon ? HoursOfHalfDay : 0);

    private readonly DateOnly Date => new(Year, Month, Day);

    /// <summary>The fields of a date and a time of day.</summary>
    public static CalendarFields Of(DateOnly date, int millisecondOfDay) => new()
    {
        Year = date.Year,
        Month = date.Month,
        Day = date.Day,
        _hour = millisecondOfDay / MillisecondsPerHour,
        _minute = millisecondOfDay / MillisecondsPerMinute % 60,
        _second = millisecondOfDay / 1000 % 60,
        _millisecond = millisecondOfDay % 1000,
    };

    /// <summary>Reads a part at the beginning of a text and takes it off; false when the text has none there.</summary>
    /// <param name="part">The part.</param>
    /// <param name="standsAlone">True when one digit is accepted for two, since people omit the zero.</param>
    /// <param name="digitsAfter">Digits that follow without a mark between, where the part has no leading zero.</param>
    /// <param name="text">The text.</param>
    public bool TryRead(CalendarPart part, bool standsAlone, int digitsAfter, ref ReadOnlySpan<byte> text)
    {
        int number, length;
        switch (part.Unit)
        {
            case CalendarUnit.Literal:
                length = 1;
                if (text.IsEmpty || text[0] != part.Literal)
                {
                    return false;
                }

                break;
            case CalendarUnit.MonthName:
                if (!CalendarNames.TryMonth(text, out number, out length))
                {
                    return false;
                }

                this = this with { Month = number };
                break;
            case CalendarUnit.Weekday:
                if (!CalendarNames.TryWeekday(text, out length))
                {
                    return false;
                }

                break;
            case CalendarUnit.HalfDay:
                length = part.Length;
                if (text.Length < length || (length == 2 && (text[1] | 0x20) != 'm') || (text[0] | 0x20) is not ('a' or 'p'))
                {
                    return false;
                }

                (_isHalfDay, _isAfternoon) = (true, (text[0] | 0x20) == 'p');
                break;
            case CalendarUnit.Fraction or CalendarUnit.OptionalFraction:
                return TryFraction(part.Unit == CalendarUnit.OptionalFraction, ref text);
            case CalendarUnit.Zone:
                return TryZone(ref text);
            default:
                var most = part.Unit == CalendarUnit.Year ? 4 : 2;
                var least = standsAlone && part.Unit is not (CalendarUnit.Year or CalendarUnit.TwoDigitYear) ? 1 : most;
                length = DigitsAt(text, most);
                if (digitsAfter > 0)
                {
                    (length, least) = (Math.Min(most, DigitsAt(text, most + digitsAfter) - digitsAfter), 1);
                }

                if (length < least || !IsoCalendar.TryDigits(text[..length], out number))
                {
                    return false;
                }

                Set(part.Unit, number);
                break;
        }

        text = text[length..];
        return true;
    }

    /// <summary>Writes a part; returns the number of bytes.</summary>
    public readonly int Write(CalendarPart part, Span<byte> destination)
    {
        switch (part.Unit)
        {
            case CalendarUnit.Literal:
                destination[0] = part.Literal;
                return 1;
            case CalendarUnit.MonthName:
                return CalendarNames.WriteMonth(Month, part.Length == 3, destination);
            case CalendarUnit.Weekday:
                return CalendarNames.WriteWeekday(Date.DayOfWeek, part.Length == 3, destination);
            case CalendarUnit.HalfDay:
                ReadOnlySpan<byte> half = Hour < HoursOfHalfDay ? "AM"u8 : "PM"u8;
                half[..part.Length].CopyTo(destination);
                return part.Length;
            case CalendarUnit.Fraction:
                return WriteFraction(part.Length, destination);
            case CalendarUnit.OptionalFraction:
                return WriteOptionalFraction(part.Length, destination);
            case CalendarUnit.Zone:
                ReadOnlySpan<byte> zone = part.Length == 3 ? "+00:00"u8 : "+0000"u8;
                zone.CopyTo(destination);
                return zone.Length;
            default:
                var (number, width) = part.Unit switch
                {
                    CalendarUnit.Year => (Year, 4),
                    CalendarUnit.TwoDigitYear => (Year % 100, 2),
                    CalendarUnit.Month => (Month, part.Length),
                    CalendarUnit.Day => (Day, part.Length),
                    CalendarUnit.Hour => (Hour, part.Length),
                    CalendarUnit.HalfDayHour => (Hour % HoursOfHalfDay == 0 ? HoursOfHalfDay : Hour % HoursOfHalfDay, part.Length),
                    CalendarUnit.Minute => (_minute, part.Length),
                    _ => (_second, part.Length),
                };
                Utf8Formatter.TryFormat((uint)number, destination, out var written, new('D', (byte)width));
                return written;
        }
    }

    private static int DigitsAt(ReadOnlySpan<byte> text, int most)
    {
        var length = 0;
        while (length < most && length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9')
        {
            length++;
        }

        return length;
    }

    private void Set(CalendarUnit unit, int number)
    {
        switch (unit)
        {
            case CalendarUnit.Year: Year = number; break;
            case CalendarUnit.TwoDigitYear: Year = number + (number < CalendarPattern.Pivot ? 2000 : 1900); break;
            case CalendarUnit.Month: this = this with { Month = number }; break;
            case CalendarUnit.Day: this = this with { Day = number }; break;
            case CalendarUnit.Hour: _hour = number; break;
            case CalendarUnit.HalfDayHour: (_hour, _isHalfDay) = (number, true); break;
            case CalendarUnit.Minute: _minute = number; break;
            default: _second = number; break;
        }
    }

    private bool TryFraction(bool isOptional, ref ReadOnlySpan<byte> text)
    {
        if (isOptional)
        {
            if (text.IsEmpty || text[0] != '.')
            {
                return true;
            }

            text = text[1..];
        }

        var length = DigitsAt(text, int.MaxValue);
        if (!IsoCalendar.TryFraction(text[..length], out _millisecond, out _))
        {
            return false;
        }

        text = text[length..];
        return true;
    }

    // Z, or a sign, two digits of hours and two of minutes with or without a colon.
    private bool TryZone(ref ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] == 'Z')
        {
            text = text[1..];
            return true;
        }

        var colon = text.Length > 3 && text[3] == ':' ? 1 : 0;
        if (text.Length < 5 + colon
            || text[0] is not ((byte)'+' or (byte)'-')
            || !IsoCalendar.TryDigits(text.Slice(1, 2), out var hours)
            || !IsoCalendar.TryDigits(text.Slice(3 + colon, 2), out var minutes)
            || hours > 14
            || minutes > 59)
        {
            return false;
        }

        Offset = ((hours * 60) + minutes) * MillisecondsPerMinute * (text[0] == '-' ? -1 : 1);
        text = text[(5 + colon)..];
        return true;
    }

    private readonly int WriteFraction(int width, Span<byte> destination)
    {
        for (var (i, power) = (0, 100); i < width; i++, power /= 10)
        {
            destination[i] = (byte)('0' + (power > 0 ? _millisecond / power % 10 : 0));
        }

        return width;
    }

    private readonly int WriteOptionalFraction(int width, Span<byte> destination)
    {
        destination[0] = (byte)'.';
        var written = WriteFraction(width, destination[1..]);
        while (written > 0 && destination[written] == '0')
        {
            written--;
        }

        return written == 0 ? 0 : written + 1;
    }
}
