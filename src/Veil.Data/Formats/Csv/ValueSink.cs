using System.Runtime.CompilerServices;
using Veil.Data.Cells;
using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>A column whose cells are parsed to values of fixed size.</summary>
/// <typeparam name="T">The stored value.</typeparam>
/// <typeparam name="TParser">Reads a cell; a struct, so that the loop is compiled for it.</typeparam>
internal sealed class ValueSink<T, TParser>(
    string name,
    int field,
    TParser parser,
    MissingCodes missing,
    bool trimmed,
    T missingValue,
    string expected,
    Func<T[], Column> build)
    : ColumnSink(name, field)
    where T : unmanaged
    where TParser : struct, ICellParser<T>
{
    private readonly RowBuffer<T> _values = new();

    public override string Expected => expected;

    public override bool CanRefuse => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Append(CsvBatch batch, CsvFaultLog log)
    {
        var values = _values.Extend(batch.Records);
        var stride = batch.Columns;
        var fields = batch.Fields;
        var bytes = batch.Buffer;
        var at = Field;
        for (var record = 0; record < values.Length; record++, at += stride)
        {
            var text = new ReadOnlySpan<byte>(bytes, fields[at].Start, fields[at].Length);
            if (trimmed ? missing.ContainsTrimmed(text) : missing.Contains(text))
            {
                values[record] = missingValue;
            }
            else if (!parser.TryParse(text, out values[record]))
            {
                batch.MarkBad(record);
                log.Add(CsvFaultKind.BadCell, batch.Lines[record], Field);
            }
        }
    }

    public override void RemoveBad(CsvBatch batch)
    {
        // The last extension is contiguous: it can be taken back, closed up and given again.
        _values.Shrink(batch.Records);
        var values = _values.Extend(batch.Records);
        var kept = 0;
        for (var record = 0; record < values.Length; record++)
        {
            if (!batch.IsBad(record))
            {
                values[kept++] = values[record];
            }
        }

        _values.Shrink(values.Length - kept);
    }

    public override Column Build() => build(_values.Drain());
}
