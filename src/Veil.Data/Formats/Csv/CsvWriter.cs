using System.Text;
using Veil.Data.Files;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Writes tables as delimited text, chunk after chunk. Read back with the same schema they are the same, save that a
/// label which is one of its column's missing codes comes back as missing; such a label is quoted, for programs that
/// respect the difference.
/// </summary>
public sealed class CsvWriter : ITableWriter
{
    private const int BufferBytes = 1 << 17;

    private readonly Stream _stream;
    private readonly Schema _schema;
    private readonly CsvDialect _dialect;
    private readonly CsvWriteOptions _options;
    private byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private string[]? _names;
    private CellWriter[] _cells = [];

    /// <summary>Makes a writer; the header is written with the first chunk.</summary>
    /// <param name="stream">The stream to write to; it is left open.</param>
    /// <param name="schema">Formats, labels, steps and missing codes of the columns.</param>
    /// <param name="options">The options of writing; null for the defaults.</param>
    /// <exception cref="ArgumentException">The dialect contradicts itself.</exception>
    public CsvWriter(Stream stream, Schema schema, CsvWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _stream = stream;
        _schema = schema;
        _options = options ?? new CsvWriteOptions();
        _options.Validate();
        _dialect = _options.Dialect ?? CsvDialectJson.Find(schema) ?? new CsvDialect();
        CsvDialectRules.Validate(_dialect);
    }

    /// <inheritdoc/>
    public void Write(Table chunk, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        const int RowsBetweenChecks = 4096;
        Begin([.. chunk.Columns.Select(column => column.Name)]);
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = CellWriter.For(chunk.Columns[i], _schema, _dialect, _options.ExcelSafe, _cells[i]);
        }

        var isSingle = _cells.Length == 1;
        for (var row = 0; row < chunk.RowCount; row++)
        {
            if (row % RowsBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            for (var column = 0; column < _cells.Length; column++)
            {
                var cell = _cells[column];
                Reserve(cell.Longest(row) + 1);
                var written = cell.Write(row, _buffer.AsSpan(_used));
                if (isSingle && written == 0)
                {
                    // An empty line would be taken for none at all.
                    _buffer[_used] = _buffer[_used + 1] = LabelText.QuoteOf(_dialect);
                    written = 2;
                }

                _used += written;
                _buffer[_used++] = (byte)_dialect.Delimiter;
            }

            _buffer[_used - 1] = (byte)'\n';
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        WriteBuffer();
        try
        {
            _stream.Flush();
        }
        catch (IOException fault)
        {
            throw WriteFaults.Of(_options.DisplayName, fault);
        }
    }

    /// <summary>Writes what is left, at least the header. The stream stays open.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            Begin(_names ?? [.. _schema.Columns.Where(column => column.Role.Value != ColumnRole.Drop).Select(column => column.Name)]);
            Flush();
            _buffer = [];
        }
    }

    private void Begin(string[] names)
    {
        if (_names is not null)
        {
            if (!_names.AsSpan().SequenceEqual(names))
            {
                throw new ArgumentException("The columns are not those of the first chunk.", nameof(names));
            }

            return;
        }

        _names = names;
        _cells = new CellWriter[names.Length];
        if (!_dialect.HasHeader || names.Length == 0)
        {
            return;
        }

        foreach (var name in names)
        {
            // Whoever detects the dialect would take these for the quote, the mark of a comment or the delimiter.
            var mustQuote = name is "" or ['\'' or '#', ..] || name.AsSpan().ContainsAny(",;|\t");
            var text = LabelText.Encode(Encoding.UTF8.GetBytes(name), _dialect, _options.ExcelSafe, mustQuote);
            Reserve(text.Length + 1);
            text.CopyTo(_buffer.AsSpan(_used));
            _used += text.Length;
            _buffer[_used++] = (byte)_dialect.Delimiter;
        }

        _buffer[_used - 1] = (byte)'\n';
    }

    /// <summary>Makes room for at least so many bytes and a few more.</summary>
    private void Reserve(int bytes)
    {
        const int Spare = 4;
        if (_used + bytes + Spare <= _buffer.Length)
        {
            return;
        }

        WriteBuffer();
        if (bytes + Spare > _buffer.Length)
        {
            _buffer = new byte[bytes + Spare];
        }
    }

    private void WriteBuffer()
    {
        try
        {
            _stream.Write(_buffer, 0, _used);
            _used = 0;
        }
        catch (IOException fault)
        {
            _used = 0;
            throw WriteFaults.Of(_options.DisplayName, fault);
        }
    }
}
