using System.Collections.Immutable;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

public class CsvWriterTests
{
    [Fact]
    public void Values_are_written_by_type()
    {
        var schema = TestSchema.Of(
            TestSchema.Column("n", ColumnType.Integer),
            TestSchema.Column("x", ColumnType.Decimal),
            TestSchema.Column("d", ColumnType.Date),
            TestSchema.Column("t", ColumnType.DateTime),
            TestSchema.Column("c", ColumnType.Category));
        var table = new Table(
        [
            new IntegerColumn("n", [-5, IntegerColumn.Missing]),
            new DecimalColumn("x", [5, double.NaN]),
            new IntegerColumn("d", [0, IntegerColumn.Missing], ColumnType.Date),
            new IntegerColumn("t", [-1, 60_000], ColumnType.DateTime),
            Labels("c", "é"),
        ]);
        Assert.Equal(
            "n,x,d,t,c\n-5,5.0,1970-01-01,1969-12-31T23:59:59.999,é\n,,,1970-01-01T00:01:00,\n", Write(table, schema));
    }

    [Theory]
    [InlineData(0.1, null, "0.1")]
    [InlineData(5, null, "5.0")]
    [InlineData(-2.5, null, "-2.5")]
    [InlineData(123456.789, null, "123456.789")]
    [InlineData(0.30000000000000004, null, "0.30000000000000004")]
    [InlineData(1e-7, null, "0.0000001")]
    [InlineData(-1.25e-10, null, "-0.000000000125")]
    [InlineData(123456789012345.6, null, "123456789012345.6")]
    [InlineData(999999999999999, null, "999999999999999.0")]
    [InlineData(1e308, null, "1E+308")]
    [InlineData(1.005, 0.01, "1.0")]
    [InlineData(2.675, 0.01, "2.68")]
    [InlineData(-0.001, 0.01, "0.0")]
    [InlineData(3.14159, 0.001, "3.142")]
    [InlineData(1234, 10.0, "1230.0")]
    [InlineData(7.3, 1.0, "7.0")]
    [InlineData(0.25, 0.25, "0.25")]
    [InlineData(1e20, 0.01, "1E+20")]
    public void Decimals_are_short_and_keep_a_fraction(double value, double? step, string text)
    {
        var schema = TestSchema.Of(TestSchema.Column("x", ColumnType.Decimal) with { Step = step is { } s ? TestSchema.Fact(s) : null });
        Assert.Equal($"x\n{text}\n", Write(new Table([new DecimalColumn("x", [value])]), schema));
    }

    [Fact]
    public void Fields_are_quoted_only_when_needed()
    {
        var table = new Table([Labels("a,b", "x,y", "\"", "l\nm", "r\rs", "plain", " ;'")]);
        Assert.Equal("\"a,b\"\n\"x,y\"\n\"\"\"\"\n\"l\nm\"\n\"r\rs\"\nplain\n ;'\n", Write(table, new Schema(), missingToo: false));
    }

    [Theory]
    [InlineData("'q'")]
    [InlineData("# by hand")]
    [InlineData("a;b")]
    public void A_name_that_would_make_the_dialect_look_like_another_is_quoted(string name) =>
        Assert.Equal($"\"{name}\"\n'x'\n", Write(new Table([Labels(name, "'x'")]), new Schema(), missingToo: false));

    [Fact]
    public void An_empty_cell_of_a_single_column_is_written_as_quotes() =>
        Assert.Equal("a\nx\n\"\"\n", Write(new Table([Labels("a", "x")]), new Schema()));

    [Fact]
    public void The_first_missing_code_of_the_column_is_written_and_a_label_like_it_is_quoted()
    {
        var schema = TestSchema.Of(TestSchema.Column("a", ColumnType.Category) with
        {
            MissingCodes = TestSchema.Fact(ImmutableArray.Create("NA", "?")),
        });
        Assert.Equal("a\n\"?\"\nNA\n", Write(new Table([Labels("a", "?")]), schema));
    }

