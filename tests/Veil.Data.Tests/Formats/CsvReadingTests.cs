using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

public class CsvReadingTests
{
    [Fact]
    public void Raw_columns_hold_the_labels_of_the_file()
    {
        var result = CsvInText.Read("a,b\n1,x\n2,\n");
        Assert.Equal(["a", "b"], result.Table.Columns.Select(column => column.Name));
        Assert.Equal(["1", "2"], result.Texts("a"));
        Assert.Equal(["x", ""], result.Texts("b"));
        Assert.All(result.Table.Columns, column => Assert.Equal(ColumnType.Text, column.Type));
        Assert.Equal(11, result.BytesRead);
        Assert.Equal(0, result.DroppedRows);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("a,b\r\n1,2\n3,4\r")]
    [InlineData("a,b\r1,2\r\n3,4")]
    [InlineData("\n\r\na,b\n1,2\n3,4\n\n\r\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",2\n3,\"4\"")]
    public void Line_ends_and_quotes_do_not_matter(string text)
    {
        var result = CsvInText.Read(text);
        Assert.Equal(["1", "3"], result.Texts("a"));
        Assert.Equal(["2", "4"], result.Texts("b"));
    }

    [Fact]
    public void Quoted_fields_hold_delimiters_line_ends_and_doubled_quotes()
    {
        var result = CsvInText.Read("a,b\n\"x,\"\"y\"\"\",\"1\r\n2\n3\"\n\"\",\"\"\"\"\n");
        Assert.Equal(["x,\"y\"", ""], result.Texts("a"));
        Assert.Equal(["1\r\n2\n3", "\""], result.Texts("b"));
    }

    [Fact]
    public void Where_nothing_is_quoted_a_quote_is_a_character_and_a_line_a_record()
    {
        var options = new CsvReadOptions { Dialect = new CsvDialect(Quote: CsvDialect.NoQuote) };
        var result = CsvInText.Read("a,b\n5\" pipe,\"1\n\"x\",\"\"\n", options);
        Assert.Equal(["5\" pipe", "\"x\""], result.Texts("a"));
        Assert.Equal(["\"1", "\"\""], result.Texts("b"));
    }

    [Theory]
    [InlineData("a\n1\n\n\n2\n\n\n", "1 2")]
    [InlineData("a,b\n1,\n\r\n\r2,\n\n", "1 2")]
    [InlineData("\n\na\n\n1", "1")]
    public void Blank_lines_are_nothing(string text, string rows)
    {
        foreach (var bad in (BadRows[])[BadRows.Fail, BadRows.Drop])
        {
            var result = CsvInText.Read(text, new CsvReadOptions { Dialect = CsvInText.Comma, BadRows = bad });
            Assert.Equal(rows.Split(' '), result.Texts("a"));
            Assert.Equal(0, result.DroppedRows);
        }
    }

