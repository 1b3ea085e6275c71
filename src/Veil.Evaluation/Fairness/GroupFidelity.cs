using System.Globalization;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// Are the groups of people that protected columns make as large among the synthetic rows as among the real ones, are they
/// there at all, and are their other columns distributed as they are for real? Averages over all rows hardly notice when a
/// small group is lost.
/// </summary>
/// <remarks>
/// The distance within a group is the mean total variation of the other columns. It is larger the fewer rows there are, so
/// as many rows of the group are drawn from the synthetic rows and from those kept apart, and the latter's distance stands
/// beside it. Groups with fewer than 30 real rows have a share but no distance.
/// </remarks>
public sealed class GroupFidelity : IEvaluationPart
{
    private const int FewestRows = 30;
    private const int FewestToBeLost = 10;
    private const int Resamples = 100;

    // More rows only take time: the distance of so many is known to a third of a point of 100.
    private const int MostRows = 10_000;

    /// <inheritdoc/>
    public string Name => "Fidelity of groups";

    /// <inheritdoc/>
    public Section Section => Section.Fairness;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var (findings, notes) = (new List<Finding>(), new List<string>());
        if (context.Request.Protected.Count == 0 || context.Real.RowCount == 0 || context.Synthetic.RowCount == 0)
        {
            return Unmeasured.Because(
                "How groups of people come out was not measured: that takes a column named as protected, a real and a synthetic row.");
        }

        foreach (var name in context.Request.Protected.Distinct())
        {
            if (Groups.Of(context, name) is { } groups)
            {
                var columns = Columns(context, name);
                var ofGroups = Enumerable.Range(0, groups.Names.Length)
                    .Where(group => Groups.Rows(groups.Real, group) + Groups.Rows(groups.Synthetic, group) > 0)
                    .ToArray();
                findings.Add(Lost(groups));
                findings.AddRange(ofGroups.Select(group => Share(groups, group)));
                var distances = new Finding[ofGroups.Length];
                Parallel.For(
                    0,
                    ofGroups.Length,
                    new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                    i => distances[i] = Distance(groups, ofGroups[i], columns, context));
                var worst = distances.MaxBy(finding => finding.Value - (finding.OfHoldout ?? 0) ?? double.NegativeInfinity);
                findings.AddRange(distances.Select(finding =>
                    ReferenceEquals(finding, worst) ? finding with { IsHeadline = true } : finding));
            }
            else
            {
                notes.Add($"Column '{name}' is not in all tables in the same kind, so its groups were not looked at.");
            }
        }

