using Veil.Data.Cells;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>Decides how the dates, date-times or times of day of a column are written.</summary>
internal static class CalendarDecision
{
    // A random number of six or eight digits is seldom a day of two hundred years: where nearly all are, they are dates.
    private const double ShareOfDates = 0.9;

    /// <summary>The decision; null when the values are not all dates, or are written in ways that do not mix.</summary>
    public static TypeDecision? Of(KindCounts counts)
    {
        var forms = counts.Calendar;
        var decision = forms.Count == 0 ? null
            : forms.Exists(form => form.Form.IsDigits) ? Digits(counts, forms)
            : !counts.AreAll(ValueKinds.IsCalendar) ? null
            : forms.TrueForAll(form => form.Form.Date == DateStyle.None) ? TimeOfDay(counts, forms)
            : forms.TrueForAll(form => form.Form.Date == DateStyle.Iso) ? Iso(counts, forms)
            : Styled(counts, forms);
        return decision is null ? null : decision with { WordsAreMissing = counts.Has(ValueKind.CommonMissingWord) };
    }

    private static TypeDecision? Digits(KindCounts counts, List<(CalendarForm Form, double Count)> forms)
    {
        var (form, most) = forms.MaxBy(each => each.Count);
        var others = counts.Values - most;
        if (!form.IsDigits || !(most >= ShareOfDates * counts.Values) || (counts.IsExact && others > 0))
        {
            return null;
        }

        var (format, words) = form.Date switch
        {
            DateStyle.Digits => ("yyyyMMdd", "are dates written as eight digits"),
            DateStyle.DigitsOfMonth => ("yyyyMM", "are months written as six digits"),
            _ => ("yyyyMMddHHmmss", "are dates with a time written as fourteen digits"),
        };
        return new TypeDecision
        {
            Type = form.Date == DateStyle.DigitsToSecond ? ColumnType.DateTime : ColumnType.Date,
            Format = format,
            Granularity = form.Date == DateStyle.DigitsOfMonth ? Granularity.Month : null,
            Reason = others > 0
                ? $"{KindCounts.Number(most)} of {KindCounts.Number(counts.Values)} values {words}"
                : $"{counts.AllValues} {words}",
            Loss = others > 0 ? $"about {KindCounts.Number(others)} values are not dates, and are taken as missing" : null,
            Confidence = others > 0 ? 0.7 : 0.9,
        };
    }

    private static TypeDecision? TimeOfDay(KindCounts counts, List<(CalendarForm Form, double Count)> forms)
    {
        if (forms.Select(form => form.Form.Time is TimeStyle.Fraction ? TimeStyle.Second : form.Form.Time).Distinct().Count() > 1)
        {
            return null;
        }

        var time = forms.Max(form => form.Form.Time);
        var isUnpadded = forms.Exists(form => form.Form.IsUnpadded);
        return new TypeDecision
        {
            Type = ColumnType.Time,
            Format = TimeFormat(time, isUnpadded),
            Granularity = IsToMinute(time) ? Granularity.Minute : null,
            Reason = $"{counts.AllValues} are times of day",
        };
    }

    private static TypeDecision? Iso(KindCounts counts, List<(CalendarForm Form, double Count)> forms)
    {
        var hasTime = forms.Exists(form => form.Form.Time != TimeStyle.None);
        var hasZone = forms.Exists(form => form.Form.Zone != ZoneStyle.None);
        if (hasTime != forms.TrueForAll(form => form.Form.Time != TimeStyle.None)
            || hasZone != forms.TrueForAll(form => form.Form.Zone != ZoneStyle.None)
            || (hasZone && forms.Select(form => (Written(form.Form.Time), form.Form.HasLetter)).Distinct().Count() > 1))
        {
            return null;
        }

        if (!hasTime)
        {
            return new TypeDecision { Type = ColumnType.Date, Reason = $"{counts.AllValues} are dates written year-month-day" };
        }

        var finest = forms.Max(form => form.Form.Time);
        var letters = forms.Where(form => form.Form.HasLetter).Sum(form => form.Count);
        var isLetter = letters >= counts.Values - letters;
        var isFine = finest == TimeStyle.Fine;
        var zone = hasZone ? forms.GroupBy(form => form.Form.Zone).MaxBy(group => group.Sum(form => form.Count))!.Key : default;
        var zones = forms.Select(form => form.Form.Zone).Distinct().Count();
        var offset = !hasZone ? "" : zones == 1 && zone == ZoneStyle.Letter ? "Z" : zone == ZoneStyle.Digits ? "zzzz" : "zzz";
        var time = (isLetter ? "T" : " ") + TimeFormat(finest, isUnpadded: false) + offset;
        return new TypeDecision
        {
            Type = ColumnType.DateTime,
            Format = time == "THH:mm:ss" ? null : "yyyy-MM-dd" + time,
            Granularity = finest == TimeStyle.Minute ? Granularity.Minute : null,
            Reason = $"{counts.AllValues} are dates with a time" + (finest == TimeStyle.Minute ? " to the minute" : "")
                + (offset.StartsWith('z') ? " and an offset; all are written in universal time" : "")
                + (isFine ? "; what is finer than a millisecond is cut" : ""),
            Loss = offset.StartsWith('z') ? "times with an offset are read, and written, in universal time" : null,
            Confidence = isFine ? 0.8 : 1,
        };
    }

