using Veil.Data.Tables;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>A measure of pairs of columns in every table, and what is made of the differences from the real one.</summary>
/// <param name="names">The columns.</param>
/// <param name="rows">The rows of each table: without any there is nothing to compare.</param>
internal sealed class PairMeasure(IReadOnlyList<string> names, IReadOnlyList<int> rows)
{
    // What a pair counts for that has the measure in the real table and, being constant, not in the other one: the relation
    // is lost, and passing it over would hide that.
    private const double Lost = 0;

    private const int MostShown = 60;

    private readonly double?[][][] _values =
        [.. rows.Select(_ => Enumerable.Range(0, names.Count).Select(_ => new double?[names.Count]).ToArray())];

    /// <summary>The measure of one column by the other in a table.</summary>
    public double? this[int table, int row, int column]
    {
        get => _values[table][row][column];
        set => _values[table][row][column] = value;
    }

    /// <summary>The pairs that have the measure in the real table.</summary>
    public long Pairs => RealPairs().LongCount();

    /// <summary>The mean absolute difference between the real and another table; null where no real pair has the measure.</summary>
    public double? MeanDifference(int table) => Differences(table).Average();

    /// <summary>The sum of the absolute differences.</summary>
    public double? SumOfDifferences(int table) => Differences(table).Any() ? Differences(table).Sum() : null;

    /// <summary>The largest absolute difference.</summary>
    public double? LargestDifference(int table) => Differences(table).Max();

    /// <summary>The matrices of the real and the synthetic table, of as many columns as people can look at.</summary>
    public PairMatrix Matrix(string id, string title, double least, double most) =>
        new(id, title, [.. names.Take(MostShown)], Shown(FidelityData.Real), Shown(FidelityData.Synthetic), least, most);

    private double?[][] Shown(int table) => [.. _values[table].Take(MostShown).Select(row => row.Take(MostShown).ToArray())];

    private IEnumerable<double?> Differences(int table) => rows[table] == 0 ? [] : RealPairs()
        .Select(pair => (double?)Math.Abs(this[FidelityData.Real, pair.Row, pair.Column]!.Value - (this[table, pair.Row, pair.Column] ?? Lost)));

    private IEnumerable<(int Row, int Column)> RealPairs() =>
        from row in Enumerable.Range(0, names.Count)
        from column in Enumerable.Range(0, names.Count)
        where row != column && this[FidelityData.Real, row, column] is not null
        select (row, column);
}

/// <summary>Correlations of numbers, and of numbers with labels, in every table.</summary>
internal static class Correlations
{
    /// <summary>Pearson's and Spearman's correlation of the numeric columns, and the correlation ratio of numbers in groups of labels.</summary>
    public static (PairMeasure Pearson, PairMeasure Spearman, PairMeasure Ratio) Measure(FidelityData data, int mostColumns, CancellationToken cancellation)
    {
        List<string> numeric = [.. data.NumericNames.Take(mostColumns)];
        List<string> names = [.. data.Names.Take(mostColumns)];
        var rows = data.Binned.Rows;
        var (pearson, spearman, ratio) = (new PairMeasure(numeric, rows), new PairMeasure(numeric, rows), new PairMeasure(names, rows));
        for (var table = 0; table < rows.Count; table++)
        {
            var place = table;
            Parallel.ForEach(
                numeric.Index(),
                new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                number => Measure(data, place, number.Index, numeric, names, (pearson, spearman, ratio)));
        }

        return (pearson, spearman, ratio);
    }

    private static void Measure(
        FidelityData data,
        int table,
        int number,
        List<string> numeric,
        List<string> names,
        (PairMeasure Pearson, PairMeasure Spearman, PairMeasure Ratio) measures)
    {
        var values = data.Numbers(table, numeric[number]);
        for (var other = 0; other < number; other++)
        {
            var others = data.Numbers(table, numeric[other]);
            measures.Pearson[table, number, other] = measures.Pearson[table, other, number] = Correlation.Pearson(values, others);
            measures.Spearman[table, number, other] = measures.Spearman[table, other, number] = Correlation.Spearman(values, others);
        }

        var column = names.IndexOf(numeric[number]);
        for (var other = 0; column >= 0 && other < names.Count; other++)
        {
            if (data.Tables[table][names[other]] is LabelColumn labels)
            {
                // One row of the matrix only, so that a pair counts once: what the labels explain of the number.
                measures.Ratio[table, column, other] = Correlation.Ratio(Groups(labels), labels.Labels.Count + 1, values);
            }
        }
    }

    private static int[] Groups(LabelColumn labels) =>
        Array.ConvertAll(labels.Codes.ToArray(), code => code == LabelColumn.Missing ? labels.Labels.Count : code);
}
