using System.Collections.Immutable;

namespace Veil.Privacy.Mechanisms;

/// <summary>Scores with noise already in them.</summary>
/// <param name="Values">One a candidate, in rows.</param>
/// <param name="StandardDeviation">Standard deviation of the noise in each, in rows.</param>
public sealed record NoisyScores(ImmutableArray<double> Values, double StandardDeviation);

/// <summary>The distances of pairs of attributes from independence: all errors with noise, or choices of the largest.</summary>
internal static class PairErrors
{
    /// <summary>Charges, counts and releases an error for each pair.</summary>
    public static NoisyScores Measure(MechanismContext context, PairCandidates candidates, double cost)
    {
        Check(context, candidates);
        var count = candidates.Pairs.Length;

        // Each error moves by what the counts of its pair move by, and one row is in every pair.
        double each = MarginalSelection.Sensitivity(context.L1);
        var l2 = Math.BitIncrement(each * Math.BitIncrement(Math.Sqrt(count)));
        var paid = context.Charge(cost, each * count, l2, $"errors of {count} pairs");
        var errors = Exact(context, candidates);
        paid.Release(errors, context.Answers);
        return new NoisyScores(
            [.. errors.Select(error => error / (double)MarginalSelection.UnitsPerRow)],
            paid.Noise.StandardDeviation / MarginalSelection.UnitsPerRow);
    }

    /// <summary>Charges for all choices, counts once, and chooses one pair after the other.</summary>
    public static ImmutableArray<int> Select(MechanismContext context, PairCandidates candidates, int count, double cost)
    {
        Check(context, candidates);
        var left = candidates.Pairs.Length;
        if (count < 1 || count > left)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "At least one pair is chosen and at most all.");
        }

        var sensitivity = MarginalSelection.Sensitivity(context.L1);
        var purpose = $"choice of {count} among {left} pairs";
        var each = context.ChargeChoices(cost, count, purpose);
        var scores = Exact(context, candidates);
        var indexes = new int[left];
        for (var i = 0; i < left; i++)
        {
            scores[i] -= candidates.BiasOf(i);
            indexes[i] = i;
        }

        var chosen = ImmutableArray.CreateBuilder<int>(count);
        for (; chosen.Count < count; left--)
        {
            var at = context.Answers.Choice(scores.AsSpan(0, left), sensitivity, each, purpose);
            chosen.Add(indexes[at]);
            (scores[at], indexes[at]) = (scores[left - 1], indexes[left - 1]);
        }

        return chosen.MoveToImmutable();
    }

    private static long[] Exact(MechanismContext context, PairCandidates candidates) =>
        context.Counts.ScorePairs(candidates.Attributes, candidates.Pairs, candidates.Error);

    private static void Check(MechanismContext context, PairCandidates candidates)
    {
        if (candidates.Pairs.IsEmpty)
        {
            throw new ArgumentException("There must be a pair.", nameof(candidates));
        }

        context.Require(candidates.Attributes);
    }
}
