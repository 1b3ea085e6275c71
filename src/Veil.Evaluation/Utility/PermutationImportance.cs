using Veil.Evaluation.Learners;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Utility;

/// <summary>The permutation importance: the loss of the score when a column's values are permuted among the rows.</summary>
/// <remarks>Reference: Breiman 2001; Fisher, Rudin and Dominici 2019. Cost: a prediction of all rows per column and permutation.</remarks>
internal static class PermutationImportance
{
    /// <summary>The mean loss of the headline measure for each column; null when the measure is not defined.</summary>
    public static double[]? Of(
        IModel model,
        Features features,
        Func<double[], Scorer> score,
        int permutations,
        ulong seed,
        CancellationToken cancellation)
    {
        if (score(model.Predict(features)).Headline() is not { } intact)
        {
            return null;
        }

        var random = new SeededRandom(seed);
        var losses = new double[features.Columns.Length];
        for (var permutation = 0; permutation < permutations; permutation++)
        {
            // The same order for every column: two models with the same seed see the same shuffled rows.
            var order = random.Permutation(features.Rows);
            for (var column = 0; column < losses.Length; column++)
            {
                cancellation.ThrowIfCancellationRequested();
                var shuffled = score(model.Predict(features.Reorder(column, order))).Headline();
                losses[column] += (intact - shuffled!.Value) / permutations;
            }
        }

        return losses;
    }
}
