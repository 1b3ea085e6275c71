namespace Veil.Data.Tables;

/// <summary>Labels, dictionary-coded: categories, booleans and text.</summary>
public sealed class LabelColumn : Column
{
    /// <summary>The code that stands for a missing value.</summary>
    public const int Missing = -1;

    private readonly int[] _codes;
    private readonly char _decimalMark = '.';

    /// <summary>Creates a column that owns <paramref name="codes"/>.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="codes">One code per row, an index into <paramref name="labels"/> or <see cref="Missing"/>. Not copied.</param>
    /// <param name="labels">The distinct labels; some may not occur.</param>
    /// <param name="type">Category, Boolean or Text.</param>
    public LabelColumn(string name, int[] codes, LabelPool labels, ColumnType type)
        : base(name, type)
    {
        if (type is not (ColumnType.Category or ColumnType.Boolean or ColumnType.Text))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "A label column holds categories, booleans or text.");
        }

        _codes = codes;
        Labels = labels;
    }

    /// <summary>One code per row: an index into <see cref="Labels"/>, or <see cref="Missing"/>.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>The distinct labels, in the order of their codes.</summary>
    public LabelPool Labels { get; }

    /// <summary>
    /// Between the whole and the fractional part of a number, in raw text that is not parsed yet: a point or a comma. A point
    /// where nothing else is said; it means nothing once the column has its type.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public char DecimalMark
    {
        get => _decimalMark;
        init => _decimalMark = value is '.' or ','
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "A decimal mark is a point or a comma.");
    }

    /// <inheritdoc/>
    public override int Count => _codes.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _codes[row] == Missing;

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            codes[i] = _codes[rows[i]];
        }

        return new LabelColumn(Name, codes, Labels, Type) { DecimalMark = DecimalMark };
    }
}
