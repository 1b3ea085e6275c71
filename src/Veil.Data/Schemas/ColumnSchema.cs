using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Data.Schemas;

/// <summary>The role of a column.</summary>
public enum ColumnRole
{
    /// <summary>Modelled and synthesised.</summary>
    Use,

    /// <summary>A key: never read; fresh unique values are generated.</summary>
    Identifier,

    /// <summary>Names, addresses, numbers of persons: never read; fictional values are written.</summary>
    Personal,

    /// <summary>Free text: never read; left empty in the synthetic table.</summary>
    Text,

    /// <summary>Absent from the synthetic table.</summary>
    Drop,
}

/// <summary>The finest calendar unit that a date or date-time column keeps.</summary>
public enum Granularity
{
    /// <summary>One second (date-times only).</summary>
    Second,

    /// <summary>One minute (date-times only).</summary>
    Minute,

    /// <summary>One hour (date-times only).</summary>
    Hour,

    /// <summary>One day.</summary>
    Day,

    /// <summary>Seven days, from Monday.</summary>
    Week,

    /// <summary>A calendar month, written as its first day.</summary>
    Month,

    /// <summary>A calendar year, written as its first day.</summary>
    Year,
}

/// <summary>
/// The smallest and largest value of a column, both included. Integers and decimals are as they are, dates are days since
/// 1970-01-01, and date-times are milliseconds since 1970-01-01T00:00.
/// </summary>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value, not below <paramref name="Minimum"/>.</param>
public sealed record Bounds(double Minimum, double Maximum);

/// <summary>The schema of one column: each fact has its <see cref="Provenance"/>, and a null fact is unknown.</summary>
public sealed record ColumnSchema
{
    /// <summary>The column's name, as in the header.</summary>
    public required string Name { get; init; }

    /// <summary>The type of the values; null until learnt.</summary>
    public Fact<ColumnType>? Type { get; init; }

    /// <summary>The role of the column.</summary>
    public Fact<ColumnRole> Role { get; init; } = new(ColumnRole.Use, Provenance.Declared);

    /// <summary>Range of a numeric or calendar column.</summary>
    public Fact<Bounds>? Bounds { get; init; }

    /// <summary>Distance between neighbouring values of a numeric column: 1 keeps integers, 0.01 keeps cents.</summary>
    public Fact<double>? Step { get; init; }

    /// <summary>Finest unit of a calendar column.</summary>
    public Fact<Granularity>? Granularity { get; init; }

    /// <summary>The labels of a category; values outside become <em>other</em>.</summary>
    public Fact<ImmutableArray<string>>? Categories { get; init; }

    /// <summary>True when the order of <see cref="Categories"/> is meaningful.</summary>
    public bool CategoriesOrdered { get; init; }

    /// <summary>Values of a numeric column that occur far more often than their neighbours, such as 0.</summary>
    public Fact<ImmutableArray<double>>? PointMasses { get; init; }

    /// <summary>
    /// The number of equal-width bins on which the relations of a numeric or calendar column to other columns are modelled; point
    /// masses have bins of their own. Null for automatic bins. This is a setting, not a fact about the rows.
    /// </summary>
    public int? Bins { get; init; }

    /// <summary>Texts that stand for a missing value in this column; null for the table's.</summary>
    public Fact<ImmutableArray<string>>? MissingCodes { get; init; }

    /// <summary>True when values may be missing; null means yes.</summary>
    public Fact<bool>? Nullable { get; init; }

    /// <summary>Pattern of a calendar column (.NET custom format, invariant culture); null for ISO 8601.</summary>
    public Fact<string>? Format { get; init; }

    /// <summary>How the numbers of a numeric column are written; null when plainly.</summary>
    public Fact<NumberForm>? NumberForm { get; init; }

    /// <summary>The form of fresh keys, such as <c>P-#####</c>, where each # is a digit; null for one of the product's own.</summary>
    public Fact<string>? KeyForm { get; init; }

    /// <summary>The label that means true, then the one that means false; null for <c>true</c> and <c>false</c>.</summary>
    public Fact<(string True, string False)>? BooleanLabels { get; init; }

    /// <summary>A free description of the column.</summary>
    public string? Description { get; init; }
}
