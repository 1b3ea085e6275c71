using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The total variation distance over the cells of two columns: half the sum of the absolute differences of their shares, 0 to 1.
/// </summary>
internal static class PairTotalVariation
{
    private const string Reason = "There are not two columns, or a table has no row.";
    private const int WorstPairs = 10;

    /// <summary>The mean distance over the pairs.</summary>
    public static Metric<PairComparison> Mean { get; } = new(
        "pairs.total-variation.mean",
        "Mean distance of pairs of columns",
        pairs => Measurement.Of(
            pairs.Data.Measure(table => pairs.Distances.Of(table)?.Mean),
            pairs.Pairs.Count,
            value => $"On average, {Words.Share(value)} of the rows would have to change to give two columns their real joint "
                + "distribution.",
            Reason).WithJackknife(pairs.Distances.MeanWithout, 1))
    {
        Most = 1,
        IsHeadline = true,
        OnCopy = 0,
    };

    /// <summary>The largest distance of a pair.</summary>
    public static Metric<PairComparison> Maximum { get; } = new(
        "pairs.total-variation.maximum",
        "Largest distance of a pair of columns",
        pairs => Measurement.Of(
            pairs.Data.Measure(table => pairs.Distances.Of(table)?.Maximum),
            pairs.Pairs.Count,
            value => $"For the worst pair, {Words.Share(value)} of the rows would have to change to give it its real joint distribution.",
            Reason))
    {
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The mean excess over the distance of the worse of the two columns, which is due to the relation.</summary>
    public static Metric<PairComparison> Excess { get; } = new(
        "pairs.excess.mean",
        "Distance of pairs beyond that of their columns",
        pairs => Measurement.Of(
            pairs.Data.Measure(table => MeanExcess(pairs, table)),
            pairs.Pairs.Count,
            value => $"{Words.Share(value)} of the rows of a pair differ beyond what its worse column explains: this part is due to "
                + "the relation.",
            Reason))
    {
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The mean over the pairs with the column to predict; not defined without one.</summary>
    public static Metric<PairComparison> Target { get; } = new(
        "pairs.total-variation.target.mean", "Mean distance of pairs with the column to predict", OfTarget)
    {
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The distance of each of the ten worst pairs.</summary>
    public static Metric<PairComparison> Worst { get; } = new("pairs.total-variation", "Distance of a pair of columns", OfWorst)
    {
        Subject = Subject.Columns,
        Most = 1,
        OnCopy = 0,
    };

    private static IEnumerable<Measurement> OfTarget(PairComparison pairs)
    {
        if (pairs.Context.Request.Target is not { } target || pairs.Data.Names.IndexOf(target) is var column && column < 0)
        {
            yield break;
        }

        int[] with = [.. Enumerable.Range(0, pairs.Pairs.Count).Where(pair => pairs.Pairs[pair].Contains(column))];
        yield return Measurement.Of(
            pairs.Data.Measure(table => with.Select(pair => pairs.Distances.Of(table, pair)).Average()),
            with.Length,
            value => $"On average, {Words.Share(value)} of the rows would have to change to give '{target}' and another column their real "
                + "joint distribution.",
            "There is no other column, or a table has no row.");
    }

    private static IEnumerable<Measurement> OfWorst(PairComparison pairs) => Enumerable.Range(0, pairs.Pairs.Count)
        .OrderByDescending(pair => pairs.Distances.Of(ComparedTables.Synthetic, pair) ?? 0)
        .Take(WorstPairs)
        .Select(pair =>
        {
            string[] names = [.. pairs.Pairs[pair].Select(column => pairs.Data.Names[column])];
            return Measurement.Of(
                pairs.Data.Measure(table => pairs.Distances.Of(table, pair)),
                pairs.Data.Rows(ComparedTables.Synthetic),
                value => $"{Words.Share(value)} of the rows would have to change to give '{names[0]}' and '{names[1]}' their real joint "
                    + "distribution.").About(names);
        });

    private static double? MeanExcess(PairComparison pairs, int table) => pairs.Pairs
        .Select((pair, i) => pairs.Distances.Of(table, i) is { } both
            ? Math.Max(0, both - Math.Max(pairs.Single.Of(table, pair[0]) ?? 0, pairs.Single.Of(table, pair[1]) ?? 0))
            : (double?)null)
        .Average();
}
