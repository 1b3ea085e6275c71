using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>How near the relations of two columns are to the real ones.</summary>
public sealed class PairsPart : IEvaluationPart
{
    // All pairs of 63 columns; more are drawn from. Correlations cost most.
    private const int MostPairs = 2_000;
    private const int MostColumns = 60;
    private const int WorstPairs = 10;

    /// <inheritdoc/>
    public string Name => "pairs of columns";

    /// <inheritdoc/>
    public Section Section => Section.Pairs;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var data = FidelityData.Of(context);
        var pairs = MarginalSets.Of(data.Names.Length, 2, MostPairs, context.SeedFor("pairs"));
        var associations = new Associations(data, pairs);
        var distances = MarginalDistances.Measure(data, pairs, context.Cancellation, associations.Look, associations.LookWithout);
        var single = MarginalDistances.Measure(
            data, MarginalSets.Of(data.Names.Length, 1, data.Names.Length, 0), context.Cancellation);
        context.Report(0.5);
        var (pearson, spearman, ratio) = Correlations.Measure(data, MostColumns, context.Cancellation);
        var findings = new Findings(Section);
        AddDistances(findings, data, pairs, distances, single);
        AddTarget(findings, data, pairs, distances, context.Request.Target);
        associations.AddTo(findings, data);
        AddDifference(findings, data, pearson, "pearson", "Pearson correlation of two numeric columns", finding => finding with { Most = 2, IsHeadline = true });
        AddDifference(findings, data, spearman, "spearman", "Spearman correlation of two numeric columns", finding => finding with { Most = 2 });
        // Of a pair only one order counts: what labels explain of numbers.
        AddDifference(findings, data, ratio, "correlation-ratio", "correlation ratio of a numeric column in groups of labels", finding => finding with { Most = 1, Count = ratio.Pairs });
        AddWorst(findings, data, pairs, distances);
        var notes = new List<string>(data.Notes);
        if (MarginalSets.Total(data.Names.Length, 2) is var total && total > pairs.Count)
        {
            notes.Add(FormattableString.Invariant($"Of {total:N0} pairs of columns {pairs.Count:N0} were drawn at random; correlations are those of the first {MostColumns} columns."));
        }

        return new EvaluationResult
        {
            Findings = findings.All,
            Matrices =
            [
                .. associations.Matrices().Concat(
                [
                    pearson.Matrix("pairs.pearson", "Pearson correlation", -1, 1),
                    spearman.Matrix("pairs.spearman", "Spearman correlation", -1, 1),
                    ratio.Matrix("pairs.correlation-ratio", "Correlation ratio: numbers (rows) explained by labels (columns)", 0, 1),
                ]).Where(matrix => matrix.Names.Count > 1),
            ],
            Notes = notes,
        };
    }

    private static void AddDistances(
        Findings findings, FidelityData data, IReadOnlyList<int[]> pairs, MarginalDistances distances, MarginalDistances single)
    {
        const string reason = "There are not two columns, or a table has no row.";
        findings.Add(
            "total-variation.mean",
            "Mean distance of pairs of columns",
            data.Measure(table => distances.Of(table)?.Mean),
            pairs.Count,
            value => $"On average, {Words.Share(value)} of the rows would have to change to give two columns their real joint distribution.",
            reason,
            finding => (finding with { Most = 1, IsHeadline = true }).WithInterval(distances.MeanWithout));
        findings.Add(
            "total-variation.maximum",
            "Largest distance of a pair of columns",
            data.Measure(table => distances.Of(table)?.Maximum),
            pairs.Count,
            value => $"For the worst pair, {Words.Share(value)} of the rows would have to change to give it its real joint distribution.",
            reason,
            finding => finding with { Most = 1 });
        findings.Add(
            "excess.mean",
            "Distance of pairs beyond that of their columns",
            data.Measure(table => Excess(table, pairs, distances, single)),
            pairs.Count,
            value => $"{Words.Share(value)} of the rows of a pair are wrong beyond what its worse column accounts for: that much is due to the relation.",
            reason,
            finding => finding with { Most = 1 });
    }

    private static void AddTarget(
        Findings findings, FidelityData data, IReadOnlyList<int[]> pairs, MarginalDistances distances, string? target)
    {
        if (target is null || data.Names.IndexOf(target) is var column && column < 0)
        {
            return;
        }

        int[] with = [.. Enumerable.Range(0, pairs.Count).Where(pair => pairs[pair].Contains(column))];
        findings.Add(
            "total-variation.target.mean",
            "Mean distance of pairs with the column to predict",
            data.Measure(table => with.Select(pair => distances.Of(table, pair)).Average()),
            with.Length,
            value => $"On average, {Words.Share(value)} of the rows would have to change to give '{target}' and another column their real joint distribution.",
            "There is no other column, or a table has no row.",
            finding => finding with { Most = 1 });
    }

    private static double? Excess(int table, IReadOnlyList<int[]> pairs, MarginalDistances distances, MarginalDistances single) => pairs
        .Select((pair, i) => distances.Of(table, i) is { } both
            ? Math.Max(0, both - Math.Max(single.Of(table, pair[0]) ?? 0, single.Of(table, pair[1]) ?? 0))
            : (double?)null)
        .Average();

    private static void AddDifference(Findings findings, FidelityData data, PairMeasure measure, string id, string title, Func<Finding, Finding> change) =>
        findings.Add(
            $"{id}.difference.mean",
            $"Mean difference of the {title}",
            data.Measure(measure.MeanDifference),
            measure.Pairs / 2,
            value => $"The {title} is off by {Words.Number(value)} on average, and by {Words.Number(measure.LargestDifference(FidelityData.Synthetic))} at most. A table without any relation scores {Words.Number(measure.MeanDifference(FidelityData.Independent))}.",
            "No pair of columns has the measure in the real table.",
            change);

    private static void AddWorst(Findings findings, FidelityData data, IReadOnlyList<int[]> pairs, MarginalDistances distances)
    {
        var worst = Enumerable.Range(0, pairs.Count).OrderByDescending(pair => distances.Of(FidelityData.Synthetic, pair) ?? 0).Take(WorstPairs);
        foreach (var pair in worst)
        {
            string[] names = [.. pairs[pair].Select(column => data.Names[column])];
            findings.Add(
                "total-variation",
                "Distance of a pair of columns",
                data.Measure(table => distances.Of(table, pair)),
                data.Binned.Rows[FidelityData.Synthetic],
                value => $"{Words.Share(value)} of the rows would have to change to give '{names[0]}' and '{names[1]}' their real joint distribution.",
                change: finding => finding with { Most = 1, Columns = names });
        }
    }
}
