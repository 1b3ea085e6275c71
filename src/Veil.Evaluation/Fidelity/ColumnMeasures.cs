using System.Collections.Immutable;

namespace Veil.Evaluation.Fidelity;

/// <summary>A measure of one column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Value">The measure.</param>
public sealed record ColumnMeasure(string Column, double Value);

/// <summary>A measure taken of each column by itself. Computed on real rows and therefore internal: never part of a release.</summary>
/// <param name="Columns">The measure of each column that has one, in the order of the real table.</param>
public sealed record ColumnMeasures(ImmutableArray<ColumnMeasure> Columns)
{
    /// <summary>The mean over the columns; null when no column has the measure.</summary>
    public double? Mean => Columns.IsEmpty ? null : Columns.Average(column => column.Value);

    /// <summary>The largest value of a column; null when no column has the measure.</summary>
    public double? Maximum => Columns.IsEmpty ? null : Columns.Max(column => column.Value);
}
