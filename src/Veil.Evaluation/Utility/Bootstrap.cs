using System.Collections.Immutable;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Utility;

/// <summary>
/// The scores of a model and their bootstrap distribution over the hold-out rows. Two models scored with the same
/// seed use the same resamples, so that their difference has an interval as well.
/// </summary>
/// <remarks>Reference: percentile bootstrap (Efron 1979). Rows are resampled; models are not retrained.</remarks>
internal sealed class Bootstrap
{
    private const double Tail = 0.025;

    private readonly ImmutableArray<Measure> _measures;
    private readonly double?[] _values;
    private readonly double?[][] _resampled;
    private readonly string _reason;

    private Bootstrap(ImmutableArray<Measure> measures, double?[] values, double?[][] resampled, string reason) =>
        (_measures, _values, _resampled, _reason) = (measures, values, resampled, reason);

    /// <summary>Undefined scores, because there is no model.</summary>
    public static Bootstrap Undefined(ImmutableArray<Measure> measures, string reason) =>
        new(measures, new double?[measures.Length], [], reason);

    /// <summary>Scores the rows and resamples of them.</summary>
    public static Bootstrap Of(Scorer scorer, int rows, int resamples, ulong seed, CancellationToken cancellation)
    {
        var random = new SeededRandom(seed);
        var weights = new int[rows];
        var resampled = new double?[resamples][];
        for (var resample = 0; resample < resamples; resample++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(weights);
            for (var i = 0; i < rows; i++)
            {
                weights[random.NextBelow(rows)]++;
            }

            resampled[resample] = scorer.Score(weights);
        }

        return new Bootstrap(scorer.Measures, scorer.Score([]), resampled, Scorer.OneClass);
    }

    /// <summary>The differences of these scores from those of another model, on the rows and on each resample.</summary>
    public Bootstrap Minus(Bootstrap other) => new(
        _measures,
        Minus(_values, other._values),
        [.. _resampled.Zip(other._resampled, Minus)],
        Array.TrueForAll(_values, value => value is null) ? _reason : other._reason);

    /// <summary>The scores with their intervals.</summary>
    public ModelScores Scores() => new([.. _measures.Select((measure, m) => Score(measure, m))]);

    private static double?[] Minus(double?[] a, double?[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private Score Score(Measure measure, int m)
    {
        if (_values[m] is not { } value)
        {
            return new Score(measure, null, Reason: _reason);
        }

        double[] defined = [.. _resampled.Select(values => values[m]).OfType<double>().Order()];
        return defined.Length == 0
            ? new Score(measure, value)
            : new Score(measure, value, Quantile.Of(defined, Tail), Quantile.Of(defined, 1 - Tail));
    }
}
