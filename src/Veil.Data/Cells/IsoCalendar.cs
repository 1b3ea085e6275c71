namespace Veil.Data.Cells;

/// <summary>
/// Dates and times as ISO 8601 writes them. Dates are days since 1970-01-01, date-times milliseconds since its midnight.
/// </summary>
internal static class IsoCalendar
{
    public const long MillisecondsPerDay = 86_400_000;

    /// <summary>Days from 0001-01-01 to 1970-01-01.</summary>
    public const int EpochDay = 719_162;

    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out long day)
    {
        day = 0;
        return text.Length == 10
            && text[4] == '-'
            && text[7] == '-'
            && TryDigits(text[..4], out var year)
            && TryDigits(text.Slice(5, 2), out var month)
            && TryDigits(text.Slice(8, 2), out var dayOfMonth)
            && TryDay(year, month, dayOfMonth, out day);
    }

    /// <summary>
    /// Reads an ISO date and a time to the minute, second or fraction of one, with <c>T</c> or a blank between them
    /// and no time zone. What is finer than a millisecond is cut.
    /// </summary>
    public static bool TryParseDateTime(ReadOnlySpan<byte> text, out long value, out bool wasCut)
    {
        value = 0;
        wasCut = false;
        if (text.Length < 16
            || text[10] is not ((byte)'T' or (byte)' ')
            || text[13] != ':'
            || !TryParseDate(text[..10], out var day)
            || !TryDigits(text.Slice(11, 2), out var hour)
            || !TryDigits(text.Slice(14, 2), out var minute))
        {
            return false;
        }

        var second = 0;
        var milliseconds = 0;
        if (text.Length > 16 && (text.Length < 19 || text[16] != ':' || !TryDigits(text.Slice(17, 2), out second)))
        {
            return false;
        }

        if (text.Length > 19 && (text[19] != '.' || !TryFraction(text[20..], out milliseconds, out wasCut)))
        {
            return false;
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        value = (day * MillisecondsPerDay) + (((((hour * 60) + minute) * 60) + second) * 1000L) + milliseconds;
        return true;
    }

    /// <summary>Days since 1970-01-01 of a calendar day; false when there is no such day.</summary>
    public static bool TryDay(int year, int month, int dayOfMonth, out long day)
    {
        if (year is < 1 or > 9999
            || month is < 1 or > 12
            || dayOfMonth < 1
            || (dayOfMonth > 28 && dayOfMonth > DateTime.DaysInMonth(year, month)))
        {
            day = 0;
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth).DayNumber - EpochDay;
        return true;
    }

    /// <summary>Reads a run of digits, at most nine.</summary>
    public static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            var digit = b - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return text.Length is > 0 and < 10;
    }

    /// <summary>Reads the digits of a fraction of a second; what is finer than a millisecond is cut.</summary>
    public static bool TryFraction(ReadOnlySpan<byte> text, out int milliseconds, out bool wasCut)
    {
        milliseconds = 0;
        wasCut = false;
        if (text.Length is 0 or > 9)
        {
            return false;
        }

        for (var i = 0; i < Math.Max(3, text.Length); i++)
        {
            var digit = i < text.Length ? text[i] - '0' : 0;
            if ((uint)digit > 9)
            {
                return false;
            }

            milliseconds = i < 3 ? (milliseconds * 10) + digit : milliseconds;
            wasCut |= i >= 3 && digit != 0;
        }

        return true;
    }
}
