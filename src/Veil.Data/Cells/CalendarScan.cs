namespace Veil.Data.Cells;

/// <summary>Finds the <see cref="CalendarForm"/> of a text, if it is a date, a date-time or a time of day that exists.</summary>
internal ref struct CalendarScan
{
    private const int LeastYearOfDigits = 1900;
    private const int MostYearOfDigits = 2099;
    private const int Longest = 40;

    private ReadOnlySpan<byte> _text;
    private bool _isUnpadded;

    private CalendarScan(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>The form of a text without spaces around it; null when it has none.</summary>
    public static CalendarForm? Find(ReadOnlySpan<byte> text)
    {
        if (!MayHaveForm(text))
        {
            return null;
        }

        var scan = new CalendarScan(text);
        var form = scan.Scan(text);
        return form is { } found && CalendarForm.IndexOf(found) >= 0 ? found : null;
    }

    // A date begins with a digit or the name of a month, a time of day with a digit.
    private static bool MayHaveForm(ReadOnlySpan<byte> text) =>
        text.Length is >= 4 and <= Longest && (Digit(text[0]) || CalendarNames.BeginsMonth(text[0]));

    /// <summary>The form of a run of digits that is a date.</summary>
    public static CalendarForm? OfDigits(ReadOnlySpan<byte> digits)
    {
        DateStyle? style = digits.Length switch
        {
            6 => DateStyle.DigitsOfMonth,
            8 => DateStyle.Digits,
            14 => DateStyle.DigitsToSecond,
            _ => null,
        };
        if (style is not { } date
            || Number(digits[..4]) is not (>= LeastYearOfDigits and <= MostYearOfDigits)
            || !IsDay(Number(digits[..4]), Number(digits.Slice(4, 2)), date == DateStyle.DigitsOfMonth ? 1 : Number(digits.Slice(6, 2)))
            || (date == DateStyle.DigitsToSecond
                && !IsTime(Number(digits.Slice(8, 2)), Number(digits.Slice(10, 2)), Number(digits.Slice(12, 2)))))
        {
            return null;
        }

        return new CalendarForm(date, default, default, default, default, default);
    }

    private CalendarForm? Scan(ReadOnlySpan<byte> text)
    {
        var (style, order) = Date();
        if (style is null)
        {
            // No date: the whole is a time of day.
            _text = text;
            _isUnpadded = false;
            return Time(isAlone: true) is { } alone && _text.IsEmpty
                ? new CalendarForm(DateStyle.None, default, _isUnpadded, alone, default, default)
                : null;
        }

        if (_text.IsEmpty)
        {
            return new CalendarForm(style.Value, order, _isUnpadded, default, default, default);
        }

        var isIso = style == DateStyle.Iso;
        var letter = isIso && _text[0] == 'T';
        if (!letter && !Skip((byte)' '))
        {
            return null;
        }

        _text = letter ? _text[1..] : _text;
        if (Time(isAlone: false) is not { } time)
        {
            return null;
        }

        var zone = isIso ? Zone() : ZoneStyle.None;
        return _text.IsEmpty ? new CalendarForm(style.Value, order, _isUnpadded, time, letter, zone) : null;
    }

    private (DateStyle? Style, DateOrder Order) Date()
    {
        if (!Digit(_text[0]))
        {
            return (NameFirst(), default);
        }

        var first = Digits(4, out var width);
        if (_text.IsEmpty)
        {
            return default;
        }

        var mark = _text[0];
        _text = _text[1..];
        if (width == 4)
        {
            return (YearFirst(first, mark), default);
        }

        if (width > 2 || mark is not ((byte)'/' or (byte)'-' or (byte)'.' or (byte)' ') || _text.IsEmpty)
        {
            return default;
        }

        return Digit(_text[0]) ? Numeric(first, mark) : (NameSecond(first, mark), default);
    }

    private DateStyle? YearFirst(int year, byte mark)
    {
        var month = Digits(2, out var widthOfMonth);
        if (!Skip(mark))
        {
            return null;
        }

        var day = Digits(2, out var widthOfDay);
        DateStyle? style = mark switch
        {
            // With fewer digits it is not ISO 8601.
            (byte)'-' when widthOfMonth == 2 && widthOfDay == 2 => DateStyle.Iso,
            (byte)'/' => DateStyle.YearSlash,
            (byte)'.' => DateStyle.YearDot,
            _ => null,
        };
        return widthOfDay > 0 && IsDay(year, month, day) ? style : null;
    }

    private (DateStyle? Style, DateOrder Order) Numeric(int first, byte mark)
    {
        var second = Digits(2, out _);
        if (mark == ' ' || !Skip(mark))
        {
            return default;
        }

        var year = Digits(4, out var width);
        if (width is not (2 or 4))
        {
            return default;
        }

        year = width == 4 ? year : TwoDigitYear(year);
        var (dayFirst, monthFirst) = (IsDay(year, second, first), IsDay(year, first, second));
        if (!dayFirst && !monthFirst)
        {
            return default;
        }

        var style = mark == '/' ? DateStyle.Slash : mark == '-' ? DateStyle.Dash : DateStyle.Dot;
        return (
            width == 4 ? style : style + (DateStyle.SlashTwoDigits - DateStyle.Slash),
            dayFirst && monthFirst ? DateOrder.Either : dayFirst ? DateOrder.DayFirst : DateOrder.MonthFirst);
    }

    private DateStyle? NameSecond(int day, byte mark)
    {
        if (!CalendarNames.TryMonth(_text, out var month, out var length))
        {
            return null;
        }

        _text = _text[length..];
        if (!Skip(mark))
        {
            return null;
        }

        var year = Digits(4, out var width);
        DateStyle? style = (mark, width, length == 3) switch
        {
            ((byte)'-', 4, true) => DateStyle.NameDash,
            ((byte)'-', 2, true) => DateStyle.NameDashTwoDigits,
            ((byte)' ', 4, true) => DateStyle.NameBlank,
            ((byte)' ', 4, false) => DateStyle.LongNameBlank,
            _ => null,
        };
        return IsDay(width == 2 ? TwoDigitYear(year) : year, month, day) ? style : null;
    }

    private DateStyle? NameFirst()
    {
        if (!CalendarNames.TryMonth(_text, out var month, out var length))
        {
            return null;
        }

        _text = _text[length..];
        if (!Skip((byte)' '))
        {
            return null;
        }

        var day = Digits(2, out _);
        if (!Skip((byte)',') || !Skip((byte)' '))
        {
            return null;
        }

        var year = Digits(4, out var width);
        return width == 4 && IsDay(year, month, day) ? (length == 3 ? DateStyle.NameFirst : DateStyle.LongNameFirst) : null;
    }

    private TimeStyle? Time(bool isAlone)
    {
        // Only in a time of day does a single digit tell how the column is written: beside a date, the date does.
        var unpadded = _isUnpadded;
        var hour = Digits(2, out var width);
        _isUnpadded = isAlone ? width == 1 : unpadded;
        if (width == 0 || !Skip((byte)':') || Digits(2, out var ofMinute) is var minute && ofMinute != 2)
        {
            return null;
        }

        var second = 0;
        var style = TimeStyle.Minute;
        if (Skip((byte)':'))
        {
            second = Digits(2, out var ofSecond);
            style = TimeStyle.Second;
            if (ofSecond != 2)
            {
                return null;
            }

            if (Skip((byte)'.'))
            {
                var length = _text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                length = length < 0 ? _text.Length : length;
                if (!IsoCalendar.TryFraction(_text[..length], out _, out var isFine))
                {
                    return null;
                }

                _text = _text[length..];
                style = isFine ? TimeStyle.Fine : TimeStyle.Fraction;
            }
        }

        if (!IsTime(hour, minute, second))
        {
            return null;
        }

        var isHalf = style <= TimeStyle.Second && _text.Length == 3 && _text[0] == ' ' && (_text[2] | 0x20) == 'm'
            && (_text[1] | 0x20) is 'a' or 'p';
        if (isHalf && hour is >= 1 and <= 12)
        {
            _text = [];
            return style == TimeStyle.Minute ? TimeStyle.HalfDayMinute : TimeStyle.HalfDaySecond;
        }

        return style;
    }

    private ZoneStyle Zone()
    {
        var style = _text.Length switch
        {
            1 when _text[0] == 'Z' => ZoneStyle.Letter,
            5 => ZoneStyle.Digits,
            6 when _text[3] == ':' => ZoneStyle.Colon,
            _ => ZoneStyle.None,
        };
        if (style is ZoneStyle.Digits or ZoneStyle.Colon
            && (_text[0] is not ((byte)'+' or (byte)'-')
                || !IsoCalendar.TryDigits(_text.Slice(1, 2), out var hours) || hours > 14
                || !IsoCalendar.TryDigits(_text[^2..], out var minutes) || minutes > 59))
        {
            return ZoneStyle.None;
        }

        _text = style == ZoneStyle.None ? _text : [];
        return style;
    }

    private static bool Digit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    private static bool IsDay(int year, int month, int day) => IsoCalendar.TryDay(year, month, day, out _);

    private static bool IsTime(int hour, int minute, int second) => hour < 24 && minute < 60 && second < 60;

    private static int TwoDigitYear(int year) => year + (year < CalendarPattern.Pivot ? 2000 : 1900);

    private static int Number(ReadOnlySpan<byte> digits) => IsoCalendar.TryDigits(digits, out var number) ? number : 0;

    private bool Skip(byte wanted)
    {
        if (_text.IsEmpty || _text[0] != wanted)
        {
            return false;
        }

        _text = _text[1..];
        return true;
    }

    private int Digits(int most, out int width)
    {
        width = 0;
        while (width < most && width < _text.Length && Digit(_text[width]))
        {
            width++;
        }

        var number = Number(_text[..width]);
        _isUnpadded |= width == 1;
        _text = _text[width..];
        return number;
    }
}
