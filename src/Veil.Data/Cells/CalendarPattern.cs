using System.Globalization;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Tables;

namespace Veil.Data.Cells;

/// <summary>
/// The format of dates or date-times: ISO 8601, a pattern of digits, or any other .NET pattern. Dates are days since
/// 1970-01-01, date-times milliseconds since its midnight.
/// </summary>
internal sealed class CalendarPattern
{
    private const long MillisecondsPerDay = IsoCalendar.MillisecondsPerDay;
    private const int LongestText = 128;

    private readonly bool _isDate;
    private readonly string _format;
    private readonly Part[]? _parts;
    private readonly bool _readsIso;

    private CalendarPattern(string? format, bool isDate)
    {
        _isDate = isDate;
        _format = format ?? (isDate ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFF");
        _parts = Compile(_format);
        _readsIso = isDate
            ? _format == "yyyy-MM-dd"
            : _format.StartsWith("yyyy-MM-ddTHH:mm", StringComparison.Ordinal)
                || _format.StartsWith("yyyy-MM-dd HH:mm", StringComparison.Ordinal);
        if (_parts is null)
        {
            CheckUsable();
        }
    }

    private enum Unit
    {
        Literal,
        Year,
        Month,
        Day,
        Hour,
        Minute,
        Second,
        Fraction,
        OptionalFraction,
    }

    /// <summary>The pattern of a column.</summary>
    /// <param name="format">.NET custom format; null for ISO 8601.</param>
    /// <param name="type">Date or DateTime.</param>
    /// <exception cref="VeilException">The format does not describe a date.</exception>
    public static CalendarPattern Of(string? format, ColumnType type) => new(format, type == ColumnType.Date);

    /// <summary>Reads a date or date-time; false when the text is not one.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        text = Spaces.Trim(text);
        if (_readsIso)
        {
            return _isDate ? IsoCalendar.TryParseDate(text, out value) : IsoCalendar.TryParseDateTime(text, out value, out _);
        }

        return _parts is null ? TryParseSlowly(text, out value) : TryParseParts(text, out value);
    }

    /// <summary>Writes a value; the destination holds at least 128 bytes.</summary>
    public int Write(long value, Span<byte> destination)
    {
        var (day, milliseconds) = _isDate ? (value, 0) : Split(value);
        var dayNumber = (int)Math.Clamp(day + IsoCalendar.EpochDay, 0, DateOnly.MaxValue.DayNumber);
        var date = DateOnly.FromDayNumber(dayNumber);
        return _parts is null
            ? WriteSlowly(date, milliseconds, destination)
            : WriteParts(date, milliseconds, destination);
    }

    /// <summary>True when written values may contain one of two bytes, so that they may need quotes.</summary>
    public bool MayContain(byte delimiter, byte quote) =>
        _parts is null || _parts.Any(part => part.Unit == Unit.Literal && (part.Literal == delimiter || part.Literal == quote))
        || delimiter == '.' || delimiter is >= (byte)'0' and <= (byte)'9';

    private static (long Day, int Milliseconds) Split(long value)
    {
        var day = Math.DivRem(value, MillisecondsPerDay, out var rest);
        return rest < 0 ? (day - 1, (int)(rest + MillisecondsPerDay)) : (day, (int)rest);
    }

    /// <summary>The parts of a pattern that is made of digits and literals only; null for any other.</summary>
    private static Part[]? Compile(string format)
    {
        var parts = new List<Part>();
        for (var i = 0; i < format.Length;)
        {
            var letter = format[i];
            var run = 1;
            while (i + run < format.Length && format[i + run] == letter)
            {
                run++;
            }

            Unit? unit = (letter, run) switch
            {
                ('y', 4) => Unit.Year,
                ('M', 1 or 2) => Unit.Month,
                ('d', 1 or 2) => Unit.Day,
                ('H', 1 or 2) => Unit.Hour,
                ('m', 1 or 2) => Unit.Minute,
                ('s', 1 or 2) => Unit.Second,
                ('f', 1 or 2 or 3) => Unit.Fraction,
                ('F', 1 or 2 or 3) => Unit.OptionalFraction,
                ('-' or '/' or '.' or ':' or ' ' or 'T' or ',', _) => Unit.Literal,
                _ => null,
            };
            if (unit is null)
            {
                return null;
            }

            if (unit == Unit.OptionalFraction && parts.Count > 0 && parts[^1] is (Unit.Literal, _, (byte)'.'))
            {
                // .NET writes the point before an optional fraction only with the fraction.
                parts.RemoveAt(parts.Count - 1);
            }

            if (unit == Unit.Literal)
            {
                parts.AddRange(Enumerable.Repeat(new Part(Unit.Literal, 1, (byte)letter), run));
            }
            else
            {
                parts.Add(new Part(unit.Value, run, 0));
            }

            i += run;
        }

        // Without all three the .NET rules for what is absent apply.
        return parts.Any(p => p.Unit == Unit.Year) && parts.Any(p => p.Unit == Unit.Month) && parts.Any(p => p.Unit == Unit.Day)
            ? [.. parts]
            : null;
    }

