using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Precision, recall, density and coverage of the synthetic rows among the real ones.</summary>
internal static class NeighbourMetrics
{
    /// <summary>The share of synthetic rows that are at least as near to a real row as its fifth real neighbour.</summary>
    public static Metric<RowSamples> Precision { get; } = Share(
        "joint.precision",
        "Precision: synthetic rows in the real neighbourhoods",
        neighbours => neighbours.Precision,
        neighbours => neighbours.InRealBalls,
        value => $"{Words.Share(value)} of the synthetic rows are as near to some real row as that row's fifth nearest real neighbour is.",
        "synthetic rows, conditional on the real rows");

    /// <summary>The share of real rows that are at least as near to a synthetic row as its fifth synthetic neighbour.</summary>
    public static Metric<RowSamples> Recall { get; } = Share(
        "joint.recall",
        "Recall: real rows in the synthetic neighbourhoods",
        neighbours => neighbours.Recall,
        neighbours => neighbours.InSyntheticBalls,
        value => $"{Words.Share(value)} of the real rows are as near to some synthetic row as that row's fifth nearest synthetic neighbour "
            + "is.",
        "real rows, conditional on the synthetic rows");

    /// <summary>The share of real rows that have a synthetic row at least as near as their fifth real neighbour.</summary>
    public static Metric<RowSamples> Coverage { get; } = Share(
        "joint.coverage",
        "Coverage: real rows with a synthetic neighbour",
        neighbours => neighbours.Coverage,
        neighbours => neighbours.Covered,
        value => $"{Words.Share(value)} of the real rows have a synthetic row as near as their fifth nearest real neighbour.",
        "real rows, conditional on the synthetic rows");

    /// <summary>The mean number of real neighbourhoods of a synthetic row, relative to its expectation for real rows.</summary>
    public static Metric<RowSamples> Density { get; } = new(
        "joint.density",
        "Density of synthetic rows around real rows",
        samples => Measurement.Of(
            samples.Data.Measure(table => samples.Of(table)?.Neighbours?.Density),
            samples.SyntheticRows,
            value => $"Synthetic rows lie {Words.Number(value)} times as densely around real rows as these around each other; other "
                + "real rows would have about 1, and rows concentrated where real ones are frequent have more.",
            RowSamples.TooFew).WithJackknife(WithoutEachGroup(samples.Of(ComparedTables.Synthetic)?.Neighbours)))
    {
        Direction = Direction.LikeReal,
    };

    private static Metric<RowSamples> Share(
        string id,
        string title,
        Func<Neighbourhoods, double?> share,
        Func<Neighbourhoods, int[]?> counts,
        Func<double, string> sentence,
        string over)
    {
        return new Metric<RowSamples>(id, title, Measure) { Most = 1, Direction = Direction.Larger, OnCopy = 1 };

        Measurement Measure(RowSamples samples)
        {
            var ofSynthetic = samples.Of(ComparedTables.Synthetic)?.Neighbours;
            var measurement = Measurement.Of(
                samples.Data.Measure(table => samples.Of(table)?.Neighbours is { } neighbours ? share(neighbours) : null),
                samples.SyntheticRows,
                sentence,
                RowSamples.TooFew);
            return measurement with
            {
                Interval = ofSynthetic is { } of && counts(of) is { } marks ? Exact(marks, over) : null,
            };
        }
    }

    private static Interval Exact(int[] counts, string over)
    {
        var limits = Proportion.ClopperPearson(counts.Count(count => count > 0), counts.Length);
        return new Interval(limits.Low, limits.High, $"95 %, exact binomial (Clopper and Pearson) over {over}");
    }

    private static IReadOnlyList<double> WithoutEachGroup(Neighbourhoods? neighbours) =>
        neighbours is null || neighbours.InRealBalls.Length < 2 * BinnedTables.Groups
            ? []
            : [
                .. Enumerable.Range(0, BinnedTables.Groups)
                    .Select(group => neighbours.InRealBalls.Where((_, row) => row % BinnedTables.Groups != group).Average() / RowSamples.K),
            ];
}
