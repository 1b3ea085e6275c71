namespace Veil.Evaluation.Utility;

/// <summary>The confusion matrix of predicted and actual classes.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;
    private readonly long[] _actual;
    private readonly long[] _predicted;
    private readonly long _rows;

    /// <summary>Counts the pairs of actual and predicted class.</summary>
    /// <param name="actual">The class of each row.</param>
    /// <param name="predicted">The predicted class of each row.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="weights">The weight of each row; empty for weights of one.</param>
    public ConfusionMatrix(
        ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted, int classes, ReadOnlySpan<int> weights = default)
    {
        _counts = new long[classes * classes];
        for (var row = 0; row < actual.Length; row++)
        {
            _counts[(actual[row] * classes) + predicted[row]] += weights.IsEmpty ? 1 : weights[row];
        }

        _actual = new long[classes];
        _predicted = new long[classes];
        for (var cell = 0; cell < _counts.Length; cell++)
        {
            _actual[cell / classes] += _counts[cell];
            _predicted[cell % classes] += _counts[cell];
        }

        _rows = _actual.Sum();
    }

    /// <summary>The share of correct predictions; null without rows.</summary>
    public double? Accuracy => _rows == 0 ? null : (double)Right / _rows;

    /// <summary>The mean recall of the classes that occur; null without rows.</summary>
    public double? BalancedAccuracy => Labels.Select(Recall).Average();

    /// <summary>The mean F1 score of the classes that occur or are predicted; null without rows.</summary>
    public double? MacroF1 => Labels.Where(Occurs).Select(F1).Cast<double?>().Average();

    /// <summary>The correlation of actual and predicted class; 0 where either is constant, null without rows.</summary>
    /// <remarks>Reference: Gorodkin 2004; Matthews 1975 for two classes.</remarks>
    public double? MatthewsCorrelation
    {
        get
        {
            var rows = (double)_rows;
            var covariance = (Right * rows) - Labels.Sum(label => (double)_actual[label] * _predicted[label]);
            var actual = (rows * rows) - Labels.Sum(label => (double)_actual[label] * _actual[label]);
            var predicted = (rows * rows) - Labels.Sum(label => (double)_predicted[label] * _predicted[label]);
            return _rows == 0 ? null : actual == 0 || predicted == 0 ? 0 : covariance / Math.Sqrt(actual * predicted);
        }
    }

    private IEnumerable<int> Labels => Enumerable.Range(0, _actual.Length);

    private long Right => Labels.Sum(Hits);

    /// <summary>The recall of a class; null when it has no rows.</summary>
    public double? Recall(int label) => _actual[label] == 0 ? null : (double)Hits(label) / _actual[label];

    private long Hits(int label) => _counts[(label * _actual.Length) + label];

    private bool Occurs(int label) => _actual[label] + _predicted[label] > 0;

    private double F1(int label) => Occurs(label) ? 2.0 * Hits(label) / (_actual[label] + _predicted[label]) : 0;
}
