using System.Globalization;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// Can somebody who can run the synthesizer as often as he likes learn to tell from a synthetic table whether a person was
/// among the rows it was made from? It is run again and again on rows kept apart, with and without the most unusual people of
/// the real table; a classifier learns the difference from some of the runs and is tested on the others. Slow: it is asked
/// for by name, and says something of the synthesizer with tables like these, not of the one synthetic table.
/// </summary>
/// <remarks>
/// <para>In each run every target is in with probability one half, so that all targets share the runs. What the classifier sees
/// of a synthetic table is how many of its rows agree with the target in each one, two and three columns (numbers in
/// cells), at most 600 such sets, and how near its nearest row comes.</para>
/// <para>Reference: shadow models of Stadler, Oprisanu and Troncoso 2022 with the counting queries of Houssiau et al. 2022;
/// targets far from their neighbours as in Meeus et al. 2023.</para>
/// </remarks>
/// <param name="synthesize">
/// Makes a synthetic table of about as many rows from a table, repeatably for a seed. It is called from one thread.
/// </param>
/// <param name="options">How to attack; null for the defaults.</param>
public sealed class ShadowModels(Func<Table, ulong, CancellationToken, Table> synthesize, ShadowOptions? options = null) : IEvaluationPart
{
    private const int MostSets = 600;

    private readonly ShadowOptions _options = (options ?? new()).Validate();

    /// <inheritdoc/>
    public string Name => "Shadow models";

    /// <inheritdoc/>
    public Section Section => Section.Privacy;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        if (space.IsEmpty || context.Holdout is not { RowCount: > 1 } holdout || space.Real.Rows < 2)
        {
            return Unmeasured.Because(
                "Shadow models were not made: that takes real rows, a common column and real rows kept apart to make them from.");
        }

        var random = new SeededRandom(context.SeedFor("shadow models"));
        var names = space.Columns.Select(column => column.Name).ToHashSet();
        Table Common(Table table) =>
            new([.. context.Real.Columns.Where(column => names.Contains(column.Name)).Select(column => table[column.Name])]);
        var (real, apart) = (Common(context.Real), Common(holdout));
        var targets = Unusual(space.Real, _options.Targets, context.Cancellation);
        var coders = space.Columns.Select((column, c) => new CodedColumn(column, space.Holdout!.Values[c])).ToArray();
        int[][] sets = Sets(space.Columns.Length, random);
        var inside = new bool[_options.Runs, targets.Length];
        var seen = new double[targets.Length][][];
        for (var target = 0; target < targets.Length; target++)
        {
            seen[target] = new double[_options.Runs][];
        }

        for (var run = 0; run < _options.Runs; run++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int[] chosen = [.. Enumerable.Range(0, targets.Length).Where(_ => random.NextBelow(2) == 0)];
            var rows = random.Permutation(apart.RowCount)[..Math.Min(apart.RowCount, _options.Rows)];
            var training = Joined.Of(apart.Take(rows), real.Take([.. chosen.Select(target => targets[target])]));
            var synthetic = space.Encode(synthesize(training, context.SeedFor($"shadow {run}"), context.Cancellation));
            for (var target = 0; target < targets.Length; target++)
            {
                inside[run, target] = chosen.Contains(target);
                seen[target][run] = See(space.Real.Take([targets[target]]), synthetic, coders, sets, context.Cancellation);
            }

            context.Report((run + 1.0) / _options.Runs);
        }

        var (members, others) = (new List<double>(), new List<double>());
        for (var target = 0; target < targets.Length; target++)
        {
            bool[] wasIn = [.. Enumerable.Range(0, _options.Runs).Select(run => inside[run, target])];
            Attack(seen[target], wasIn, members, others, context.Cancellation);
        }

        if (members.Count == 0 || others.Count == 0)
        {
            return Unmeasured.Because(
                "Shadow models say nothing: by chance no run, or every run, that tests the attack had a target in it.");
        }

