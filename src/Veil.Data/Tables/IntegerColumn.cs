namespace Veil.Data.Tables;

/// <summary>
/// Whole numbers. Also dates (days since 1970-01-01), date-times (milliseconds since 1970-01-01T00:00, in the
/// table's own unnamed time zone) and times of day (milliseconds since midnight).
/// </summary>
public sealed class IntegerColumn : Column
{
    /// <summary>The value that stands for a missing one.</summary>
    public const long Missing = long.MinValue;

    private readonly long[] _values;

    /// <summary>Creates a column that owns <paramref name="values"/>.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One value per row; <see cref="Missing"/> where there is none. Not copied.</param>
    /// <param name="type">Integer, Date, DateTime or Time.</param>
    public IntegerColumn(string name, long[] values, ColumnType type = ColumnType.Integer)
        : base(name, type)
    {
        if (type is not (ColumnType.Integer or ColumnType.Date or ColumnType.DateTime or ColumnType.Time))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "An integer column holds integers, dates, date-times or times.");
        }

        _values = values;
    }

    /// <summary>One value per row, <see cref="Missing"/> where there is none.</summary>
    public ReadOnlySpan<long> Values => _values;

    /// <inheritdoc/>
    public override int Count => _values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _values[row] == Missing;

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var values = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            values[i] = _values[rows[i]];
        }

        return new IntegerColumn(Name, values, Type);
    }
}
