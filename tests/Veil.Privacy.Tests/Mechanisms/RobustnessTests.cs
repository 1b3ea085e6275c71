using System.Text;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>No table whatever makes a mechanism fail: an exception would be an answer that nobody paid for.</summary>
public class RobustnessTests
{
    private static readonly string[] s_texts =
    [
        "", " ", "0", "-0", "00", "-", "--", "+", "+1", ".", ",", "1.", ".5", "-.5e", "1e", "1e999", "-1e-999", "1e+308", "9".PadRight(400, '9'),
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "0.1234567890123456789", "nan", "inf", "-Infinity", "true", "T",
        "2020-02-30", "2020-02-29", "0000-00-00", "9999-12-31", "9999-12-31T23:59:59.9999999", "2020-01-01 24:00", "2020-01-01T", "31/12/2020",
        "1/1/1", "12/31/2020", "2020/1/1", "31.12.2020", "..", "//", "1//1111", "\r\n", "\0", "a b c d e f", "x".PadRight(100, 'x'), "é", "\uFFFD", "😀",
    ];

    private static readonly string[] s_columns = ["raw", "whole", "decimal", "day", "moment", "person"];

    public static TheoryData<string> Tables => ["empty", "one row", "all missing", "constant", "extremes", "labels", "strange text"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_mechanism_answers_on_every_table(string name)
    {
        foreach (var rule in new[] { CompositionRule.PureEpsilon, CompositionRule.GaussianDp })
        {
            foreach (var neighbours in Enum.GetValues<Neighbours>())
            {
                foreach (var unit in new[] { PrivacyUnit.Row, Sample.Person(3) })
                    UseAll(Sample.Open(Make(name), rule, unit, neighbours), rule);
            }
        }
    }

    [Fact]
    public void Random_bytes_are_kinds_too()
    {
        var random = new Random(9);
        const string Alphabet = "0123456789+-.,eE/:T \"infay\\\n";
        for (var i = 0; i < 40; i++)
        {
            var texts = Enumerable.Range(0, 300)
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => Alphabet[random.Next(Alphabet.Length)])))
                .Distinct().ToArray();
            var table = new Table(Columns([.. texts.Index().Select(text => (long)text.Index)], texts));
            UseAll(Sample.Open(table, CompositionRule.GaussianDp), CompositionRule.GaussianDp);
        }
    }

    [Fact]
    public void Bytes_that_are_not_text_make_labels_that_differ()
    {
        var pool = new LabelPoolBuilder();
        pool.GetOrAdd([0xFF]);
        pool.GetOrAdd([0xFE]);
        pool.GetOrAdd(Encoding.UTF8.GetBytes("\uFFFD"));
        var column = new LabelColumn("c", [.. Enumerable.Range(0, 300).Select(row => row % 3)], pool.Build(), ColumnType.Category);
        var session = Sample.Open(new Table([column]), CompositionRule.GaussianDp);

        var found = session.DiscoverCategories("c", 1e5, 1e-6);

        Assert.Equal("\uFFFD", Assert.Single(found.Labels));
        Assert.Equal(300, found.Counts.Single());
        var attribute = new CategoryAttribute("c", ColumnType.Category, found.Labels, "other", hasMissing: true);
        Assert.Equal([300L, 0, 0], session.Measure([attribute], 1e5).Counts);
    }

    [Fact]
    public void The_largest_numbers_are_counted_at_the_ends()
    {
        double[] edges = [-1e300, 0, 1e300];
        Assert.Equal(
            [1L, 1, 3, 1],
            IntervalCounts.Of(Sample.Decimals("d", -double.MaxValue, -1e200, 0, 1e200, double.Epsilon, double.MaxValue), edges));
        Assert.Equal(
            [1L, 0, 1, 2],
            IntervalCounts.Of(
                Sample.Integers("i", long.MaxValue, long.MinValue + 1, 1L << 60, 1L << 61), [-1L << 61, 0, 1L << 61]));
        double[] farApart = [-double.MaxValue, .. Enumerable.Range(0, 100).Select(i => (double)i), double.MaxValue];
        Assert.Equal(1, IntervalCounts.Of(Sample.Decimals("d", 50), farApart)[52]);
    }

    [Fact]
    public void Dates_outside_the_calendar_have_a_month()
    {
        long[] days = [long.MaxValue, long.MinValue + 1, 2_932_896, 2_932_897, -719_162, -719_163, 0, IntegerColumn.Missing];
        foreach (var inMilliseconds in new[] { false, true })
        {
            var attribute = new NumericAttribute(
                "d", inMilliseconds ? ColumnType.DateTime : ColumnType.Date, new MonthGrid(1970 * 12, 1, 3, inMilliseconds), [0, 1, 2], hasMissing: true);
            var codes = attribute.Encode(new IntegerColumn("d", days, attribute.Type));
            Assert.Equal([2, 0], new[] { codes[0], codes[1] });
        }
    }

    private static void UseAll(PrivateTable table, CompositionRule rule)
    {
        table.CountRows(0.1);
        table.MeasureKinds("raw", 0.1);
        table.MeasureKeyForms("raw", 0.1);
        if (rule != CompositionRule.PureEpsilon)
            table.DiscoverCategories("raw", 0.1, 1e-6);
        foreach (var edges in new double[][] { [0], [-double.MaxValue, double.MaxValue], [0, double.Epsilon], [1e-300, 0.01, 1, 1e300] })
        {
            table.MeasureIntervals("whole", edges, 0.1);
            table.MeasureIntervals("decimal", edges, 0.1);
            table.MeasureIntervals("day", edges, 0.1);
            table.MeasureIntervals("moment", edges, 0.1);
        }

        var whole = new NumericAttribute("whole", ColumnType.Integer, new WholeGrid(-5, 3, 7, roundsDown: false), [0, 2], hasMissing: false);
        var dec = new NumericAttribute("decimal", ColumnType.Decimal, new DecimalGrid(-1e308, 1e300, 100), [0, 50], hasMissing: true);
        var day = new NumericAttribute("day", ColumnType.Date, new MonthGrid(0, 12, 20_000, inMilliseconds: false), [0, 1, 2021], hasMissing: true);
        var moment = new NumericAttribute("moment", ColumnType.DateTime, new MonthGrid(0, 1, 20_000, inMilliseconds: true), [0], hasMissing: false);
        var raw = new CategoryAttribute("raw", ColumnType.Category, ["x", ""], null, hasMissing: false);
        Assert.Equal(2 * 3 * 4 * 1 * 2, table.Measure([whole, dec, day, moment, raw], 0.1).Counts.Length);
        foreach (var type in Enum.GetValues<ColumnType>())
            Retyped(table, type);
    }

    private static void Retyped(PrivateTable table, ColumnType type)
    {
        // Types once given stay; a copy of the raw column under another name is what gets a type here.
        var name = $"raw {type}";
        table.ApplyTypes(
            new Schema
            {
                Columns =
                [
                    .. s_columns.Select(column => new ColumnSchema { Name = column }),
                    .. Enum.GetValues<ColumnType>().Select(other => new ColumnSchema
                    {
                        Name = $"raw {other}",
                        Type = other == type ? new Fact<ColumnType>(type, Provenance.Dp) : null,
                    }),
                ],
            });
        if (type is ColumnType.Integer or ColumnType.Decimal or ColumnType.Date or ColumnType.DateTime or ColumnType.Time)
            table.MeasureIntervals(name, [0, 1], 0.1);
        else
            table.Measure([new CategoryAttribute(name, type, ["x"], "other", hasMissing: true)], 0.1);
    }

    private static Table Make(string name) => new(name switch
    {
        "empty" => Columns([], []),
        "one row" => Columns([1], ["x"]),
        "all missing" => Columns([IntegerColumn.Missing, IntegerColumn.Missing, IntegerColumn.Missing], [null, null, null]),
        "constant" => Columns([.. Enumerable.Repeat(7L, 50)], [.. Enumerable.Repeat("x", 50)]),
        "extremes" => Columns(
            [long.MaxValue, long.MinValue + 1, IntegerColumn.Missing, 0, -1, 1L << 53, 2_932_897, -719_163, 253_402_300_800_000],
            [.. s_texts[..9]]),
        "labels" => Columns([.. Enumerable.Range(0, 10_000)], [.. Enumerable.Range(0, 10_000).Select(i => $"label {i}")]),
        _ => Columns([.. Enumerable.Range(0, s_texts.Length)], s_texts),
    });

    private static Column[] Columns(long[] values, string?[] texts)
    {
        var labels = texts.OfType<string>().Distinct().ToArray();
        var code = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        var codes = texts.Select(text => text is null ? LabelColumn.Missing : code[text]).ToArray();
        var pool = LabelPool.Of(labels);
        return
        [
            new LabelColumn("raw", codes, pool, ColumnType.Text),
            Sample.Integers("whole", values),
            Sample.Decimals("decimal", [.. values.Select(v => v == IntegerColumn.Missing ? double.NaN : v % 2 == 0 ? v : Math.Sign(v) * 1e308)]),
            Sample.Days("day", values),
            new IntegerColumn("moment", values, ColumnType.DateTime),
            Sample.Labels("person", [.. values.Select(v => (v % 5) == 0 ? null : $"p{v % 5}")]),
            .. Enum.GetValues<ColumnType>().Select(type => new LabelColumn($"raw {type}", codes, pool, ColumnType.Text)),
        ];
    }
}