    [Fact]
    public void A_decimal_comma_between_commas_is_quoted()
    {
        var table = new Table([new DecimalColumn("x", [1.5]), new IntegerColumn("n", [2])]);
        Assert.Equal("x,n\n\"1,5\",2\n", Write(table, new Schema { Dialect = TestSchema.Fact(CsvDialectJson.Write(new CsvDialect(DecimalMark: ','))) }));
        Assert.Equal("x;n\n1,5;2\n", Write(table, new Schema { Dialect = TestSchema.Fact(CsvDialectJson.Write(new CsvDialect(';', DecimalMark: ','))) }));
    }

    [Fact]
    public void Formulas_are_made_harmless_and_numbers_left_alone()
    {
        var table = new Table([Labels("=a", "=1+1", "+x", "-5", "-x", "@y", "\tz", "\rq", "ok")]);
        Assert.Equal(
            "'=a\n'=1+1\n'+x\n-5\n'-x\n'@y\n'\tz\n\"'\rq\"\nok\n",
            Write(table, new Schema(), new CsvWriteOptions { ExcelSafe = true }, missingToo: false));
    }

    [Fact]
    public void Without_quotes_only_what_could_not_be_written_is_quoted()
    {
        var schema = new Schema { Dialect = TestSchema.Fact(CsvDialectJson.Write(new CsvDialect(Quote: CsvDialect.NoQuote))) };
        Assert.Equal("a\n5\" pipe\n\"x\"\n\"y,\"\"\"\n", Write(new Table([Labels("a", "5\" pipe", "\"x\"", "y,\"")]), schema, missingToo: false));
    }

    [Fact]
    public void Chunks_follow_one_another_under_one_header()
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvWriter(stream, new Schema()))
        {
            writer.Write(new Table([new IntegerColumn("a", [1])]), TestContext.Current.CancellationToken);
            writer.Write(new Table([new IntegerColumn("a", [2])]), TestContext.Current.CancellationToken);
            Assert.Throws<ArgumentException>(() => writer.Write(new Table([new IntegerColumn("b", [2])]), TestContext.Current.CancellationToken));
        }

        Assert.Equal("a\n1\n2\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Without_rows_there_is_still_a_header()
    {
        using var stream = new MemoryStream();
        new CsvWriter(stream, TestSchema.Of(TestSchema.Column("a", ColumnType.Integer), TestSchema.Column("b", ColumnType.Integer))).Dispose();
        Assert.Equal("a,b\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Labels_longer_than_the_buffer_are_written()
    {
        var label = new string('x', 300_000);
        Assert.Equal($"a\n{label}\n", Write(new Table([Labels("a", label)]), new Schema(), missingToo: false));
    }

    [Fact]
    public void A_full_disk_stops_the_writer_with_a_clear_error()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var fault = Assert.Throws<VeilException>(() =>
        {
            using var writer = new CsvWriter(full, new Schema());
            writer.Write(new Table([new IntegerColumn("a", new long[100_000])]), TestContext.Current.CancellationToken);
        });
        Assert.Equal((FaultKind.CannotFinish, "disk-full"), (fault.Kind, fault.Code));
    }

    /// <summary>A column of the labels in order, then one missing value.</summary>
    private static LabelColumn Labels(string name, params string[] labels) =>
        new(name, [.. Enumerable.Range(0, labels.Length), LabelColumn.Missing], LabelPool.Of(labels), ColumnType.Category);

    private static string Write(Table table, Schema schema, CsvWriteOptions? options = null, bool missingToo = true)
    {
        if (!missingToo)
        {
            table = table.Take([.. Enumerable.Range(0, table.RowCount - 1)]);
        }

        using var stream = new MemoryStream();
        using (var writer = new CsvWriter(stream, schema, options))
        {
            writer.Write(table, TestContext.Current.CancellationToken);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
