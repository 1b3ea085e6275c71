using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// The distance of the rows of a group from its real rows: the mean total variation distance of the other columns, with numbers in
/// ten bins.
/// </summary>
/// <remarks>
/// It is larger the fewer rows there are, so equally many rows of the group are drawn from the synthetic and the hold-out rows, and the
/// latter's distance stands beside it. Groups with fewer than 30 real rows have no distance.
/// </remarks>
/// <param name="Measurement">The distance.</param>
internal sealed record GroupDistance(Measurement Measurement)
{
    private const int FewestRows = 30;
    private const int Resamples = 100;

    // More rows cost time only: with this number the distance is accurate to a third of a percentage point.
    private const int MostRows = 10_000;

    /// <summary>The distance of each group; the one that most exceeds its hold-out rows is a headline.</summary>
    public static Metric<GroupComparison> Metric { get; } = new(
        "fairness.group-distance",
        "Distance of the rows of a group from its real rows",
        comparison => comparison.All.SelectMany(of => WithWorst(of.Distances)))
    {
        Subject = Subject.Group,
        Most = 1,
    };

    /// <summary>Measures a group.</summary>
    public static GroupDistance Of(Groups groups, int group, GroupColumn[] columns, EvaluationContext context)
    {
        var random = new SeededRandom(context.SeedFor($"group {group} of {groups.Column}"));
        int[] Members(int[]? of) => of is null ? [] : [.. Enumerable.Range(0, of.Length).Where(row => of[row] == group)];
        int[] Some(int[] rows, int most) => [.. random.Permutation(rows.Length).Take(most).Select(i => rows[i])];
        var (real, synthetic, holdout) = (Members(groups.Real), Members(groups.Synthetic), Members(groups.Holdout));
        var size = Math.Min(MostRows, holdout.Length == 0 ? synthetic.Length : Math.Min(synthetic.Length, holdout.Length));
        var reason = columns.Length == 0 ? "There is no other column."
            : real.Length < FewestRows ? $"Fewer than {FewestRows} real rows are of this group."
            : synthetic.Length == 0 ? "No synthetic row is of this group."
            : null;
        if (reason is not null)
        {
            return About(new Measurement(new Measured(null), size) { Reason = reason });
        }

        var drawn = Some(synthetic, size);
        double Mean(int[] rows, Func<GroupColumn, int[]> of) =>
            columns.Average(column => CellShares.TotalVariation(column.Real, real, of(column), rows));
        var value = Mean(drawn, column => column.Synthetic);
        double? ofHoldout = holdout.Length == 0 ? null : Mean(Some(holdout, size), column => column.Holdout!);
        var counts = Array.ConvertAll(columns, column => new ResampledCells(column.Real, real, column.Synthetic, drawn));
        var resampled = new double?[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int[] again = Array.ConvertAll(drawn, _ => random.NextBelow(drawn.Length));
            resampled[i] = counts.Average(column => column.Distance(again));
        }

        var sentence = $"Within group '{groups.Names[group]}' of '{groups.Column}', the other columns of the synthetic rows put "
            + $"{Words.OfHundred(value)} of 100 rows into other cells than the real rows do"
            + (ofHoldout is { } other ? $"; for as many hold-out rows it is {Words.OfHundred(other)}." : ".");
        return About(Measurement.Of(new Measured(value, ofHoldout), size, _ => sentence) with
        {
            Interval = BasicBootstrap.Interval(value, resampled, 0, 1) is { } limits
                ? new Interval(limits.Low, limits.High, "95 %, basic bootstrap over the group's synthetic rows")
                : null,
        });

        GroupDistance About(Measurement measurement) => new(measurement.About(groups.Column) with { Group = groups.Names[group] });
    }

    private static IEnumerable<Measurement> WithWorst(GroupDistance[] distances)
    {
        var worst = distances.MaxBy(of => of.Measurement.Values.Value - (of.Measurement.Values.OfHoldout ?? 0) ?? double.NegativeInfinity);
        return distances.Select(of => of.Measurement with { IsHeadline = ReferenceEquals(of, worst) });
    }
}
