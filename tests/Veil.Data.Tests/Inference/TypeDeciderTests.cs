using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Cells;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Inference;

public class TypeDeciderTests
{
    [Fact]
    public void Whole_numbers_are_integers_and_the_reason_says_so()
    {
        var decision = Decide(20, 0, (ValueKind.Integer, 20_000));
        Assert.Equal((ColumnType.Integer, 1.0, ColumnRole.Use), (decision.Type, decision.Step, decision.Role));
        Assert.Equal("all 20,000 values are whole numbers", decision.Reason);
        Assert.Equal(1, decision.Confidence);
    }

    [Fact]
    public void One_leading_zero_makes_labels() =>
        Assert.Equal(ColumnType.Category, Decide(50, 0, (ValueKind.Integer, 1000), (ValueKind.LeadingZeroDigits, 1)).Type);

    [Fact]
    public void Whole_numbers_and_fractions_do_not_mix_unnoticed()
    {
        var decision = Decide(50, 0, (ValueKind.Integer, 500), (ValueKind.Decimal1, 500));
        Assert.Equal((ColumnType.Decimal, 0.1), (decision.Type, decision.Step));
        Assert.True(decision.Confidence < 1);
        Assert.Contains("have none", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_integers_never_become_doubles() =>
        Assert.Equal(ColumnType.Category, Decide(20, 0, (ValueKind.LongInteger, 500), (ValueKind.Decimal1, 500)).Type);

    [Theory]
    [InlineData(ValueKind.Decimal2, 0.01, 2)]
    [InlineData(ValueKind.Decimal8, 1e-8, 8)]
    public void The_step_is_that_of_the_longest_fraction(ValueKind longest, double step, int places)
    {
        var decision = Decide(50, 0, (ValueKind.Decimal1, 500), (longest, 5));
        Assert.Equal((step, places), (decision.Step, decision.Decimals));
    }

    [Fact]
    public void Fractions_of_any_length_have_no_step() => Assert.Null(Decide(50, 0, (ValueKind.DecimalMany, 500)).Step);

    [Theory]
    [InlineData(ValueKind.IsoDate, ColumnType.Date, null)]
    [InlineData(ValueKind.DotDate, ColumnType.Date, "dd.MM.yyyy")]
    [InlineData(ValueKind.YearFirstSlashDate, ColumnType.Date, "yyyy/MM/dd")]
    [InlineData(ValueKind.DayFirstSlashDate, ColumnType.Date, "dd/MM/yyyy")]
    [InlineData(ValueKind.MonthFirstSlashDate, ColumnType.Date, "MM/dd/yyyy")]
    [InlineData(ValueKind.SlashDate, ColumnType.Date, "dd/MM/yyyy")]
    [InlineData(ValueKind.IsoDateTime, ColumnType.DateTime, null)]
    [InlineData(ValueKind.IsoDateTimeBlank, ColumnType.DateTime, "yyyy-MM-dd HH:mm:ss.FFF")]
    [InlineData(ValueKind.IsoMinute, ColumnType.DateTime, "yyyy-MM-ddTHH:mm")]
    [InlineData(ValueKind.IsoMinuteBlank, ColumnType.DateTime, "yyyy-MM-dd HH:mm")]
    public void Dates_have_their_format(ValueKind kind, ColumnType type, string? format)
    {
        var decision = Decide(50, 0, (kind, 100));
        Assert.Equal((type, format), (decision.Type, decision.Format));
    }

    [Fact]
    public void Slash_dates_follow_the_order_that_some_of_them_prove()
    {
        Assert.Equal("MM/dd/yyyy", Decide(50, 0, (ValueKind.SlashDate, 100), (ValueKind.MonthFirstSlashDate, 1)).Format);
        Assert.Equal("dd/MM/yyyy", Decide(50, 0, (ValueKind.SlashDate, 100), (ValueKind.DayFirstSlashDate, 1)).Format);
        Assert.Equal(0.5, Decide(50, 0, (ValueKind.SlashDate, 100)).Confidence);
        Assert.Equal(
            ColumnType.Category,
            Decide(50, 0, (ValueKind.DayFirstSlashDate, 100), (ValueKind.MonthFirstSlashDate, 100)).Type);
    }

    [Fact]
    public void Empty_cells_and_missing_words_are_told()
    {
        var decision = Decide(50, 0, (ValueKind.Integer, 100), (ValueKind.Empty, 5), (ValueKind.CommonMissingWord, 5));
        Assert.Equal((ColumnType.Integer, true, true), (decision.Type, decision.EmptyIsMissing, decision.WordsAreMissing));
        Assert.False(Decide(3, 0, (ValueKind.ShortText, 100), (ValueKind.CommonMissingWord, 5)).WordsAreMissing);
    }

    [Fact]
    public void Infinities_among_numbers_are_missing()
    {
        var decision = Decide(50, 0, (ValueKind.Decimal1, 100), (ValueKind.NonFinite, 2));
        Assert.Equal((ColumnType.Decimal, true), (decision.Type, decision.NonFiniteIsMissing));
    }

    [Fact]
    public void Noise_up_to_the_tolerance_is_not_seen()
    {
        var decision = Decide(
            50, 30, (ValueKind.Integer, 1000), (ValueKind.LeadingZeroDigits, 30), (ValueKind.LongText, -20), (ValueKind.Empty, 29));
        Assert.Equal((ColumnType.Integer, false), (decision.Type, decision.EmptyIsMissing));
    }

    [Theory]
    [InlineData(ValueKind.Integer, 1000, 1000, null, ColumnRole.Identifier)]
    [InlineData(ValueKind.Integer, 1000, 900, null, ColumnRole.Use)]
    [InlineData(ValueKind.Integer, 20, 20, "age", ColumnRole.Use)]
    [InlineData(ValueKind.Integer, 20, 20, "patient_id", ColumnRole.Identifier)]
    [InlineData(ValueKind.ShortText, 1000, 1000, null, ColumnRole.Identifier)]
    [InlineData(ValueKind.ShortText, 1000, 700, null, ColumnRole.Text)]
    [InlineData(ValueKind.ShortText, 1000, 12, null, ColumnRole.Use)]
    [InlineData(ValueKind.LongText, 1000, 1000, null, ColumnRole.Text)]
    [InlineData(ValueKind.LongText, 1000, 5, null, ColumnRole.Use)]
    [InlineData(ValueKind.Decimal2, 1000, 1000, null, ColumnRole.Use)]
    public void Keys_and_remarks_are_told_from_what_can_be_modelled(
        ValueKind kind, int rows, int distinct, string? name, ColumnRole role)
    {
        var counts = new double[ValueKinds.Count];
        counts[(int)kind] = rows;
        Assert.Equal(role, TypeDecider.Decide(counts, distinct, 0, name).Role);
    }

    [Fact]
    public void Any_counts_lead_to_a_decision()
    {
        var counts = ArbMap.Default.GeneratorFor<double>().ArrayOf(ValueKinds.Count).ToArbitrary();
        Prop.ForAll(counts, array =>
        {
            var decision = TypeDecider.Decide(array, null, 10);
            return decision.Reason.Length > 0 && decision.Confidence is >= 0 and <= 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TypeDecider.Decide(new double[3], null, 0));
        Assert.Throws<ArgumentException>(() => TypeDecider.Decide(new double[ValueKinds.Count], null, double.NaN));
    }

    private static TypeDecision Decide(double? distinct, double tolerance, params (ValueKind Kind, double Count)[] counts)
    {
        var all = new double[ValueKinds.Count];
        foreach (var (kind, count) in counts)
        {
            all[(int)kind] = count;
        }

        return TypeDecider.Decide(all, distinct, tolerance);
    }
}
