using System.Globalization;
using System.Text;
using Veil.Data.Formats;
using Veil.Data.Tables;

namespace Veil.Cli.Tests.Formats.FixedWidth;

internal sealed class FixedWidthWriter(Stream stream) : ITableWriter
{
    private readonly StreamWriter _lines = new(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
    private bool _hasNames;

    public void Write(Table chunk, CancellationToken cancellation = default)
    {
        if (!_hasNames)
        {
            _lines.WriteLine(FixedWidthFormat.Signature);
            _lines.WriteLine(Line(chunk.Columns.Select(column => column.Name)));
            _hasNames = true;
        }

        for (var row = 0; row < chunk.RowCount; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            _lines.WriteLine(Line(chunk.Columns.Select(column => Text(column, row))));
        }
    }

    public void Flush() => _lines.Flush();

    public void Dispose() => _lines.Dispose();

    private static string Line(IEnumerable<string> cells) =>
        string.Concat(cells.Select(cell => cell.PadRight(FixedWidthFormat.CellWidth)[..FixedWidthFormat.CellWidth]));

    private static string Text(Column column, int row) => column.IsMissing(row) ? "" : column switch
    {
        IntegerColumn whole => whole.Values[row].ToString(CultureInfo.InvariantCulture),
        DecimalColumn number => number.Values[row].ToString(CultureInfo.InvariantCulture),
        LabelColumn labels => labels.Labels[labels.Codes[row]],
        _ => throw new NotSupportedException(),
    };
}
