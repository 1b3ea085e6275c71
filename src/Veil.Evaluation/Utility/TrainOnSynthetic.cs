using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Utility;

/// <summary>
/// Train on synthetic, test on real (TSTR): the scores of models trained on a synthetic table, on real rows that neither the
/// synthesizer nor a model has seen, beside models trained on the real table and beside a baseline without features.
/// Everything it returns is computed on real rows and therefore internal.
/// </summary>
/// <remarks>
/// <para>Features are all columns except the target and text. The categories, and their order, are those of the real
/// training table; any other category is unseen, in synthetic and in hold-out rows. Rows without a target are
/// left out and counted. No setting of a learner is tuned.</para>
/// <para>Cost: models are trained in parallel on all cores, with a few bytes per value for each.</para>
/// </remarks>
public static class TrainOnSynthetic
{
    // The importance of a column is accurate with a few thousand rows; more only cost time.
    private const int ImportanceRows = 10_000;

    /// <summary>The area under the ROC curve, on the hold-out rows, of boosted trees trained on the synthetic table.</summary>
    /// <param name="real">
    /// The real training table, which defines the categories; pass it as <paramref name="synthetic"/> too for the upper reference.
    /// </param>
    /// <param name="synthetic">The table to train on.</param>
    /// <param name="holdout">Real rows that the synthesizer has not seen.</param>
    /// <param name="target">The column to predict: classes.</param>
    /// <param name="cancellation">Checked many times a second.</param>
    /// <returns>
    /// The area; 0.5 when the synthetic table has one class only; null when it has no row or the hold-out table has one
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

    /// <summary>Trains on synthetic and on real rows, and scores both on the hold-out rows.</summary>
    /// <param name="real">The real training table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="holdout">Real rows that the synthesizer has not seen.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">The parameters; null for the defaults.</param>
    /// <param name="progress">Receives a report after every model.</param>
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

    /// <summary>Trains on encoded synthetic and real rows, and scores both on the hold-out rows.</summary>
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

    /// <summary>The trials of each learner, with synthetic and with real rows.</summary>
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