        var curve = new RocCurve([.. members], [.. others]);
        return new EvaluationResult { Findings = [Finding(curve, targets.Length, members.Count + others.Count)] };
    }

    private Finding Finding(RocCurve curve, int targets, int games)
    {
        var interval = curve.Interval(0.05);
        return new Finding
        {
            Id = "privacy.membership.shadow.auc",
            Section = Section.Privacy,
            Title = "Recognising the most unusual members with shadow models",
            Sentence = string.Create(
                CultureInfo.InvariantCulture,
                $"For the {targets} most unusual people, an attacker who ran the synthesizer {_options.Runs} times ranks a table made "
                + $"with the person above one made without {curve.Auc * 100:0.0} times out of 100; tossing a coin does so 50 times."),
            Value = curve.Auc,
            Low = interval.Low,
            High = interval.High,
            Interval = "95 %, DeLong on the logit scale, over pairs of a run and a person as if they were independent",
            Least = 0,
            Most = 1,
            Direction = Direction.Smaller,
            Count = games,
            Reads = Sources.Real | Sources.Holdout,
            IsHeadline = true,
        };
    }

    /// <summary>Rows that lie farthest from any other real row; of several as far the first.</summary>
    private static int[] Unusual(Records real, int most, CancellationToken cancellation) =>
    [
        .. NearestRows.Of(real, real, cancellation).Index()
            .OrderByDescending(row => row.Item.SecondDistance).Take(most).Select(row => row.Index),
    ];

    /// <summary>Sets of one, two and three columns.</summary>
    private static int[][] Sets(int columns, SeededRandom random)
    {
        var all = new List<int[]>();
        var used = CodedRecords.Choose(columns, 20, (ulong)random.NextBelow(int.MaxValue));
        for (var a = 0; a < used.Length; a++)
        {
            all.Add([used[a]]);
            for (var b = a + 1; b < used.Length; b++)
            {
                all.Add([used[a], used[b]]);
                for (var c = b + 1; c < used.Length; c++)
                {
                    all.Add([used[a], used[b], used[c]]);
                }
            }
        }

        return [.. random.Permutation(all.Count).Take(MostSets).Order().Select(i => all[i])];
    }

    /// <summary>What the attacker sees of a synthetic table: roots of counts, whose noise is even, and a distance.</summary>
    private static double[] See(Records target, Records synthetic, CodedColumn[] coders, int[][] sets, CancellationToken cancellation)
    {
        bool[][] agrees = [.. coders.Select((coder, c) =>
        {
            var cell = coder.Code(target.Values[c])[0];
            return Array.ConvertAll(coder.Code(synthetic.Values[c]), other => other == cell);
        })];
        var counts = new int[sets.Length];
        Parallel.For(
            0,
            sets.Length,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                for (var row = 0; row < synthetic.Rows; row++)
                {
                    var all = true;
                    foreach (var column in sets[i])
                    {
                        all &= agrees[column][row];
                    }

                    counts[i] += all ? 1 : 0;
                }
            });
        var nearest = synthetic.Rows == 0 ? 1 : NearestRows.Of(target, synthetic, cancellation)[0].Distance;
        return [.. counts.Select(count => Math.Sqrt(count)), nearest];
    }

    /// <summary>Learns from every second run, and scores the others.</summary>
    private static void Attack(double[][] seen, bool[] inside, List<double> members, List<double> others, CancellationToken cancellation)
    {
        int[] training = [.. Enumerable.Range(0, seen.Length).Where(run => run % 2 == 0)];
        int[] test = [.. Enumerable.Range(0, seen.Length).Where(run => run % 2 == 1)];
        Features Of(int[] runs) => new(
            [.. Enumerable.Range(0, seen[0].Length).Select(i => new Feature(i.ToString(CultureInfo.InvariantCulture), 0))],
            [.. Enumerable.Range(0, seen[0].Length).Select(i => Array.ConvertAll(runs, run => seen[run][i]))],
            runs.Length);
        var answers = Target.OfClasses(Array.ConvertAll(training, run => inside[run] ? 1 : 0), 2);
        var predicted = new LogisticRegression(10).Fit(Of(training), answers, cancellation).Predict(Of(test));
        for (var i = 0; i < test.Length; i++)
        {
            (inside[test[i]] ? members : others).Add(predicted[(2 * i) + 1]);
        }
    }
}
