using System.Runtime.CompilerServices;
using Veil.Data.Cells;
using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>A column whose cells are kept as labels, byte for byte.</summary>
internal sealed class LabelSink(string name, int field, MissingCodes missing, ColumnType type, char decimalMark)
    : ColumnSink(name, field)
{
    private const int LargePool = 10_000;

    private readonly RowBuffer<int> _codes = new();
    private readonly LabelPoolBuilder _labels = new();

    public override string Expected => "a label";

    public override bool CanRefuse => false;

    public override bool IsSlow => _labels.Count >= LargePool;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Append(CsvBatch batch, CsvFaultLog log)
    {
        if (batch.BadRecords == 0 && _labels.Count >= LargePool)
        {
            AppendInGroups(batch);
            return;
        }

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

    /// <summary>For a pool that the processor's caches cannot hold: looks labels up in groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AppendInGroups(CsvBatch batch)
    {
        const int Group = 64;
        var codes = _codes.Extend(batch.Records);
        Span<uint> hashes = stackalloc uint[Group];
        for (var start = 0; start < codes.Length; start += Group)
        {
            var count = Math.Min(Group, codes.Length - start);
            for (var i = 0; i < count; i++)
            {
                hashes[i] = LabelPoolBuilder.Hash(batch.Field(start + i, Field));
            }

            _labels.Warm(hashes[..count]);
            for (var i = 0; i < count; i++)
            {
                var text = batch.Field(start + i, Field);
                codes[start + i] = missing.Contains(text) ? LabelColumn.Missing : _labels.GetOrAdd(text, hashes[i]);
            }
        }
    }

    public override void RemoveBad(CsvBatch batch)
    {
    }

    public override Column Build() => new LabelColumn(Name, _codes.Drain(), _labels.Build(), type) { DecimalMark = decimalMark };
}
