using Veil.Data.Errors;
using Veil.Data.Tables;

namespace Veil.Data.Cells;

/// <summary>
/// The format of dates, date-times or times of day. Dates are days since 1970-01-01, date-times milliseconds since its midnight,
/// times of day milliseconds since midnight. A time with an offset is kept, and written, in universal time.
/// </summary>
internal sealed class CalendarPattern
{
    /// <summary>Two digits below this are a year of the 2000s, others one of the 1900s.</summary>
    public const int Pivot = 50;

    private const long MillisecondsPerDay = IsoCalendar.MillisecondsPerDay;

    private readonly ColumnType _type;
    private readonly string _format;
    private readonly CalendarPart[] _parts;
    private readonly bool _readsIso;

    private CalendarPattern(string? format, ColumnType type)
    {
        _type = type;
        _format = format ?? type switch
        {
            ColumnType.Date => "yyyy-MM-dd",
            ColumnType.Time => "HH:mm:ss.FFF",
            _ => "yyyy-MM-ddTHH:mm:ss.FFF",
        };
        _parts = CalendarPart.Compile(_format) ?? throw Unusable();
        _readsIso = type != ColumnType.Time && IsIso(_format.Replace("\\T", "T", StringComparison.Ordinal), type == ColumnType.Date);
        var hasYear = _parts.Any(part => part.Unit is CalendarUnit.Year or CalendarUnit.TwoDigitYear);
        var hasHour = _parts.Any(part => part.Unit is CalendarUnit.Hour or CalendarUnit.HalfDayHour);
        if (type == ColumnType.Time ? !hasHour || _parts.Any(part => !part.IsOfDay && part.Unit != CalendarUnit.Literal) : !hasYear)
        {
            throw Unusable();
        }
    }

    /// <summary>The pattern of a column.</summary>
    /// <param name="format">.NET custom format; null for ISO 8601.</param>
    /// <param name="type">Date, DateTime or Time.</param>
    /// <exception cref="VeilException">The format does not describe a value of the type.</exception>
    public static CalendarPattern Of(string? format, ColumnType type) => new(format, type);

    /// <summary>Reads a value; false when the text is not one.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        text = Spaces.Trim(text);
        if (_readsIso)
        {
            return _type == ColumnType.Date
                ? IsoCalendar.TryParseDate(text, out value)
                : IsoCalendar.TryParseDateTime(text, out value, out _);
        }

        value = 0;
        var fields = new CalendarFields { Month = 1, Day = 1 };
        for (var part = 0; part < _parts.Length; part++)
        {
            if (!fields.TryRead(_parts[part], StandsAlone(part), DigitsAfter(part), ref text))
            {
                return false;
            }
        }

        if (!text.IsEmpty || !fields.IsTimeOfDay)
        {
            return false;
        }

        if (_type == ColumnType.Time)
        {
            value = fields.MillisecondOfDay;
            return true;
        }

        var isDay = IsoCalendar.TryDay(fields.Year, fields.Month, fields.Day, out var days);
        value = _type == ColumnType.Date ? days : (days * MillisecondsPerDay) + fields.MillisecondOfDay - fields.Offset;
        return isDay;
    }

    /// <summary>Writes a value; the destination holds at least 128 bytes.</summary>
    public int Write(long value, Span<byte> destination)
    {
        var (day, milliseconds) = _type == ColumnType.Date ? (value, 0) : Split(value);
        var dayNumber = (int)Math.Clamp(day + IsoCalendar.EpochDay, 0, DateOnly.MaxValue.DayNumber);
        var fields = CalendarFields.Of(DateOnly.FromDayNumber(dayNumber), milliseconds);
        var at = 0;
        foreach (var part in _parts)
        {
            at += fields.Write(part, destination[at..]);
        }

        return at;
    }

    /// <summary>True when written values may contain one of two bytes, so that they may need quotes.</summary>
    public bool MayContain(byte delimiter, byte quote) =>
        _parts.Any(part => part.Unit == CalendarUnit.Literal && (part.Literal == delimiter || part.Literal == quote))
        || char.IsAsciiLetterOrDigit((char)delimiter) || delimiter is (byte)'.' or (byte)':' or (byte)'+';

    private static bool IsIso(string format, bool isDate)
    {
        if (isDate)
        {
            return format == "yyyy-MM-dd";
        }

        if (!(format.StartsWith("yyyy-MM-ddTHH:mm", StringComparison.Ordinal)
            || format.StartsWith("yyyy-MM-dd HH:mm", StringComparison.Ordinal)))
        {
            return false;
        }

        var rest = format.AsSpan("yyyy-MM-ddTHH:mm".Length);
        return rest is "" or ":ss"
            || (rest.StartsWith(":ss.") && rest.Length > 4 && (!rest[4..].ContainsAnyExcept('f') || !rest[4..].ContainsAnyExcept('F')));
    }

    private static (long Day, int Milliseconds) Split(long value)
    {
        var day = Math.DivRem(value, MillisecondsPerDay, out var rest);
        return rest < 0 ? (day - 1, (int)(rest + MillisecondsPerDay)) : (day, (int)rest);
    }

    /// <summary>True when a part has literals or nothing on both sides.</summary>
    private bool StandsAlone(int part) =>
        (part == 0 || _parts[part - 1].Unit == CalendarUnit.Literal)
        && (part + 1 == _parts.Length
            || _parts[part + 1].Unit is CalendarUnit.Literal or CalendarUnit.OptionalFraction or CalendarUnit.Zone or CalendarUnit.HalfDay);

    /// <summary>The digits that directly follow a number without leading zeros: what is before them is its own.</summary>
    private int DigitsAfter(int part)
    {
        var digits = 0;
        for (var next = part + 1; _parts[part].Length == 1 && next < _parts.Length && DigitsOf(_parts[next]) is > 0 and var more; next++)
        {
            digits += more;
        }

        return digits;
    }

    private static int DigitsOf(CalendarPart part) => part.Unit switch
    {
        CalendarUnit.Year => 4,
        CalendarUnit.TwoDigitYear or CalendarUnit.Month or CalendarUnit.Day or CalendarUnit.Hour or CalendarUnit.HalfDayHour
            or CalendarUnit.Minute or CalendarUnit.Second => part.Length == 2 ? 2 : 0,
        _ => 0,
    };

    private VeilException Unusable() => new(
        FaultKind.Usage,
        "schema-date-format",
        $"The schema's date format '{_format}' cannot be used.",
        "Write it as a .NET custom format such as yyyy-MM-dd, dd/MM/yyyy, yyyy-MM-dd HH:mm:ss or, for times of day, HH:mm.");
}
