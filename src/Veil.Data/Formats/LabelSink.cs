using Veil.Data.Formats.Cells;
using Veil.Data.Tables;

namespace Veil.Data.Formats;

/// <summary>A column whose cells are kept as labels, byte for byte.</summary>
internal sealed class LabelSink(string name, int field, MissingCodes missing, ColumnType type) : ColumnSink(name, field)
{
    private readonly RowBuffer<int> _codes = new();
    private readonly LabelPoolBuilder _labels = new();

    public override string Expected => "a label";

    public override bool CanRefuse => false;

    public override void Append(CsvBatch batch, CsvFaultLog log)
    {
        var codes = _codes.Extend(batch.Records);
        var stride = batch.Columns;
        var fields = batch.Fields;
        var bytes = batch.Buffer;
        var at = Field;
        var kept = 0;
        var anyBad = batch.BadRecords > 0;
        for (var record = 0; record < batch.Records; record++, at += stride)
        {
            // Labels of rows that are left out must not even enter the pool.
            if (anyBad && batch.IsBad(record))
            {
                continue;
            }

            var text = new ReadOnlySpan<byte>(bytes, fields[at].Start, fields[at].Length);
            codes[kept++] = missing.Contains(text) ? LabelColumn.Missing : _labels.GetOrAdd(text);
        }

        _codes.Shrink(codes.Length - kept);
    }

    public override void RemoveBad(CsvBatch batch)
    {
    }

    public override Column Build() => new LabelColumn(Name, _codes.Drain(), _labels.Build(), type);
}
