namespace Veil.Evaluation.Learners;

/// <summary>The target of a prediction: one number per row, or one of several classes.</summary>
public sealed class LearningTarget
{
    private readonly double[] _values;

    private LearningTarget(double[] values, int classes)
    {
        _values = values;
        Classes = classes;
    }

    /// <summary>The number of classes; 0 when a number is to be predicted.</summary>
    public int Classes { get; }

    /// <summary>The number of values that a model predicts per row: one probability per class, or one number.</summary>
    public int Outputs => Math.Max(Classes, 1);

    /// <summary>The number, or the code of the class, of each row.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The number of rows.</summary>
    public int Rows => _values.Length;

    /// <summary>Finite numbers to predict.</summary>
    /// <param name="values">One per row. Not copied.</param>
    public static LearningTarget OfNumbers(double[] values) => new(values, 0);

    /// <summary>Classes to predict.</summary>
    /// <param name="codes">One code per row, from 0 and below <paramref name="classes"/>; not every class need occur.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">A code is out of range.</exception>
    public static LearningTarget OfClasses(ReadOnlySpan<int> codes, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var values = new double[codes.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            if ((uint)codes[row] >= (uint)classes)
            {
                throw new ArgumentException("A code names no class.", nameof(codes));
            }

            values[row] = codes[row];
        }

        return new LearningTarget(values, classes);
    }

    /// <summary>The targets of the given rows in the given order.</summary>
    public LearningTarget Take(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            values[i] = _values[rows[i]];
        }

        return new LearningTarget(values, Classes);
    }

    /// <summary>The number of rows of each class.</summary>
    internal int[] ClassCounts()
    {
        var counts = new int[Classes];
        foreach (var value in _values)
        {
            counts[(int)value]++;
        }

        return counts;
    }
}
