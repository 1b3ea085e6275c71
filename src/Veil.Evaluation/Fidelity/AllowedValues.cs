using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The values that a column may have: those of the schema, or, where it does not state them, the range and the labels of the real
/// rows.
/// </summary>
internal sealed class AllowedValues
{
    private readonly bool _isNumeric;
    private readonly (double Minimum, double Maximum) _range;
    private readonly bool[] _isAllowed;
    private readonly bool _mayBeMissing;

    /// <summary>Reads the allowed values from the schema, or else from the real column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="real">Its real values.</param>
    /// <param name="schema">The schema of the column; null for none.</param>
    public AllowedValues(CommonColumn column, double[] real, ColumnSchema? schema)
    {
        _isNumeric = column.IsNumeric;
        _mayBeMissing = schema?.Nullable?.Value ?? real.Any(double.IsNaN);
        _isAllowed = new bool[column.Levels];
        if (!column.IsNumeric)
        {
            var declared = Labels(schema, column.Type)?.ToHashSet(StringComparer.Ordinal);
            IsDeclared = declared is not null;
            _isAllowed = declared is not null ? Array.ConvertAll(column.AllLabels(), declared.Contains) : Occurring(column, real);
        }
        else
        {
            IsDeclared = schema?.Bounds is not null;
            _range = schema?.Bounds is { Value: var bounds } ? (bounds.Minimum, bounds.Maximum)
                : real.All(double.IsNaN) ? (double.PositiveInfinity, double.NegativeInfinity)
                : (column.Minimum, column.Maximum);
        }
    }

    /// <summary>The share of values that are allowed.</summary>
    public static Metric<TableValidity> Metric { get; } = new("validity.values", "Values that are allowed", Each)
    {
        Subject = Subject.Columns,
        Most = 1,
        Direction = Direction.Larger,
    };

    /// <summary>Whether the schema says what is allowed.</summary>
    public bool IsDeclared { get; }

    /// <summary>
    /// The share of values that are allowed: of the present values of a numeric or calendar column, and of all labels, a missing
    /// one counting as a label. Null without values.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="misfits">Rows whose cell is not of the column's type; they are not allowed, whatever the value.</param>
    /// <param name="marks">Whether each row is valid so far; cleared for rows whose value is not allowed.</param>
    public double? Share(double[] values, IReadOnlyList<int> misfits, bool[] marks)
    {
        var isMisfit = new bool[misfits.Count == 0 ? 0 : values.Length];
        foreach (var row in misfits)
        {
            isMisfit[row] = true;
        }

        var (present, allowed) = (0L, 0L);
        for (var row = 0; row < values.Length; row++)
        {
            var fits = isMisfit.Length == 0 || !isMisfit[row];
            var isMissing = fits && double.IsNaN(values[row]);
            var isAllowed = !fits ? false
                : isMissing ? _mayBeMissing
                : _isNumeric ? values[row] >= _range.Minimum && values[row] <= _range.Maximum
                : _isAllowed[(int)values[row]];
            marks[row] &= isAllowed;
            if (!isMissing || !_isNumeric)
            {
                present++;
                allowed += isAllowed ? 1 : 0;
            }
        }

        return present == 0 ? null : (double)allowed / present;
    }

    private static IEnumerable<Measurement> Each(TableValidity validity) => validity.Values.Select(of => Measurement.Of(
        of.Shares,
        validity.SyntheticRows,
        value => $"{Words.Share(value)} of the values of '{of.Column}' are ones that " + (of.IsDeclared
            ? "the schema allows."
            : "occur among the real rows (labels) or lie in their range (numbers); the schema does not state them."),
        "The synthetic column has no value.").About(of.Column));

    private static ImmutableArray<string>? Labels(ColumnSchema? schema, ColumnType type) =>
        type is ColumnType.Boolean && schema?.BooleanLabels is { Value: var labels } ? [labels.True, labels.False]
        : schema?.Categories is { Value: { IsEmpty: false } categories } ? categories
        : null;

    private static bool[] Occurring(CommonColumn column, double[] real)
    {
        var occurs = new bool[column.Levels];
        foreach (var value in real)
        {
            if (!double.IsNaN(value))
            {
                occurs[(int)value] = true;
            }
        }

        return occurs;
    }
}
