using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

public class CsvFaultTests
{
    private const string Canary = "C4n4ryHutch1nson";

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\r\n")]
    public void An_empty_file_is_an_error(string text) => Assert.Equal("csv-empty", CsvInText.Fault(text).Code);

    [Fact]
    public void A_file_of_a_byte_order_mark_alone_is_empty() =>
        Assert.Equal("csv-empty", Assert.Throws<VeilException>(() => CsvInText.Read([0xEF, 0xBB, 0xBF])).Code);

    [Theory]
    [InlineData("a,b\n1,2\n1,2,3\n", "line 3: the row has 3 fields instead of 2")]
    [InlineData("a,b\n1\n", "line 2: the row has 1 field instead of 2")]
    [InlineData("a,b\n\"1\n2\",3\n4\n", "line 4: the row has 1 field instead of 2")]
    public void A_ragged_row_is_reported_with_its_line_and_counts(string text, string message)
    {
        foreach (var chunk in (int[])[1, 5, 1000])
        {
            var fault = CsvInText.Fault(text, new CsvReadOptions { Dialect = CsvInText.Comma, ChunkBytes = chunk });
            Assert.Equal("csv-ragged-row", fault.Code);
            Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,\"open\n5,6\n", 3)]
    [InlineData("a,b\n\"x\ny\",2\n\n\"open,6", 5)]
    [InlineData("a,b\n1,\"", 2)]
    public void A_quote_that_never_closes_is_reported_with_the_line_where_it_opened(string text, int line)
    {
        foreach (var chunk in (int[])[1, 4, 1000])
        {
            var fault = CsvInText.Fault(text, new CsvReadOptions { Dialect = CsvInText.Comma, ChunkBytes = chunk });
            Assert.Equal("csv-quote-never-closed", fault.Code);
            Assert.Contains($"line {line}:", fault.Message, StringComparison.Ordinal);
            Assert.Contains("'quote' none", fault.WayOut, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Where_bad_rows_are_left_out_a_quote_that_is_left_open_costs_its_line_alone()
    {
        var result = CsvInText.Read("a,b\n1,2\n3,\"open\n5,6\n\"7", new CsvReadOptions { Dialect = CsvInText.Comma, BadRows = BadRows.Drop });
        Assert.Equal(["1", "5"], result.Texts("a"));
        Assert.Equal(
            [new CsvFault(3, "b", CsvFaultKind.UnclosedQuote), new CsvFault(5, "a", CsvFaultKind.UnclosedQuote)], result.FirstFaults);
    }

    [Theory]
    [InlineData("a,b\n\"x\"y,2\n", "column 1 ('a')")]
    [InlineData("a,b\n1,5\" pipe\n", "column 2 ('b')")]
    [InlineData("a,b\n1,\"x\"y", "column 2 ('b')")]
    public void A_quote_out_of_place_is_a_fault(string text, string place)
    {
        var fault = CsvInText.Fault(text);
        Assert.Equal("csv-misplaced-quote", fault.Code);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.Contains("'quote' none", fault.WayOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void A_field_beyond_the_limit_is_reported_with_its_column(int chunk)
    {
        var options = new CsvReadOptions { Dialect = CsvInText.Comma, MaxFieldBytes = 10, ChunkBytes = chunk };
        var fault = CsvInText.Fault("a,b,c\n1,12345678901,3\n", options);
        Assert.Equal("csv-field-too-long", fault.Code);
        Assert.Contains("line 2: the field in column 2 ('b')", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["1234567890"], CsvInText.Read("a,b,c\n1,\"1234567890\",3\n", options).Texts("b"));
    }

    [Fact]
    public void A_row_without_end_does_not_fill_the_memory()
    {
        var options = new CsvReadOptions
        {
            Dialect = CsvInText.Comma,
            BadRows = BadRows.Drop,
            MaxFieldBytes = 1000,
            ChunkBytes = 1000,
        };
        var long1 = new string('x', 1 << 20);
        var long2 = string.Concat(Enumerable.Repeat("x,", 1 << 19));
        var result = CsvInText.Read($"a,b\n1,2\n{long1},2\n{long2}\n\"{long1}\r\n,\"\"\",5\n3,4\n", options);
        Assert.Equal(["1", "3"], result.Texts("a"));
        Assert.Equal(4, result.DroppedRows);
        Assert.Equal(
            [(3L, CsvFaultKind.FieldTooLong), (4L, CsvFaultKind.RaggedRow), (5L, CsvFaultKind.FieldTooLong), (6L, CsvFaultKind.UnclosedQuote)],
            result.FirstFaults.Select(fault => (fault.Line, fault.Kind)));
    }

    [Fact]
    public void Bytes_that_are_not_text_are_replaced_in_their_cell_and_counted()
    {
        var bytes = Encoding.Latin1.GetBytes("a,b\n1,2\n\u00C3,caf\u00e9\n4,\0x\n\"\u00E2\u0082\"\"\u00E2\u0082\",6\n");
        foreach (var chunk in (int[])[1, 7, 1000])
        {
            var result = CsvInText.Read(bytes, new CsvReadOptions { Dialect = CsvInText.Comma, ChunkBytes = chunk });
            Assert.Equal(["1", "\uFFFD", "4", "\uFFFD\"\uFFFD"], result.Texts("a"));
            Assert.Equal(["2", "caf\uFFFD", "\uFFFDx", "6"], result.Texts("b"));
            Assert.Equal((0L, 4L), (result.DroppedRows, result.ReplacedCells));
        }
    }

    [Theory]
    [InlineData("a,caf\u00e9\n1,2\n", "csv-bad-bytes")]
    [InlineData("a,b\0\n1,2\n", "csv-binary")]
    public void Bytes_that_are_not_text_in_a_header_are_an_error(string text, string code)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        foreach (var rows in (BadRows[])[BadRows.Fail, BadRows.Drop])
        {
            var fault = Assert.Throws<VeilException>(() => CsvInText.Read(bytes, new CsvReadOptions { Dialect = CsvInText.Comma, BadRows = rows }));
            Assert.Equal(code, fault.Code);
            Assert.Contains("'encoding'", fault.WayOut, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 2, 255, 0, 3, 9, 7 })]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 20, 0, 0, 0 })]
    public void A_binary_file_is_refused(byte[] bytes) =>
        Assert.Equal("csv-binary", Assert.Throws<VeilException>(() => CsvInText.Read(bytes)).Code);

    [Theory]
    [InlineData(",,\n", "csv-empty-name")]
    [InlineData("\" \",\n", "csv-empty-name")]
    [InlineData("a,\"b\"x\n", "csv-misplaced-quote")]
    public void A_faulty_header_is_an_error_even_when_bad_rows_are_dropped(string text, string code) =>
        Assert.Equal(code, CsvInText.Fault(text, new CsvReadOptions { Dialect = CsvInText.Comma, BadRows = BadRows.Drop }).Code);

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    public void Too_many_columns_are_refused(int chunk)
    {
        var options = new CsvReadOptions { Dialect = CsvInText.Comma, MaxColumns = 3, ChunkBytes = chunk };
        Assert.Equal("csv-too-many-columns", CsvInText.Fault("a,b,c,d,e,f,g\n", options).Code);
    }

    [Fact]
    public void A_header_without_end_is_refused()
    {
        var options = new CsvReadOptions { Dialect = CsvInText.Comma, MaxHeaderBytes = 100, ChunkBytes = 10 };
        Assert.Equal("csv-header-too-long", CsvInText.Fault(new string('x', 5000), options).Code);
    }

    [Fact]
    public void Bad_rows_can_be_dropped_and_are_counted_and_listed_in_order()
    {
        var bytes = Encoding.Latin1.GetBytes("a,b\n1,2\n3\n4,caf\u00e9\n\n5,\"x\"y\n6,7\nsix,8\n9,10,11\n12,13\n");
        var schema = Typed(("a", ColumnType.Integer), ("b", ColumnType.Category));
        foreach (var chunk in (int[])[1, 7, 1000])
        {
            var options = new CsvReadOptions { Dialect = CsvInText.Comma, Schema = schema, BadRows = BadRows.Drop, ChunkBytes = chunk };
            var result = CsvInText.Read(bytes, options);
            Assert.Equal([1, 4, 6, 12], ((IntegerColumn)result.Table["a"]).Values.ToArray());
            var labels = (LabelColumn)result.Table["b"];
            Assert.Equal(["2", "caf\uFFFD", "7", "13"], labels.Texts());
            Assert.Equal(4, labels.Labels.Count);
            Assert.Equal((4L, 1L), (result.DroppedRows, result.ReplacedCells));
            if (chunk == 1000)
            {
                Assert.Equal(
                    [
                        new CsvFault(3, null, CsvFaultKind.RaggedRow),
                        new CsvFault(6, "b", CsvFaultKind.MisplacedQuote),
                        new CsvFault(8, "a", CsvFaultKind.BadCell),
                        new CsvFault(9, null, CsvFaultKind.RaggedRow),
                    ],
                    result.FirstFaults);
            }
        }
    }

    [Fact]
    public void At_most_a_hundred_faults_are_listed()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Repeat("1\n", 250));
        var options = new CsvReadOptions { Dialect = CsvInText.Comma, BadRows = BadRows.Drop, DialectFromRows = false };
        var result = CsvInText.Read(text, options);
        Assert.Equal(250, result.DroppedRows);
        Assert.Equal(Enumerable.Range(2, 100).Select(line => (long)line), result.FirstFaults.Select(fault => fault.Line));
    }

    [Fact]
    public void The_first_fault_of_the_file_is_the_one_reported()
    {
        var schema = Typed(("a", ColumnType.Integer), ("b", ColumnType.Integer));
        var options = new CsvReadOptions { Dialect = CsvInText.Comma, Schema = schema };
        var fault = CsvInText.Fault("a,b\n1,2\n1,x\nx,1\n1\n", options);
        Assert.Equal("csv-bad-cell", fault.Code);
        Assert.Contains("line 3", fault.Message, StringComparison.Ordinal);
        Assert.Equal("csv-ragged-row", CsvInText.Fault("a,b\n1,2\n1\n1,x\n", options).Code);
    }

    [Theory]
    [InlineData("a,b\n1,CANARY,3\n")]
    [InlineData("a,b\nCANARY\n")]
    [InlineData("a,b\n1,CANARY\n")]
    [InlineData("a,b\nCANARY,2\n")]
    [InlineData("a,b\n1,\"CANARY\n")]
    [InlineData("a,b\n1,\"CANARY\"CANARY\n")]
    [InlineData("a,b\n1,CANARY\0\n")]
    [InlineData("a,b\n1,CANARY\u00ff\n")]
    [InlineData("a,b\n1,CANARYCANARYCANARY\n")]
    [InlineData("CANARY,CANARY\n1,2\n")]
    public void No_message_holds_a_value_of_the_table(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text.Replace("CANARY", Canary, StringComparison.Ordinal));
        var schema = Typed(("a", ColumnType.Integer), ("b", ColumnType.Decimal));
        foreach (var chunk in (int[])[1, 100])
        {
            var options = new CsvReadOptions { Dialect = CsvInText.Comma, Schema = schema, MaxFieldBytes = 40, ChunkBytes = chunk };
            var fault = Assert.Throws<VeilException>(() => CsvInText.Read(bytes, options));
            Assert.DoesNotContain(Canary, fault.ToString() + fault.WayOut + fault.Code, StringComparison.Ordinal);
            Assert.NotEmpty(fault.WayOut);
            Assert.Equal(FaultKind.BadInput, fault.Kind);
            try
            {
                var dropped = CsvInText.Read(bytes, options with { BadRows = BadRows.Drop });
                Assert.DoesNotContain(Canary, string.Concat(dropped.FirstFaults), StringComparison.Ordinal);
            }
            catch (VeilException fatal)
            {
                Assert.DoesNotContain(Canary, fatal.ToString(), StringComparison.Ordinal);
            }
        }
    }

    private static Schema Typed(params (string Name, ColumnType Type)[] columns) => new()
    {
        Columns = [.. columns.Select(column => new ColumnSchema
        {
            Name = column.Name,
            Type = new Fact<ColumnType>(column.Type, Provenance.Declared),
        })],
    };
}
