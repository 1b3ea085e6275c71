using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Precision, recall, density and coverage of the synthetic rows among the real ones.</summary>
internal static class NeighbourMetrics
{
    /// <summary>The share of synthetic rows as near to a real one as its fifth neighbour.</summary>
    public static Metric<RowSamples> Precision { get; } = Share(
        "joint.precision",
        "Synthetic rows that lie where real ones do",
        neighbours => neighbours.Precision,
        neighbours => neighbours.InRealBalls,
        value => $"{Words.Share(value)} of the synthetic rows are as near to some real row as that row's fifth nearest real neighbour is.",
        "synthetic rows, the real ones taken as given");

    /// <summary>The share of real rows as near to a synthetic one as its fifth neighbour.</summary>
    public static Metric<RowSamples> Recall { get; } = Share(
        "joint.recall",
        "Real rows that lie where synthetic ones do",
        neighbours => neighbours.Recall,
        neighbours => neighbours.InSyntheticBalls,
        value => $"{Words.Share(value)} of the real rows are as near to some synthetic row as that row's fifth nearest synthetic neighbour "
            + "is.",
        "real rows, the synthetic ones taken as given");

    /// <summary>The share of real rows that have a synthetic one as near as their own fifth neighbour.</summary>
    public static Metric<RowSamples> Coverage { get; } = Share(
        "joint.coverage",
        "Real rows that have a synthetic neighbour",
        neighbours => neighbours.Coverage,
        neighbours => neighbours.Covered,
        value => $"{Words.Share(value)} of the real rows have a synthetic row as near as their fifth nearest real neighbour.",
        "real rows, the synthetic ones taken as given");

    /// <summary>How often synthetic rows lie near real ones, over what other real rows would: about 1.</summary>
    public static Metric<RowSamples> Density { get; } = new(
        "joint.density",
        "Density of synthetic rows where real ones lie",
        samples => Measurement.Of(
            samples.Data.Measure(table => samples.Of(table)?.Neighbours?.Density),
            samples.SyntheticRows,
            value => $"Synthetic rows lie {Words.Number(value)} times as dense about real rows as these lie about each other; other "
                + "real rows "
                + "would show about 1, and rows that crowd where real ones are frequent more.",
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
