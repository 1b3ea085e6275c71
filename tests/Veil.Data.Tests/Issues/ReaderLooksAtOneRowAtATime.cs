using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Tables;
using Veil.Data.Tests.Formats;

namespace Veil.Data.Tests.Issues;

/// <summary>
/// Single rows decided how the whole file was read: the first one whether it names the columns and how many there are, any
/// other the encoding, the decimal mark and whether blank lines are rows.
/// </summary>
public sealed class ReaderLooksAtOneRowAtATime
{
    private static readonly CsvReadOptions s_release = new() { Declared = new DeclaredDialect { HasHeader = true }, DialectFromRows = false };

    [Fact]
    public void A_first_row_of_words_is_not_published_as_names()
    {
        var file = "Alice Smith,HIV\nMeier,flu\nHuber,cold\n"u8.ToArray();
        var unread = ByteInput.FromStream(new Unreadable(), "people.csv");
        var refused = Assert.Throws<VeilException>(() => CsvReader.Read(
            unread, new CsvReadOptions { DialectFromRows = false }, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((FaultKind.PrivacyRefusal, "header-unsaid"), (refused.Kind, refused.Code));

        var schema = TestSchema.Of(TestSchema.Column("name", ColumnType.Category), TestSchema.Column("illness", ColumnType.Category));
        var unlike = Assert.Throws<VeilException>(() => CsvInText.Read(file, new CsvReadOptions { DialectFromRows = false, Schema = schema }));
        Assert.DoesNotContain("Alice", unlike.ToString() + unlike.WayOut, StringComparison.Ordinal);
        Assert.DoesNotContain("HIV", unlike.ToString() + unlike.WayOut, StringComparison.Ordinal);
        Assert.Contains("'no-header'", unlike.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_line_with_a_field_more_is_told_by_position()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Category));
        var fault = CsvInText.Fault("a,Alice Smith\n", new CsvReadOptions { DialectFromRows = false, Schema = schema });
        Assert.Equal("csv-column-unknown", fault.Code);
        Assert.Contains("field 2 of the first line", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Alice", fault.ToString() + fault.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void One_row_in_Latin1_does_not_change_the_towns_of_others()
    {
        byte[] others = "town,n\nZürich,1\nZürich,2\n"u8.ToArray();
        byte[] more = [.. others, .. Encoding.Latin1.GetBytes("Genève,3\n")];
        var said = s_release with { Declared = s_release.Declared with { Encoding = TextEncoding.Utf8 } };
        Assert.Equal(["Zürich", "Zürich", "Gen\uFFFDve"], CsvInText.Read(more, said).Texts("town"));
        Assert.Equal(
            ["Zürich", "Zürich", "Gen\uFFFDve"], CsvInText.Read(more, s_release with { BadRows = BadRows.Drop }).Texts("town"));
        Assert.Equal("csv-bad-bytes", Assert.Throws<VeilException>(() => CsvInText.Read(more, s_release)).Code);
        Assert.Equal(["Zürich", "Zürich"], CsvInText.Read(others, s_release).Texts("town"));
    }

    [Fact]
    public void One_row_with_a_comma_in_a_number_does_not_change_the_decimal_mark()
    {
        const string Others = "x,n\n1,1\n2,2\n";
        Assert.Equal('.', CsvInText.Read(Others, s_release).Dialect.DecimalMark);
        Assert.Equal('.', CsvInText.Read(Others + "\"44,5\",3\n", s_release).Dialect.DecimalMark);
    }

    [Fact]
    public void One_row_of_three_fields_before_others_does_not_drop_them()
    {
        var schema = TestSchema.Of(TestSchema.Column("column1", ColumnType.Integer), TestSchema.Column("column2", ColumnType.Integer));
        var options = new CsvReadOptions
        {
            Declared = new DeclaredDialect { HasHeader = false },
            DialectFromRows = false,
            Schema = schema,
            BadRows = BadRows.Drop,
        };
        Assert.Equal([1, 3], Values("1,2\n3,4\n", options));
        Assert.Equal([1, 3], Values("7,8,9\n1,2\n3,4\n", options));
        Assert.Equal(
            "columns-unknown",
            CsvInText.Fault("7,8,9\n1,2\n", options with { Schema = null }).Code);
    }

    [Fact]
    public void One_row_after_blank_lines_does_not_make_rows_of_them()
    {
        const string Others = "a\n1\n2\n\n\n\n";
        Assert.Equal(["1", "2"], CsvInText.Read(Others, s_release).Texts("a"));
        Assert.Equal(["1", "2", "3"], CsvInText.Read(Others + "3\n", s_release).Texts("a"));
    }

    [Fact]
    public void One_row_with_an_open_quote_does_not_swallow_others()
    {
        var drop = s_release with { BadRows = BadRows.Drop };
        Assert.Equal(["1", "2"], CsvInText.Read("a\n1\n\"x\n2\n", drop).Texts("a"));
        Assert.Equal("csv-quote-never-closed", CsvInText.Fault("a\n1\n\"x\n2\n", s_release).Code);
        Assert.Equal("csv-misplaced-quote", CsvInText.Fault("a\n1\nx\"\n2\n", s_release).Code);
    }

    private static long[] Values(string text, CsvReadOptions options) =>
        ((IntegerColumn)CsvInText.Read(text, options).Table["column1"]).Values.ToArray();

    private sealed class Unreadable : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new InvalidOperationException("the table was read");

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