    [Fact]
    public void A_quoted_empty_last_line_of_a_single_column_is_a_row() =>
        Assert.Equal(["1", ""], CsvInText.Read("a\n1\n\"\"\n").Texts("a"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Without_a_header_the_schema_names_the_columns_and_no_line_begins_with_a_mark(int chunk)
    {
        var options = new CsvReadOptions
        {
            Dialect = new CsvDialect(HasHeader: false),
            ChunkBytes = chunk,
            Schema = TestSchema.Of(TestSchema.Column("name", ColumnType.Category), TestSchema.Column("age", ColumnType.Integer)),
        };
        var result = CsvInText.Read("\uFEFF\"Ada\",36\n\uFEFFBob,40\n\uFEFF\nC\uFEFFd,\n", options);
        Assert.Equal(["Ada", "Bob", "C\uFEFFd"], result.Texts("name"));
        Assert.Equal(0, CsvInText.Read("\uFEFF\n", options).Table.RowCount);
        Assert.Equal(0, CsvInText.Read("", options).Table.RowCount);
    }

    [Fact]
    public void Without_a_header_column3_is_the_third_field_wherever_the_schema_lists_it()
    {
        var schema = TestSchema.Of(TestSchema.Column("column2", ColumnType.Category), TestSchema.Column("column1", ColumnType.Category));
        var result = CsvInText.Read("a,b\n", new CsvReadOptions { Dialect = new CsvDialect(HasHeader: false), Schema = schema });
        Assert.Equal(["b"], result.Texts("column2"));
    }

    [Theory]
    [InlineData("a,b,c\n")]
    [InlineData("a,b,c")]
    public void A_header_alone_is_a_table_without_rows(string text)
    {
        var table = CsvInText.Read(text).Table;
        Assert.Equal(0, table.RowCount);
        Assert.Equal(3, table.Columns.Count);
    }

    [Fact]
    public void A_header_alone_is_recognised_without_being_told()
    {
        var result = CsvInText.Read("name;age\n"u8.ToArray());
        Assert.Equal(["name", "age"], result.Table.Columns.Select(column => column.Name));
        Assert.Equal(0, result.Table.RowCount);
    }

    [Fact]
    public void One_row_is_enough() => Assert.Equal(["2"], CsvInText.Read("a,b\n1,2").Texts("b"));

    [Fact]
    public void A_file_without_header_gets_numbered_columns()
    {
        var options = new CsvReadOptions { Dialect = new CsvDialect(HasHeader: false) };
        var result = CsvInText.Read("1,x\n2,y\n", options);
        Assert.Equal(["1", "2"], result.Texts("column1"));
        Assert.Equal(["x", "y"], result.Texts("column2"));
    }

    [Fact]
    public void Ten_thousand_categories_keep_their_bytes()
    {
        var labels = Enumerable.Range(0, 10_000).Select(i => $"Straße {i}").ToArray();
        var result = CsvInText.Read("street\n" + string.Join('\n', labels) + "\n" + string.Join('\n', labels));
        var column = (LabelColumn)result.Table["street"];
        Assert.Equal(10_000, column.Labels.Count);
        Assert.Equal([.. labels, .. labels], column.Texts());
    }

    [Fact]
    public void More_rows_than_one_segment_are_read_in_order()
    {
        var rows = Enumerable.Range(0, 300_000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(rows, CsvInText.Read("a\n" + string.Join('\n', rows)).Texts("a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void Where_the_chunks_end_does_not_matter(int chunk)
    {
        var result = CsvInText.Read("a,b\r\n\"x\r\n\"\"y\",\"é,\"\r\n\r\n", Tiny(chunk));
        Assert.Equal(["x\r\n\"y"], result.Texts("a"));
        Assert.Equal(["é,"], result.Texts("b"));
    }

    [Fact]
    public void A_field_longer_than_the_buffer_is_read()
    {
        var text = new string('x', 100_000);
        Assert.Equal([text], CsvInText.Read($"a,b\n{text},\"{text}\"\n", Tiny(10)).Texts("b"));
    }

    [Fact]
    public void Progress_ends_at_all_rows_and_bytes()
    {
        ReadProgress? last = null;
        var progress = new Immediate(value => last = value);
        CsvReader.Read(ByteInput.FromStream(new MemoryStream("a\n1\n2\n"u8.ToArray()), "x"), null, progress, TestContext.Current.CancellationToken);
        Assert.Equal(new ReadProgress(6, null, 2), last);
    }

    [Fact]
    public void Reading_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => CsvReader.Read(
            ByteInput.FromStream(new MemoryStream("a\n1\n"u8.ToArray()), "x"), null, null, source.Token));
    }

    [Theory]
    [InlineData(nameof(CsvReadOptions.MaxFieldBytes))]
    [InlineData(nameof(CsvReadOptions.MaxColumns))]
    [InlineData(nameof(CsvReadOptions.MaxDecompressionRatio))]
    [InlineData(nameof(CsvReadOptions.MaxHeaderBytes))]
    public void An_option_out_of_range_is_named(string option)
    {
        var options = new CsvReadOptions();
        typeof(CsvReadOptions).GetProperty(option)!.SetValue(options, 0);
        var fault = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Contains(option, fault.Message, StringComparison.Ordinal);
    }

    private static CsvReadOptions Tiny(int chunk) => new() { Dialect = CsvInText.Comma, ChunkBytes = chunk };

    private sealed class Immediate(Action<ReadProgress> report) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => report(value);
    }
}
