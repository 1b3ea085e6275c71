using System.Collections.Immutable;

namespace Veil.Evaluation.Utility;

/// <summary>
/// The utility of a synthetic table for predicting one column. It is computed on real rows and therefore internal: never part of a
/// release.
/// </summary>
/// <param name="Target">The column that is predicted.</param>
/// <param name="Task">Whether classes or numbers are predicted.</param>
/// <param name="Classes">The classes of all tables together, in order; empty for numbers.</param>
/// <param name="Real">The rows of the real training table.</param>
/// <param name="Synthetic">The rows of the synthetic table.</param>
/// <param name="Holdout">The rows of the real hold-out table, on which models are scored.</param>
/// <param name="Baseline">The scores of predicting the shares of the real classes, or the real mean, for every row.</param>
/// <param name="Learners">The learners.</param>
public sealed record UtilityResult(
    string Target,
    PredictionTask Task,
    ImmutableArray<string> Classes,
    RowUse Real,
    RowUse Synthetic,
    RowUse Holdout,
    ModelScores Baseline,
    ImmutableArray<LearnerUtility> Learners);

/// <summary>The numbers of rows of a table.</summary>
/// <param name="Used">The number of rows that were used.</param>
/// <param name="WithoutTarget">The number of rows that were left out because their target is missing.</param>
public sealed record RowUse(int Used, int WithoutTarget);

/// <summary>The scores of a learner with synthetic rows, and with the real ones in their place.</summary>
/// <param name="Learner">The learner's name.</param>
/// <param name="TrainedOnSynthetic">The scores of the model trained on the synthetic rows.</param>
/// <param name="TrainedOnReal">The scores of the model trained on the real rows: the upper reference.</param>
/// <param name="Difference">The former minus the latter, with intervals over the same resamples.</param>
/// <param name="SyntheticRecalls">
/// The recall of each class among the hold-out rows, for the model trained on synthetic rows; null for a class without
/// rows. Empty for numbers.
/// </param>
/// <param name="RealRecalls">The same for the model trained on real rows.</param>
/// <param name="Importances">The importance of each column to the two models; empty when not requested.</param>
/// <param name="ImportanceAgreement">
/// Rank correlation of the two models' importances, from -1 to 1; null when it is not defined.
/// </param>
public sealed record LearnerUtility(
    string Learner,
    ModelScores TrainedOnSynthetic,
    ModelScores TrainedOnReal,
    ModelScores Difference,
    ImmutableArray<double?> SyntheticRecalls,
    ImmutableArray<double?> RealRecalls,
    ImmutableArray<ColumnImportance> Importances,
    double? ImportanceAgreement);

/// <summary>The permutation importance of a column on the hold-out rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Synthetic">The loss of AUC, or of R², of the model trained on synthetic rows.</param>
/// <param name="Real">The loss of the model trained on real rows.</param>
public sealed record ColumnImportance(string Column, double Synthetic, double Real);
