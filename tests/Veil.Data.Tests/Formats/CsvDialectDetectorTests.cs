using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Data.Tests.Formats;

public class CsvDialectDetectorTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1;2\n", ';')]
    [InlineData("a\tb\n1\t2\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("a;b;c\n1,5;2,5;x\n2,5;3,5;y\n", ';')]
    [InlineData("1,5;2,5\n2,5;3,5\n", ';')]
    [InlineData("name,remark\nx,\"a;b;c\"\ny,\"d;e;f\"\n", ',')]
    [InlineData("time,temperature\n2020-01-01 10:00|x,1.5\n2020-01-01 11:00|y,1.5\n", ',')]
    [InlineData("a,b,c", ',')]
    public void The_delimiter_is_found(string text, char delimiter) => Assert.Equal(delimiter, Detect(text).Delimiter);

    [Theory]
    [InlineData("name\nAda\nBob\n")]
    [InlineData("remark\nhello\nwell, well, well\nno; really\n")]
    public void A_single_column_is_read_whole(string text)
    {
        var result = CsvInText.Read(Encoding.UTF8.GetBytes(text));
        Assert.Single(result.Table.Columns);
        Assert.Equal(text.Count(c => c == '\n') - 1, result.Table.RowCount);
    }

    [Theory]
    [InlineData("a,b\n'x,1',2\n'y',3\n", '\'')]
    [InlineData("a,b\n\"x,1\",2\n", '"')]
    [InlineData("a,b\nit's,2\nthat's,3\n", '"')]
    [InlineData("a,b\n\"'x'\",2\n", '"')]
    public void The_quote_is_found(string text, char quote) => Assert.Equal(quote, Detect(text).Quote);

    [Theory]
    [InlineData("name,age\nAda,36\nBob,40\n", true)]
    [InlineData("Ada,36\nBob,40\nCyd,41\n", false)]
    [InlineData("1,2\n3,4\n", false)]
    [InlineData("name,city\nAda,London\nBob,Paris\n", true)]
    [InlineData("Ada,London\nBob,Paris\nAda,London\n", false)]
    [InlineData("2020-01-01,x\n2020-01-02,y\n", false)]
    [InlineData("day,x\n2020-01-01,a\n2020-01-02,b\n", true)]
    [InlineData(",a\n1,x\n2,y\n", true)]
    public void The_header_is_found(string text, bool header) => Assert.Equal(header, Detect(text).HasHeader);

    [Theory]
    [InlineData("a;b\n1,5;x\n", ',')]
    [InlineData("a;b\n1.5;x\n", '.')]
    [InlineData("a,b\n\"1,5\",x\n", ',')]
    [InlineData("a;b\n1,500;x\n", '.')]
    [InlineData("a;b\n1;x\n", '.')]
    public void The_decimal_mark_is_found(string text, char mark) => Assert.Equal(mark, Detect(text).DecimalMark);

    [Fact]
    public void Each_fact_has_a_reason_without_a_value()
    {
        var report = CsvDialectDetector.Detect(Input("name;age\nC4n4ry;36,5\nC4n4ry;40,5\n"));
        Assert.Equal(["encoding", "quote", "delimiter", "decimal mark", "header"], report.Facts.Select(fact => fact.Name));
        Assert.All(report.Facts, fact => Assert.NotEmpty(fact.Reason));
        Assert.DoesNotContain("C4n4ry", string.Concat(report.Facts), StringComparison.Ordinal);
    }

    [Fact]
    public void Latin1_after_the_part_that_was_looked_at_is_refused_or_replaced_where_utf8_is_declared()
    {
        var rows = Enumerable.Repeat("abcdefghij,1\n", 30_000);
        var bytes = Encoding.Latin1.GetBytes("a,b\n" + string.Concat(rows) + "caf\u00e9,1\n");
        Assert.Equal("csv-bad-bytes", Assert.Throws<VeilException>(() => CsvInText.Read(bytes)).Code);
        var result = CsvInText.Read(bytes, new CsvReadOptions { Declared = new DeclaredDialect { Encoding = TextEncoding.Utf8 } });
        Assert.Equal(("caf\uFFFD", 1L), (result.Texts("a")[^1], result.ReplacedCells));
        var latin = new CsvReadOptions { Dialect = new CsvDialect(Encoding: TextEncoding.Windows1252) };
        Assert.Equal("café", CsvInText.Read(bytes, latin).Texts("a")[^1]);
    }

    [Fact]
    public void What_is_said_is_not_found_out()
    {
        var said = new DeclaredDialect { Delimiter = ';', HasHeader = false, DecimalMark = '.', Quote = CsvDialect.NoQuote };
        var result = CsvInText.Read("a;b\n1,5;\"x\"\n"u8.ToArray(), new CsvReadOptions { Declared = said });
        Assert.Equal(new CsvDialect(';', CsvDialect.NoQuote, HasHeader: false), result.Dialect);
        Assert.Equal(["b", "\"x\""], result.Texts("column2"));
    }

    private static CsvDialect Detect(string text) => CsvDialectDetector.Detect(Input(text)).Dialect;

    private static ByteInput Input(string text) => ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), "people.csv");
}
