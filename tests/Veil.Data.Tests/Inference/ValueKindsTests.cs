using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Cells;

namespace Veil.Data.Tests.Inference;

public class ValueKindsTests
{
    [Theory]
    [InlineData("", ValueKind.Empty)]
    [InlineData("  ", ValueKind.Empty)]
    [InlineData("NA", ValueKind.CommonMissingWord)]
    [InlineData("nan", ValueKind.CommonMissingWord)]
    [InlineData("-", ValueKind.CommonMissingWord)]
    [InlineData(".", ValueKind.CommonMissingWord)]
    [InlineData("?", ValueKind.CommonMissingWord)]
    [InlineData("TRUE", ValueKind.TrueFalse)]
    [InlineData("no", ValueKind.YesNo)]
    [InlineData("t", ValueKind.LetterTrueFalse)]
    [InlineData("N", ValueKind.LetterYesNo)]
    [InlineData("0", ValueKind.Integer)]
    [InlineData("-12", ValueKind.Integer)]
    [InlineData(" 12", ValueKind.Integer)]
    [InlineData("1234567890123456", ValueKind.LongInteger)]
    [InlineData("9223372036854775807", ValueKind.LongInteger)]
    [InlineData("9223372036854775808", ValueKind.ShortText)]
    [InlineData("-0", ValueKind.ShortText)]
    [InlineData("+5", ValueKind.ShortText)]
    [InlineData("007", ValueKind.LeadingZeroDigits)]
    [InlineData("00", ValueKind.LeadingZeroDigits)]
    [InlineData("-07", ValueKind.ShortText)]
    [InlineData("1.0", ValueKind.WholeDecimal1)]
    [InlineData("1.00", ValueKind.WholeDecimal2)]
    [InlineData("1.000", ValueKind.Decimal3)]
    [InlineData("<0.5", ValueKind.Limit)]
    [InlineData("≥ 70", ValueKind.Limit)]
    [InlineData("<b>", ValueKind.ShortText)]
    [InlineData("<<5", ValueKind.ShortText)]
    [InlineData("< -0.5", ValueKind.Limit)]
    [InlineData("<$5", ValueKind.ShortText)]
    [InlineData("<", ValueKind.ShortText)]
    [InlineData(".5", ValueKind.Decimal1)]
    [InlineData("5.", ValueKind.Decimal1)]
    [InlineData("-1.25", ValueKind.Decimal2)]
    [InlineData("0.12345678", ValueKind.Decimal8)]
    [InlineData("0.123456789", ValueKind.DecimalMany)]
    [InlineData("1e5", ValueKind.DecimalMany)]
    [InlineData("1.5E-3", ValueKind.DecimalMany)]
    [InlineData("123456789012345.5", ValueKind.DecimalMany)]
    [InlineData("00.5", ValueKind.ShortText)]
    [InlineData("1,5", ValueKind.ShortText)]
    [InlineData("inf", ValueKind.NonFinite)]
    [InlineData("-Infinity", ValueKind.NonFinite)]
    [InlineData("1e999", ValueKind.NonFinite)]
    [InlineData("1e308", ValueKind.DecimalMany)]
    [InlineData("2021-02-29", ValueKind.ShortText)]
    [InlineData("2020-01-01T24:00", ValueKind.ShortText)]
    [InlineData("13/13/2020", ValueKind.ShortText)]
    [InlineData("192.168.0.1", ValueKind.ShortText)]
    [InlineData("hello wide world", ValueKind.ShortText)]
    [InlineData("one two three four five", ValueKind.LongText)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ValueKind.LongText)]
    public void Each_text_has_its_kind(string text, ValueKind kind) => Assert.Equal(kind, Of(text, '.'));

    [Theory]
    [InlineData("<")]
    [InlineData("≥")]
    [InlineData("< ")]
    public void A_long_run_of_signs_is_text_and_does_not_overflow_the_stack(string sign) => Assert.Equal(
        ValueKind.LongText, Of(string.Concat(Enumerable.Repeat(sign, 1 << 19)), '.'));

    [Theory]
    [InlineData("1,5", ValueKind.Decimal1)]
    [InlineData("1.5", ValueKind.ShortText)]
    public void The_decimal_mark_decides(string text, ValueKind kind) => Assert.Equal(kind, Of(text, ','));

    [Theory]
    [InlineData("2020-02-29", "Iso")]
    [InlineData("2020-01-01T10:00", "Iso Minute letter")]
    [InlineData("2020-01-01 10:00", "Iso Minute")]
    [InlineData("2020-01-01T10:00:59.120", "Iso Fraction letter")]
    [InlineData("2020-01-01 10:00:59", "Iso Second")]
    [InlineData("2020-01-01 10:00:59.123456", "Iso Fine")]
    [InlineData("2020-01-01T10:00:00Z", "Iso Second letter Letter")]
    [InlineData("2020-01-01T10:00:00+02:00", "Iso Second letter Colon")]
    [InlineData("2020-01-01 10:00:00-0530", "Iso Second Digits")]
    [InlineData("03/04/2020", "Slash Either")]
    [InlineData("3/4/2020", "Slash Either unpadded")]
    [InlineData("13/04/2020", "Slash DayFirst")]
    [InlineData("04/13/2020", "Slash MonthFirst")]
    [InlineData("4/13/2020 9:05", "Slash MonthFirst unpadded Minute")]
    [InlineData("04/13/2020 09:05:01 PM", "Slash MonthFirst HalfDaySecond")]
    [InlineData("13-04-2020", "Dash DayFirst")]
    [InlineData("13.04.2020", "Dot DayFirst")]
    [InlineData("13.04.20", "DotTwoDigits DayFirst")]
    [InlineData("4/13/20", "SlashTwoDigits MonthFirst unpadded")]
    [InlineData("2020/04/13", "YearSlash")]
    [InlineData("2020.4.13", "YearDot unpadded")]
    [InlineData("12-Mar-2024", "NameDash")]
    [InlineData("5-MAR-24", "NameDashTwoDigits unpadded")]
    [InlineData("12 Mar 2024", "NameBlank")]
    [InlineData("5 March 2024", "LongNameBlank unpadded")]
    [InlineData("Mar 5, 2024", "NameFirst unpadded")]
    [InlineData("March 15, 2024", "LongNameFirst")]
    [InlineData("09:45", "None Minute")]
    [InlineData("9:45:10", "None unpadded Second")]
    [InlineData("9:45 am", "None unpadded HalfDayMinute")]
    [InlineData("20230623", "Digits")]
    [InlineData("202306", "DigitsOfMonth")]
    [InlineData("20230623235959", "DigitsToSecond")]
    public void Dates_and_times_have_their_form(string text, string form)
    {
        var found = ValueKinds.CalendarOf(Of(text, '.'))!.Value;
        var words = new[]
        {
            found.Date.ToString(),
            found.Order == DateOrder.Either && !found.HasOrder ? null : found.Order.ToString(),
            found.IsUnpadded ? "unpadded" : null,
            found.Time == TimeStyle.None ? null : found.Time.ToString(),
            found.HasLetter ? "letter" : null,
            found.Zone == ZoneStyle.None ? null : found.Zone.ToString(),
        };
        Assert.Equal(form, string.Join(' ', words.OfType<string>()));
    }

    [Theory]
    [InlineData("2021-02-29")]
    [InlineData("2020-01-01T24:00")]
    [InlineData("2020-01-01T10:00:00+15:00")]
    [InlineData("13/13/2020")]
    [InlineData("192.168.0.1")]
    [InlineData("1.2.10")]
    [InlineData("30 Feb 2024")]
    [InlineData("Mars 5, 2024")]
    [InlineData("25:10")]
    [InlineData("13:00 PM")]
    [InlineData("4:5")]
    public void What_is_no_date_is_a_text(string text) => Assert.Equal(ValueKind.ShortText, Of(text, '.'));

    [Theory]
    [InlineData("20231323")]
    [InlineData("18990101")]
    [InlineData("202313")]
    [InlineData("-20230623")]
    public void Digits_that_are_no_day_of_two_hundred_years_are_a_number(string text) => Assert.Equal(ValueKind.Integer, Of(text, '.'));

    [Theory]
    [InlineData("1,234.56", "", "", "Comma", false, 2)]
    [InlineData("-12,345", "", "", "Comma", false, 0)]
    [InlineData("12 345", "", "", "Blank", false, 0)]
    [InlineData("12'345.5", "", "", "Apostrophe", false, 1)]
    [InlineData("12\u202F345", "", "", "NarrowBlank", false, 0)]
    [InlineData("$5", "$", "", "None", false, 0)]
    [InlineData("-$1,234.50", "$", "", "Comma", false, 2)]
    [InlineData("$-5", "$", "", "None", false, 0)]
    [InlineData("US$ 5", "US$ ", "", "None", false, 0)]
    [InlineData("1\u00A0234.5 €", "", " €", "Blank", false, 1)]
    [InlineData("52.8 %", "", " %", "None", false, 1)]
    [InlineData("52%", "", "%", "None", false, 0)]
    [InlineData("70 kg", "", " kg", "None", false, 0)]
    [InlineData("20°C", "", "°C", "None", false, 0)]
    [InlineData("5.12345 mmol/L", "", " mmol/L", "None", false, 3)]
    [InlineData("(12.5)", "", "", "None", true, 1)]
    [InlineData("($1,234)", "$", "", "Comma", true, 0)]
    public void Numbers_that_are_not_plain_have_their_shape(
        string text, string prefix, string suffix, string group, bool hasParentheses, int decimals) => Assert.Equal(
            new NumberShape(prefix, suffix, Enum.Parse<GroupStyle>(group), hasParentheses, decimals),
            ValueKinds.ShapeOf(Of(text, '.')));

    [Theory]
    [InlineData("1,23")]
    [InlineData("1234,567")]
    [InlineData("1,234,5")]
    [InlineData("1,234 567")]
    [InlineData("007 kg")]
    [InlineData("70 stone")]
    [InlineData("kg 70")]
    [InlineData("$")]
    [InlineData("$ kg")]
    [InlineData("(-5)")]
    [InlineData("5.")]
    [InlineData("$1.2.3")]
    public void What_is_no_number_has_no_shape(string text) => Assert.Null(ValueKinds.ShapeOf(Of(text, '.')));

    [Fact]
    public void No_text_with_a_shape_is_excluded_by_its_first_and_last_bytes()
    {
        string[] pieces =
        [
            "0", "7", "12", "345", ".", ",", "'", " ", "\t", "\u00A0", "\u202F", "-", "+", "(", ")", "e", "x",
            .. NumberShape.Prefixes, .. NumberShape.Currencies, .. NumberShape.Units,
        ];
        var random = new Random(1);
        var found = 0;
        for (var i = 0; i < 300_000; i++)
        {
            var drawn = Enumerable.Range(0, random.Next(1, 7)).Select(_ => pieces[random.Next(random.Next(2) == 0 ? 17 : pieces.Length)]);
            var text = Encoding.UTF8.GetBytes(string.Concat(drawn).Trim(' ', '\t'));
            if (text.Length is > 0 and <= 40 && NumberScan.Scan(text, (byte)'.') is { } shape)
            {
                Assert.Equal(shape, NumberScan.Find(text, (byte)'.'));
                found++;
            }
        }

        Assert.True(found > 1000, $"Only {found} texts had a shape.");
    }

    [Fact]
    public void Every_shape_of_numbers_has_a_kind_of_its_own() =>
        Assert.All(NumberShape.All, shape => Assert.Equal(shape, ValueKinds.ShapeOf(ValueKinds.Of(shape))));

    [Fact]
    public void Every_form_of_dates_has_a_kind_of_its_own() =>
        Assert.All(CalendarForm.All, form => Assert.Equal(form, ValueKinds.CalendarOf(ValueKinds.Of(form))));

    [Fact]
    public void The_missing_words_are_of_their_kind() =>
        Assert.All(ValueKinds.MissingWords, word => Assert.Equal(ValueKind.CommonMissingWord, Of(word, '.')));

    [Fact]
    public void Parsers_agree_with_kinds()
    {
        var pieces = Gen.Elements("0", "1", "9", "-", "+", ".", ",", "e", "E", "/", ":", "T", " ", "2020", "01", "a").ListOf()
            .Select(list => string.Concat(list)).Resize(12).ToArbitrary();
        Prop.ForAll(pieces, text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var kind = ValueKinds.Of(bytes, '.');
            var isInteger = default(IntegerParser).TryParse(bytes, out _);
            var isDecimal = new DecimalParser((byte)'.').TryParse(bytes, out _);
            return isInteger == (ValueKinds.IsInteger(kind) || kind == ValueKind.LongInteger)
                && (isDecimal || !ValueKinds.IsNumber(kind));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true));
    }

    private static ValueKind Of(string text, char mark) => ValueKinds.Of(Encoding.UTF8.GetBytes(text), mark);
}
