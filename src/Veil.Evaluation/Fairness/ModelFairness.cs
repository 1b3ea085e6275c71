using System.Globalization;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Utility;
using Measured = Veil.Evaluation.Utility.Measure;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// Does a model learnt from the synthetic rows treat groups of people more differently than one learnt from the real rows?
/// Both predict the target of real rows kept apart. Gaps of selection rates (demographic parity) and of error rates
/// (equalised odds) are shown for both models, and what the synthetic rows add to the gap.
/// </summary>
/// <remarks>
/// <para>Of two classes the second is the one selected; of more, the class with the largest gap counts. Groups with fewer than
/// 30 rows kept apart are left out of gaps: the largest of noisy rates is large by chance. A model that knows nothing
/// treats all alike, so every sentence says when it is no better than a guess.</para>
/// <para>Cost: two models of boosted trees, and 200 resamples of the rows kept apart.</para>
/// </remarks>
public sealed class ModelFairness : IEvaluationPart
{
    /// <summary>Groups with fewer rows kept apart do not count for gaps.</summary>
    public const int FewestRows = 30;

    private const int Resamples = 200;
    private const int ResamplesOfWorth = 40;

    /// <inheritdoc/>
    public string Name => "Fairness of models";

    /// <inheritdoc/>
    public Section Section => Section.Fairness;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var request = context.Request;
        if (request.Protected.Count == 0)
        {
            return Unmeasured.Because("Whether models treat groups of people alike was not measured: no column was named as protected.");
        }

        if (request.Target is not { } target || context.Holdout is not { } holdout)
        {
            return Unmeasured.Because(
                "Whether models treat groups of people alike was not measured: that takes a column to predict and real rows kept apart.");
        }

        if (Data(context, target, holdout) is not { } data)
        {
            return Unmeasured.Because(
                "Whether models treat groups of people alike was not measured: the column to predict must hold classes, and every "
                + "table a row with one.");
        }

        var onSynthetic = Predict(data, data.Synthetic, context);
        context.Report(0.4);
        var onReal = Predict(data, data.Real, context);
        context.Report(0.8);
        var known = Enumerable.Range(0, holdout.RowCount).Where(row => !holdout[target].IsMissing(row)).ToArray();
        var (findings, notes) = (new List<Finding>(), new List<string>());
        foreach (var name in request.Protected.Distinct())
        {
            if (name == target)
            {
                notes.Add($"Column '{name}' is the one to predict, so models are not compared between its groups.");
            }
            else if (Groups.Of(context, name) is { } groups)
            {
                int[] ofRows = Array.ConvertAll(known, row => groups.Holdout![row]);
                findings.AddRange(Compare(groups, ofRows, data, onSynthetic, onReal, context, notes));
            }
            else
            {
                notes.Add($"Column '{name}' is not in all tables in the same kind, so its groups were not compared.");
            }
        }

        return new EvaluationResult { Findings = findings, Notes = notes };
    }

    private static UtilityData? Data(EvaluationContext context, string target, Table holdout)
    {
        try
        {
            var data = UtilityData.Of(context.Real, context.Synthetic, holdout, target, null);
            return data.Task is PredictionTask.Classification && data.Synthetic.Target.Rows > 0 ? data : null;
        }
        catch (ArgumentException)
        {
            // The tables do not fit together; the caller says so.
            return null;
        }
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
        return new Model(chosen, scores[Measured.Auc].Low > 0.5);
    }

    private static IEnumerable<Finding> Compare(
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
                $"Of '{groups.Column}' {small} groups have fewer than {FewestRows} rows kept apart and do not count for gaps."));
        }

        var trial = new Trial(actual, compared, groups.Names.Length, classes);
        var (synthetic, real) = (trial.Of(onSynthetic.Chosen, []), trial.Of(onReal.Chosen, []));
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

        var words = new GapWords(groups.Column, compared.Count(group => group >= 0), onSynthetic.IsWorthSomething);
        (string Id, string What, Func<Gaps, double?> Of)[] measures =
            [("parity", "the shares selected", gaps => gaps.Parity), ("odds", "the error rates", gaps => gaps.Odds)];
        foreach (var (id, what, of) in measures)
        {
            var added = resampled.Select(pair => of(pair.Synthetic) - of(pair.Real));
            yield return words.Gap(id, "synthetic", what, of(synthetic), resampled.Select(pair => of(pair.Synthetic)));
            yield return words.Gap(id, "real", what, of(real), resampled.Select(pair => of(pair.Real)));
            yield return words.Amplification(id, what, of(synthetic) - of(real), added);
        }

        for (var group = 0; classes == 2 && group < groups.Names.Length; group++)
        {
            if (sizes.TryGetValue(group, out var size))
            {
                yield return words.Recall(
                    groups.Names[group],
                    size,
                    trial.Recall(onSynthetic.Chosen, ofRows, group) - trial.Recall(onReal.Chosen, ofRows, group),
                    resampled.Select(pair => pair.Synthetic.Recalls[group] - pair.Real.Recalls[group]));
            }
        }
    }

    /// <summary>What a model predicts, and whether that is better than a guess.</summary>
    private sealed record Model(int[] Chosen, bool IsWorthSomething);

    private sealed record Gaps(double? Parity, double? Odds, double?[] Recalls);

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
