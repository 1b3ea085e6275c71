using System.Globalization;
using Veil.Data.Tables;

namespace Veil.Data.Schemas.Json;

/// <summary>
/// Bounds of calendar columns as ISO 8601 text: <c>2015-01-01</c>, <c>2015-01-01T23:59:59</c>, <c>23:59:59</c>. No time zone: a
/// table keeps its own.
/// </summary>
internal static class CalendarText
{
    private static readonly string[] s_dateTimes = ["yyyy-MM-dd'T'HH:mm:ss.FFF", "yyyy-MM-dd'T'HH:mm"];

    private static readonly string[] s_times = ["HH:mm:ss.FFF", "HH:mm"];

    /// <summary>
    /// Days (dates) or milliseconds (date-times) since 1970, or milliseconds since midnight (times), of a text; null when it is not one.
    /// </summary>
    public static double? Parse(string text, ColumnType type)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type is ColumnType.Date)
        {
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out var date)
                ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber
                : null;
        }

        if (type is ColumnType.Time)
        {
            return TimeOnly.TryParseExact(text, s_times, culture, DateTimeStyles.None, out var time)
                ? time.Ticks / TimeSpan.TicksPerMillisecond
                : null;
        }

        return DateTime.TryParseExact(text, s_dateTimes, culture, DateTimeStyles.None, out var moment)
            ? (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond
            : null;
    }

    /// <summary>
    /// The number of a text that is a value of a numeric or calendar column, as the schema file writes it; a date-time may lack its
    /// time. Null when it is not one.
    /// </summary>
    public static double? ParseValue(string text, ColumnType type) => type switch
    {
        ColumnType.Date or ColumnType.Time => Parse(text, type),
        ColumnType.DateTime => Parse(text, type) ?? Parse(text + "T00:00", type),
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null,
    };

    /// <summary>The text of days (dates) or milliseconds (date-times) since 1970, or milliseconds since midnight (times).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the years 1 to 9999.</exception>
    public static string Write(double value, ColumnType type)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type is ColumnType.Date)
        {
            return DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", culture);
        }

        var moment = DateTime.UnixEpoch.AddTicks((long)value * TimeSpan.TicksPerMillisecond);
        if (type is ColumnType.Time)
        {
            return moment.ToString(moment.Millisecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fff", culture);
        }

        return moment.ToString(moment.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.fff", culture);
    }
}
