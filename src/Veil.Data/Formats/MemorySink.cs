using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Formats;

/// <summary>Keeps in memory the table that is written to it.</summary>
public sealed class MemorySink : ITableSink
{
    /// <inheritdoc/>
    public string DisplayName => "memory";

    /// <summary>The table that was written last; without columns when none was.</summary>
    public Table Table { get; private set; } = new([]);

    /// <inheritdoc/>
    public void Write(Schema schema, Action<ITableWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var writer = new Writer();
        write(writer);
        Table = writer.Whole();
    }

    /// <inheritdoc/>
    public long Measure(Schema schema, Action<ITableWriter> write) => 0;

    private sealed class Writer : ITableWriter
    {
        private readonly List<Table> _chunks = [];

        public void Write(Table chunk, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_chunks.Count > 0 && !Names(_chunks[0]).SequenceEqual(Names(chunk)))
            {
                throw new ArgumentException("The columns are not those of the first chunk.", nameof(chunk));
            }

            _chunks.Add(chunk);
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }

        public Table Whole() => _chunks.Count switch
        {
            0 => new Table([]),
            1 => _chunks[0],
            _ => new Table([.. _chunks[0].Columns.Select((_, i) => Join([.. _chunks.Select(chunk => chunk.Columns[i])]))]),
        };

        private static IEnumerable<string> Names(Table chunk) => chunk.Columns.Select(column => column.Name);

        private static Column Join(Column[] parts) => parts[0] switch
        {
            IntegerColumn first => new IntegerColumn(
                first.Name, [.. parts.SelectMany(part => ((IntegerColumn)part).Values.ToArray())], first.Type),
            DecimalColumn first => new DecimalColumn(first.Name, [.. parts.SelectMany(part => ((DecimalColumn)part).Values.ToArray())]),
            _ => Join([.. parts.Cast<LabelColumn>()]),
        };

        private static LabelColumn Join(LabelColumn[] parts)
        {
            var labels = new LabelPoolBuilder();
            var codes = new List<int>();
            foreach (var part in parts)
            {
                int[] ofPart = [.. Enumerable.Range(0, part.Labels.Count).Select(code => labels.GetOrAdd(part.Labels.Utf8(code)))];
                codes.AddRange(part.Codes.ToArray().Select(code => code == LabelColumn.Missing ? code : ofPart[code]));
            }

            return new LabelColumn(parts[0].Name, [.. codes], labels.Build(), parts[0].Type) { DecimalMark = parts[0].DecimalMark };
        }
    }
}
