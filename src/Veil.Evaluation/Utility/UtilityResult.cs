using System.Collections.Immutable;

namespace Veil.Evaluation.Utility;

/// <summary>
/// What a synthetic table is worth for predicting one column. Computed on real rows and therefore internal: never part of a
/// release.
/// </summary>
/// <param name="Target">The column that is predicted.</param>
/// <param name="Task">Whether classes or numbers are predicted.</param>
/// <param name="Classes">The classes of all tables together, in order; empty for numbers.</param>
/// <param name="Real">Rows of the real training table.</param>
/// <param name="Synthetic">Rows of the synthetic table.</param>
/// <param name="Holdout">Rows of the real hold-out table, on which everything is measured.</param>
/// <param name="Baseline">What predicting the shares of the real classes, or the real mean, for every row would score.</param>
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

/// <summary>The rows of a table.</summary>
/// <param name="Used">Those that were used.</param>
/// <param name="WithoutTarget">Those that were left out because their target is missing.</param>
public sealed record RowUse(int Used, int WithoutTarget);

/// <summary>How a learner does with synthetic rows, and with the real ones in their place.</summary>
/// <param name="Learner">The learner's name.</param>
/// <param name="TrainedOnSynthetic">Scores of the model learnt from the synthetic rows.</param>
/// <param name="TrainedOnReal">Scores of the model learnt from the real rows: what can be had.</param>
/// <param name="Difference">The former less the latter, with intervals over the same resamples.</param>
/// <param name="SyntheticRecalls">
/// For each class the share of its hold-out rows that the model learnt from synthetic rows finds; null for a class without
/// rows. Empty for numbers.
/// </param>
/// <param name="RealRecalls">The same of the model learnt from real rows.</param>
/// <param name="Importances">What each column is worth to the two models; empty when that was not asked for.</param>
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

/// <summary>How much worse a model predicts when a column's values are shuffled among the hold-out rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Synthetic">The loss of AUC, or of R², of the model learnt from synthetic rows.</param>
/// <param name="Real">That of the model learnt from real rows.</param>
public sealed record ColumnImportance(string Column, double Synthetic, double Real);
