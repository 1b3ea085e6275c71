using Veil.Data.Cells;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>Converts raw text columns into typed ones, with the same parsers as the typed reader.</summary>
public static class TypedTable
{
    /// <summary>Converts the columns; each distinct label is parsed once.</summary>
    /// <param name="rawText">Columns of raw text, as read without a schema; other columns are unchanged.</param>
    /// <param name="typedSchema">Their types and missing codes.</param>
    /// <param name="badCellsMissing">True when a cell that is not of its column's type becomes missing; else it is an error.</param>
    /// <returns>
    /// The columns of role Use and the entity's that the table holds, in the schema's order; those without a type stay raw.
    /// </returns>
    /// <exception cref="VeilException">A cell is not of its column's type.</exception>
    public static Table Convert(Table rawText, Schema typedSchema, bool badCellsMissing)
    {
        ArgumentNullException.ThrowIfNull(rawText);
        ArgumentNullException.ThrowIfNull(typedSchema);
        var columns = new List<Column>();
        foreach (var column in typedSchema.Columns)
        {
            var isEntity = column.Name == typedSchema.Entity;
            if (rawText.Find(column.Name) is { } raw && (isEntity || column.Role.Value == ColumnRole.Use))
            {
                var missing = MissingCodes.Of(typedSchema, column);
                columns.Add(raw is LabelColumn { Type: ColumnType.Text } labels
                    ? isEntity ? Relabel(labels, missing, ColumnType.Text) : Convert(labels, column, missing, badCellsMissing)
                    : raw);
            }
        }

        return new Table(columns);
    }

    private static Column Convert(LabelColumn raw, ColumnSchema column, MissingCodes missing, bool badCellsMissing)
    {
        if (column.Type is not { } type)
        {
            return raw;
        }

        var name = column.Name;
        switch (type.Value)
        {
            case ColumnType.Integer when Formed(column, raw) is { } formed:
                return new IntegerColumn(
                    name, Parse(raw, missing, new FormedIntegerParser(formed), true, IntegerColumn.Missing, badCellsMissing));
            case ColumnType.Integer:
                return new IntegerColumn(name, Parse(raw, missing, new IntegerParser(), true, IntegerColumn.Missing, badCellsMissing));
            case ColumnType.Decimal when Formed(column, raw) is { } formed:
                return new DecimalColumn(name, Parse(raw, missing, new FormedDecimalParser(formed), true, double.NaN, badCellsMissing));
            case ColumnType.Decimal:
                return new DecimalColumn(
                    name, Parse(raw, missing, new DecimalParser((byte)raw.DecimalMark), true, double.NaN, badCellsMissing));
            case ColumnType.Date or ColumnType.DateTime or ColumnType.Time:
                var parser = new CalendarParser(CalendarPattern.Of(column.Format?.Value, type.Value));
                return new IntegerColumn(name, Parse(raw, missing, parser, true, IntegerColumn.Missing, badCellsMissing), type.Value);
            case ColumnType.Boolean:
                var labels = new BooleanLabels(column);
                return new LabelColumn(
                    name, Parse(raw, missing, labels, false, LabelColumn.Missing, badCellsMissing), labels.Pool, ColumnType.Boolean);
            default:
                return Relabel(raw, missing, type.Value);
        }
    }

    private static NumberText? Formed(ColumnSchema column, LabelColumn raw) => NumberText.Of(column, raw.DecimalMark);

    private static T[] Parse<T, TParser>(
        LabelColumn raw, MissingCodes missing, TParser parser, bool trimmed, T missingValue, bool badCellsMissing)
        where TParser : struct, ICellParser<T>
    {
        var ofCode = new T[raw.Labels.Count];
        var isBad = new bool[raw.Labels.Count];
        for (var code = 0; code < ofCode.Length; code++)
        {
            var text = raw.Labels.Utf8(code);
            var isMissing = trimmed ? missing.ContainsTrimmed(text) : missing.Contains(text);
            if (isMissing || !parser.TryParse(text, out ofCode[code]))
            {
                ofCode[code] = missingValue;
                isBad[code] = !isMissing;
            }
        }

        var codes = raw.Codes;
        var values = new T[codes.Length];
        for (var row = 0; row < values.Length; row++)
        {
            var code = codes[row];
            values[row] = code == LabelColumn.Missing ? missingValue : ofCode[code];
            if (code != LabelColumn.Missing && isBad[code] && !badCellsMissing)
            {
                throw new VeilException(
                    FaultKind.BadInput,
                    "csv-bad-cell",
                    $"Row {row + 1}: the value in column '{raw.Name}' is not of the type that the schema declares.",
                    "Correct the value, or the column's type in the schema.");
            }
        }

        return values;
    }

    /// <summary>The same labels without those that stand for a missing value, coded again in order of appearance.</summary>
    private static LabelColumn Relabel(LabelColumn raw, MissingCodes missing, ColumnType type)
    {
        const int Unseen = -2;
        var pool = new LabelPoolBuilder();
        var newCodes = new int[raw.Labels.Count];
        Array.Fill(newCodes, Unseen);
        var codes = raw.Codes;
        var values = new int[codes.Length];
        for (var row = 0; row < values.Length; row++)
        {
            var code = codes[row];
            if (code == LabelColumn.Missing)
            {
                values[row] = LabelColumn.Missing;
                continue;
            }

            if (newCodes[code] == Unseen)
            {
                var text = raw.Labels.Utf8(code);
                newCodes[code] = missing.Contains(text) ? LabelColumn.Missing : pool.GetOrAdd(text);
            }

            values[row] = newCodes[code];
        }

        return new LabelColumn(raw.Name, values, pool.Build(), type);
    }
}
