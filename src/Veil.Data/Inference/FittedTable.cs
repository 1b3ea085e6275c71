using System.Text;
using Veil.Data.Cells;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>
/// A table of any origin, converted to the types of a schema as far as its cells allow: <c>39.0</c> is a whole number, <c>NaN</c> a
/// missing value, and a date may be written as in ISO 8601. A cell that does not fit is no error; it is listed.
/// </summary>
/// <param name="Table">
/// The columns of role Use that the table has, in the schema's order and types. A cell that does not fit is missing there, and a number
/// with a fraction in a column of whole numbers is rounded.
/// </param>
/// <param name="Misfits">The rows, from 0, whose cell does not fit, by column; columns without such cells are absent.</param>
public sealed record FittedTable(Table Table, IReadOnlyDictionary<string, IReadOnlyList<int>> Misfits)
{
    /// <summary>Converts the columns; each distinct text is parsed once.</summary>
    /// <param name="rawText">Columns of raw text, as read without a schema; other columns are unchanged.</param>
    /// <param name="typedSchema">Their types, missing codes and labels.</param>
    /// <param name="like">A table in these types whose labels are known besides those of the schema; null for none.</param>
    public static FittedTable Of(Table rawText, Schema typedSchema, Table? like = null)
    {
        ArgumentNullException.ThrowIfNull(rawText);
        ArgumentNullException.ThrowIfNull(typedSchema);
        var columns = new List<Column>();
        var misfits = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        foreach (var column in typedSchema.Columns.Where(column => column.Role.Value == ColumnRole.Use))
        {
            if (rawText.Find(column.Name) is not LabelColumn { Type: ColumnType.Text } raw)
            {
                columns.AddRange(rawText.Find(column.Name) is { } typed ? [typed] : []);
                continue;
            }

            var rows = new List<int>();
            columns.Add(Fit(raw, column, MissingCodes.Of(typedSchema, column), like?.Find(column.Name) as LabelColumn, rows));
            if (rows.Count > 0)
            {
                misfits.Add(column.Name, rows);
            }
        }

        return new FittedTable(new Table(columns), misfits);
    }

    private static Column Fit(LabelColumn raw, ColumnSchema column, MissingCodes missing, LabelColumn? like, List<int> misfits)
    {
        if (column.Type is not { } type)
        {
            return raw;
        }

        var cells = new AnyCell(column, raw.DecimalMark);
        switch (type.Value)
        {
            case ColumnType.Integer:
                return new IntegerColumn(raw.Name, Values<long>(raw, missing, cells.TryInteger, IntegerColumn.Missing, misfits));
            case ColumnType.Decimal:
                return new DecimalColumn(raw.Name, Values<double>(raw, missing, cells.TryDecimal, double.NaN, misfits));
            case ColumnType.Date:
                return new IntegerColumn(raw.Name, Values<long>(raw, missing, cells.TryDate, IntegerColumn.Missing, misfits), type.Value);
            case ColumnType.DateTime:
                return new IntegerColumn(
                    raw.Name, Values<long>(raw, missing, cells.TryDateTime, IntegerColumn.Missing, misfits), type.Value);
            case ColumnType.Time:
                return new IntegerColumn(raw.Name, Values<long>(raw, missing, cells.TryTime, IntegerColumn.Missing, misfits), type.Value);
            case ColumnType.Boolean:
                return new LabelColumn(
                    raw.Name, Values<int>(raw, missing, cells.TryBoolean, LabelColumn.Missing, misfits), cells.Booleans, type.Value);
            default:
                return Labels(raw, missing, Known(column, like), type.Value);
        }
    }

    private static T[] Values<T>(LabelColumn raw, MissingCodes missing, ReadCell<T> read, T missingValue, List<int> misfits)
    {
        var ofCode = new T[raw.Labels.Count];
        var fits = new bool[raw.Labels.Count];
        for (var code = 0; code < ofCode.Length; code++)
        {
            var text = raw.Labels.Utf8(code);
            if (missing.ContainsTrimmed(text) || AnyCell.IsMissing(text))
            {
                (ofCode[code], fits[code]) = (missingValue, true);
            }
            else
            {
                var fit = read(text, out ofCode[code]);
                fits[code] = fit == CellFit.Whole;
                ofCode[code] = fit == CellFit.None ? missingValue : ofCode[code];
            }
        }

        var codes = raw.Codes;
        var values = new T[codes.Length];
        for (var row = 0; row < values.Length; row++)
        {
            var code = codes[row];
            values[row] = code == LabelColumn.Missing ? missingValue : ofCode[code];
            if (code != LabelColumn.Missing && !fits[code])
            {
                misfits.Add(row);
            }
        }

        return values;
    }

    private static LabelColumn Labels(LabelColumn raw, MissingCodes missing, HashSet<string> known, ColumnType type)
    {
        var pool = new LabelPoolBuilder();
        var ofCode = new int[raw.Labels.Count];
        for (var code = 0; code < ofCode.Length; code++)
        {
            var text = raw.Labels.Utf8(code);
            var label = Encoding.UTF8.GetString(text);
            ofCode[code] = missing.Contains(text) ? LabelColumn.Missing
                : known.Contains(label) ? pool.GetOrAdd(text)
                : text.IsEmpty || AnyCell.IsNotANumber(text) ? LabelColumn.Missing
                : AnyCell.WithoutFraction(label) is { } whole && known.Contains(whole) ? pool.GetOrAdd(Encoding.UTF8.GetBytes(whole))
                : pool.GetOrAdd(text);
        }

        var codes = Array.ConvertAll(raw.Codes.ToArray(), code => code == LabelColumn.Missing ? code : ofCode[code]);
        return new LabelColumn(raw.Name, codes, pool.Build(), type);
    }

    private static HashSet<string> Known(ColumnSchema column, LabelColumn? like) =>
        [.. column.Categories?.Value ?? [], .. like?.Labels.ToArray() ?? []];
}
