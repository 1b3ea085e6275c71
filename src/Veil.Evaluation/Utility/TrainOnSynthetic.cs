using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Utility;

/// <summary>
/// Train on synthetic, test on real: what models learnt from a synthetic table predict about real rows that neither the
/// synthesizer nor a model has seen, beside models learnt from the real table and beside a guess that looks at no column.
/// Everything it returns is computed on real rows and therefore internal.
/// </summary>
/// <remarks>
/// <para>Features are made of every column but the target and text. The categories, and their order, are those of the real
/// training table; a category beyond them counts as unseen in synthetic and hold-out rows alike. Rows without a target are
/// left out and counted. No setting of a learner is tuned.</para>
/// <para>Cost: models are learnt side by side on all cores; a few bytes a value for each at the same time.</para>
/// </remarks>
public static class TrainOnSynthetic
{
    // What a column is worth shows on some thousand rows; more only take time.
    private const int ImportanceRows = 10_000;

    /// <summary>The area under the ROC curve, on the hold-out rows, of boosted trees learnt from the synthetic table.</summary>
    /// <param name="real">
    /// The real training table, whose categories count; pass it as <paramref name="synthetic"/> too for what can be had.
    /// </param>
    /// <param name="synthetic">The table to learn from.</param>
    /// <param name="holdout">Real rows that the synthesizer has not seen.</param>
    /// <param name="target">The column to predict: classes.</param>
    /// <param name="cancellation">Checked many times a second.</param>
    /// <returns>
    /// The area; 0.5 when the synthetic table shows one class only; null when it has no row or the hold-out table shows one
    /// class only.
    /// </returns>
    /// <exception cref="ArgumentException">The tables have other columns, or a real one has no row with a target.</exception>
    public static double? Auc(Table real, Table synthetic, Table holdout, string target, CancellationToken cancellation = default)
    {
        var data = UtilityData.Of(real, synthetic, holdout, target, PredictionTask.Classification);
        return data.Synthetic.Target.Rows == 0
            ? null
            : data.Score(new HistogramGradientBoosting().Fit(data.Synthetic.Features, data.Synthetic.Target, cancellation))
                .Headline();
    }

    /// <summary>Learns from synthetic and from real rows, and measures both on the hold-out rows.</summary>
    /// <param name="real">The real training table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="holdout">Real rows that the synthesizer has not seen.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">How to measure; null for the defaults.</param>
    /// <param name="progress">Told after every model.</param>
    /// <param name="cancellation">Checked many times a second.</param>
    /// <exception cref="ArgumentException">
    /// The tables have other columns, a real one has no row with a target, or an option is out of range. The message holds
    /// no value.
    /// </exception>
    public static UtilityResult Measure(
        Table real,
        Table synthetic,
        Table holdout,
        string target,
        UtilityOptions? options = null,
        IProgress<UtilityProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new UtilityOptions();
        return Measure(UtilityData.Of(real, synthetic, holdout, target, options.Task), target, options, progress, cancellation);
    }

    /// <summary>Learns from synthetic and from real rows that are encoded, and measures both on the hold-out rows.</summary>
    internal static UtilityResult Measure(
        UtilityData data, string target, UtilityOptions options, IProgress<UtilityProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        var learners = options.LearnersFor(data.Task);
        var trials = TryAll(learners, data, options, progress, cancellation);
        var baseline = Try(new Baseline(), data, data.Real, options with { Permutations = 0 }, cancellation);
        return new UtilityResult(
            target,
            data.Task,
            data.Classes,
            data.Real.Use,
            data.Synthetic.Use,
            data.Holdout.Use,
            baseline.Scores.Scores(),
            [.. learners.Select((learner, i) => Compare(learner.Name, data, trials[2 * i], trials[(2 * i) + 1]))]);
    }

    /// <summary>For each learner the trial with synthetic rows, then that with real ones.</summary>
    private static Trial[] TryAll(
        ImmutableArray<ILearner> learners,
        UtilityData data,
        UtilityOptions options,
        IProgress<UtilityProgress>? progress,
        CancellationToken cancellation)
    {
        var trials = new Trial[2 * learners.Length];
        var done = 0;
        try
        {
            Parallel.For(
                0,
                trials.Length,
                new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                i =>
                {
                    trials[i] = Try(learners[i / 2], data, i % 2 == 0 ? data.Synthetic : data.Real, options, cancellation);
                    progress?.Report(new UtilityProgress(Interlocked.Increment(ref done), trials.Length));
                });
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }

        return trials;
    }

    private static Trial Try(
        ILearner learner, UtilityData data, EncodedRows training, UtilityOptions options, CancellationToken cancellation)
    {
        if (training.Target.Rows == 0)
        {
            return new Trial(Bootstrap.Undefined(data.Measures, "The synthetic table has no row with a target."), [], null);
        }

        var model = learner.Fit(training.Features, training.Target, cancellation);
        var scorer = data.Score(model);
        var scores = Bootstrap.Of(scorer, data.Holdout.Target.Rows, options.Resamples, options.Seed, cancellation);
        var importances = options.Permutations == 0
            ? null
            : data.Importances(model, ImportanceRows, options.Permutations, options.Seed, cancellation);
        return new Trial(scores, scorer is ClassScorer classes ? classes.Recalls() : [], importances);
    }

    private static LearnerUtility Compare(string learner, UtilityData data, Trial synthetic, Trial real)
    {
        var both = synthetic.Importances is not null && real.Importances is not null;
        return new LearnerUtility(
            learner,
            synthetic.Scores.Scores(),
            real.Scores.Scores(),
            synthetic.Scores.Minus(real.Scores).Scores(),
            synthetic.Recalls,
            real.Recalls,
            both
                ? [.. data.Holdout.Features.Columns.Select((column, i) =>
                    new ColumnImportance(column.Name, synthetic.Importances![i], real.Importances![i]))]
                : [],
            both ? RankCorrelation.Of(synthetic.Importances!, real.Importances!) : null);
    }

    private sealed record Trial(Bootstrap Scores, ImmutableArray<double?> Recalls, double[]? Importances);
}
