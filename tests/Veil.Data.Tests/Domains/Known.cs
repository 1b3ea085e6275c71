using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Domains;

/// <summary>Columns that are declared in a line, and what encoding and decoding makes of values.</summary>
internal static class Known
{
    public static ColumnSchema Number(
        ColumnType type, double minimum, double maximum, double? step = null, Granularity? granularity = null, bool? nullable = true,
        params double[] masses) => new()
        {
            Name = "x",
            Type = Declared(type),
            Bounds = Declared(new Bounds(minimum, maximum)),
            Step = step is { } known ? Declared(known) : null,
            Granularity = granularity is { } unit ? Declared(unit) : null,
            Nullable = nullable is { } may ? Declared(may) : null,
            PointMasses = masses.Length == 0 ? null : Declared<ImmutableArray<double>>([.. masses]),
        };

    public static ColumnSchema Category(bool? nullable, params string[] labels) => new()
    {
        Name = "x",
        Type = Declared(ColumnType.Category),
        Categories = Declared<ImmutableArray<string>>([.. labels]),
        Nullable = nullable is { } may ? Declared(may) : null,
    };

    public static Fact<T> Declared<T>(T value) => new(value, Provenance.Declared);

    public static int[] Encode(Attribute attribute, Column column)
    {
        var codes = attribute.Encode(column);
        return [.. Enumerable.Range(0, codes.Count).Select(row => codes[row])];
    }

    public static int Encode(Attribute attribute, long value) =>
        attribute.Type == ColumnType.Decimal ? Encode(attribute, (double)value) : attribute.Encode(new IntegerColumn("x", [value], attribute.Type))[0];

    public static int Encode(Attribute attribute, double value) => attribute.Encode(new DecimalColumn("x", [value]))[0];

    /// <summary>All ends of the cell: the values that decoding can give when the draw is the first or the last.</summary>
    public static Column Decode(Attribute attribute, IEnumerable<int> cells, bool last) =>
        attribute.Decode([.. cells.Select(cell => (ushort)cell)], width => last ? width - 1 : 0);

    public static Column Decode(Attribute attribute, IEnumerable<int> cells, Random random) =>
        attribute.Decode([.. cells.Select(cell => (ushort)cell)], random.NextInt64);

    public static double DecodeNumber(Attribute attribute, int cell, bool last = false) => Decode(attribute, [cell], last) switch
    {
        DecimalColumn decimals => decimals.Values[0],
        var column => ((IntegerColumn)column).Values[0],
    };

    public static LabelColumn Labels(ColumnType type, params string?[] values)
    {
        var pool = values.OfType<string>().Distinct().ToList();
        return new LabelColumn(
            "x", [.. values.Select(value => value is null ? LabelColumn.Missing : pool.IndexOf(value))], LabelPool.Of(pool), type);
    }

    public static IEnumerable<string?> Texts(Column column)
    {
        var labels = (LabelColumn)column;
        var texts = new string?[labels.Count];
        for (var row = 0; row < texts.Length; row++)
        {
            texts[row] = labels.IsMissing(row) ? null : labels.Labels[labels.Codes[row]];
        }

        return texts;
    }
}
