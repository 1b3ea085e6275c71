using System.Text;
using Veil.Data.Formats;
using Veil.Data.Tables;

namespace Veil.Cli.Tests.Formats.FixedWidth;

internal sealed class FixedWidthSource(ByteInput input, SourceOptions options) : ITableSource
{
    public string DisplayName => input.DisplayName;

    public string? Path => input.Path;

    public BadRows BadRows => options.BadRows;

    public void Check(ReadRequest request)
    {
    }

    public TableRead Read(ReadRequest request, IProgress<ReadProgress>? progress, CancellationToken cancellation)
    {
        using var opened = input.Open(options.MaxDecompressionRatio);
        using var reader = new StreamReader(opened.Bytes);
        Assert.Equal(FixedWidthFormat.Signature, reader.ReadLine());
        var names = Cells(reader.ReadLine()!);
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(Cells(line));
        }

        var table = new Table([.. names.Select((name, i) => Raw(name, rows.Select(row => row[i])))]);
        return new MemorySource(table, DisplayName).Read(request, progress, cancellation) with { BytesRead = opened.BytesRead };
    }

    private static string[] Cells(string line) =>
        [.. line.Chunk(FixedWidthFormat.CellWidth).Select(cell => new string(cell).TrimEnd())];

    private static LabelColumn Raw(string name, IEnumerable<string> texts)
    {
        var labels = new LabelPoolBuilder();
        int[] codes = [.. texts.Select(text => labels.GetOrAdd(Encoding.UTF8.GetBytes(text)))];
        return new LabelColumn(name, codes, labels.Build(), ColumnType.Text);
    }
}
