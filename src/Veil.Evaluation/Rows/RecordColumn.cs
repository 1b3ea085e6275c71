using Veil.Data.Tables;

namespace Veil.Evaluation.Rows;

/// <summary>A column as attacks see it: numbers over the range of the real rows, or labels numbered in common.</summary>
internal sealed class RecordColumn
{
    private readonly LabelPoolBuilder? _labels;

    private RecordColumn(string name, LabelPoolBuilder? labels, double minimum, double range) =>
        (Name, _labels, Minimum, Range) = (name, labels, minimum, range);

    public string Name { get; }

    public bool IsNumeric => _labels is null;

    /// <summary>The labels that were met so far; 0 for numbers.</summary>
    public int Levels => _labels?.Count ?? 0;

    /// <summary>The smallest number of the real rows; 0 when there is none.</summary>
    public double Minimum { get; }

    /// <summary>The largest number of the real rows less the smallest; 0 for labels.</summary>
    public double Range { get; }

    /// <summary>The label of a number.</summary>
    public string Label(int code) => _labels!.Build()[code];

    /// <summary>The column of the real table.</summary>
    public static RecordColumn Of(Column real)
    {
        if (real is LabelColumn)
        {
            return new RecordColumn(real.Name, new LabelPoolBuilder(), 0, 0);
        }

        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in Numbers(real))
        {
            // Comparisons with NaN are false, so missing values pass by.
            minimum = value < minimum ? value : minimum;
            maximum = value > maximum ? value : maximum;
        }

        return minimum > maximum ? new RecordColumn(real.Name, null, 0, 0) : new RecordColumn(real.Name, null, minimum, maximum - minimum);
    }

    /// <summary>The number, or the number of the label, of each row; NaN where there is none.</summary>
    public double[] Read(Column column)
    {
        if (column is not LabelColumn labels)
        {
            return Numbers(column);
        }

        var codes = new int[labels.Labels.Count];
        Array.Fill(codes, -1);
        return Array.ConvertAll(labels.Codes.ToArray(), code =>
        {
            if (code == LabelColumn.Missing)
            {
                return double.NaN;
            }

            // A label counts once it occurs: pools may hold others.
            codes[code] = codes[code] < 0 ? _labels!.GetOrAdd(labels.Labels.Utf8(code)) : codes[code];
            return codes[code];
        });
    }

    /// <summary>
    /// What a value adds to Gower's distance: the difference over the range of the real rows, at most 1; of labels, and of
    /// anything where that range is 0, whether they differ. Two missing values are alike.
    /// </summary>
    public double Distance(double a, double b) => (double.IsNaN(a), double.IsNaN(b)) switch
    {
        (true, true) => 0,
        (false, false) when a == b => 0,
        (false, false) when Range > 0 => Math.Min(1, Math.Abs(a - b) / Range),
        _ => 1,
    };

    private static double[] Numbers(Column column) => column switch
    {
        DecimalColumn decimals => decimals.Values.ToArray(),
        IntegerColumn integers => Array.ConvertAll(
            integers.Values.ToArray(), value => value == IntegerColumn.Missing ? double.NaN : value),
        _ => throw new ArgumentException("The column holds no numbers.", nameof(column)),
    };
}
