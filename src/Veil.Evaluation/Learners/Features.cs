using System.Collections.Immutable;

namespace Veil.Evaluation.Learners;

/// <summary>A column that predictions are made from.</summary>
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
/// What predictions are made from: numbers as they are, categories as codes from 0 in a meaningless but fixed order,
/// <see cref="Feature.Unseen"/> for one that is not known, NaN for a missing value.
/// </summary>
public sealed class Features
{
    private readonly double[][] _values;

    /// <summary>Makes features that own <paramref name="values"/>.</summary>
    /// <param name="columns">What each column is.</param>
    /// <param name="values">One array a column, one value a row. Not copied.</param>
    /// <param name="rows">The number of rows.</param>
    /// <exception cref="ArgumentException">An array is missing or of another length.</exception>
    public Features(ImmutableArray<Feature> columns, double[][] values, int rows)
    {
        if (values.Length != columns.Length || values.Any(column => column.Length != rows))
        {
            throw new ArgumentException("There must be one array a column with one value a row.", nameof(values));
        }

        Columns = columns;
        _values = values;
        Rows = rows;
    }

    /// <summary>What each column is.</summary>
    public ImmutableArray<Feature> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The values of a column, one a row.</summary>
    public ReadOnlySpan<double> Values(int column) => _values[column];

    /// <summary>The same features with the values of one column in another order of rows.</summary>
    /// <param name="column">The column to reorder.</param>
    /// <param name="order">For each row, the row whose value it gets.</param>
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
