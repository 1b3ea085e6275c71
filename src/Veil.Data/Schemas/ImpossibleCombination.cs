using System.Collections.Immutable;
using Veil.Data.Schemas.Json;
using Veil.Data.Tables;

namespace Veil.Data.Schemas;

/// <summary>
/// Values of several columns that cannot occur together, such as an age below 15 and being married: common knowledge, never
/// inferred from the rows.
/// </summary>
/// <param name="Parts">Two or more columns, each with the values that are part of it.</param>
public sealed record ImpossibleCombination(ImmutableArray<ImpossiblePart> Parts);

/// <summary>A set of values of a column: those that are listed, and those of a range. It never contains missing values.</summary>
/// <param name="Column">The column.</param>
public sealed record ImpossiblePart(string Column)
{
    /// <summary>Labels, or numbers and dates as the schema file writes them.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>The smallest value of a range, in the units of <see cref="Bounds"/>; null where it has none.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest value of a range; null where it has none.</summary>
    public double? Maximum { get; init; }

    /// <summary>True when there is a range.</summary>
    public bool HasRange => Minimum is not null || Maximum is not null;

    /// <summary>The listed values of a numeric or calendar column, in the units of <see cref="Bounds"/>.</summary>
    /// <param name="type">The column's type.</param>
    public ImmutableArray<double> Numbers(ColumnType type) =>
        [.. Values.Select(value => CalendarText.ParseValue(value, type)).OfType<double>()];
}
