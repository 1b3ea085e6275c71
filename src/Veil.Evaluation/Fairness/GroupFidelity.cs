using System.Globalization;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fairness;

/// <summary>The groups of every protected column, and the distances of their rows from the real ones.</summary>
internal sealed class GroupComparison
{
    private const int DecileCells = 10;

    /// <summary>Measures.</summary>
    /// <param name="context">The tables.</param>
    /// <param name="notes">Receives a note for each column without groups.</param>
    public GroupComparison(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        foreach (var name in context.Request.Protected.Distinct())
        {
            if (Groups.Of(data, name) is not { } groups)
            {
                notes.Add($"Column '{name}' is not in all tables in the same kind, so its groups were not compared.");
                continue;
            }

            var columns = data.Columns.Where(column => column.Name != name).Select(column => Cells(column, data)).ToArray();
            int[] occurring =
            [
                .. Enumerable.Range(0, groups.Names.Length)
                    .Where(group => Groups.Rows(groups.Real, group) + Groups.Rows(groups.Synthetic, group) > 0),
            ];
            var distances = new GroupDistance[occurring.Length];
            Parallel.For(
                0,
                occurring.Length,
                new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                i => distances[i] = GroupDistance.Of(groups, occurring[i], columns, context));
            All.Add((groups, occurring, distances));
        }
    }

    /// <summary>The groups of each protected column, those that occur, and the distance of each of these.</summary>
    public List<(Groups Groups, int[] Occurring, GroupDistance[] Distances)> All { get; } = [];

    private static GroupColumn Cells(CommonColumn column, ComparedTables data)
    {
        var cells = new QuantileBins(column, DecileCells);
        return new GroupColumn(
            cells.Of(column.Values(ComparedTables.Real)),
            cells.Of(column.Values(ComparedTables.Synthetic)),
            data.HasHoldout ? cells.Of(column.Values(ComparedTables.Holdout)) : null);
    }
}

/// <summary>The cells of a column in each table.</summary>
internal sealed record GroupColumn(int[] Real, int[] Synthetic, int[]? Holdout);

/// <summary>
/// The fidelity of the groups that protected columns define: their sizes, whether they are lost, and the distributions of
/// their other columns, compared with the real rows. Averages over all rows hardly change when a
/// small group is lost.
/// </summary>
internal sealed class GroupFidelity : EvaluationPart<GroupComparison>
{
    /// <inheritdoc/>
    public override string Name => "Fidelity of groups";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<GroupComparison>> Definitions { get; } =
        [LostGroups.Metric, GroupShare.Metric, GroupDistance.Metric];

    /// <inheritdoc/>
    protected override GroupComparison? Take(EvaluationContext context, List<string> notes)
    {
        var request = context.Request;
        if (request.Protected.Count == 0 || request.Real.RowCount == 0 || request.Synthetic.RowCount == 0)
        {
            notes.Add(
                "The fidelity of groups was not measured: it needs a protected column, a real and a synthetic row.");
            return null;
        }

        return new GroupComparison(context, notes);
    }
}

/// <summary>The metric of lost groups.</summary>
internal static class LostGroups
{
    private const int FewestRows = 10;

    /// <summary>The number of groups with at least ten real rows and no synthetic one.</summary>
    public static Metric<GroupComparison> Metric { get; } = new(
        "fairness.lost-groups", "Groups that are lost", comparison => comparison.All.Select(of => Of(of.Groups)))
    {
        Subject = Subject.Columns,
        IsHeadline = true,
        OnCopy = 0,
    };

    private static Measurement Of(Groups groups)
    {
        int[] known = [.. Enumerable.Range(0, groups.Names.Length).Where(group => Groups.Rows(groups.Real, group) >= FewestRows)];
        string[] lost = [.. known.Where(group => Groups.Rows(groups.Synthetic, group) == 0).Select(group => groups.Names[group])];
        return Measurement.Of(
            new Measured(lost.Length),
            known.Length,
            _ => lost.Length == 0
                ? $"Every group of '{groups.Column}' with at least {FewestRows} real rows occurs among the synthetic rows."
                : $"Of the groups of '{groups.Column}' with at least {FewestRows} real rows these do not occur among the synthetic rows: "
                    + $"{string.Join(", ", lost)}.").About(groups.Column) with
        {
            Most = known.Length,
        };
    }
}

/// <summary>The size of a group.</summary>
internal static class GroupShare
{
    /// <summary>The ratio of a group's share among the synthetic rows to its real share.</summary>
    public static Metric<GroupComparison> Metric { get; } = new(
        "fairness.group-share",
        "Ratio of a group's size to its real size",
        comparison => comparison.All.SelectMany(of => of.Occurring.Select(group => Of(of.Groups, group))))
    {
        Subject = Subject.Group,
        Direction = Direction.LikeReal,
        OnCopy = 1,
    };

    private static Measurement Of(Groups groups, int group)
    {
        double ShareOf(int[] rows) => (double)Groups.Rows(rows, group) / rows.Length;
        var (real, synthetic, count) = (ShareOf(groups.Real), ShareOf(groups.Synthetic), Groups.Rows(groups.Synthetic, group));
        var limits = Proportion.ClopperPearson(count, groups.Synthetic.Length);
        var measurement = real == 0
            ? new Measurement(new Measured(null), count) { Reason = "No real row is of this group." }
            : Measurement.Of(
                new Measured(synthetic / real, groups.Holdout is { } holdout ? ShareOf(holdout) / real : null),
                count,
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"Group '{groups.Names[group]}' of '{groups.Column}' is {synthetic * 100:0.##} % of the synthetic rows and "
                    + $"{real * 100:0.##} % of the real ones.")) with
            {
                Interval = new Interval(
                    limits.Low / real,
                    limits.High / real,
                    "95 %, exact binomial (Clopper and Pearson) over synthetic rows, conditional on the real share"),
            };
        return measurement.About(groups.Column) with { Group = groups.Names[group] };
    }
}
