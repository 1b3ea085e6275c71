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
    [InlineData("1.0", ValueKind.Decimal1)]
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
    [InlineData("2020-02-29", ValueKind.IsoDate)]
    [InlineData("2021-02-29", ValueKind.ShortText)]
    [InlineData("2020-01-01T10:00", ValueKind.IsoMinute)]
    [InlineData("2020-01-01 10:00", ValueKind.IsoMinuteBlank)]
    [InlineData("2020-01-01T10:00:59.120", ValueKind.IsoDateTime)]
    [InlineData("2020-01-01 10:00:59", ValueKind.IsoDateTimeBlank)]
    [InlineData("2020-01-01 10:00:59.123456", ValueKind.IsoDateTimeFine)]
    [InlineData("2020-01-01T10:00:00Z", ValueKind.ShortText)]
    [InlineData("2020-01-01T24:00", ValueKind.ShortText)]
    [InlineData("03/04/2020", ValueKind.SlashDate)]
    [InlineData("3/4/2020", ValueKind.SlashDate)]
    [InlineData("13/04/2020", ValueKind.DayFirstSlashDate)]
    [InlineData("04/13/2020", ValueKind.MonthFirstSlashDate)]
    [InlineData("13/13/2020", ValueKind.ShortText)]
    [InlineData("2020/04/13", ValueKind.YearFirstSlashDate)]
    [InlineData("13.04.2020", ValueKind.DotDate)]
    [InlineData("192.168.0.1", ValueKind.ShortText)]
    [InlineData("hello wide world", ValueKind.ShortText)]
    [InlineData("one two three four five", ValueKind.LongText)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ValueKind.LongText)]
    public void Each_text_has_its_kind(string text, ValueKind kind) => Assert.Equal(kind, Of(text, '.'));

    [Theory]
    [InlineData("1,5", ValueKind.Decimal1)]
    [InlineData("1.5", ValueKind.ShortText)]
    [InlineData("13.04.2020", ValueKind.DotDate)]
    public void The_decimal_mark_decides(string text, ValueKind kind) => Assert.Equal(kind, Of(text, ','));

    [Fact]
    public void There_are_at_most_32_kinds() => Assert.InRange(ValueKinds.Count, 1, 32);

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
            return isInteger == (kind is ValueKind.Integer or ValueKind.LongInteger)
                && (isDecimal || !ValueKinds.IsNumber(kind));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true));
    }

    private static ValueKind Of(string text, char mark) => ValueKinds.Of(Encoding.UTF8.GetBytes(text), mark);
}
