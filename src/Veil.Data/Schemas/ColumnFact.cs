using System.Collections.Immutable;

namespace Veil.Data.Schemas;

/// <summary>One kind of fact about a column; operations on every fact iterate over <see cref="All"/>.</summary>
public sealed class ColumnFact
{
    private readonly Func<ColumnSchema, Provenance?> _source;
    private readonly Func<ColumnSchema, Provenance, ColumnSchema> _withSource;
    private readonly Func<ColumnSchema, ColumnSchema, ColumnSchema> _copy;

    private ColumnFact(
        string key,
        string words,
        Func<ColumnSchema, Provenance?> source,
        Func<ColumnSchema, Provenance, ColumnSchema> withSource,
        Func<ColumnSchema, ColumnSchema, ColumnSchema> copy)
    {
        (Key, Words, _source, _withSource, _copy) = (key, words, source, withSource, copy);
    }

    /// <summary>Every kind of fact, in the order in which they are written.</summary>
    public static ImmutableArray<ColumnFact> All { get; } =
    [
        new(
            "type", "type", column => column.Type?.Source,
            (column, source) => column with { Type = From(column.Type, source) },
            (column, other) => column with { Type = other.Type }),
        new(
            "role", "role", column => column.Role.Source,
            (column, source) => column with { Role = column.Role with { Source = source } },
            (column, other) => column with { Role = other.Role }),
        new(
            "bounds", "bounds", column => column.Bounds?.Source,
            (column, source) => column with { Bounds = From(column.Bounds, source) },
            (column, other) => column with { Bounds = other.Bounds }),
        new(
            "step", "step", column => column.Step?.Source,
            (column, source) => column with { Step = From(column.Step, source) },
            (column, other) => column with { Step = other.Step }),
        new(
            "granularity", "granularity", column => column.Granularity?.Source,
            (column, source) => column with { Granularity = From(column.Granularity, source) },
            (column, other) => column with { Granularity = other.Granularity }),
        new(
            "categories", "categories", column => column.Categories?.Source,
            (column, source) => column with { Categories = From(column.Categories, source) },
            (column, other) => column with { Categories = other.Categories, CategoriesOrdered = other.CategoriesOrdered }),
        new(
            "pointMasses", "point masses", column => column.PointMasses?.Source,
            (column, source) => column with { PointMasses = From(column.PointMasses, source) },
            (column, other) => column with { PointMasses = other.PointMasses }),
        new(
            "missingValues", "missing codes", column => column.MissingCodes?.Source,
            (column, source) => column with { MissingCodes = From(column.MissingCodes, source) },
            (column, other) => column with { MissingCodes = other.MissingCodes }),
        new(
            "nullable", "nullable", column => column.Nullable?.Source,
            (column, source) => column with { Nullable = From(column.Nullable, source) },
            (column, other) => column with { Nullable = other.Nullable }),
        new(
            "format", "format", column => column.Format?.Source,
            (column, source) => column with { Format = From(column.Format, source) },
            (column, other) => column with { Format = other.Format }),
        new(
            "numberForm", "form of numbers", column => column.NumberForm?.Source,
            (column, source) => column with { NumberForm = From(column.NumberForm, source) },
            (column, other) => column with { NumberForm = other.NumberForm }),
        new(
            "keyForm", "form of keys", column => column.KeyForm?.Source,
            (column, source) => column with { KeyForm = From(column.KeyForm, source) },
            (column, other) => column with { KeyForm = other.KeyForm }),
        new(
            "labels", "labels", column => column.BooleanLabels?.Source,
            (column, source) => column with { BooleanLabels = From(column.BooleanLabels, source) },
            (column, other) => column with { BooleanLabels = other.BooleanLabels }),
    ];

    /// <summary>Its key in the schema file.</summary>
    public string Key { get; }

    /// <summary>Its name in sentences.</summary>
    public string Words { get; }

    /// <summary>The known facts of a column, each with its provenance.</summary>
    public static IEnumerable<(ColumnFact Fact, Provenance Source)> Of(ColumnSchema column) => All
        .Select(fact => (Fact: fact, Source: fact.Source(column)))
        .Where(known => known.Source is not null)
        .Select(known => (known.Fact, known.Source!.Value));

    /// <summary>The provenance of this fact of a column; null when it is unknown.</summary>
    public Provenance? Source(ColumnSchema column) => _source(column);

    /// <summary>The column with another provenance of this fact, if it is known.</summary>
    public ColumnSchema WithSource(ColumnSchema column, Provenance source) => _withSource(column, source);

    /// <summary>The column with this fact copied from another one, known or not.</summary>
    public ColumnSchema Copy(ColumnSchema column, ColumnSchema other) => _copy(column, other);

    /// <summary>The column without this fact; the role, which every column has, becomes the default.</summary>
    public ColumnSchema Without(ColumnSchema column) => Copy(column, new ColumnSchema { Name = column.Name });

    private static Fact<T>? From<T>(Fact<T>? fact, Provenance source) => fact is null ? null : fact with { Source = source };
}
