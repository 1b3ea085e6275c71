using System.Globalization;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Tables;
using Veil.Evaluation.Utility;

namespace Veil.Evaluation.Fairness;

/// <summary>The largest gaps of a model between the groups of a column, and the recall of each group.</summary>
internal sealed record Gaps(double? Parity, double? Odds, double?[] Recalls);

/// <summary>The gaps of both models between the groups of one column.</summary>
/// <param name="Column">The protected column.</param>
/// <param name="Rows">The number of hold-out rows in groups that count.</param>
/// <param name="Shown">The gaps of the models learnt from synthetic and from real rows.</param>
/// <param name="Resampled">The same on resampled hold-out rows.</param>
/// <param name="Recalls">The difference of the recalls per group; empty with more than two classes.</param>
/// <param name="IsWorthSomething">Whether the model learnt from synthetic rows is better than a guess.</param>
internal sealed record ColumnGaps(
    string Column,
    int Rows,
    (Gaps Synthetic, Gaps Real) Shown,
    (Gaps Synthetic, Gaps Real)[] Resampled,
    (int Group, string Name, int Rows, double? Difference)[] Recalls,
    bool IsWorthSomething)
{
    /// <summary>The sentence that is added when the model is not better than a guess.</summary>
    public string Caution => IsWorthSomething
        ? ""
        : " But that model is no better than a guess, and a guess treats all groups equally.";
}

/// <summary>The gaps between the groups of every protected column.</summary>
internal sealed record ModelGaps(IReadOnlyList<ColumnGaps> Columns);

/// <summary>
/// The fairness of models: the gaps between groups of a model trained on synthetic rows beside one trained on real rows.
/// Both predict the target of hold-out rows.
/// </summary>
/// <remarks>
/// <para>Of two classes the second one is the selected one; of more, the class with the largest gap counts. Groups with fewer than
/// 30 hold-out rows are excluded from gaps: the largest of noisy rates is large by chance. An uninformative model
/// treats all groups equally, so every sentence says when it is no better than a guess.</para>
/// <para>Cost: two models of boosted trees, and 200 resamples of the hold-out rows.</para>
/// </remarks>
internal sealed class ModelFairness : EvaluationPart<ModelGaps>
{
    /// <summary>The smallest number of hold-out rows of a group that counts for gaps.</summary>
    public const int FewestRows = 30;

    private const string NotMeasured = "The fairness of models was not measured:";
    private const int Resamples = 200;
    private const int ResamplesOfWorth = 40;

    /// <inheritdoc/>
    public override string Name => "Fairness of models";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<ModelGaps>> Definitions => GapMetrics.All;

    /// <inheritdoc/>
    protected override ModelGaps? Take(EvaluationContext context, List<string> notes)
    {
        var (request, tables) = (context.Request, ComparedTables.Of(context));
        if (request.Protected.Count == 0)
        {
            notes.Add($"{NotMeasured} no column was named as protected.");
            return null;
        }

        if (request.Target is not { } target || !tables.HasHoldout)
        {
            notes.Add($"{NotMeasured} it needs a column to predict and hold-out rows.");
            return null;
        }

        if (Data(tables, target) is not { } data)
        {
            notes.Add($"{NotMeasured} the column to predict must hold classes, and every table a row with one.");
            return null;
        }

        var onSynthetic = Predict(data, data.Synthetic, context);
        context.Report(0.4);
        var onReal = Predict(data, data.Real, context);
        context.Report(0.8);
        var known = tables.Find(target)!.Values(ComparedTables.Holdout).Index()
            .Where(row => !double.IsNaN(row.Item)).Select(row => row.Index).ToArray();
        var gaps = new List<ColumnGaps>();
        foreach (var name in request.Protected.Distinct())
        {
            if (name == target)
            {
                notes.Add($"Column '{name}' is the one to predict, so models are not compared between its groups.");
            }
            else if (Groups.Of(tables, name) is { } groups)
            {
                int[] ofRows = Array.ConvertAll(known, row => groups.Holdout![row]);
                gaps.Add(Compare(groups, ofRows, data, onSynthetic, onReal, context, notes));
            }
            else
            {
                notes.Add($"Column '{name}' is not in all tables in the same kind, so its groups were not compared.");
            }
        }

        return new ModelGaps(gaps);
    }

