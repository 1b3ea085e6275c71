using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>How often each condition is asked for: an attribute, all alike, and then a category of it.</summary>
/// <remarks>
/// In training categories are drawn by the logarithm of how frequent they are, so that rare ones are seen; when rows are
/// drawn, by the frequencies themselves. Follows from weights alone: counts, exact or noisy.
/// </remarks>
internal sealed class ConditionTable
{
    private readonly ConditionLayout _layout;
    private readonly double[][] _frequencies;
    private readonly double[][] _logarithms;

    /// <summary>Makes the table.</summary>
    /// <param name="layout">The conditions.</param>
    /// <param name="weights">A weight for each, none negative.</param>
    public ConditionTable(ConditionLayout layout, IReadOnlyList<double> weights)
    {
        _layout = layout;
        Weights = weights;
        _frequencies = Cumulative(weight => weight);
        _logarithms = Cumulative(weight => Math.Log(weight + 1));
    }

    /// <summary>The weight of each condition.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Draws a condition for training, or -1 when there is nothing to ask for.</summary>
    public int DrawForTraining(SamplingRandom random) => Draw(_logarithms, random);

    /// <summary>Draws a condition for a row of the model, or -1 when there is nothing to ask for.</summary>
    public int Draw(SamplingRandom random) => Draw(_frequencies, random);

    private int Draw(double[][] cumulative, SamplingRandom random)
    {
        if (cumulative.Length == 0)
        {
            return -1;
        }

        var attribute = (int)random.NextBelow(cumulative.Length);
        var sums = cumulative[attribute];
        var at = random.NextDouble() * sums[^1];
        var category = 0;
        while (category < sums.Length - 1 && sums[category] <= at)
        {
            category++;
        }

        return _layout.Offsets[attribute] + category;
    }

    // Categories of which nothing is known are drawn alike.
    private double[][] Cumulative(Func<double, double> part) =>
    [
        .. _layout.Spans.Select((span, attribute) =>
        {
            var parts = Enumerable.Range(_layout.Offsets[attribute], span.Width).Select(condition => part(Weights[condition])).ToArray();
            var isKnown = parts.Sum() > 0;
            double sum = 0;
            return parts.Select(each => sum += isKnown ? each : 1).ToArray();
        }),
    ];
}
