using System.Collections.Immutable;

namespace Veil.Evaluation.Utility;

/// <summary>Scores the predictions for some rows under any weights of the rows.</summary>
internal abstract class Scorer
{
    /// <summary>The measures, in order; the first one is the headline by which models are compared.</summary>
    public abstract ImmutableArray<Measure> Measures { get; }

    /// <summary>The reason when a measure has no value.</summary>
    public const string OneClass = "The hold-out rows have one class only.";

    /// <summary>One value per measure; null where it is not defined.</summary>
    /// <param name="weights">The weight of each row; empty for weights of one.</param>
    public abstract double?[] Score(ReadOnlySpan<int> weights);

    /// <summary>The first measure of all rows.</summary>
    public abstract double? Headline();
}

/// <summary>Scores predicted probabilities of classes.</summary>
internal sealed class ClassScorer : Scorer
{
    public static readonly ImmutableArray<Measure> AllMeasures =
    [
        Measure.Auc, Measure.AveragePrecision, Measure.Accuracy, Measure.BalancedAccuracy, Measure.MacroF1,
        Measure.MatthewsCorrelation, Measure.LogLoss, Measure.Brier, Measure.CalibrationError,
    ];

    private const double LeastProbability = 1e-15;

    private readonly int _classes;
    private readonly int[] _actual;
    private readonly int[] _predicted;
    private readonly double[] _logLosses;
    private readonly double[] _briers;
    private readonly Ranking[] _rankings;

    /// <param name="actual">The class of each row.</param>
    /// <param name="probabilities">The probabilities of all classes, in row-major order.</param>
    /// <param name="classes">The number of classes.</param>
    public ClassScorer(int[] actual, double[] probabilities, int classes)
    {
        _classes = classes;
        _actual = actual;
        _predicted = new int[actual.Length];
        _logLosses = new double[actual.Length];
        _briers = new double[actual.Length];
        for (var row = 0; row < actual.Length; row++)
        {
            var ofRow = probabilities.AsSpan(row * classes, classes);
            _predicted[row] = Largest(ofRow);
            _logLosses[row] = -Math.Log(Math.Clamp(ofRow[actual[row]], LeastProbability, 1 - LeastProbability));
            for (var label = 0; label < classes; label++)
            {
                var error = ofRow[label] - (label == actual[row] ? 1 : 0);
                _briers[row] += error * error / 2;
            }
        }

        // For two classes one ranking suffices; rounding could give the other one different ties.
        _rankings = [.. Enumerable.Range(0, classes).Skip(classes == 2 ? 1 : 0).Select(label => Rank(probabilities, label))];
    }

    public override ImmutableArray<Measure> Measures => AllMeasures;

    /// <summary>The recall of each class; null for a class without rows.</summary>
    public ImmutableArray<double?> Recalls()
    {
        var confusion = new ConfusionMatrix(_actual, _predicted, _classes);
        return [.. Enumerable.Range(0, _classes).Select(confusion.Recall)];
    }

    public override double? Headline() => Mean(ranking => ranking.Auc());

    public override double?[] Score(ReadOnlySpan<int> weights)
    {
        var confusion = new ConfusionMatrix(_actual, _predicted, _classes, weights);
        var copy = weights.ToArray();
        return
        [
            Mean(ranking => ranking.Auc(copy)),
            Mean(ranking => ranking.AveragePrecision(copy)),
            confusion.Accuracy,
            confusion.BalancedAccuracy,
            confusion.MacroF1,
            confusion.MatthewsCorrelation,
            WeightedMean.Of(_logLosses, weights),
            WeightedMean.Of(_briers, weights),
            Mean(ranking => ranking.CalibrationError(copy)),
        ];
    }

    private static int Largest(ReadOnlySpan<double> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }

    private Ranking Rank(double[] probabilities, int label)
    {
        var scores = new double[_actual.Length];
        var positive = new bool[_actual.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = probabilities[(row * _classes) + label];
            positive[row] = _actual[row] == label;
        }

        return new Ranking(scores, positive);
    }

    private double? Mean(Func<Ranking, double?> measure) => _rankings.Select(measure).Average();
}

/// <summary>Scores predicted numbers.</summary>
internal sealed class NumberScorer : Scorer
{
    public static readonly ImmutableArray<Measure> AllMeasures =
        [Measure.RSquared, Measure.RootMeanSquaredError, Measure.MeanAbsoluteError];

    private readonly double[] _actual;
    private readonly double[] _squares;
    private readonly double[] _distances;

    /// <param name="actual">The number of each row.</param>
    /// <param name="predicted">The predicted number of each row.</param>
    public NumberScorer(double[] actual, double[] predicted)
    {
        _actual = actual;
        _distances = [.. actual.Zip(predicted, (a, p) => Math.Abs(a - p))];
        _squares = [.. _distances.Select(distance => distance * distance)];
    }

    public override ImmutableArray<Measure> Measures => AllMeasures;

    public override double? Headline() => Score([])[0];

    public override double?[] Score(ReadOnlySpan<int> weights)
    {
        var squared = WeightedMean.Of(_squares, weights);
        if (WeightedMean.Of(_actual, weights) is not { } mean)
        {
            return [null, null, null];
        }

        var variance = WeightedMean.Of(Array.ConvertAll(_actual, value => (value - mean) * (value - mean)), weights);
        return
        [
            variance > 0 ? 1 - (squared / variance) : squared == 0 ? 1 : 0,
            Math.Sqrt(squared!.Value),
            WeightedMean.Of(_distances, weights),
        ];
    }
}

/// <summary>The weighted mean.</summary>
internal static class WeightedMean
{
    /// <summary>The weighted mean; null when all weights are 0.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="weights">The weight of each number; empty for weights of one.</param>
    public static double? Of(ReadOnlySpan<double> values, ReadOnlySpan<int> weights)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            sum += weight * values[i];
            count += weight;
        }

        return count == 0 ? null : sum / count;
    }
}
