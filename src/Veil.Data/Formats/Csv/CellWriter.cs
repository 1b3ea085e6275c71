using System.Buffers.Text;
using System.Buffers;
using Veil.Data.Cells;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>Writes the cells of one column as bytes, with no string between.</summary>
internal abstract class CellWriter
{
    private const int LongestCalendar = 128;
    private const int LongestInteger = 20;

    /// <summary>The most bytes that the cell of a row can take.</summary>
    public abstract int Longest(int row);

    /// <summary>Writes the cell of a row; returns the number of bytes.</summary>
    public abstract int Write(int row, Span<byte> destination);

    /// <summary>A writer for a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="schema">Format and missing codes; a column that it does not know gets the defaults.</param>
    /// <param name="dialect">Delimiter, quote and decimal mark.</param>
    /// <param name="excelSafe">True when formulas are made harmless.</param>
    /// <param name="before">The writer of the chunk before, whose labels may serve again.</param>
    public static CellWriter For(Column column, Schema schema, CsvDialect dialect, bool excelSafe, CellWriter? before)
    {
        var facts = schema.Find(column.Name) ?? new ColumnSchema { Name = column.Name };
        var codes = MissingCodes.Of(schema, facts);
        var missing = LabelText.Encode(codes.First, dialect, excelSafe: false, mustQuote: false);
        return column switch
        {
            IntegerColumn { Type: ColumnType.Integer } integers when facts.NumberForm is { Value: var form } =>
                new FormedNumbers(integers, 0, new NumberText(form, dialect.DecimalMark), default, dialect, missing),
            DecimalColumn decimals when facts.NumberForm is { Value: var form } => new FormedNumbers(
                decimals,
                form.LeastDecimals,
                new NumberText(form, dialect.DecimalMark),
                new DecimalFormat(facts.Step?.Value, '.', null),
                dialect,
                missing),
            IntegerColumn { Type: ColumnType.Integer } integers => new Integers(integers, missing),
            IntegerColumn calendar => new Calendar(calendar, CalendarPattern.Of(facts.Format?.Value, calendar.Type), dialect, missing),
            DecimalColumn decimals => new Decimals(decimals, NumberFormat(facts, dialect), missing),
            LabelColumn labels => before is Labels old && ReferenceEquals(old.Pool, labels.Labels)
                ? new Labels(labels, old)
                : new Labels(labels, dialect, excelSafe, codes, missing),
            _ => throw new ArgumentException("A column of an unknown class.", nameof(column)),
        };
    }

    private static DecimalFormat NumberFormat(ColumnSchema facts, CsvDialect dialect) => new(
        facts.Step?.Value, dialect.DecimalMark, dialect.DecimalMark == dialect.Delimiter ? dialect.Quote : null);

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }

    private sealed class Integers(IntegerColumn column, byte[] missing) : CellWriter
    {
        public override int Longest(int row) => Math.Max(LongestInteger, missing.Length);

        public override int Write(int row, Span<byte> destination)
        {
            var value = column.Values[row];
            if (value == IntegerColumn.Missing)
            {
                return Copy(missing, destination);
            }

            Utf8Formatter.TryFormat(value, destination, out var written);
            return written;
        }
    }

    private sealed class Calendar(IntegerColumn column, CalendarPattern pattern, CsvDialect dialect, byte[] missing) : CellWriter
    {
        private readonly bool _mayNeedQuotes = pattern.MayContain((byte)dialect.Delimiter, (byte)dialect.Quote);

        public override int Longest(int row) => Math.Max(2 * LongestCalendar, missing.Length);

        public override int Write(int row, Span<byte> destination)
        {
            var value = column.Values[row];
            if (value == IntegerColumn.Missing)
            {
                return Copy(missing, destination);
            }

            var written = pattern.Write(value, destination);
            return _mayNeedQuotes
                ? Copy(LabelText.Encode(destination[..written], dialect, excelSafe: false, mustQuote: false), destination)
                : written;
        }
    }

    private sealed class Decimals(DecimalColumn column, DecimalFormat format, byte[] missing) : CellWriter
    {
        public override int Longest(int row) => Math.Max(DecimalFormat.Longest, missing.Length);

        public override int Write(int row, Span<byte> destination)
        {
            var value = column.Values[row];
            return double.IsNaN(value) ? Copy(missing, destination) : format.Write(value, destination);
        }
    }

    private sealed class FormedNumbers(
        Column column, int leastDecimals, NumberText text, DecimalFormat format, CsvDialect dialect, byte[] missing) : CellWriter
    {
        private readonly byte[] _plain = new byte[DecimalFormat.Longest];

        // Each byte may be a quote to be doubled, and there are two around.
        public override int Longest(int row) => Math.Max((2 * text.Longest) + 2, missing.Length);

        public override int Write(int row, Span<byte> destination)
        {
            if (column.IsMissing(row))
            {
                return Copy(missing, destination);
            }

            int length;
            if (column is IntegerColumn integers)
            {
                Utf8Formatter.TryFormat(integers.Values[row], _plain, out length);
            }
            else
            {
                length = format.Write(((DecimalColumn)column).Values[row], _plain);
            }

            var written = text.Write(_plain.AsSpan(0, length), leastDecimals, destination);
            return Copy(LabelText.Encode(destination[..written], dialect, excelSafe: false, mustQuote: false), destination);
        }
    }

    private sealed class Labels : CellWriter
    {
        private readonly LabelColumn _column;
        private readonly byte[] _texts;
        private readonly int[] _ends;
        private readonly byte[] _missing;

        public Labels(LabelColumn column, Labels before)
        {
            _column = column;
            _texts = before._texts;
            _ends = before._ends;
            _missing = before._missing;
        }

        public Labels(LabelColumn column, CsvDialect dialect, bool excelSafe, MissingCodes codes, byte[] missing)
        {
            _column = column;
            _missing = missing;
            _ends = new int[column.Labels.Count];
            var texts = new ArrayBufferWriter<byte>();
            for (var code = 0; code < _ends.Length; code++)
            {
                var label = column.Labels.Utf8(code);
                LabelText.Encode(label, dialect, excelSafe, mustQuote: codes.Contains(label), texts);
                _ends[code] = texts.WrittenCount;
            }

            _texts = texts.WrittenSpan.ToArray();
        }

        /// <summary>The labels that the texts belong to.</summary>
        public LabelPool Pool => _column.Labels;

        public override int Longest(int row) => Text(row).Length;

        public override int Write(int row, Span<byte> destination) => Copy(Text(row), destination);

        private ReadOnlySpan<byte> Text(int row)
        {
            var code = _column.Codes[row];
            if (code == LabelColumn.Missing)
            {
                return _missing;
            }

            var start = code == 0 ? 0 : _ends[code - 1];
            return _texts.AsSpan(start, _ends[code] - start);
        }
    }
}