    private bool TryParseParts(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milliseconds = 0;
        var at = 0;
        for (var p = 0; p < _parts!.Length; p++)
        {
            var part = _parts[p];
            if (part.Unit == Unit.Literal)
            {
                if (at >= text.Length || text[at] != part.Literal)
                {
                    return false;
                }

                at++;
                continue;
            }

            if (part.Unit is Unit.OptionalFraction or Unit.Fraction)
            {
                if (!TryFractionPart(part, text, ref at, ref milliseconds))
                {
                    return false;
                }

                continue;
            }

            // Between literals one digit is accepted for two, since people omit the zero; a year keeps its four.
            var most = part.Unit == Unit.Year ? 4 : 2;
            var least = part.Unit == Unit.Year || !StandsAlone(p) ? most : 1;
            var length = 0;
            while (length < most && at + length < text.Length && text[at + length] is >= (byte)'0' and <= (byte)'9')
            {
                length++;
            }

            if (length < least || !IsoCalendar.TryDigits(text.Slice(at, length), out var number))
            {
                return false;
            }

            at += length;
            switch (part.Unit)
            {
                case Unit.Year: year = number; break;
                case Unit.Month: month = number; break;
                case Unit.Day: day = number; break;
                case Unit.Hour: hour = number; break;
                case Unit.Minute: minute = number; break;
                default: second = number; break;
            }
        }

        if (at != text.Length || hour > 23 || minute > 59 || second > 59 || !IsoCalendar.TryDay(year, month, day, out var days))
        {
            return false;
        }

        value = _isDate
            ? days
            : (days * MillisecondsPerDay) + (((((hour * 60) + minute) * 60) + second) * 1000L) + milliseconds;
        return true;
    }

    /// <summary>True when a part has literals or nothing on both sides.</summary>
    private bool StandsAlone(int part) =>
        (part == 0 || _parts![part - 1].Unit == Unit.Literal)
        && (part + 1 == _parts!.Length || _parts[part + 1].Unit is Unit.Literal or Unit.OptionalFraction);

    private static bool TryFractionPart(Part part, ReadOnlySpan<byte> text, ref int at, ref int milliseconds)
    {
        if (part.Unit == Unit.OptionalFraction)
        {
            if (at == text.Length || text[at] != '.')
            {
                return true;
            }

            at++;
        }

        var length = text[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? text.Length - at : length;
        if (!IsoCalendar.TryFraction(text.Slice(at, length), out milliseconds, out _))
        {
            return false;
        }

        at += length;
        return true;
    }

    private int WriteParts(DateOnly date, int milliseconds, Span<byte> destination)
    {
        var at = 0;
        var (year, month, day) = date;
        foreach (var part in _parts!)
        {
            var (number, width) = part.Unit switch
            {
                Unit.Year => (year, 4),
                Unit.Month => (month, part.Length),
                Unit.Day => (day, part.Length),
                Unit.Hour => (milliseconds / 3_600_000, part.Length),
                Unit.Minute => (milliseconds / 60_000 % 60, part.Length),
                Unit.Second => (milliseconds / 1000 % 60, part.Length),
                Unit.Fraction => (milliseconds % 1000 / (part.Length == 1 ? 100 : part.Length == 2 ? 10 : 1), part.Length),
                _ => (0, 0),
            };
            if (part.Unit == Unit.Literal)
            {
                destination[at++] = part.Literal;
            }
            else if (part.Unit == Unit.OptionalFraction)
            {
                at += WriteOptionalFraction(milliseconds % 1000, part.Length, destination[at..]);
            }
            else
            {
                at += WriteNumber(number, width, destination[at..]);
            }
        }

        return at;
    }

    private static int WriteNumber(int number, int width, Span<byte> destination)
    {
        width = Math.Max(width, number > 9 ? 2 : 1);
        for (var i = width - 1; i >= 0; i--)
        {
            destination[i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        return width;
    }

    private static int WriteOptionalFraction(int milliseconds, int width, Span<byte> destination)
    {
        var number = milliseconds / (width == 1 ? 100 : width == 2 ? 10 : 1);
        if (number == 0)
        {
            return 0;
        }

        while (number % 10 == 0)
        {
            number /= 10;
            width--;
        }

        destination[0] = (byte)'.';
        var written = width;
        for (var i = width; i >= 1; i--)
        {
            destination[i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        return written + 1;
    }

    private bool TryParseSlowly(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length > LongestText
            || !DateTime.TryParseExact(
                Encoding.UTF8.GetString(text), _format, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var moment))
        {
            return false;
        }

        var since = moment - DateTime.UnixEpoch;
        value = _isDate ? (long)Math.Floor(since.TotalDays) : since.Ticks / TimeSpan.TicksPerMillisecond;
        return true;
    }

    private int WriteSlowly(DateOnly date, int milliseconds, Span<byte> destination)
    {
        var moment = date.ToDateTime(TimeOnly.MinValue).AddMilliseconds(milliseconds);
        return moment.TryFormat(destination, out var written, _format, CultureInfo.InvariantCulture)
            ? written
            : throw Unusable(null);
    }

    private void CheckUsable()
    {
        Span<byte> text = stackalloc byte[LongestText];
        try
        {
            // A format may omit the day or the month, but without the year it does not describe a date.
            var written = WriteSlowly(new DateOnly(2021, 11, 23), 0, text);
            const long Year2021 = 18628;
            if (!TryParseSlowly(text[..written], out var value)
                || value / (_isDate ? 1 : MillisecondsPerDay) is < Year2021 or >= Year2021 + 365)
            {
                throw Unusable(null);
            }
        }
        catch (FormatException fault)
        {
            throw Unusable(fault);
        }
    }

    private VeilException Unusable(Exception? inner) => new(
        FaultKind.Usage,
        "schema-date-format",
        $"The schema's date format '{_format}' cannot be used.",
        "Write it as a .NET custom format such as yyyy-MM-dd, dd/MM/yyyy or yyyy-MM-dd HH:mm:ss.",
        inner);

    private readonly record struct Part(Unit Unit, int Length, byte Literal);
}
