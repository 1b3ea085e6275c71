using Veil.Data.Formats;
using Veil.Data.Schemas;

namespace Veil.Cli.Tests.Formats.FixedWidth;

/// <summary>
/// A format that the product does not have: a line that says so, a line of names, then a line a row, every cell as wide as every
/// other.
/// </summary>
internal sealed class FixedWidthFormat : TableFormat
{
    public const string Signature = "fixed-width";
    public const int CellWidth = 12;

    public override string Name => "fixed-width";

    public override IReadOnlyList<string> Extensions { get; } = [".fwf"];

    public override int SignatureLength => Signature.Length;

    public override bool Recognises(ReadOnlySpan<byte> start) => start.SequenceEqual("fixed-width"u8);

    public override ITableSource Source(ByteInput input, SourceOptions options) => new FixedWidthSource(input, options);

    public override ITableWriter Writer(Stream stream, Schema schema, SinkOptions options) => new FixedWidthWriter(stream);
}
