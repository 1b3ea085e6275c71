namespace Veil.Evaluation.Tables;

/// <summary>The basic statistics of one numeric column. Missing values are ignored; null where there are too few values.</summary>
internal sealed class Summary
{
    private readonly NumericValues _values;

    private Summary(NumericValues values) => _values = values;

    /// <summary>The number of values.</summary>
    public long Count => _values.Present;

    /// <summary>The mean.</summary>
    public double? Mean { get; private init; }

    /// <summary>The sample standard deviation, with the count minus one in the denominator.</summary>
    public double? StandardDeviation { get; private init; }

    /// <summary>The smallest value.</summary>
    public double? Minimum => Count == 0 ? null : _values.Values[0];

    /// <summary>The largest value.</summary>
    public double? Maximum => Count == 0 ? null : _values.Values[^1];

    /// <summary>The median.</summary>
    public double? Median => Quantile(0.5);

    /// <summary>Summarises a column.</summary>
    public static Summary Of(NumericValues values)
    {
        if (values.Present == 0)
        {
            return new Summary(values);
        }

        // Centred at the first value: the sum of large, close numbers such as times would lose precision.
        var first = values.Values[0];
        double sum = 0;
        for (var i = 0; i < values.Values.Length; i++)
        {
            sum += values.Counts[i] * (values.Values[i] - first);
        }

        var mean = first + (sum / values.Present);
        double squares = 0;
        for (var i = 0; i < values.Values.Length; i++)
        {
            squares += values.Counts[i] * (values.Values[i] - mean) * (values.Values[i] - mean);
        }

        return new Summary(values)
        {
            Mean = mean,
            StandardDeviation = values.Present < 2 ? null : Math.Sqrt(squares / (values.Present - 1)),
        };
    }

    /// <summary>The quantile at a share by linear interpolation between neighbouring values (type 7 of Hyndman and Fan 1996).</summary>
    public double? Quantile(double share)
    {
        if (Count == 0)
        {
            return null;
        }

        var place = share * (Count - 1);
        var below = (long)place;
        var (low, high) = (At(below), At(Math.Min(below + 1, Count - 1)));
        return low + ((place - below) * (high - low));
    }

    /// <summary>The value with a rank in the order of all values.</summary>
    private double At(long place)
    {
        var value = 0;
        for (var passed = (long)_values.Counts[0]; passed <= place; passed += _values.Counts[value])
        {
            value++;
        }

        return _values.Values[value];
    }
}
