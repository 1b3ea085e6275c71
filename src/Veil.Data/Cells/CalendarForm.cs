using System.Collections.Immutable;

namespace Veil.Data.Cells;

/// <summary>The parts of a date, their order and what is between them.</summary>
internal enum DateStyle
{
    /// <summary>No date: a time of day.</summary>
    None,

    /// <summary>yyyy-MM-dd.</summary>
    Iso,

    /// <summary>yyyy/MM/dd.</summary>
    YearSlash,

    /// <summary>yyyy.MM.dd.</summary>
    YearDot,

    /// <summary>Day and month in either order and a year of four digits, by slashes.</summary>
    Slash,

    /// <summary>The same by hyphens.</summary>
    Dash,

    /// <summary>The same by points.</summary>
    Dot,

    /// <summary>Day and month in either order and a year of two digits, by slashes.</summary>
    SlashTwoDigits,

    /// <summary>The same by hyphens.</summary>
    DashTwoDigits,

    /// <summary>The same by points.</summary>
    DotTwoDigits,

    /// <summary>12-Mar-2024.</summary>
    NameDash,

    /// <summary>12-Mar-24.</summary>
    NameDashTwoDigits,

    /// <summary>12 Mar 2024.</summary>
    NameBlank,

    /// <summary>12 March 2024.</summary>
    LongNameBlank,

    /// <summary>Mar 12, 2024.</summary>
    NameFirst,

    /// <summary>March 12, 2024.</summary>
    LongNameFirst,

    /// <summary>20240312, a year from 1900 to 2099.</summary>
    Digits,

    /// <summary>202403, a year from 1900 to 2099.</summary>
    DigitsOfMonth,

    /// <summary>20240312235959, a year from 1900 to 2099.</summary>
    DigitsToSecond,
}

/// <summary>What one date tells of the order of day and month.</summary>
internal enum DateOrder
{
    /// <summary>Nothing: it fits both.</summary>
    Either,

    /// <summary>Only the first number can be the day.</summary>
    DayFirst,

    /// <summary>Only the second number can be the day.</summary>
    MonthFirst,
}

/// <summary>The parts of a time of day.</summary>
internal enum TimeStyle
{
    /// <summary>No time.</summary>
    None,

    /// <summary>23:59.</summary>
    Minute,

    /// <summary>23:59:59.</summary>
    Second,

    /// <summary>23:59:59.123, of at most three digits that are not zero.</summary>
    Fraction,

    /// <summary>Finer than a millisecond.</summary>
    Fine,

    /// <summary>11:59 PM.</summary>
    HalfDayMinute,

    /// <summary>11:59:59 PM.</summary>
    HalfDaySecond,
}

/// <summary>How the offset from universal time is written.</summary>
internal enum ZoneStyle
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Z.</summary>
    Letter,

    /// <summary>+00:00.</summary>
    Colon,

    /// <summary>+0000.</summary>
    Digits,
}

/// <summary>The form of a date, a date-time or a time of day: an entry of a closed public list, and a kind of value.</summary>
/// <param name="Date">The date.</param>
/// <param name="Order">What it tells of the order of day and month.</param>
/// <param name="IsUnpadded">True when a day, a month or, in a time of day, the hour has one digit.</param>
/// <param name="Time">The time.</param>
/// <param name="HasLetter">True when a T is between date and time, false for a blank.</param>
/// <param name="Zone">The offset.</param>
internal readonly record struct CalendarForm(
    DateStyle Date, DateOrder Order, bool IsUnpadded, TimeStyle Time, bool HasLetter, ZoneStyle Zone)
{
    /// <summary>Every form that there is a kind for.</summary>
    public static ImmutableArray<CalendarForm> All { get; } = [.. List()];

    // A table by the bits of a form: a dictionary of forms would take longer to make than most files take to read.
    private static readonly short[] s_index = Index();

    /// <summary>True when the year has two digits.</summary>
    public bool HasTwoDigitYear => Date is DateStyle.SlashTwoDigits or DateStyle.DashTwoDigits or DateStyle.DotTwoDigits
        or DateStyle.NameDashTwoDigits;

    /// <summary>True when day and month are numbers that could change places.</summary>
    public bool HasOrder => Date is >= DateStyle.Slash and <= DateStyle.DotTwoDigits;

    /// <summary>True when the whole value is a run of digits.</summary>
    public bool IsDigits => Date >= DateStyle.Digits;

    /// <summary>The place of a form in <see cref="All"/>; -1 when there is no kind for it.</summary>
    public static int IndexOf(CalendarForm form) => s_index[form.Bits];

    private int Bits => ((int)Date << 9) | ((int)Order << 7) | ((IsUnpadded ? 1 : 0) << 6) | ((int)Time << 3)
        | ((HasLetter ? 1 : 0) << 2) | (int)Zone;

    private static short[] Index()
    {
        var index = new short[1 << 14];
        Array.Fill<short>(index, -1);
        for (var i = 0; i < All.Length; i++)
        {
            index[All[i].Bits] = (short)i;
        }

        return index;
    }

    private static IEnumerable<CalendarForm> List()
    {
        bool[] both = [false, true];
        foreach (var unpadded in both)
        {
            foreach (var time in (TimeStyle[])
                [TimeStyle.Minute, TimeStyle.Second, TimeStyle.Fraction, TimeStyle.HalfDayMinute, TimeStyle.HalfDaySecond])
            {
                yield return new(DateStyle.None, default, unpadded, time, default, default);
            }

            for (var date = DateStyle.Iso + 1; date < DateStyle.Digits; date++)
            {
                var hasOrder = new CalendarForm(date, default, default, default, default, default).HasOrder;
                if (date == DateStyle.DotTwoDigits && unpadded)
                {
                    continue; // 1.2.10 is rather the number of a version
                }

                for (var order = default(DateOrder); order <= (hasOrder ? DateOrder.MonthFirst : default); order++)
                {
                    for (var time = TimeStyle.None; time <= TimeStyle.HalfDaySecond; time++)
                    {
                        if (time is not (TimeStyle.Fraction or TimeStyle.Fine))
                        {
                            yield return new(date, order, unpadded, time, default, default);
                        }
                    }
                }
            }
        }

        yield return new(DateStyle.Iso, default, default, default, default, default);
        foreach (var letter in both)
        {
            foreach (var time in (TimeStyle[])[TimeStyle.Minute, TimeStyle.Second, TimeStyle.Fraction, TimeStyle.Fine])
            {
                for (var zone = ZoneStyle.None; zone <= ZoneStyle.Digits; zone++)
                {
                    yield return new(DateStyle.Iso, default, default, time, letter, zone);
                }
            }
        }

        for (var date = DateStyle.Digits; date <= DateStyle.DigitsToSecond; date++)
        {
            yield return new(date, default, default, default, default, default);
        }
    }
}
