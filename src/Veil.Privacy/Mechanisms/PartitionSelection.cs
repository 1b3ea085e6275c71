using System.Collections.Immutable;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>Categories learnt privately, with their noisy counts.</summary>
/// <param name="Labels">The labels that enough rows hold, in ordinal order.</param>
/// <param name="Counts">A noisy count for each label.</param>
/// <param name="MissingCount">The noisy count of missing values.</param>
/// <param name="Noise">Kind of the noise.</param>
/// <param name="StandardDeviation">Standard deviation of the noise of each count.</param>
/// <param name="Threshold">Noisy counts below this were not released.</param>
public sealed record DiscoveredCategories(
    ImmutableArray<string> Labels,
    ImmutableArray<long> Counts,
    long MissingCount,
    NoiseKind Noise,
    double StandardDeviation,
    long Threshold);

/// <summary>
/// The labels of a column whose list of categories is not known: every occurring label's count gets noise and is
/// released only when it reaches a threshold that a label of one unit alone passes with probability below delta.
/// </summary>
internal static class PartitionSelection
{
    // Beyond this a category column is not worth modelling, and an attribute must stay below 65,536 cells.
    private const int MostLabels = 10_000;

    // Below this a bound of the noise's tail is no longer computed.
    private const double SmallestDelta = 1e-250;

    /// <summary>The smallest threshold at which the labels of one unit with k rows appear with probability at most delta.</summary>
    /// <remarks>
    /// A unit brings at most k labels, each with at most k rows, so k * P[noise >= threshold - k] bounds the chance
    /// that any label which only this unit holds is released. Replacing a unit is covered by the same bound, once for
    /// the unit that leaves and once for the one that comes, each against its own side of the comparison.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not above zero and below one, or absurdly small.</exception>
    public static long Threshold(CountNoise noise, double delta, int maxRows)
    {
        var each = DirectedRounding.DivideDown(PrivacyChecks.EventDelta(delta), maxRows);
        ArgumentOutOfRangeException.ThrowIfLessThan(each, SmallestDelta, nameof(delta));
        return checked(maxRows + noise.Quantile(each));
    }

    /// <summary>Charges, counts and releases labels.</summary>
    public static DiscoveredCategories Discover(MechanismContext context, string column, double cost, double delta)
    {
        context.RequireLabels(column);
        var maxRows = context.Unit.MaxRows;
        var noise = CountNoise.For(context.Accountant.Rule, cost, context.L1, context.L2);
        var threshold = Threshold(noise, delta, maxRows);
        var charged = new ComposedEvent([noise.Event, new ThresholdEvent(delta)]);
        var terms = new AnswerTerms(charged, $"categories of '{column}'", context.L1, context.L2);
        context.Accountant.Charge(charged, terms.Purpose);

        // The last count is that of missing values, which every table has a cell for.
        var labels = context.Counts.Labels(column);
        var noisy = labels.Counts;
        var passed = context.Answers.Labels(labels.Pool, labels.Codes, noisy, threshold, maxRows, terms, noise.AddTo);

        // From here on only labels and noisy counts are looked at. Ties are broken by the label: codes are numbered in
        // the order of the rows, which must not be released.
        var released = passed
            .OrderByDescending(label => label.Count)
            .ThenBy(label => label.Label, StringComparer.Ordinal)
            .Take(MostLabels)

            // Bytes that are not UTF-8 can read alike; two equal labels would be refused later.
            .GroupBy(label => label.Label, label => label.Count, StringComparer.Ordinal)
            .Select(label => (Label: label.Key, Count: label.Sum()))
            .OrderBy(label => label.Label, StringComparer.Ordinal)
            .ToList();
        return new DiscoveredCategories(
            [.. released.Select(label => label.Label)],
            [.. released.Select(label => label.Count)],
            noisy[^1],
            noise.Kind,
            noise.StandardDeviation,
            threshold);
    }
}
