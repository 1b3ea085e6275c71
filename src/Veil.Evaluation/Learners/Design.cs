using System.Numerics;
using System.Runtime.InteropServices;

namespace Veil.Evaluation.Learners;

/// <summary>
/// The design matrix of a linear model: an intercept; every number as its distance from the training mean in standard
/// deviations, a missing one as 0 with an indicator variable; every category as one indicator per level, missing being a level when it
/// occurs in training. An unknown category has no indicator.
/// </summary>
/// <remarks>Cost: 8 bytes per number and 4 per category; products take one operation per value, for any number of levels.</remarks>
internal sealed class Design
{
    private readonly Scale[] _scales;

    private Design(Scale[] scales, int columns) => (_scales, Columns) = (scales, columns);

    /// <summary>The number of coefficients; the first is the intercept's, the last one belongs to no column and must be 0.</summary>
    public int Columns { get; }

    /// <summary>The design of the rows on which a model is trained.</summary>
    public static Design Of(Features features)
    {
        var scales = new Scale[features.Columns.Length];
        var columns = 1;
        for (var f = 0; f < scales.Length; f++)
        {
            var levels = features.Columns[f].Levels;
            var (mean, deviation, missing) = Moments(features.Values(f));
            var first = columns;
            columns += Math.Max(levels, 1);
            scales[f] = new Scale(levels, first, missing ? columns : null, mean, deviation);
            columns += missing ? 1 : 0;
        }

        return new Design(scales, columns + 1);
    }

    /// <summary>The values of some rows in this design.</summary>
    public DesignRows Rows(Features features)
    {
        var numbers = new List<(int, double[])>();
        var marks = new List<int[]>();
        for (var f = 0; f < _scales.Length; f++)
        {
            var (scale, values) = (_scales[f], features.Values(f).ToArray());
            if (scale.Levels == 0)
            {
                numbers.Add((scale.First, Array.ConvertAll(values, scale.Standardise)));
            }

            if (scale.Levels > 0 || scale.Missing is not null)
            {
                marks.Add(Array.ConvertAll(values, value => scale.Mark(value, Columns - 1)));
            }
        }

        return new DesignRows(features.Rows, Columns, numbers, marks);
    }

    private static (double Mean, double Deviation, bool Missing) Moments(ReadOnlySpan<double> values)
    {
        var (mean, squares, count) = (0.0, 0.0, 0);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                count++;
                var distance = value - mean;
                mean += distance / count;
                squares += distance * (value - mean);
            }
        }

        return (mean, count == 0 ? 0 : Math.Sqrt(squares / count), count < values.Length);
    }

    /// <summary>The position of a feature's columns, and the scale of its numbers.</summary>
    private sealed record Scale(int Levels, int First, int? Missing, double Mean, double Deviation)
    {
        // A number that is constant in training is not informative, whatever its value elsewhere.
        public double Standardise(double value) =>
            double.IsNaN(value) || !(Deviation > 1e-12 * Math.Abs(Mean)) ? 0 : (value - Mean) / Deviation;

        public int Mark(double value, int none) =>
            double.IsNaN(value) ? Missing ?? none : Levels > 0 && value >= 0 && value < Levels ? First + (int)value : none;
    }
}

/// <summary>Rows of a <see cref="Design"/>, and their products with coefficients.</summary>
internal sealed class DesignRows(int rows, int columns, List<(int Column, double[] Values)> numbers, List<int[]> marks)
{
    public int Rows => rows;

    public int Columns => columns;

    /// <summary>The value of each row: the sum of its columns times their coefficients.</summary>
    public void Multiply(ReadOnlySpan<double> coefficients, Span<double> values)
    {
        values.Fill(coefficients[0]);
        foreach (var (column, numbersOfColumn) in numbers)
        {
            AddProduct(numbersOfColumn, coefficients[column], values);
        }

        foreach (var mark in marks)
        {
            for (var row = 0; row < values.Length; row++)
            {
                values[row] += coefficients[mark[row]];
            }
        }
    }

    /// <summary>The sum over the rows of each column times the row's value.</summary>
    public void MultiplyTransposed(ReadOnlySpan<double> values, Span<double> sums)
    {
        sums.Clear();
        foreach (var value in values)
        {
            sums[0] += value;
        }

        foreach (var (column, numbersOfColumn) in numbers)
        {
            sums[column] = Product(numbersOfColumn, values);
        }

        AddMarks(values, sums);
    }

    /// <summary>The sum over the rows of each column's square times the row's value.</summary>
    public void MultiplySquaresTransposed(ReadOnlySpan<double> values, Span<double> sums)
    {
        sums.Clear();
        foreach (var value in values)
        {
            sums[0] += value;
        }

        foreach (var (column, numbersOfColumn) in numbers)
        {
            for (var row = 0; row < values.Length; row++)
            {
                sums[column] += numbersOfColumn[row] * numbersOfColumn[row] * values[row];
            }
        }

        AddMarks(values, sums);
    }

    private void AddMarks(ReadOnlySpan<double> values, Span<double> sums)
    {
        foreach (var mark in marks)
        {
            for (var row = 0; row < values.Length; row++)
            {
                sums[mark[row]] += values[row];
            }
        }

        sums[^1] = 0;
    }

    private static void AddProduct(ReadOnlySpan<double> numbers, double coefficient, Span<double> values)
    {
        var factors = MemoryMarshal.Cast<double, Vector<double>>(numbers);
        var sums = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += factors[i] * coefficient;
        }

        for (var i = sums.Length * Vector<double>.Count; i < values.Length; i++)
        {
            values[i] += numbers[i] * coefficient;
        }
    }

    private static double Product(ReadOnlySpan<double> numbers, ReadOnlySpan<double> values)
    {
        // Eight sums, so that no addition waits for the previous one; in a fixed order, so that the result does not depend on the
        // vector width.
        Span<double> sums = stackalloc double[8];
        sums.Clear();
        var whole = values.Length & ~7;
        for (var i = 0; i < whole; i += 8)
        {
            for (var lane = 0; lane < 8; lane++)
            {
                sums[lane] += numbers[i + lane] * values[i + lane];
            }
        }

        for (var i = whole; i < values.Length; i++)
        {
            sums[i - whole] += numbers[i] * values[i];
        }

        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    }
}
