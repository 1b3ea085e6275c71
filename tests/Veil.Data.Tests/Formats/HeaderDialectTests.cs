using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;

namespace Veil.Data.Tests.Formats;

/// <summary>What a header line tells of a file, and that rows tell nothing.</summary>
public class HeaderDialectTests
{
    [Theory]
    [InlineData("a,b\n", ',', '"', '.')]
    [InlineData("a;b\n", ';', '"', ',')]
    [InlineData("a\tb\n", '\t', '"', '.')]
    [InlineData("a|b|c;d\n", '|', '"', '.')]
    [InlineData("a\n", ',', '"', '.')]
    [InlineData("a;b,c\n", ',', '"', '.')]
    [InlineData("\"a;b;c\",d\n", ',', '"', '.')]
    [InlineData("'a','b;c;d'\n", ',', '\'', '.')]
    [InlineData("'a'\n", ',', '\'', '.')]
    [InlineData("it's,that's\n", ',', '"', '.')]
    [InlineData("'a',b\n", ',', '"', '.')]
    [InlineData("\r\n\na;b\n", ';', '"', ',')]
    public void Delimiter_quote_and_decimal_mark_are_told_from_the_header(string header, char delimiter, char quote, char mark)
    {
        var dialect = Read(Encoding.UTF8.GetBytes(header));
        Assert.Equal((delimiter, quote, mark), (dialect.Delimiter, dialect.Quote, dialect.DecimalMark));
    }

    [Theory]
    [InlineData("utf-8", "Straße,n\n", false, TextEncoding.Utf8)]
    [InlineData("utf-8", "Straße,n\n", true, TextEncoding.Utf8)]
    [InlineData("utf-16", "Straße,n\n", true, TextEncoding.Utf16LittleEndian)]
    [InlineData("utf-16", "Straße,n\r\n", false, TextEncoding.Utf16LittleEndian)]
    [InlineData("utf-16", "\r\na\r\n", false, TextEncoding.Utf16LittleEndian)]
    [InlineData("utf-16BE", "Straße,n\n", true, TextEncoding.Utf16BigEndian)]
    [InlineData("utf-16BE", "\r\na\r\n", false, TextEncoding.Utf16BigEndian)]
    [InlineData("iso-8859-1", "Straße,n\n", false, TextEncoding.Windows1252)]
    [InlineData("iso-8859-1", "street,n\n", false, TextEncoding.Utf8)]
    public void The_encoding_is_told_from_the_mark_and_the_header(string name, string header, bool mark, TextEncoding encoding)
    {
        var text = Encoding.GetEncoding(name);
        var result = Result([.. mark ? text.GetPreamble() : [], .. text.GetBytes(header)], new DeclaredDialect { HasHeader = true });
        Assert.Equal((encoding, mark), (result.Dialect.Encoding, result.Dialect.HasByteOrderMark));
        Assert.Equal(header.Trim('\r', '\n').Split(','), result.Table.Columns.Select(column => column.Name));
    }

    [Fact]
    public void What_is_said_goes_before_what_the_header_shows()
    {
        var said = new DeclaredDialect { HasHeader = true, DecimalMark = '.', Quote = CsvDialect.NoQuote, Encoding = TextEncoding.Windows1252 };
        var dialect = Result("a;b\n"u8.ToArray(), said).Dialect;
        Assert.Equal((';', CsvDialect.NoQuote, TextEncoding.Windows1252, '.'), (dialect.Delimiter, dialect.Quote, dialect.Encoding, dialect.DecimalMark));
    }

    [Fact]
    public void A_file_without_a_header_shows_nothing()
    {
        var schema = TestSchema.Of(new ColumnSchema { Name = "a" });
        foreach (var bytes in (byte[][])[[0xFF, 0xFE, 0x31, 0, 0x0A, 0], [0xEF, 0xBB, 0xBF, 0x31, 0x0A], "'a;b'\n"u8.ToArray(), [0xE9, 0x0A]])
        {
            var options = new CsvReadOptions
            {
                Declared = new DeclaredDialect { HasHeader = false },
                DialectFromRows = false,
                Schema = schema,
                BadRows = BadRows.Drop,
            };
            Assert.Equal(new CsvDialect(HasHeader: false), CsvInText.Read(bytes, options).Dialect);
        }
    }

    [Fact]
    public void A_quote_that_is_left_open_in_the_header_does_not_make_names_of_rows()
    {
        var fault = Assert.Throws<VeilException>(() => Read("\"a,b\n1,2\"\n"u8.ToArray()));
        Assert.Equal("csv-quote-not-closed", fault.Code);
        Assert.Equal(["a\nb"], CsvInText.Read("\"a\nb\"\n1\n").Table.Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0, 0, 0x62, 0x0A })]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 20, 0, 8, 8 })]
    public void A_binary_file_is_refused(byte[] bytes) => Assert.Equal("csv-binary", Assert.Throws<VeilException>(() => Read(bytes)).Code);

    [Fact]
    public void The_first_line_is_shown_as_text()
    {
        string Shown(byte[] bytes) => HeaderDialect.FirstLine(ByteInput.FromStream(new MemoryStream(bytes), "x"), new DeclaredDialect());

        Assert.Equal("Straße;n", Shown([0xEF, 0xBB, 0xBF, .. "\r\nStraße;n\r\n1;2\r\n"u8]));
        Assert.Equal("Straße;n", Shown([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Straße;n\r\n1;2\r\n")]));
        Assert.Equal("Straße;n", Shown(Encoding.BigEndianUnicode.GetBytes("\r\nStraße;n\r\n1;2\r\n")));
        Assert.Equal("Straße;n", Shown(Encoding.Latin1.GetBytes("Straße;n")));
        Assert.Equal("", Shown([]));
    }

    private static CsvDialect Read(byte[] bytes) => Result(bytes, new DeclaredDialect { HasHeader = true }).Dialect;

    private static CsvReadResult Result(byte[] bytes, DeclaredDialect said) =>
        CsvInText.Read(bytes, new CsvReadOptions { Declared = said, DialectFromRows = false });

    [Theory]
    [InlineData("a,b\n1,2\n", ';', true)]
    [InlineData("a\n1\n", ';', false)]
    [InlineData("\"a;b\",c\n1,2\n", ',', false)]
    public void A_declared_delimiter_that_is_not_in_the_header_is_refused_where_another_one_is(string text, char delimiter, bool isRefused)
    {
        var options = new CsvReadOptions { Declared = new DeclaredDialect { HasHeader = true, Delimiter = delimiter }, DialectFromRows = false };

        var fault = Record.Exception(() => CsvReader.Read(
            ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t.csv"), options, null, TestContext.Current.CancellationToken));

        Assert.Equal(isRefused ? "delimiter-absent" : null, (fault as VeilException)?.Code);
    }
}
