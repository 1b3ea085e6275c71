using System.Text;
using Veil.Data.Files;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Data.Tests.Formats;

/// <summary>In encodings with several bytes a character, and in those with shifts, no line changes how the next one is read.</summary>
public class MultiByteTextTests
{
    [Theory]
    [InlineData("shift_jis", new byte[] { 0x81 })]
    [InlineData("gbk", new byte[] { 0x81 })]
    [InlineData("gb18030", new byte[] { 0x81 })]
    [InlineData("gb18030", new byte[] { 0x81, 0x30, 0x81 })]
    [InlineData("big5", new byte[] { 0x81 })]
    [InlineData("euc-kr", new byte[] { 0xA1 })]
    [InlineData("euc-jp", new byte[] { 0x8F, 0xA1 })]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, (byte)'$', (byte)'B' })]
    [InlineData("iso-2022-kr", new byte[] { 0x1B, (byte)'$', (byte)')', (byte)'C', 0x0E })]
    [InlineData("hz-gb-2312", new byte[] { (byte)'~', (byte)'{' })]
    [InlineData("hz-gb-2312", new byte[] { (byte)'~' })]
    public void A_character_that_a_line_end_cuts_does_not_reach_into_the_next_line(string encoding, byte[] cut)
    {
        foreach (var end in (string[])["\n", "\r\n", "\r"])
        {
            byte[] bytes = [.. Encoding.ASCII.GetBytes($"a{end}one{end}x"), .. cut, .. Encoding.ASCII.GetBytes($"{end}two{end}three")];
            var dialect = new CsvDialect { Encoding = (TextEncoding)CodePages.Find(encoding)!.Value };
            foreach (var chunk in (int[])[1, 1 << 18])
            {
                var table = CsvInText.Read(bytes, new CsvReadOptions { Dialect = dialect, BadRows = BadRows.Drop, ChunkBytes = chunk });
                var texts = table.Texts("a");
                Assert.Equal(["one", "two", "three"], [texts[0], .. texts[2..]]);
            }
        }
    }

    [Theory]
    [InlineData("shift_jis", "日本語")]
    [InlineData("gb18030", "汉字😀")]
    [InlineData("big5", "漢字")]
    [InlineData("euc-kr", "한국어")]
    [InlineData("iso-2022-jp", "日本語")]
    [InlineData("utf-32", "x😀")]
    public void Text_is_read_as_it_is_whatever_the_input_is_cut_into(string encoding, string word)
    {
        var page = CodePages.Find(encoding)!.Value;
        string[] rows = [.. Enumerable.Range(0, 9000).Select(row => $"{row}{word}")];
        var bytes = CodePages.Get(page).GetBytes("a\n" + string.Join('\n', rows));
        var read = CsvInText.Read(bytes, new CsvReadOptions { Dialect = new CsvDialect { Encoding = (TextEncoding)page } });
        Assert.Equal(rows, read.Texts("a"));
    }
}
