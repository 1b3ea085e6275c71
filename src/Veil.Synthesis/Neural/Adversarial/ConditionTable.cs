using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>The frequencies by which conditions are drawn: an attribute, all alike, and then a category of it.</summary>
/// <remarks>
/// In training categories are drawn by the logarithm of their frequency, so that rare ones are seen; when rows are drawn, by
/// the frequencies themselves. Follows from weights alone: counts, exact or noisy.
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

    /// <summary>Draws a condition for training, or -1 when there is no condition.</summary>
    public int DrawForTraining(SamplingRandom random) => Draw(_logarithms, random);

    /// <summary>Draws a condition for a row of the model, or -1 when there is no condition.</summary>
    public int Draw(SamplingRandom random) => Draw(_frequencies, random);

    /// <summary>
    /// Draws conditions for many rows of the model, in random order: attributes take turns, and of each the categories come in
    /// the numbers that the frequencies say.
    /// </summary>
    public void DrawEvenly(Span<int> conditions, SamplingRandom random)
    {
        var attributes = _frequencies.Length;
        for (var attribute = 0; attribute < attributes; attribute++)
        {
            var rows = (conditions.Length - attribute + attributes - 1) / attributes;
            var start = random.NextDouble();
            for (var i = 0; i < rows; i++)
            {
                conditions[attribute + (i * attributes)] = Find(_frequencies, attribute, (i + start) / rows);
            }
        }

        for (var i = conditions.Length - 1; i > 0; i--)
        {
            var j = (int)random.NextBelow(i + 1);
            (conditions[i], conditions[j]) = (conditions[j], conditions[i]);
        }
    }

    private int Draw(double[][] cumulative, SamplingRandom random) =>
        cumulative.Length == 0 ? -1 : Find(cumulative, (int)random.NextBelow(cumulative.Length), random.NextDouble());

    private int Find(double[][] cumulative, int attribute, double part)
    {
        var sums = cumulative[attribute];
        var at = part * sums[^1];
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
