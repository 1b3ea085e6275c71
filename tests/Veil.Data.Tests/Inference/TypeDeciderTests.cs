using System.Text;
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
    [InlineData(ColumnType.Date, null, "2024-03-15")]
    [InlineData(ColumnType.Date, "dd.MM.yyyy", "05.03.2024", "15.03.2024")]
    [InlineData(ColumnType.Date, "yyyy/MM/dd", "2024/03/05")]
    [InlineData(ColumnType.Date, "dd/MM/yyyy", "15/03/2024", "05/03/2024")]
    [InlineData(ColumnType.Date, "MM/dd/yyyy", "03/15/2024", "03/05/2024")]
    [InlineData(ColumnType.Date, "M/d/yyyy", "3/15/2024", "12/15/2024")]
    [InlineData(ColumnType.Date, "dd/MM/yyyy", "05/03/2024")]
    [InlineData(ColumnType.Date, "dd-MM-yy", "15-03-24")]
    [InlineData(ColumnType.Date, "d-MMM-yyyy", "5-Mar-2024", "12-Mar-2024")]
    [InlineData(ColumnType.Date, "dd MMMM yyyy", "05 March 2024", "12 May 2024")]
    [InlineData(ColumnType.Date, "MMM d, yyyy", "Mar 5, 2024")]
    [InlineData(ColumnType.Date, "yyyyMMdd", "20240305")]
    [InlineData(ColumnType.Date, "yyyyMM", "202403")]
    [InlineData(ColumnType.DateTime, "yyyyMMddHHmmss", "20240305235959")]
    [InlineData(ColumnType.DateTime, null, "2024-03-15T10:20:30")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-ddTHH:mm:ss.fff", "2024-03-15T10:20:30.5")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-dd HH:mm:ss", "2024-03-15 10:20:30")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-dd HH:mm:ss.ffffff", "2024-03-15 10:20:30.123456")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-ddTHH:mm", "2024-03-15T10:20")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-dd HH:mm", "2024-03-15 10:20")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-ddTHH:mm:ssZ", "2024-03-15T10:20:30Z")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-dd HH:mm:sszzz", "2024-03-15 10:20:30+02:00", "2024-03-15 10:20:30Z")]
    [InlineData(ColumnType.DateTime, "yyyy-MM-dd HH:mm:sszzzz", "2024-03-15 10:20:30+0200")]
    [InlineData(ColumnType.DateTime, "M/d/yyyy H:mm", "3/15/2024 9:20")]
    [InlineData(ColumnType.DateTime, "M/d/yyyy h:mm tt", "3/15/2024 9:20 PM")]
    [InlineData(ColumnType.Time, "HH:mm", "22:37", "09:10")]
    [InlineData(ColumnType.Time, "H:mm:ss", "22:37:01", "9:10:01")]
    [InlineData(ColumnType.Time, "h:mm tt", "9:10 AM", "12:15 PM")]
    public void Dates_and_times_have_their_type_and_format(ColumnType type, string? format, params string[] cells)
    {
        var decision = Decide(50, 0, [.. cells.Select(cell => (ValueKinds.Of(Encoding.UTF8.GetBytes(cell), '.'), 100.0))]);
        Assert.Equal((type, format), (decision.Type, decision.Format));
        Assert.All(cells, cell => Assert.True(CalendarPattern.Of(format, type).TryParse(Encoding.UTF8.GetBytes(cell), out _)));
    }

    [Fact]
    public void An_order_that_no_date_proves_is_told()
    {
        var open = Decide(50, 0, (Kind("05/03/2024"), 100));
        Assert.Equal(0.5, open.Confidence);
        Assert.Contains("declare the format", open.Loss, StringComparison.Ordinal);
        Assert.Null(Decide(50, 0, (Kind("05/03/2024"), 100), (Kind("15/03/2024"), 1)).Loss);
        Assert.Equal(ColumnType.Category, Decide(50, 0, (Kind("15/03/2024"), 100), (Kind("03/15/2024"), 100)).Type);
    }

    [Fact]
    public void Digits_are_dates_where_nearly_all_are_days()
    {
        var noisy = Decide(50, 20, (Kind("20240305"), 1000), (ValueKind.Integer, 60));
        Assert.Equal((ColumnType.Date, "yyyyMMdd"), (noisy.Type, noisy.Format));
        Assert.Contains("60 values are not dates", noisy.Loss, StringComparison.Ordinal);
        Assert.Equal(ColumnType.Integer, Decide(50, 20, (Kind("20240305"), 500), (ValueKind.Integer, 500)).Type);

        // What is counted exactly is read as well, and a cell that is no date would be a fault.
        var exact = Decide(50, 0, (Kind("20240305"), 1000), (ValueKind.Integer, 1));
        Assert.Equal(ColumnType.Integer, exact.Type);
        Assert.Contains("could be dates", exact.Reason, StringComparison.Ordinal);
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

    private static ValueKind Kind(string text) => ValueKinds.Of(Encoding.UTF8.GetBytes(text), '.');

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
