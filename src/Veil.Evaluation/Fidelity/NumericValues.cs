using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The numbers of a column as their distinct values in order, how often each occurs, and which one each row has. Sorted
/// once, every measure of one or two numeric columns is then a walk over counts.
/// </summary>
/// <remarks>Cost: sorting, unless the values are whole and dense; 4 bytes a row, 12 a distinct value.</remarks>
internal sealed class NumericValues
{
    // A counting table that is not much longer than the column is cheaper than sorting it.
    private const int DensePerRow = 4;

    private NumericValues(double[] values, int[] counts, int[] codes)
    {
        (Values, Counts, Codes) = (values, counts, codes);
        Present = Divergences.Sum(counts);
    }

    /// <summary>The distinct values, in order.</summary>
    public double[] Values { get; }

    /// <summary>How often each occurs.</summary>
    public int[] Counts { get; }

    /// <summary>For each row the index of its value; -1 where it is missing.</summary>
    public int[] Codes { get; }

    /// <summary>The rows that have a value.</summary>
    public long Present { get; }

    /// <summary>The rows.</summary>
    public int Rows => Codes.Length;

    /// <summary>The share of rows without a value; null without rows.</summary>
    public double? MissingShare => Rows == 0 ? null : 1 - ((double)Present / Rows);

    /// <summary>Reads a numeric or calendar column.</summary>
    public static NumericValues Of(Column column) => column switch
    {
        IntegerColumn integers => OfIntegers(integers.Values),
        DecimalColumn decimals => Of(decimals.Values),
        _ => throw new ArgumentException($"{column.GetType().Name} holds no numbers.", nameof(column)),
    };

    /// <summary>Reads numbers, NaN standing for a missing one.</summary>
    public static NumericValues Of(ReadOnlySpan<double> numbers)
    {
        var sorted = numbers.ToArray();
        Array.Sort(sorted);
        var distinct = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            // NaN sorts first and equals nothing.
            if (!double.IsNaN(sorted[i]) && (distinct == 0 || sorted[i] != sorted[distinct - 1]))
            {
                sorted[distinct++] = sorted[i];
            }
        }

        var values = sorted.AsSpan(0, distinct).ToArray();
        var counts = new int[distinct];
        var codes = new int[numbers.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = double.IsNaN(numbers[row]) ? -1 : Array.BinarySearch(values, numbers[row]);
            if (codes[row] >= 0)
            {
                counts[codes[row]]++;
            }
        }

        return new NumericValues(values, counts, codes);
    }

    private static NumericValues OfIntegers(ReadOnlySpan<long> numbers)
    {
        var (minimum, maximum) = (long.MaxValue, IntegerColumn.Missing);
        foreach (var number in numbers)
        {
            maximum = Math.Max(maximum, number);
            minimum = number == IntegerColumn.Missing ? minimum : Math.Min(minimum, number);
        }

        if (maximum == IntegerColumn.Missing)
        {
            return new NumericValues([], [], [.. Enumerable.Repeat(-1, numbers.Length)]);
        }

        if ((ulong)maximum - (ulong)minimum >= (ulong)numbers.Length * DensePerRow)
        {
            var doubles = new double[numbers.Length];
            for (var row = 0; row < doubles.Length; row++)
            {
                doubles[row] = numbers[row] == IntegerColumn.Missing ? double.NaN : numbers[row];
            }

            return Of(doubles);
        }

        return OfDense(numbers, minimum, (int)(maximum - minimum) + 1);
    }

    private static NumericValues OfDense(ReadOnlySpan<long> numbers, long minimum, int width)
    {
        var places = new int[width];
        foreach (var number in numbers)
        {
            if (number != IntegerColumn.Missing)
            {
                places[number - minimum]++;
            }
        }

        var distinct = places.Count(count => count > 0);
        var (values, counts) = (new double[distinct], new int[distinct]);
        for (int place = 0, code = 0; place < width; place++)
        {
            if (places[place] > 0)
            {
                (values[code], counts[code]) = (minimum + place, places[place]);
                places[place] = code++;
            }
        }

        var codes = new int[numbers.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = numbers[row] == IntegerColumn.Missing ? -1 : places[numbers[row] - minimum];
        }

        return new NumericValues(values, counts, codes);
    }
}
