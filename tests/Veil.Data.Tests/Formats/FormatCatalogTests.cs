using System.IO.Compression;
using System.Text;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

/// <summary>The format of a file follows from its name, else from its signature; what nobody knows is delimited text.</summary>
public class FormatCatalogTests
{
    private static readonly FormatCatalog s_formats = new(new CsvFormat(), new Marked());

    [Theory]
    [InlineData("people.csv", "csv")]
    [InlineData("people.TSV.gz", "csv")]
    [InlineData("people.marked", "marked")]
    [InlineData("people.marked.gz", "marked")]
    [InlineData("people.else", "csv")]
    [InlineData("people", "csv")]
    [InlineData("-", "csv")]
    public void An_output_has_the_format_of_its_name(string path, string format) => Assert.Equal(format, s_formats.Of(path).Name);

    [Theory]
    [InlineData("people.csv", "people")]
    [InlineData("people.TSV.gz", "people")]
    [InlineData("a.b.marked", "a.b")]
    [InlineData("people.else", "people.else")]
    [InlineData("people.gz", "people")]
    [InlineData("people", "people")]
    public void A_name_has_a_stem_without_what_tells_its_format(string name, string stem) =>
        Assert.Equal(stem, s_formats.WithoutExtension(name));

    [Theory]
    [InlineData("standard input", "MARK1", true)]
    [InlineData("people.else", "MARK1", true)]
    [InlineData("people.marked", "MARX1", true)] // the name goes first
    [InlineData("people.csv", "MARK1", false)]
    [InlineData("people", "MARX1", false)]
    [InlineData("people", "MAR", false)]
    [InlineData("people", "", false)]
    public void An_input_has_the_format_of_its_name_or_its_signature(string name, string text, bool isMarked)
    {
        Assert.Equal(isMarked, Source(name, Encoding.UTF8.GetBytes(text)) is MemorySource);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        Assert.Equal(isMarked, Source(name, packed.ToArray()) is MemorySource);
    }

    [Fact]
    public void Nothing_is_opened_where_no_format_has_a_signature() =>
        Assert.IsType<CsvSource>(FormatCatalog.Default.Source(ByteInput.FromFile("/nowhere/absent"), new SourceOptions()));

    [Fact]
    public void Looking_for_a_signature_takes_nothing_from_a_stream()
    {
        var source = Source("standard input", "a,b\n1,2\n"u8.ToArray());

        Assert.Equal(["a", "b"], source.Read(new ReadRequest(), null, TestContext.Current.CancellationToken).Table.Columns.Select(column => column.Name));
    }

    private static ITableSource Source(string name, byte[] bytes) =>
        s_formats.Source(ByteInput.FromStream(new MemoryStream(bytes), name), new SourceOptions());

    private sealed class Marked : TableFormat
    {
        public override string Name => "marked";

        public override IReadOnlyList<string> Extensions { get; } = [".marked"];

        public override int SignatureLength => 4;

        public override bool Recognises(ReadOnlySpan<byte> start) => start.SequenceEqual("MARK"u8);

        public override ITableSource Source(ByteInput input, SourceOptions options) => new MemorySource(new Table([]));

        public override ITableWriter Writer(Stream stream, Schema schema, SinkOptions options) => throw new NotSupportedException();
    }
}
