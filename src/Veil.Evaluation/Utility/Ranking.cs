namespace Veil.Evaluation.Utility;

/// <summary>
/// Rows in the order of their scores for one class, sorted once and evaluated under any weights: a bootstrap resample is
/// a vector of weights.
/// </summary>
public sealed class Ranking
{
    private const int CalibrationBins = 10;

    private readonly double[] _scores;
    private readonly int[] _rows;
    private readonly bool[] _positive;

    /// <summary>Ranks rows.</summary>
    /// <param name="scores">The score of each row; not NaN.</param>
    /// <param name="positive">Whether each row is of the class.</param>
    public Ranking(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        _scores = scores.ToArray();
        _rows = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(_scores, _rows);
        _positive = new bool[scores.Length];
        for (var i = 0; i < _rows.Length; i++)
        {
            _positive[i] = positive[_rows[i]];
        }
    }

    /// <summary>The area under the ROC curve; null unless there are rows of the class and others.</summary>
    /// <param name="weights">The weight of each row; empty for weights of one.</param>
    public double? Auc(ReadOnlySpan<int> weights = default)
    {
        var (pairs, positives, negatives) = (0.0, 0L, 0L);
        for (var start = 0; start < _rows.Length;)
        {
            var tied = TiedFrom(ref start, weights);
            pairs += tied.Positives * (negatives + (tied.Negatives / 2.0));
            positives += tied.Positives;
            negatives += tied.Negatives;
        }

        return positives == 0 || negatives == 0 ? null : pairs / positives / negatives;
    }

    /// <summary>The average precision; null without a row of the class.</summary>
    /// <param name="weights">The weight of each row; empty for weights of one.</param>
    public double? AveragePrecision(ReadOnlySpan<int> weights = default)
    {
        // In ascending order, the rows above a threshold are all except those already passed.
        var (positives, negatives) = Count(weights);
        var (sum, positivesAbove, rowsAbove) = (0.0, positives, positives + negatives);
        for (var start = 0; start < _rows.Length;)
        {
            var tied = TiedFrom(ref start, weights);
            sum += tied.Positives == 0 ? 0 : (double)tied.Positives * positivesAbove / rowsAbove;
            positivesAbove -= tied.Positives;
            rowsAbove -= tied.Positives + tied.Negatives;
        }

        return positives == 0 ? null : sum / positives;
    }

    /// <summary>
    /// The calibration error of scores that are probabilities: their mean distance from the share of the class in ten quantile bins;
    /// null without rows.
    /// </summary>
    /// <param name="weights">The weight of each row; empty for weights of one.</param>
    public double? CalibrationError(ReadOnlySpan<int> weights = default)
    {
        var (positives, negatives) = Count(weights);
        var (rows, passed) = ((double)(positives + negatives), 0L);
        Span<double> excess = stackalloc double[CalibrationBins];
        excess.Clear();
        for (var start = 0; start < _rows.Length;)
        {
            var score = _scores[start];
            var tied = TiedFrom(ref start, weights);
            var count = tied.Positives + tied.Negatives;
            var middle = (passed + (count / 2.0)) / rows;
            excess[Math.Min((int)(middle * CalibrationBins), CalibrationBins - 1)] += (score * count) - tied.Positives;
            passed += count;
        }

        var sum = 0.0;
        foreach (var bin in excess)
        {
            sum += Math.Abs(bin);
        }

        return rows == 0 ? null : sum / rows;
    }

    private (long Positives, long Negatives) Count(ReadOnlySpan<int> weights)
    {
        var (positives, negatives) = (0L, 0L);
        for (var i = 0; i < _rows.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[_rows[i]];
            positives += _positive[i] ? weight : 0;
            negatives += _positive[i] ? 0 : weight;
        }

        return (positives, negatives);
    }

    private (long Positives, long Negatives) TiedFrom(ref int start, ReadOnlySpan<int> weights)
    {
        var (positives, negatives, score) = (0L, 0L, _scores[start]);
        for (; start < _rows.Length && _scores[start] == score; start++)
        {
            var weight = weights.IsEmpty ? 1 : weights[_rows[start]];
            positives += _positive[start] ? weight : 0;
            negatives += _positive[start] ? 0 : weight;
        }

        return (positives, negatives);
    }
}