    private static UtilityData? Data(ComparedTables tables, string target)
    {
        var places = (ComparedTables.Real, ComparedTables.Synthetic, ComparedTables.Holdout);
        var data = tables.Find(target) is null ? null : UtilityData.Of(tables.Common, places, target, null);
        return data is { Task: PredictionTask.Classification, Synthetic.Target.Rows: > 0 } ? data : null;
    }

    private static Model Predict(UtilityData data, EncodedRows training, EvaluationContext context)
    {
        var classes = data.Holdout.Target.Classes;
        var model = new HistogramGradientBoosting().Fit(training.Features, training.Target, context.Cancellation);
        var probabilities = model.Predict(data.Holdout.Features);
        var chosen = new int[data.Holdout.Target.Rows];
        for (var row = 0; row < chosen.Length; row++)
        {
            var ofRow = probabilities.AsSpan(row * classes, classes);
            for (var label = 1; label < classes; label++)
            {
                chosen[row] = ofRow[label] > ofRow[chosen[row]] ? label : chosen[row];
            }
        }

        var actual = Array.ConvertAll(data.Holdout.Target.Values.ToArray(), value => (int)value);
        var scorer = new ClassScorer(actual, probabilities, classes);
        var scores = Bootstrap.Of(scorer, actual.Length, ResamplesOfWorth, context.SeedFor("worth"), context.Cancellation).Scores();
        return new Model(chosen, scores[Measure.Auc].Low > 0.5);
    }

    private static ColumnGaps Compare(
        Groups groups, int[] ofRows, UtilityData data, Model onSynthetic, Model onReal, EvaluationContext context, List<string> notes)
    {
        var actual = Array.ConvertAll(data.Holdout.Target.Values.ToArray(), value => (int)value);
        var classes = data.Holdout.Target.Classes;
        var sizes = ofRows.CountBy(group => group).ToDictionary();
        int[] compared = Array.ConvertAll(ofRows, group => sizes[group] < FewestRows ? -1 : group);
        var small = sizes.Count(group => group.Value < FewestRows);
        if (small > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Of '{groups.Column}' {small} groups have fewer than {FewestRows} hold-out rows and do not count for gaps."));
        }

        var trial = new Trial(actual, compared, groups.Names.Length, classes);
        var resampled = new (Gaps Synthetic, Gaps Real)[Resamples];
        var seed = context.SeedFor($"fairness of {groups.Column}");
        Parallel.For(
            0,
            Resamples,
            new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                var weights = GroupResample.Of(compared, groups.Names.Length, seed + (ulong)i);
                resampled[i] = (trial.Of(onSynthetic.Chosen, weights), trial.Of(onReal.Chosen, weights));
            });
        double? Recall(int group) =>
            trial.Recall(onSynthetic.Chosen, ofRows, group) - trial.Recall(onReal.Chosen, ofRows, group);
        return new ColumnGaps(
            groups.Column,
            compared.Count(group => group >= 0),
            (trial.Of(onSynthetic.Chosen, []), trial.Of(onReal.Chosen, [])),
            resampled,
            classes == 2 ? [.. sizes.Keys.Order().Select(group => (group, groups.Names[group], sizes[group], Recall(group)))] : [],
            onSynthetic.IsWorthSomething);
    }

    /// <summary>The predictions of a model, and whether they are better than a guess.</summary>
    private sealed record Model(int[] Chosen, bool IsWorthSomething);

    private sealed record Trial(int[] Actual, int[] Group, int Groups, int Classes)
    {
        public Gaps Of(int[] predicted, int[] weights)
        {
            var classes = Enumerable.Range(0, Classes).Skip(Classes == 2 ? 1 : 0);
            GroupRates[] rates = [.. classes.Select(label => Rates(predicted, Group, label, weights))];
            return new Gaps(
                rates.Max(of => of.ParityGap),
                rates.Max(of => of.OddsGap),
                [.. Enumerable.Range(0, Groups).Select(rates[0].TruePositiveRate)]);
        }

        public double? Recall(int[] predicted, int[] ofRows, int group) => Rates(predicted, ofRows, 1, []).TruePositiveRate(group);

        private GroupRates Rates(int[] predicted, int[] ofRows, int label, int[] weights) => new(
            Array.ConvertAll(Actual, value => value == label),
            Array.ConvertAll(predicted, value => value == label),
            ofRows,
            Groups,
            weights);
    }
}