        return new EvaluationResult { Findings = findings, Notes = notes };
    }

    private static Cells[] Columns(EvaluationContext context, string excluded)
    {
        Table[] others = context.Holdout is { } holdout ? [context.Synthetic, holdout] : [context.Synthetic];
        return
        [
            .. context.Real.Columns
                .Where(column => column.Type is not ColumnType.Text && column.Name != excluded
                    && others.All(table => table.Find(column.Name)?.GetType() == column.GetType()))
                .Select(column =>
                {
                    var cells = new GroupCells(column);
                    return new Cells(
                        cells.Of(column),
                        cells.Of(context.Synthetic[column.Name]),
                        context.Holdout is { } rows ? cells.Of(rows[column.Name]) : null);
                }),
        ];
    }

    private static Finding Lost(Groups groups)
    {
        var known = Enumerable.Range(0, groups.Names.Length)
            .Where(group => Groups.Rows(groups.Real, group) >= FewestToBeLost).ToArray();
        string[] lost = [.. known.Where(group => Groups.Rows(groups.Synthetic, group) == 0).Select(group => groups.Names[group])];
        return new Finding
        {
            Id = "fairness.lost-groups",
            Section = Section.Fairness,
            Title = "Groups that are lost",
            Sentence = lost.Length == 0
                ? $"Every group of '{groups.Column}' with at least {FewestToBeLost} real rows occurs among the synthetic rows."
                : $"Of the groups of '{groups.Column}' with at least {FewestToBeLost} real rows these do not occur among the synthetic "
                  + $"rows: {string.Join(", ", lost)}.",
            Value = lost.Length,
            Least = 0,
            Most = known.Length,
            Direction = Direction.Smaller,
            Count = known.Length,
            Reads = Sources.Real | Sources.Synthetic,
            Columns = [groups.Column],
            IsHeadline = true,
        };
    }

    private static Finding Share(Groups groups, int group)
    {
        double ShareOf(int[] rows) => (double)Groups.Rows(rows, group) / rows.Length;
        var (real, count) = (ShareOf(groups.Real), Groups.Rows(groups.Synthetic, group));
        var limits = Proportion.ClopperPearson(count, groups.Synthetic.Length);
        var reason = real == 0 ? "No real row is of this group." : null;
        return new Finding
        {
            Id = "fairness.group-share",
            Section = Section.Fairness,
            Title = "Size of a group beside its real size",
            Sentence = reason ?? string.Create(
                CultureInfo.InvariantCulture,
                $"Group '{groups.Names[group]}' of '{groups.Column}' is {ShareOf(groups.Synthetic) * 100:0.##} % of the synthetic rows "
                + $"and {real * 100:0.##} % of the real ones."),
            Reason = reason,
            Value = real == 0 ? null : ShareOf(groups.Synthetic) / real,
            Low = real == 0 ? null : limits.Low / real,
            High = real == 0 ? null : limits.High / real,
            Interval = real == 0 ? null : "95 %, exact binomial (Clopper and Pearson) over synthetic rows, the real share taken as given",
            Least = 0,
            Direction = Direction.LikeReal,
            Count = count,
            Reads = Sources.Real | Sources.Synthetic,
            OfHoldout = real == 0 || groups.Holdout is not { Length: > 0 } apart ? null : ShareOf(apart) / real,
            Columns = [groups.Column],
            Group = groups.Names[group],
        };
    }

    private static Finding Distance(Groups groups, int group, Cells[] columns, EvaluationContext context)
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
        var finding = new Finding
        {
            Id = "fairness.group-distance",
            Section = Section.Fairness,
            Title = "How far the rows of a group lie from its real rows",
            Sentence = reason ?? "",
            Reason = reason,
            Least = 0,
            Most = 1,
            Direction = Direction.Smaller,
            Count = size,
            Reads = Sources.Real | Sources.Synthetic | (holdout.Length == 0 ? 0 : Sources.Holdout),
            Columns = [groups.Column],
            Group = groups.Names[group],
        };
        if (reason is not null)
        {
            return finding;
        }

        var drawn = Some(synthetic, size);
        double Mean(int[] rows, Func<Cells, int[]> of) =>
            columns.Average(column => GroupCells.TotalVariation(column.Real, real, of(column), rows));
        var value = Mean(drawn, column => column.Synthetic);
        double? apart = holdout.Length == 0 ? null : Mean(Some(holdout, size), column => column.Holdout!);
        var counts = columns.Select(column => new RealShares(column.Real, real, column.Synthetic, drawn)).ToArray();
        var resampled = new double?[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int[] again = Array.ConvertAll(drawn, _ => random.NextBelow(drawn.Length));
            resampled[i] = counts.Average(column => column.Distance(again));
        }

        var limits = BasicBootstrap.Interval(value, resampled, 0, 1);
        string Text(double number) => (number * 100).ToString("0.0", CultureInfo.InvariantCulture);
        return finding with
        {
            Sentence = $"Within group '{groups.Names[group]}' of '{groups.Column}', the other columns of the synthetic rows put "
                + $"{Text(value)} of 100 rows into other cells than the real rows do"
                + (apart is { } other ? $"; for as many rows kept apart it is {Text(other)}." : "."),
            Value = value,
            Low = limits?.Low,
            High = limits?.High,
            Interval = "95 %, basic bootstrap over the group's synthetic rows",
            OfHoldout = apart,
        };
    }

    private sealed record Cells(int[] Real, int[] Synthetic, int[]? Holdout);

    /// <summary>The distance of resamples of some rows, quickly: cells renumbered from 0, real shares counted once.</summary>
    private sealed class RealShares
    {
        private readonly double[] _real;
        private readonly int[] _cells;
        private readonly int[] _counts;

        public RealShares(int[] cells, int[] rows, int[] otherCells, int[] otherRows)
        {
            var numbers = new Dictionary<int, int>();
            int Number(int cell)
            {
                numbers.TryAdd(cell, numbers.Count);
                return numbers[cell];
            }

            int[] known = Array.ConvertAll(rows, row => Number(cells[row]));
            _cells = Array.ConvertAll(otherRows, row => Number(otherCells[row]));
            _real = new double[numbers.Count];
            _counts = new int[numbers.Count];
            foreach (var cell in known)
            {
                _real[cell] += 1.0 / rows.Length;
            }
        }

        public double Distance(int[] drawn)
        {
            Array.Clear(_counts);
            foreach (var i in drawn)
            {
                _counts[_cells[i]]++;
            }

            var sum = 0.0;
            for (var cell = 0; cell < _real.Length; cell++)
            {
                sum += Math.Abs(_real[cell] - ((double)_counts[cell] / drawn.Length));
            }

            return sum / 2;
        }
    }
}
