using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Domains;

/// <summary>Dates and date-times keep the unit that they are declared to keep, before 1970 too.</summary>
public sealed class CalendarAttributeTests
{
    private const long MillisecondsPerDay = 86_400_000;

    [Theory]
    [InlineData("1969-12-31", Granularity.Day, "1969-12-31")]
    [InlineData("1969-12-31", Granularity.Week, "1969-12-29")]
    [InlineData("1970-01-04", Granularity.Week, "1969-12-29")]
    [InlineData("1970-01-05", Granularity.Week, "1970-01-05")]
    [InlineData("1900-02-28", Granularity.Month, "1900-02-01")]
    [InlineData("1969-12-31", Granularity.Month, "1969-12-01")]
    [InlineData("2024-02-29", Granularity.Month, "2024-02-01")]
    [InlineData("1969-12-31", Granularity.Year, "1969-01-01")]
    [InlineData("2024-12-31", Granularity.Year, "2024-01-01")]
    public void A_date_is_decoded_as_the_first_day_of_its_unit(string date, Granularity unit, string expected)
    {
        var attribute = Fine(Known.Number(ColumnType.Date, Day("1850-01-01"), Day("2099-12-31"), granularity: unit));

        Assert.Equal(Day(expected), Known.DecodeNumber(attribute, Known.Encode(attribute, Day(date))));
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59.999", Granularity.Second, "1969-12-31T23:59:59")]
    [InlineData("1969-12-31T23:59:59.999", Granularity.Minute, "1969-12-31T23:59:00")]
    [InlineData("1969-12-31T23:59:59.999", Granularity.Hour, "1969-12-31T23:00:00")]
    [InlineData("1969-12-31T23:59:59.999", Granularity.Day, "1969-12-31T00:00:00")]
    [InlineData("1969-12-31T23:59:59.999", Granularity.Week, "1969-12-29T00:00:00")]
    [InlineData("1969-12-31T23:59:59.999", Granularity.Month, "1969-12-01T00:00:00")]
    [InlineData("1969-12-31T23:59:59.999", Granularity.Year, "1969-01-01T00:00:00")]
    [InlineData("1970-01-02T03:04:05.006", Granularity.Second, "1970-01-02T03:04:05")]
    [InlineData("1970-01-02T03:04:05.006", Granularity.Month, "1970-01-01T00:00:00")]
    public void A_date_time_is_decoded_as_the_first_moment_of_its_unit(string moment, Granularity unit, string expected)
    {
        var column = Known.Number(ColumnType.DateTime, Moment("1969-01-01"), Moment("1970-12-31T23:59:59.999"), granularity: unit);
        var grid = AttributeFactory.GridOf(column);

        Assert.Equal(Moment(expected), grid.WholeValueAt(grid.IndexOf(Moment(moment))));
    }

    [Fact]
    public void Decoding_stays_in_the_units_of_the_bounds_and_in_the_cell() =>
        Prop.ForAll(Columns().ToArbitrary(), Gen.Choose(-1_000_000, 1_500_000).ToArbitrary(), (column, day) =>
        {
            var attribute = AttributeFactory.Create(column);
            var unit = column.Granularity?.Value ?? (column.Type!.Value == ColumnType.Date ? Granularity.Day : Granularity.Second);
            var perDay = column.Type!.Value == ColumnType.Date ? 1 : MillisecondsPerDay;
            var value = day * perDay + (perDay == 1 ? 0 : 12_345_678);
            var cell = Known.Encode(attribute, value);
            var decoded = ((IntegerColumn)Known.Decode(attribute, [cell], new Random(day))).Values[0];
            var (first, last) = ((long)column.Bounds!.Value.Minimum, (long)column.Bounds.Value.Maximum);
            return Known.Encode(attribute, decoded) == cell
                && decoded == UnitStart(decoded, unit, perDay)
                && decoded >= UnitStart(first, unit, perDay) && decoded <= last;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(ColumnType.Date, Granularity.Day)]
    [InlineData(ColumnType.Date, Granularity.Week)]
    [InlineData(ColumnType.Date, Granularity.Month)]
    [InlineData(ColumnType.Date, Granularity.Year)]
    [InlineData(ColumnType.DateTime, Granularity.Second)]
    [InlineData(ColumnType.DateTime, Granularity.Week)]
    [InlineData(ColumnType.DateTime, Granularity.Month)]
    [InlineData(ColumnType.DateTime, Granularity.Year)]
    public void The_whole_calendar_can_be_declared(ColumnType type, Granularity unit)
    {
        var perDay = type == ColumnType.Date ? 1 : MillisecondsPerDay;
        var first = (DateTime.MinValue - DateTime.UnixEpoch).Days * perDay;
        var last = ((DateTime.MaxValue - DateTime.UnixEpoch).Days * perDay) + perDay - 1;
        var attribute = AttributeFactory.Create(Known.Number(type, first, last, granularity: unit));

        foreach (var value in new[] { long.MinValue + 1, first, 0, last, long.MaxValue })
        {
            var cell = Known.Encode(attribute, value);
            Assert.InRange(Known.DecodeNumber(attribute, cell, last: true), first, last);
        }
    }

    private static Gen<ColumnSchema> Columns() =>
        from isDate in Gen.Elements(true, false)
        from unit in isDate
            ? Gen.Elements<Granularity?>(null, Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Year)
            : Gen.Elements<Granularity?>(null, Granularity.Second, Granularity.Minute, Granularity.Hour, Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Year)
        from a in Gen.Choose(-700_000, 2_900_000)
        from length in Gen.OneOf(Gen.Choose(0, 50), Gen.Choose(0, 10_000))
        let perDay = isDate ? 1 : MillisecondsPerDay
        select Known.Number(isDate ? ColumnType.Date : ColumnType.DateTime, a * perDay, Math.Min(a + length, 2_932_895) * perDay, granularity: unit);

    private static long UnitStart(long value, Granularity unit, long perDay)
    {
        var moment = DateTime.UnixEpoch.AddTicks(value * (TimeSpan.TicksPerDay / perDay));
        var start = unit switch
        {
            Granularity.Second => moment.Date.AddSeconds(Math.Floor(moment.TimeOfDay.TotalSeconds)),
            Granularity.Minute => moment.Date.AddMinutes(Math.Floor(moment.TimeOfDay.TotalMinutes)),
            Granularity.Hour => moment.Date.AddHours(moment.Hour),
            Granularity.Day => moment.Date,
            Granularity.Week => moment.Date.AddDays(-(((int)moment.DayOfWeek + 6) % 7)),
            Granularity.Month => new DateTime(moment.Year, moment.Month, 1, 0, 0, 0, DateTimeKind.Utc),
            _ => new DateTime(moment.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };
        return (start - DateTime.UnixEpoch).Ticks / (TimeSpan.TicksPerDay / perDay);
    }

    // Enough cells that each grid value has its own.
    private static Attribute Fine(ColumnSchema column) => AttributeFactory.Create(column with { Nullable = Known.Declared(false) }, 60_000) is var fine
        && ((NumericAttribute)fine).ValueCells < 60_000
            ? fine
            : AttributeFactory.Create(column with { Bounds = Known.Declared(new Bounds(Day("1900-01-01"), Day("2030-12-31"))) }, 60_000);

    private static long Day(string date) => Moment(date) / MillisecondsPerDay;

    private static long Moment(string text) => (long)(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalMilliseconds;
}
