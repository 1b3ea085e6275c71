using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Cells;
using Veil.Data.Formats.Csv;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Data.Tests.Formats;

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
            50, 30, (ValueKind.Integer, 1000), (ValueKind.LeadingZeroDigits, 24), (ValueKind.LongText, 30), (ValueKind.Empty, 29),
            (Kind("$5"), 36));
        Assert.Equal((ColumnType.Integer, false), (decision.Type, decision.EmptyIsMissing));
    }

    [Theory]
    [InlineData(ValueKind.Decimal2, ColumnType.Decimal)]
    [InlineData(ValueKind.LeadingZeroDigits, ColumnType.Category)]
    [InlineData(ValueKind.ShortText, ColumnType.Category)]
    public void A_minority_that_numbers_would_lose_decides_once_it_exceeds_the_noise(ValueKind minority, ColumnType type)
    {
        Assert.Equal(ColumnType.Integer, Decide(50, 90, (ValueKind.Integer, 900), (minority, 72)).Type);
        Assert.Equal(type, Decide(50, 90, (ValueKind.Integer, 900), (minority, 100)).Type);
    }

    [Theory]
    [InlineData("patient_id", true)]
    [InlineData("PatientID", true)]
    [InlineData("patientid", true)]
    [InlineData("Rechnungs-Nr", true)]
    [InlineData("case number", true)]
    [InlineData("index", true)]
    [InlineData("key2", true)]
    [InlineData("income", false)]
    [InlineData("paid", false)]
    [InlineData("monkey", false)]
    [InlineData("number of visits", false)]
    [InlineData("zip_code", false)]
    [InlineData("price index", false)]
    public void The_words_of_a_name_may_speak_of_a_key(string name, bool isKey)
    {
        var counts = new double[ValueKinds.Count];
        counts[(int)ValueKind.Integer] = 300;
        Assert.Equal(isKey ? ColumnRole.Identifier : ColumnRole.Use, TypeDecider.Decide(counts, 300, 0, name).Role);
    }

    [Theory]
    [InlineData(ColumnType.Integer, 1.0, "4178", "4178")]
    [InlineData(ColumnType.Decimal, 1.0, "5.0", "12.0")]
    [InlineData(ColumnType.Decimal, 1.0, "5.00", "12.00")]
    [InlineData(ColumnType.Decimal, 0.01, "5.00", "12.25")]
    [InlineData(ColumnType.Decimal, 0.01, "0", "2.91")]
    [InlineData(ColumnType.Integer, 1.0, "4,178", "12", "1,234,567")]
    [InlineData(ColumnType.Decimal, 0.01, "1,234.56", "0.50")]
    [InlineData(ColumnType.Decimal, 0.01, "$1,234.56", "$0.50", "-$7.25")]
    [InlineData(ColumnType.Integer, 1.0, "12 345", "17")]
    [InlineData(ColumnType.Integer, 1.0, "12'345", "17")]
    [InlineData(ColumnType.Integer, 1.0, "12\u00A0345", "17")]
    [InlineData(ColumnType.Decimal, 0.1, "52.8 %", "5.1 %")]
    [InlineData(ColumnType.Integer, 1.0, "52%", "100%")]
    [InlineData(ColumnType.Integer, 1.0, "70 kg", "81 kg")]
    [InlineData(ColumnType.Decimal, 0.1, "(12.5)", "7.5")]
    [InlineData(ColumnType.Decimal, 0.01, "1 234.50 €", "8.25 €", "-8.00 €")]
    public void Numbers_are_read_and_written_in_the_form_they_had(ColumnType type, double step, params string[] cells)
    {
        var decision = Decide(50, 0, [.. cells.Select(cell => (Kind(cell), 100.0))]);
        Assert.Equal((type, step), (decision.Type, decision.Step));
        var column = new ColumnSchema
        {
            Name = "x",
            Type = new(type, Provenance.Dp),
            Step = new(step, Provenance.Dp),
            NumberForm = decision.NumberForm is { } form ? new(form, Provenance.Dp) : null,
        };
        var schema = SchemaJson.Parse(SchemaJson.ToText(new Schema { Columns = [column] }), "schema");
        Assert.Equal(column.NumberForm, schema.Columns[0].NumberForm);
        var file = "x\n"
            + string.Concat(cells.Select(cell => (cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell) + "\n"));
        Assert.Equal(file, Copy(file, schema));
    }

    [Fact]
    public void Units_that_differ_do_not_mix() =>
        Assert.Equal(ColumnType.Category, Decide(50, 0, (Kind("70 kg"), 100), (Kind("154 lb"), 100)).Type);

    [Fact]
    public void A_unit_that_few_have_is_no_form_of_the_column() =>
        Assert.Equal(ColumnType.Category, Decide(50, 0, (Kind("70"), 100), (Kind("70 kg"), 20)).Type);

    [Fact]
    public void Limits_among_numbers_are_missing_and_told()
    {
        var decision = Decide(50, 0, (ValueKind.Decimal1, 90), (Kind("<0.5"), 10));
        Assert.Equal((ColumnType.Decimal, true), (decision.Type, decision.LimitsAreMissing));
        Assert.Contains("10 % of the values are limits", decision.Loss, StringComparison.Ordinal);
        Assert.Equal(ColumnType.Category, Decide(50, 0, (ValueKind.Decimal1, 10), (Kind("<0.5"), 90)).Type);
    }

    [Theory]
    [InlineData(ValueKind.Integer, 1000, 1000, null, ColumnRole.Use)]
    [InlineData(ValueKind.Integer, 10_000, 10_000, null, ColumnRole.Identifier)]
    [InlineData(ValueKind.LongInteger, 1000, 1000, null, ColumnRole.Identifier)]
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

    private static string Copy(string file, Schema schema)
    {
        using var copy = new MemoryStream();
        using (var writer = new CsvWriter(copy, schema))
        {
            writer.Write(CsvInText.Read(file, new CsvReadOptions { Dialect = CsvInText.Comma, Schema = schema }).Table);
        }

        return Encoding.UTF8.GetString(copy.ToArray());
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
