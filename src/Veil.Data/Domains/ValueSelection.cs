using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Schemas.Json;
using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>The comparison of values.</summary>
public enum Comparison
{
    /// <summary>The same value.</summary>
    Equal,

    /// <summary>Another value.</summary>
    NotEqual,

    /// <summary>A smaller value.</summary>
    Less,

    /// <summary>A smaller value or the same.</summary>
    LessOrEqual,

    /// <summary>A larger value.</summary>
    Greater,

    /// <summary>A larger value or the same.</summary>
    GreaterOrEqual,
}

/// <summary>The values of an attribute that satisfy a comparison. Missing values satisfy none.</summary>
public static class ValueSelection
{
    /// <summary>All values except the missing one.</summary>
    public static ValueSet Known(Attribute attribute) => new([new ValueRange(0, Last(attribute))], hasMissing: false);

    /// <summary>The missing value alone.</summary>
    public static ValueSet Missing { get; } = new([], hasMissing: true);

    /// <summary>The values that satisfy a comparison with a text. Dates are written in ISO 8601.</summary>
    /// <exception cref="VeilException">The text is not a value of the attribute, or its values have no order.</exception>
    public static ValueSet Select(Attribute attribute, Comparison comparison, string text) => attribute switch
    {
        CompressedAttribute merged => Select(merged.Fine, comparison, text),
        CategoryAttribute category => Labels(category, comparison, text),
        NumericAttribute numeric => Numbers(numeric, comparison, text),
        _ => throw new NotSupportedException($"No values are defined for {attribute.GetType().Name}."),
    };

    /// <summary>The values of a numeric attribute from one number to another, both included.</summary>
    public static ValueSet Between(NumericAttribute attribute, double minimum, double maximum) => new(
        [new ValueRange(FirstNotBelow(attribute.Grid, minimum), FirstNotBelow(attribute.Grid, Math.BitIncrement(maximum)) - 1)],
        hasMissing: false);

    /// <summary>The values of an attribute that are part of an impossible combination; those that it does not have are left out.</summary>
    public static ValueSet Of(Attribute attribute, ImpossiblePart part) => attribute switch
    {
        CompressedAttribute merged => Of(merged.Fine, part),
        CategoryAttribute category => new ValueSet(
            part.Values.Select(value => category.Labels.IndexOf(value)).Where(cell => cell >= 0).Select(cell => new ValueRange(cell, cell)),
            hasMissing: false),
        NumericAttribute numeric => part.Values
            .Select(value => Parse(numeric, value))
            .Select(value => Between(numeric, value, value))
            .Aggregate(
                part.HasRange
                    ? Between(numeric, part.Minimum ?? double.NegativeInfinity, part.Maximum ?? double.PositiveInfinity)
                    : new ValueSet([], hasMissing: false),
                (all, one) => all.Union(one)),
        _ => throw new NotSupportedException($"No values are defined for {attribute.GetType().Name}."),
    };

    private static long Last(Attribute attribute) => attribute switch
    {
        CompressedAttribute merged => Last(merged.Fine),
        NumericAttribute numeric => numeric.Grid.Count - 1,
        _ => attribute.ValueCells - (attribute.OtherCell >= 0 ? 0 : 1),
    };

    private static ValueSet Labels(CategoryAttribute attribute, Comparison comparison, string text)
    {
        var isOrder = comparison is not (Comparison.Equal or Comparison.NotEqual);
        if (isOrder && !attribute.IsOrdered)
        {
            throw new VeilException(
                FaultKind.Usage,
                "where-no-order",
                $"The values of column '{attribute.Name}' are labels without an order.",
                $"Compare with = or !=, or list several: \"{attribute.Name} in (…)\".");
        }

        long cell = attribute.Labels.IndexOf(text);
        cell = cell < 0 && text == attribute.OtherLabel && !isOrder ? attribute.OtherCell : cell;
        if (cell < 0)
        {
            var labels = attribute.Labels.Take(10).ToList();
            throw new VeilException(
                FaultKind.Usage,
                "where-unknown-value",
                $"Column '{attribute.Name}' has no value '{text}'.",
                Spelling.DidYouMean(text, attribute.Labels)
                    ?? $"Its values are {string.Join(", ", labels)}{(attribute.Labels.Length > labels.Count ? ", …" : "")}.");
        }

        // Labels outside the domain have no position in the order.
        return Compared(comparison, cell, cell + 1, isOrder ? attribute.Labels.Length - 1 : Last(attribute));
    }

    private static ValueSet Numbers(NumericAttribute attribute, Comparison comparison, string text)
    {
        var value = Parse(attribute, text);
        var from = FirstNotBelow(attribute.Grid, value);
        var after = FirstNotBelow(attribute.Grid, Math.BitIncrement(value));
        if (from == after && comparison is (Comparison.Equal or Comparison.NotEqual))
        {
            var isCalendar = attribute.Type is ColumnType.Date or ColumnType.DateTime;
            throw new VeilException(
                FaultKind.Usage,
                "where-unknown-value",
                $"'{text}' is not among the values of column '{attribute.Name}', which go from {Write(attribute, 0)} to "
                    + $"{Write(attribute, attribute.Grid.Count - 1)}.",
                $"Give one of them, or a range with >= and <={(isCalendar ? "; a month or year is written as its first day" : "")}.");
        }

        return Compared(comparison, from, after, attribute.Grid.Count - 1);
    }

    // The values that equal are those from 'from' to before 'after'.
    private static ValueSet Compared(Comparison comparison, long from, long after, long last) => new(
        comparison switch
        {
            Comparison.Equal => [new ValueRange(from, after - 1)],
            Comparison.NotEqual => [new ValueRange(0, from - 1), new ValueRange(after, last)],
            Comparison.Less => [new ValueRange(0, from - 1)],
            Comparison.LessOrEqual => [new ValueRange(0, after - 1)],
            Comparison.Greater => [new ValueRange(after, last)],
            _ => [new ValueRange(from, last)],
        },
        hasMissing: false);

    private static double Parse(NumericAttribute attribute, string text)
    {
        return CalendarText.ParseValue(text, attribute.Type) ?? throw new VeilException(
            FaultKind.Usage,
            "where-unknown-value",
            $"'{text}' cannot be compared to the values of column '{attribute.Name}'.",
            attribute.Type switch
            {
                ColumnType.Date => "Give a date such as 2024-12-31.",
                ColumnType.Time => "Give a time of day such as 23:59.",
                ColumnType.DateTime => "Give a date-time such as 2024-12-31T23:59, or a date.",
                _ => "Give a number such as 65 or 0.5.",
            });
    }

    private static string Write(NumericAttribute attribute, long index) => ColumnRules.IsCalendar(attribute.Type)
        ? CalendarText.Write(attribute.Grid.ValueAt(index), attribute.Type)
        : attribute.Grid.ValueAt(index).ToString(CultureInfo.InvariantCulture);

    // Compared by the written values, so that rounding to an index cannot admit a wrong one.
    private static long FirstNotBelow(Grid grid, double value)
    {
        var (low, high) = (0L, grid.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (grid.ValueAt(middle) >= value)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
