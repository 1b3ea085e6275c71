namespace Veil.Data.Tables;

/// <summary>Numbers with a fractional part, as doubles. Infinities never occur; NaN stands for a missing value.</summary>
public sealed class DecimalColumn : Column
{
    private readonly double[] _values;

    /// <summary>Creates a column that owns <paramref name="values"/>.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One value per row, NaN where there is none. Not copied.</param>
    public DecimalColumn(string name, double[] values)
        : base(name, ColumnType.Decimal) => _values = values;

    /// <summary>One value per row, NaN where there is none.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <inheritdoc/>
    public override int Count => _values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(_values[row]);

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            values[i] = _values[rows[i]];
        }

        return new DecimalColumn(Name, values);
    }
}
