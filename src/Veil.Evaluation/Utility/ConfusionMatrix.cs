namespace Veil.Evaluation.Utility;

/// <summary>How often each class was predicted for rows of each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;
    private readonly long[] _actual;
    private readonly long[] _predicted;
    private readonly long _rows;

    /// <summary>Counts pairs of actual and predicted class.</summary>
    /// <param name="actual">The class of each row.</param>
    /// <param name="predicted">The predicted class of each row.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="weights">How often each row counts; empty for once.</param>
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

    /// <summary>Share of the rows that are predicted right; null without rows.</summary>
    public double? Accuracy => _rows == 0 ? null : (double)Right / _rows;

    /// <summary>Mean recall of the classes that the rows show; null without rows.</summary>
    public double? BalancedAccuracy => Labels.Select(Recall).Average();

    /// <summary>Mean F1 of the classes that are shown or predicted; null without rows.</summary>
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

    /// <summary>Share of the rows of a class that are found; null when there is none.</summary>
    public double? Recall(int label) => _actual[label] == 0 ? null : (double)Hits(label) / _actual[label];

    private long Hits(int label) => _counts[(label * _actual.Length) + label];

    private bool Occurs(int label) => _actual[label] + _predicted[label] > 0;

    private double F1(int label) => Occurs(label) ? 2.0 * Hits(label) / (_actual[label] + _predicted[label]) : 0;
}
