using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Tables;

/// <summary>
/// The numbers of a column as sorted distinct values, their counts, and the index of each row's value. Sorted
/// once, every measure of one or two numeric columns is then a pass over counts.
/// </summary>
/// <remarks>Cost: sorting, unless the values are whole and dense; 4 bytes per row, 12 per distinct value.</remarks>
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

    /// <summary>The count of each distinct value.</summary>
    public int[] Counts { get; }

    /// <summary>The index of each row's value; -1 where it is missing.</summary>
    public int[] Codes { get; }

    /// <summary>The number of rows with a value.</summary>
    public long Present { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Codes.Length;

    /// <summary>Reads numbers, NaN standing for a missing one.</summary>
    public static NumericValues Of(ReadOnlySpan<double> numbers)
    {
        var (minimum, maximum, isWhole) = (double.PositiveInfinity, double.NegativeInfinity, true);
        foreach (var number in numbers)
        {
            // Comparisons with NaN are false, so missing values are ignored.
            minimum = number < minimum ? number : minimum;
            maximum = number > maximum ? number : maximum;
            isWhole &= number == Math.Floor(number) || double.IsNaN(number);
        }

        if (minimum > maximum)
        {
            return new NumericValues([], [], [.. Enumerable.Repeat(-1, numbers.Length)]);
        }

        var isDense = isWhole && maximum - minimum < (double)numbers.Length * DensePerRow;
        return isDense ? Counted(numbers, minimum, (int)(maximum - minimum) + 1) : Sorted(numbers);
    }

    private static NumericValues Sorted(ReadOnlySpan<double> numbers)
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

    private static NumericValues Counted(ReadOnlySpan<double> numbers, double minimum, int width)
    {
        var places = new int[width];
        foreach (var number in numbers)
        {
            if (!double.IsNaN(number))
            {
                places[(int)(number - minimum)]++;
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
            codes[row] = double.IsNaN(numbers[row]) ? -1 : places[(int)(numbers[row] - minimum)];
        }

        return new NumericValues(values, counts, codes);
    }
}
