using Veil.Data.Cells;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>The columns of a file that are kept, and their types.</summary>
internal static class ReadPlan
{
    /// <summary>A sink for each column to keep, in the order of the schema, or of the file when there is none.</summary>
    /// <exception cref="VeilException">File and schema name different columns.</exception>
    public static List<ColumnSink> Make(string[] names, CsvReadOptions options, char decimalMark, CsvFaultLog log)
    {
        if (options.Schema is not { } schema)
        {
            return [.. names.Select((name, field) => new LabelSink(name, field, MissingCodes.None, ColumnType.Text, decimalMark))];
        }

        CheckNames(names, schema, options.Said.HasHeader is not null, log);
        var fields = names.Index().ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);
        var sinks = new List<ColumnSink>();
        foreach (var column in schema.Columns)
        {
            if (!fields.TryGetValue(column.Name, out var field))
            {
                continue;
            }

            if (column.Name == schema.Entity)
            {
                sinks.Add(new LabelSink(column.Name, field, MissingCodes.Of(schema, column), ColumnType.Text, decimalMark));
            }
            else if (column.Role.Value == ColumnRole.Use)
            {
                sinks.Add(Sink(field, schema, column, decimalMark));
            }
        }

        return sinks;
    }

    private static ColumnSink Sink(int field, Schema schema, ColumnSchema column, char decimalMark)
    {
        var name = column.Name;
        if (column.Type is not { } type)
        {
            return new LabelSink(name, field, MissingCodes.None, ColumnType.Text, decimalMark);
        }

        var missing = MissingCodes.Of(schema, column);
        var formed = NumberText.Of(column, decimalMark);
        return type.Value switch
        {
            ColumnType.Integer when formed is not null => new ValueSink<long, FormedIntegerParser>(
                name,
                field,
                new FormedIntegerParser(formed),
                missing,
                trimmed: true,
                IntegerColumn.Missing,
                "a whole number" + formed.Around,
                values => new IntegerColumn(name, values)),
            ColumnType.Decimal when formed is not null => new ValueSink<double, FormedDecimalParser>(
                name,
                field,
                new FormedDecimalParser(formed),
                missing,
                trimmed: true,
                double.NaN,
                "a number" + formed.Around,
                values => new DecimalColumn(name, values)),
            ColumnType.Integer => new ValueSink<long, IntegerParser>(
                name,
                field,
                default,
                missing,
                trimmed: true,
                IntegerColumn.Missing,
                "a whole number in plain digits (if it should have a fraction, declare the column as decimal; "
                    + "if zeros may lead, as category)",
                values => new IntegerColumn(name, values)),
            ColumnType.Decimal => new ValueSink<double, DecimalParser>(
                name,
                field,
                new DecimalParser((byte)decimalMark),
                missing,
                trimmed: true,
                double.NaN,
                $"a finite number with the decimal mark '{decimalMark}'",
                values => new DecimalColumn(name, values)),
            ColumnType.Date or ColumnType.DateTime or ColumnType.Time => new ValueSink<long, CalendarParser>(
                name,
                field,
                new CalendarParser(CalendarPattern.Of(column.Format?.Value, type.Value)),
                missing,
                trimmed: true,
                IntegerColumn.Missing,
                $"{Words(type.Value)} written as {column.Format?.Value ?? "ISO 8601"}",
                values => new IntegerColumn(name, values, type.Value)),
            ColumnType.Boolean => BooleanSink(name, field, new BooleanLabels(column), missing),
            _ => new LabelSink(name, field, missing, type.Value, decimalMark),
        };
    }

    private static string Words(ColumnType type) => type switch
    {
        ColumnType.Date => "a date",
        ColumnType.Time => "a time of day",
        _ => "a date with a time",
    };

    private static ValueSink<int, BooleanLabels> BooleanSink(
        string name, int field, BooleanLabels labels, MissingCodes missing) => new(
            name,
            field,
            labels,
            missing,
            trimmed: false,
            LabelColumn.Missing,
            "one of the two labels of this true-or-false column",
            codes => new LabelColumn(name, codes, labels.Pool, ColumnType.Boolean));

    private static void CheckNames(string[] names, Schema schema, bool isHeaderSaid, CsvFaultLog log)
    {
        // What is not declared to be a header may be a row of data: its columns are named by position.
        var wayOut = isHeaderSaid
            ? "Correct the names in the schema, or make a new one with ‹job schema infer›."
            : "Correct the names in the schema; if the first line of the file is a row, say ‹no-header›.";
        var inFile = names.ToHashSet(StringComparer.Ordinal);
        var absent = schema.Columns
            .Where(column => !inFile.Contains(column.Name))
            .Where(column => column.Role.Value == ColumnRole.Use || column.Name == schema.Entity)
            .Select(column => column.Name)
            .ToList();
        if (absent.Count > 0)
        {
            throw log.Fatal("csv-column-absent", null, $"the schema's {List(absent)} not in the file", wayOut);
        }

        if (schema.Entity is { } entity && !inFile.Contains(entity))
        {
            throw log.Fatal("csv-column-absent", null, $"the entity {List([entity])} not in the file", wayOut);
        }

        var known = schema.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = names.Index().Where(name => !known.Contains(name.Item)).ToList();
        if (unknown.Count > 0)
        {
            throw log.Fatal(
                "csv-column-unknown",
                null,
                isHeaderSaid
                    ? $"the file's {List([.. unknown.Select(name => name.Item)])} not in the schema"
                    : $"field {CsvFaultLog.Number(unknown[0].Index + 1)} of the first line is not a column of the schema",
                wayOut);
        }
    }

    private static string List(List<string> names)
    {
        const int Most = 10;
        var quoted = string.Join(", ", names.Take(Most).Select(name => $"'{name}'"));
        var more = names.Count > Most ? $" and {CsvFaultLog.Number(names.Count - Most)} more" : string.Empty;
        return names.Count == 1 ? $"column {quoted} is" : $"columns {quoted}{more} are";
    }
}
