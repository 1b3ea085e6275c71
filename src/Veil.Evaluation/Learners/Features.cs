using System.Collections.Immutable;

namespace Veil.Evaluation.Learners;

/// <summary>A column from which predictions are made.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Levels">The number of known categories; 0 for a numeric column.</param>
public sealed record Feature(string Name, int Levels)
{
    /// <summary>The code of a category that is not among the known ones.</summary>
    public const double Unseen = -1;

    /// <summary>Whether the values are codes of categories.</summary>
    public bool IsCategory => Levels > 0;
}

/// <summary>
/// The features of rows: numbers as they are, categories as codes from 0 in an arbitrary but fixed order,
/// <see cref="Feature.Unseen"/> for one that is not known, NaN for a missing value.
/// </summary>
public sealed class Features
{
    private readonly double[][] _values;

    /// <summary>Makes features that own <paramref name="values"/>.</summary>
    /// <param name="columns">The type of each column.</param>
    /// <param name="values">One array per column, one value per row. Not copied.</param>
    /// <param name="rows">The number of rows.</param>
    /// <exception cref="ArgumentException">An array is missing or of another length.</exception>
    public Features(ImmutableArray<Feature> columns, double[][] values, int rows)
    {
        if (values.Length != columns.Length || values.Any(column => column.Length != rows))
        {
            throw new ArgumentException("There must be one array per column with one value per row.", nameof(values));
        }

        Columns = columns;
        _values = values;
        Rows = rows;
    }

    /// <summary>The type of each column.</summary>
    public ImmutableArray<Feature> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The values of a column, one per row.</summary>
    public ReadOnlySpan<double> Values(int column) => _values[column];

    /// <summary>The same features with the values of one column in another order of rows.</summary>
    /// <param name="column">The column to reorder.</param>
    /// <param name="order">The row from which each row receives its value.</param>
    public Features Reorder(int column, ReadOnlySpan<int> order)
    {
        var values = (double[][])_values.Clone();
        values[column] = new double[Rows];
        for (var row = 0; row < Rows; row++)
        {
            values[column][row] = _values[column][order[row]];
        }

        return new Features(Columns, values, Rows);
    }

    /// <summary>The features of the given rows in the given order.</summary>
    public Features Take(ReadOnlySpan<int> rows)
    {
        var values = new double[_values.Length][];
        for (var column = 0; column < values.Length; column++)
        {
            values[column] = new double[rows.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                values[column][i] = _values[column][rows[i]];
            }
        }

        return new Features(Columns, values, rows.Length);
    }
}
