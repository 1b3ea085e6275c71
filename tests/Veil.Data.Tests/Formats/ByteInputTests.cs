using System.IO.Compression;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Data.Tests.Formats;

public class ByteInputTests
{
    private const string Text = "name,city\nJosé,Málaga\nZoë,Kraków?\n";

    [Theory]
    [InlineData(TextEncoding.Utf8, false)]
    [InlineData(TextEncoding.Utf8, true)]
    [InlineData(TextEncoding.Utf16LittleEndian, false)]
    [InlineData(TextEncoding.Utf16LittleEndian, true)]
    [InlineData(TextEncoding.Utf16BigEndian, false)]
    [InlineData(TextEncoding.Utf16BigEndian, true)]
    [InlineData(TextEncoding.Windows1252, false)]
    public void Encodings_are_recognised_with_and_without_byte_order_mark(TextEncoding encoding, bool mark)
    {
        var text = Text.Replace('ó', 'o');
        byte[] bytes = [.. mark ? Encode("\uFEFF", encoding) : [], .. Encode(text, encoding)];
        var result = CsvInText.Read(bytes);
        Assert.Equal(encoding, result.Dialect.Encoding);
        Assert.Equal(mark, result.Dialect.HasByteOrderMark);
        Assert.Equal(["José", "Zoë"], result.Texts("name"));
        Assert.NotNull(result.DialectReport);
    }

    [Fact]
    public void In_utf16_a_lone_surrogate_and_an_odd_byte_are_replaced()
    {
        byte[] bytes = [.. Encode("a\n1\n", TextEncoding.Utf16LittleEndian), 0, 0xD8, 10, 0, (byte)'2', 0, (byte)'3'];
        foreach (var chunk in (int[])[1, 2, 1000])
        {
            var options = new CsvReadOptions { Dialect = new CsvDialect(Encoding: TextEncoding.Utf16LittleEndian), ChunkBytes = chunk };
            Assert.Equal(["1", "\uFFFD", "2\uFFFD"], CsvInText.Read(bytes, options).Texts("a"));
        }
    }

    [Fact]
    public void Gzip_is_recognised_whatever_the_name()
    {
        var result = CsvInText.Read(Gzip(Encoding.UTF8.GetBytes(Text)));
        Assert.True(result.Dialect.IsGzip);
        Assert.Equal(["José", "Zoë"], result.Texts("name"));
    }

    [Fact]
    public void Gzip_is_decompressed_when_the_dialect_is_given() =>
        Assert.Equal(["José", "Zoë"], CsvInText.Read(Gzip(Encoding.UTF8.GetBytes(Text)), new CsvReadOptions { Dialect = CsvInText.Comma }).Texts("name"));

    [Fact]
    public void A_gzip_bomb_is_stopped()
    {
        var bomb = Gzip(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("0\n", 5_000_000))));
        var fault = Assert.Throws<VeilException>(() => CsvInText.Read(bomb));
        Assert.Equal("csv-gzip-bomb", fault.Code);
        Assert.Equal(5_000_000, CsvInText.Read(bomb, new CsvReadOptions { MaxDecompressionRatio = 2000 }).Table.RowCount);
    }

    [Fact]
    public void Damaged_gzip_is_reported()
    {
        var bytes = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i * 7}\n"))));
        bytes[bytes.Length / 2] ^= 0xFF;
        bytes[(bytes.Length / 2) + 1] ^= 0xFF;
        Assert.Equal("csv-gzip-broken", Assert.Throws<VeilException>(() => CsvInText.Read(bytes)).Code);
    }

    [Fact]
    public void A_gzip_file_that_is_cut_short_is_reported()
    {
        var bytes = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},{i * 7}\n"))));
        Assert.Equal("csv-gzip-broken", Assert.Throws<VeilException>(() => CsvInText.Read(bytes[..(bytes.Length / 2)])).Code);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<VeilException>(() => CsvReader.Read(ByteInput.FromFile("/nowhere/people.csv"), cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("csv-not-found", fault.Code);
        Assert.Contains("/nowhere/people.csv", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_file() =>
        Assert.Equal("csv-is-a-directory", Assert.Throws<VeilException>(() => CsvDialectDetector.Detect(ByteInput.FromFile(Path.GetTempPath()))).Code);

    [Fact]
    public void A_file_is_read_from_its_path_as_often_as_one_likes()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, Text);
        try
        {
            var input = ByteInput.FromFile(path);
            Assert.Equal(',', CsvDialectDetector.Detect(input).Dialect.Delimiter);
            for (var i = 0; i < 2; i++)
            {
                var result = CsvReader.Read(input, cancellation: TestContext.Current.CancellationToken);
                Assert.Equal(2, result.Table.RowCount);
                Assert.Equal(new FileInfo(path).Length, result.BytesRead);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_stream_can_be_looked_at_and_then_read_once()
    {
        var input = ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(Text)), "standard input");
        Assert.Equal(',', CsvDialectDetector.Detect(input).Dialect.Delimiter);
        Assert.Equal(2, CsvReader.Read(input, cancellation: TestContext.Current.CancellationToken).Table.RowCount);
    }

    private static byte[] Encode(string text, TextEncoding encoding) => encoding switch
    {
        TextEncoding.Windows1252 => Encoding.Latin1.GetBytes(text),
        TextEncoding.Utf16LittleEndian => Encoding.Unicode.GetBytes(text),
        TextEncoding.Utf16BigEndian => Encoding.BigEndianUnicode.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(text),
    };

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
