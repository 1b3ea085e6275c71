using Veil.Evaluation.Learners;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// Rows of the real and another table for a model that learns to distinguish them: equally many of each, drawn without
/// replacement, shuffled.
/// </summary>
internal sealed class Detection
{
    private const int Folds = 3;

    private readonly Features _features;
    private readonly bool[] _isSecond;

    private Detection(Features features, bool[] isSecond) => (_features, _isSecond) = (features, isSecond);

    /// <summary>The rows of each table.</summary>
    public int Rows => _isSecond.Length / 2;

    /// <summary>Draws the rows; null where there are too few for every fold to contain both.</summary>
    /// <param name="tables">The tables, the real one first.</param>
    /// <param name="other">The index of the other one.</param>
    /// <param name="most">The largest number of rows of each.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static Detection? Of(CommonTables tables, int other, int most, ulong seed)
    {
        var rows = Math.Min(most, Math.Min(tables.Rows[0], tables.Rows[other]));
        if (rows < 2 * Folds || tables.Columns.IsEmpty)
        {
            return null;
        }

        var random = new SeededRandom(seed);
        var first = new TableRows(0, random.Permutation(tables.Rows[0])[..rows]);
        var second = new TableRows(other, random.Permutation(tables.Rows[other])[..rows]);
        var encoder = new FeatureEncoder(tables.Columns, first, second);
        // Rows of the two tables alternate: every fold has as many of one as of the other.
        int[] order = [.. Enumerable.Range(0, 2 * rows).Select(i => (i % 2 * rows) + (i / 2))];
        return new Detection(encoder.Encode(first, second).Take(order), Array.ConvertAll(order, row => row >= rows));
    }

    /// <summary>The probability of each row to belong to the second table, by a model that was not trained on the row.</summary>
    public (double[] Scores, bool[] IsSecond) CrossFitted(ILearner learner, CancellationToken cancellation)
    {
        var scores = new double[_isSecond.Length];
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, Folds, options, fold =>
        {
            // Pairs of rows stay together, so that folds are balanced.
            int[] inFold = [.. Enumerable.Range(0, scores.Length).Where(row => row / 2 % Folds == fold)];
            int[] others = [.. Enumerable.Range(0, scores.Length).Where(row => row / 2 % Folds != fold)];
            var model = learner.Fit(_features.Take(others), TargetOf(others), cancellation);
            var predicted = model.Predict(_features.Take(inFold));
            for (var i = 0; i < inFold.Length; i++)
            {
                scores[inFold[i]] = predicted[(2 * i) + 1];
            }
        });
        return (scores, _isSecond);
    }

    /// <summary>The in-sample propensity by a logistic regression on all columns.</summary>
    public Propensity Propensity(CancellationToken cancellation)
    {
        // A small penalty: without it a label that only one table has would have no finite coefficient.
        int[] all = [.. Enumerable.Range(0, _isSecond.Length)];
        var predicted = new LogisticRegression(1e-3).Fit(_features, TargetOf(all), cancellation).Predict(_features);
        return Fidelity.Propensity.OfModel(
            Array.ConvertAll(all, row => predicted[(2 * row) + 1]), Rows, Fidelity.Propensity.Parameters(_features));
    }

    private LearningTarget TargetOf(int[] rows) => LearningTarget.OfClasses(Array.ConvertAll(rows, row => _isSecond[row] ? 1 : 0), 2);
}
