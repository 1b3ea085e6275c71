using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>A column of labels: one cell per label, one for any other, one for missing.</summary>
public sealed class CategoryAttribute : Attribute
{
    private readonly LabelPool _decoded;

    /// <summary>Creates the attribute.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">Category or Boolean.</param>
    /// <param name="labels">The labels, distinct.</param>
    /// <param name="otherLabel">The label that is written for the <em>other</em> cell, or null for no such cell.</param>
    /// <param name="hasMissing">True when there is a cell for missing values.</param>
    /// <param name="isOrdered">True when the order of the labels is meaningful.</param>
    public CategoryAttribute(
        string name, ColumnType type, ImmutableArray<string> labels, string? otherLabel, bool hasMissing, bool isOrdered = false)
        : base(name, type, labels.Length, otherLabel is not null, hasMissing)
    {
        // A copy: an immutable array can wrap one that its creator still writes to.
        Labels = [.. labels.AsSpan()];
        OtherLabel = otherLabel;
        IsOrdered = isOrdered;
        _decoded = LabelPool.Of(otherLabel is null || Labels.Contains(otherLabel) ? Labels : Labels.Add(otherLabel));
    }

    /// <summary>The labels, in the order of their cells.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>The label that is written for the <em>other</em> cell, or null.</summary>
    public string? OtherLabel { get; }

    /// <inheritdoc/>
    public override bool IsOrdered { get; }

    /// <inheritdoc/>
    public override CodeColumn Encode(Column column)
    {
        if (column is not LabelColumn labels)
        {
            throw new ArgumentException($"Column '{Name}' does not hold labels.", nameof(column));
        }

        var known = new Dictionary<string, ushort>(Labels.Length, StringComparer.Ordinal);
        for (var i = 0; i < Labels.Length; i++)
        {
            known.Add(Labels[i], (ushort)i);
        }

        // Unknown labels without an 'other' cell count as missing: no row may make encoding fail.
        var unknown = (ushort)(OtherCell >= 0 ? OtherCell : CellWithoutValue);
        var cellOfCode = new ushort[labels.Labels.Count + 1];
        cellOfCode[0] = (ushort)CellWithoutValue;
        for (var code = 0; code < labels.Labels.Count; code++)
        {
            cellOfCode[code + 1] = known.TryGetValue(labels.Labels[code], out var cell) ? cell : unknown;
        }

        var codes = CodeColumn.Create(Size, column.Count);
        var source = labels.Codes;
        if (codes.Bytes is { } bytes)
        {
            for (var row = 0; row < bytes.Length; row++)
            {
                bytes[row] = (byte)cellOfCode[source[row] + 1];
            }
        }
        else
        {
            var words = codes.Words!;
            for (var row = 0; row < words.Length; row++)
            {
                words[row] = cellOfCode[source[row] + 1];
            }
        }

        return codes;
    }

    /// <inheritdoc/>
    public override Column Decode(ReadOnlySpan<ushort> cells, Func<long, long> random)
    {
        var otherCode = OtherLabel is null ? -1 : Labels.IndexOf(OtherLabel) is var at and >= 0 ? at : Labels.Length;
        var codes = new int[cells.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            int cell = cells[row];
            codes[row] = cell == MissingCell ? LabelColumn.Missing : cell == OtherCell ? otherCode : cell;
        }

        return new LabelColumn(Name, codes, _decoded, Type);
    }

    /// <inheritdoc/>
    public override NarrowedAttribute Narrow(ValueSet allowed) => new(
        this,
        [.. Enumerable.Range(0, Size).Select(cell => (cell == MissingCell ? allowed.HasMissing : allowed.Contains(cell)) ? 1.0 : 0)]);
}
