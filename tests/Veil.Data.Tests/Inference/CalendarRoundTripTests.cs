using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Cells;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Inference;

/// <summary>What is learnt of dates and times can be written, read back and kept in a schema.</summary>
public class CalendarRoundTripTests
{
    private const long MillisecondsPerDay = 86_400_000;

    public static TheoryData<int> Forms => [.. Enumerable.Range(0, CalendarForm.All.Length)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_column_of_each_form_is_written_in_that_form_and_read_back(int index)
    {
        var form = CalendarForm.All[index];
        var decision = Decide(form);
        var pattern = CalendarPattern.Of(decision.Format, decision.Type);
        Prop.ForAll(Moments(decision).ToArbitrary(), value =>
        {
            var text = Write(pattern, value);
            return pattern.TryParse(text, out var read) && read == value
                && ValueKinds.CalendarOf(ValueKinds.Of(text, '.')) is { } found && IsLike(found, form);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_schema_with_each_form_saves_and_loads(int index)
    {
        var decision = Decide(CalendarForm.All[index]);
        var column = new ColumnSchema
        {
            Name = "t",
            Type = new(decision.Type, Provenance.Dp),
            Role = new(decision.Role, Provenance.Dp),
            Format = decision.Format is { } format ? new(format, Provenance.Dp) : null,
            Granularity = decision.Granularity is { } finest ? new(finest, Provenance.Dp) : null,
            MissingCodes = new(ImmutableArray<string>.Empty, Provenance.Dp),
        };
        var loaded = SchemaJson.Parse(SchemaJson.ToText(new Schema { Columns = [column] }), "schema").Columns[0];
        Assert.Equal((column.Type, column.Format, column.Granularity), (loaded.Type, loaded.Format, loaded.Granularity));
    }

    [Theory]
    [InlineData("yyyy-MM-dd HH:mm:ss \\U\\TC", "2024-03-26 22:37:00 UTC")]
    [InlineData("yyyy-MM-dd HH:mm:ss.000", "2024-03-26 22:37:00.000")]
    [InlineData("yyyy-MM-ddTHH:mm:ss-05:00", "2024-03-26T22:37:00-05:00")]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss G\\MT", "Tue, 26 Mar 2024 22:37:00 GMT")]
    [InlineData("dddd d MMMM yyyy", "Tuesday 26 March 2024")]
    [InlineData("yyyy年MM月dd日", "2024年03月26日")]
    [InlineData("'Week of' yyyy-MM-dd", "Week of 2024-03-26")]
    [InlineData("yyyy", "2024")]
    public void The_whole_pattern_is_read_and_written(string format, string text)
    {
        var pattern = CalendarPattern.Of(format, ColumnType.DateTime);
        Assert.True(pattern.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(text, Encoding.UTF8.GetString(Write(pattern, value)));
        Assert.False(pattern.TryParse(Encoding.UTF8.GetBytes(text + "x"), out _));
        Assert.False(pattern.TryParse(Encoding.UTF8.GetBytes(text[..^2]), out _));
    }

    [Theory]
    [InlineData("2024-03-26 22:37:00+02:00", "2024-03-26 20:37:00+0000")]
    [InlineData("2024-03-26 22:37:00-0530", "2024-03-27 04:07:00+0000")]
    [InlineData("2024-03-26 22:37:00Z", "2024-03-26 22:37:00+0000")]
    public void An_offset_is_read_into_universal_time(string text, string written)
    {
        var pattern = CalendarPattern.Of("yyyy-MM-dd HH:mm:sszzzz", ColumnType.DateTime);
        Assert.True(pattern.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(written, Encoding.UTF8.GetString(Write(pattern, value)));
    }

    [Theory]
    [InlineData("49", 2049)]
    [InlineData("50", 1950)]
    public void Years_of_two_digits_turn_at_fifty(string text, int year)
    {
        Assert.True(CalendarPattern.Of("yy", ColumnType.Date).TryParse(Encoding.UTF8.GetBytes(text), out var day));
        Assert.Equal(year, DateTime.UnixEpoch.AddDays(day).Year);
    }

    private static TypeDecision Decide(CalendarForm form)
    {
        var counts = new double[ValueKinds.Count];
        counts[(int)ValueKinds.Of(form)] = 1000;
        return TypeDecider.Decide(counts, 50, 0);
    }

    // The order and the zeros of one date are not those of every date of its column.
    private static bool IsLike(CalendarForm found, CalendarForm form)
    {
        var isMay = found.Date is DateStyle.NameBlank or DateStyle.NameFirst;
        var isFine = form.Time == TimeStyle.Fine;
        return (found.Date == form.Date || (isMay && found.Date + 1 == form.Date))
            && (found.Time == form.Time || (isFine && found.Time == TimeStyle.Fraction))
            && found.HasLetter == form.HasLetter
            && found.Zone == form.Zone
            && (form.Order == DateOrder.Either || found.Order == DateOrder.Either || found.Order == form.Order)
            && (form.IsUnpadded || !found.IsUnpadded);
    }

    private static Gen<long> Moments(TypeDecision decision)
    {
        // Years of two digits and digits are of a hundred, and of two hundred years.
        var days = Gen.Choose(-20 * 365, 79 * 365);
        var unit = decision.Format?.Contains(".f", StringComparison.Ordinal) == true ? 1
            : decision.Granularity == Granularity.Minute ? 60_000 : 1000;
        var times = Gen.Choose(0, (int)(MillisecondsPerDay / unit) - 1).Select(time => (long)time * unit);
        return decision.Type switch
        {
            ColumnType.Date when decision.Granularity == Granularity.Month => days.Select(day => FirstOfMonth(day)),
            ColumnType.Date => days.Select(day => (long)day),
            ColumnType.Time => times,
            _ => days.Zip(times, (day, time) => (day * MillisecondsPerDay) + time),
        };
    }

    private static long FirstOfMonth(int day) => day - DateTime.UnixEpoch.AddDays(day).Day + 1;

    private static byte[] Write(CalendarPattern pattern, long value)
    {
        var text = new byte[128];
        return text[..pattern.Write(value, text)];
    }
}