    private static TimeStyle Written(TimeStyle time) => time == TimeStyle.Fine ? TimeStyle.Fraction : time;

    private static TypeDecision? Styled(KindCounts counts, List<(CalendarForm Form, double Count)> forms)
    {
        // May is a short name and a long one.
        var isLong = forms.Exists(form => IsLong(form.Form.Date));
        var styles = forms.Select(form => isLong ? Longer(form.Form.Date) : form.Form.Date).Distinct().ToList();
        var times = forms.Select(form => form.Form.Time).Distinct().ToList();
        var (dayFirst, monthFirst) = (Order(DateOrder.DayFirst), Order(DateOrder.MonthFirst));
        if (styles.Count > 1 || times.Count > 1 || (dayFirst && monthFirst))
        {
            return null;
        }

        var (style, time) = (styles[0], times[0]);
        var form = forms[0].Form;
        var isUnpadded = forms.Exists(each => each.Form.IsUnpadded);
        var isOpen = form.HasOrder && !dayFirst && !monthFirst && style is not (DateStyle.Dot or DateStyle.DotTwoDigits);
        var order = !form.HasOrder ? ""
            : isOpen ? " that fit both orders; the day is taken to be first"
            : monthFirst ? ", the month first" : ", the day first";
        var years = form.HasTwoDigitYear
            ? $"; years of two digits from {CalendarPattern.Pivot} are those of the 1900s, others those of the 2000s" : "";
        return new TypeDecision
        {
            Type = time == TimeStyle.None ? ColumnType.Date : ColumnType.DateTime,
            Format = DateFormat(style, monthFirst, isUnpadded) + (time == TimeStyle.None ? "" : " " + TimeFormat(time, isUnpadded)),
            Granularity = IsToMinute(time) ? Granularity.Minute : null,
            Reason = $"{counts.AllValues} are dates {Words(style)}{(time == TimeStyle.None ? "" : " with a time")}{order}{years}",
            Loss = isOpen ? "the dates fit both orders, and the day was taken to be first; where that is wrong, declare the format" : null,
            Confidence = isOpen ? 0.5 : form.HasTwoDigitYear ? 0.9 : 1,
        };

        bool Order(DateOrder wanted) => forms.Exists(form => form.Form.Order == wanted);
    }

    private static string DateFormat(DateStyle style, bool monthFirst, bool isUnpadded)
    {
        var (day, month) = isUnpadded ? ("d", "M") : ("dd", "MM");
        var mark = style switch
        {
            DateStyle.Slash or DateStyle.SlashTwoDigits => '/',
            DateStyle.Dot or DateStyle.DotTwoDigits => '.',
            _ => '-',
        };
        return style switch
        {
            DateStyle.YearSlash => $"yyyy/{month}/{day}",
            DateStyle.YearDot => $"yyyy.{month}.{day}",
            DateStyle.NameDash => $"{day}-MMM-yyyy",
            DateStyle.NameDashTwoDigits => $"{day}-MMM-yy",
            DateStyle.NameBlank => $"{day} MMM yyyy",
            DateStyle.LongNameBlank => $"{day} MMMM yyyy",
            DateStyle.NameFirst => $"MMM {day}, yyyy",
            DateStyle.LongNameFirst => $"MMMM {day}, yyyy",
            _ => (monthFirst ? $"{month}{mark}{day}{mark}" : $"{day}{mark}{month}{mark}")
                + (style >= DateStyle.SlashTwoDigits ? "yy" : "yyyy"),
        };
    }

    private static string TimeFormat(TimeStyle time, bool isUnpadded) => (isUnpadded, time) switch
    {
        (false, TimeStyle.Minute) => "HH:mm",
        (true, TimeStyle.Minute) => "H:mm",
        (false, TimeStyle.HalfDayMinute) => "hh:mm tt",
        (true, TimeStyle.HalfDayMinute) => "h:mm tt",
        (false, TimeStyle.HalfDaySecond) => "hh:mm:ss tt",
        (true, TimeStyle.HalfDaySecond) => "h:mm:ss tt",
        (_, TimeStyle.Fraction) => "HH:mm:ss.fff",
        (_, TimeStyle.Fine) => "HH:mm:ss.ffffff",
        (true, _) => "H:mm:ss",
        _ => "HH:mm:ss",
    };

    private static bool IsToMinute(TimeStyle time) => time is TimeStyle.Minute or TimeStyle.HalfDayMinute;

    private static bool IsLong(DateStyle style) => style is DateStyle.LongNameBlank or DateStyle.LongNameFirst;

    private static DateStyle Longer(DateStyle style) => style is DateStyle.NameBlank or DateStyle.NameFirst ? style + 1 : style;

    private static string Words(DateStyle style) => style switch
    {
        DateStyle.YearSlash => "written year/month/day",
        DateStyle.YearDot => "written year.month.day",
        DateStyle.Slash or DateStyle.SlashTwoDigits => "by slashes",
        DateStyle.Dash or DateStyle.DashTwoDigits => "by hyphens",
        DateStyle.Dot or DateStyle.DotTwoDigits => "by points",
        _ => "with the name of the month",
    };
}
