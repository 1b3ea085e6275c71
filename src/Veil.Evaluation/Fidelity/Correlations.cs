using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Correlations of numbers, and of numbers with labels, in every table.</summary>
internal static class Correlations
{
    /// <summary>
    /// Pearson's and Spearman's correlation of the numeric columns, and the correlation ratio of numbers in groups of labels.
    /// </summary>
    public static (PairMeasure Pearson, PairMeasure Spearman, PairMeasure Ratio) Measure(
        ComparedTables data, int mostColumns, CancellationToken cancellation)
    {
        List<string> numeric = [.. data.NumericNames.Take(mostColumns)];
        List<string> names = [.. data.Names.Take(mostColumns)];
        var rows = data.Common.Rows;
        var (pearson, spearman, ratio) = (new PairMeasure(numeric, rows), new PairMeasure(numeric, rows), new PairMeasure(names, rows));
        for (var table = 0; table < rows.Length; table++)
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
        ComparedTables data,
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
            if (data.Find(names[other])! is { IsNumeric: false } labels)
            {
                // One entry of the matrix only, so that a pair counts once: how far the labels explain the number.
                measures.Ratio[table, column, other] = Correlation.Ratio(data.Labels(table, labels), labels.Levels + 1, values);
            }
        }
    }
}
