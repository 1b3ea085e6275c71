using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// Which values a column may have: what the schema says, or, where it says nothing, the range and the labels of the real
/// rows.
/// </summary>
internal sealed class AllowedValues
{
    private readonly double _minimum;
    private readonly double _maximum;
    private readonly HashSet<string>? _labels;
    private readonly bool _mayBeMissing;

    private AllowedValues(bool isDeclared, double minimum, double maximum, HashSet<string>? labels, bool mayBeMissing) =>
        (IsDeclared, _minimum, _maximum, _labels, _mayBeMissing) = (isDeclared, minimum, maximum, labels, mayBeMissing);

    /// <summary>Whether the schema says it.</summary>
    public bool IsDeclared { get; }

    /// <summary>Reads the schema, or else the real column.</summary>
    public static AllowedValues Of(ColumnSchema? schema, Column real)
    {
        var mayBeMissing = schema?.Nullable?.Value ?? Enumerable.Range(0, real.Count).Any(real.IsMissing);
        if (real is LabelColumn labels)
        {
            var declared = Labels(schema, real.Type);
            return new AllowedValues(declared is not null, 0, 0, [.. declared ?? Occurring(labels)], mayBeMissing);
        }

        if (schema?.Bounds is { Value: var bounds })
        {
            return new AllowedValues(true, bounds.Minimum, bounds.Maximum, null, mayBeMissing);
        }

        var numbers = NumericValues.Of(real);
        return numbers.Present == 0
            ? new AllowedValues(false, double.PositiveInfinity, double.NegativeInfinity, null, mayBeMissing)
            : new AllowedValues(false, numbers.Values[0], numbers.Values[^1], null, mayBeMissing);
    }

    /// <summary>
    /// The share of values that are allowed: of a numeric or calendar column those that are there; of labels all, a missing
    /// one counting as a label. Null without any.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="marks">For each row whether it is allowed so far; loses those of the rows whose value is not.</param>
    public double? Share(Column column, bool[] marks)
    {
        var isAllowed = column is LabelColumn labels ? Array.ConvertAll(labels.Labels.ToArray(), _labels!.Contains) : [];
        var (present, allowed) = (0L, 0L);
        for (var row = 0; row < column.Count; row++)
        {
            if (column.IsMissing(row))
            {
                marks[row] &= _mayBeMissing;
                present += column is LabelColumn ? 1 : 0;
                allowed += column is LabelColumn && _mayBeMissing ? 1 : 0;
                continue;
            }

            var isIn = column switch
            {
                LabelColumn values => isAllowed[values.Codes[row]],
                IntegerColumn values => values.Values[row] >= _minimum && values.Values[row] <= _maximum,
                _ => ((DecimalColumn)column).Values[row] is var value && value >= _minimum && value <= _maximum,
            };
            marks[row] &= isIn;
            present++;
            allowed += isIn ? 1 : 0;
        }

        return present == 0 ? null : (double)allowed / present;
    }

    private static ImmutableArray<string>? Labels(ColumnSchema? schema, ColumnType type) =>
        type is ColumnType.Boolean && schema?.BooleanLabels is { Value: var labels } ? [labels.True, labels.False]
        : schema?.Categories is { Value: { IsEmpty: false } categories } ? categories
        : null;

    private static IEnumerable<string> Occurring(LabelColumn column)
    {
        var occurs = new bool[column.Labels.Count];
        foreach (var code in column.Codes)
        {
            if (code != LabelColumn.Missing)
            {
                occurs[code] = true;
            }
        }

        return [.. Enumerable.Range(0, occurs.Length).Where(code => occurs[code]).Select(code => column.Labels[code])];
    }
}

/// <summary>Which rows have a combination of values that was declared impossible.</summary>
internal static class ImpossibleRows
{
    /// <summary>The share of such rows; null without rows, or where a column of the combination is not in the table.</summary>
    /// <param name="combination">The combination.</param>
    /// <param name="table">The table.</param>
    /// <param name="marks">For each row whether it is allowed so far; loses those of the rows that are found.</param>
    public static double? Share(ImpossibleCombination combination, Table table, bool[] marks)
    {
        var found = new bool[table.RowCount];
        Array.Fill(found, true);
        foreach (var part in combination.Parts)
        {
            if (table.Find(part.Column) is not { } column)
            {
                return null;
            }

            var isPart = Test(part, column);
            for (var row = 0; row < found.Length; row++)
            {
                found[row] = found[row] && !column.IsMissing(row) && isPart(row);
            }
        }

        for (var row = 0; row < found.Length; row++)
        {
            marks[row] &= !found[row];
        }

        return found.Length == 0 ? null : (double)found.AsSpan().Count(true) / found.Length;
    }

    private static Func<int, bool> Test(ImpossiblePart part, Column column)
    {
        if (column is LabelColumn labels)
        {
            var isPart = Array.ConvertAll(labels.Labels.ToArray(), part.Values.Contains);
            return row => isPart[labels.Codes[row]];
        }

        HashSet<double> listed = [.. part.Numbers(column.Type)];
        var (minimum, maximum) = (part.Minimum ?? double.NegativeInfinity, part.Maximum ?? double.PositiveInfinity);
        return row =>
        {
            var value = column is IntegerColumn integers ? integers.Values[row] : ((DecimalColumn)column).Values[row];
            return listed.Contains(value) || (part.HasRange && value >= minimum && value <= maximum);
        };
    }
}
