using System.Collections.Immutable;
using System.Numerics;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// A candidate marginal for a measurement, as data: the belief about it, and its weight. The
/// exact error of the belief is computed inside the kernel and never shown.
/// </summary>
/// <param name="Attributes">The attributes of the marginal.</param>
/// <param name="Estimate">The believed counts, row-major: from released results and public facts only.</param>
/// <param name="Bias">Taken off the error, in rows: the noise of a measurement, for instance.</param>
public sealed record MarginalCandidate(ImmutableArray<Attribute> Attributes, ImmutableArray<double> Estimate, double Bias)
{
    /// <summary>The attributes of the marginal; a copy of what was given.</summary>
    public ImmutableArray<Attribute> Attributes { get; init => field = Copied.Of(value); } = Copied.Of(Attributes);

    /// <summary>The believed counts, row-major; a copy of what was given.</summary>
    public ImmutableArray<double> Estimate { get; init => field = Copied.Of(value); } = Copied.Of(Estimate);

    /// <summary>The weight of a row of error, relative to the other candidates; above 0, at most 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// The L1 error, in rows, that measuring would leave if nothing were known before; 0 to score the error itself. With it
    /// the score is what measuring is expected to gain.
    /// </summary>
    public double Noise { get; init; }
}

/// <summary>Scores of candidates: the error, in rows, of the belief about a marginal, in exact integers.</summary>
internal static class MarginalSelection
{
    /// <summary>Scores are in units of this part of a row, so that beliefs need not be whole numbers.</summary>
    public const long UnitsPerRow = 64;

    // Weights are whole numbers of this fraction of a bit, so that scores stay exact.
    private const int WeightBits = 16;

    // Beyond this an estimate says nothing about a table that fits memory; the cut keeps sums from overflowing.
    private const double LargestCount = 1L << 40;

    // The same of an error in units whose gain is computed.
    private const long LargestError = UnitsPerRow << 40;

    /// <summary>Charges, scores every candidate and chooses one.</summary>
    public static int Select(MechanismContext context, MarginalCandidate[] candidates, double cost)
    {
        if (candidates.Length == 0)
        {
            throw new ArgumentException("There must be a candidate.", nameof(candidates));
        }

        var estimates = Array.ConvertAll(candidates, InUnits);
        context.Require(candidates.SelectMany(candidate => candidate.Attributes));

        // One row in or out moves one count by one row; a replaced row moves two.
        var sensitivity = Sensitivity(context.L1);
        var purpose = $"choice among {candidates.Length} marginals";
        var choice = context.ChargeChoices(cost, 1, purpose);
        var scores = context.Counts.ScoreMarginals(
            Array.ConvertAll(candidates, candidate => candidate.Attributes.ToArray()),
            (counts, i) => Score(counts, estimates[i], candidates[i].Bias, candidates[i].Weight, candidates[i].Noise));
        return context.Answers.Choice(scores, sensitivity, choice, purpose);
    }

    /// <summary>The estimates in whole units, or an error: they are public, so looking at them is free.</summary>
    /// <exception cref="ArgumentException">
    /// An estimate does not fit its attributes, or is not finite, or an attribute occurs twice.
    /// </exception>
    public static long[] InUnits(MarginalCandidate candidate)
    {
        if (candidate is null || candidate.Attributes.IsDefault || candidate.Estimate.IsDefault
            || candidate.Attributes.Any(attribute => attribute is null))
        {
            throw new ArgumentException("A candidate needs attributes and an estimate.", nameof(candidate));
        }

        if (candidate.Attributes.DistinctBy(attribute => attribute.Name).Count() != candidate.Attributes.Length)
        {
            throw new ArgumentException("Two attributes of a candidate share a name.", nameof(candidate));
        }

        // The estimate is an array, so that a marginal of as many cells fits one too.
        var cells = candidate.Attributes.Aggregate(1.0, (size, attribute) => size * attribute.Size);
        if (cells != candidate.Estimate.Length || candidate.Estimate.Any(count => !double.IsFinite(count))
            || !double.IsFinite(candidate.Bias))
        {
            throw new ArgumentException("A candidate's estimate must be finite and have a count for each cell.", nameof(candidate));
        }

        if (!(candidate.Weight > 0 && candidate.Weight <= 1))
        {
            throw new ArgumentException("A candidate's weight is above 0 and at most 1.", nameof(candidate));
        }

        if (!(candidate.Noise >= 0 && double.IsFinite(candidate.Noise)))
        {
            throw new ArgumentException("A candidate's noise is finite and not negative.", nameof(candidate));
        }

        return [.. candidate.Estimate.Select(count => (long)Math.Round(Math.Clamp(count, -LargestCount, LargestCount) * UnitsPerRow))];
    }

    private static long Numerator(double weight) => Math.Max(1, (long)(weight * (1 << WeightBits)));

    /// <summary>The most that a score moves, in units, when counts move by a number of rows.</summary>
    /// <remarks>
    /// A distance moves by at most as many units as the counts, by the triangle inequality; neither the public bias nor the
    /// cut takes two distances further apart, nor does what measuring is expected to gain, which grows more slowly than the
    /// error and is computed without rounding errors. A weight is at most 1, and rounding down the weighted score keeps two whole
    /// numbers of units that differ by s from differing by more than s: floor(w (x + s)) is at most floor(w x) + s.
    /// </remarks>
    public static long Sensitivity(long rows) => checked(rows * UnitsPerRow);

    /// <summary>
    /// The L1 distance between the exact counts and the belief, less what noise would leave of it and the bias, weighted,
    /// in units.
    /// </summary>
    public static long Score(ReadOnlySpan<int> exact, ReadOnlySpan<long> estimate, double bias, double weight = 1, double noise = 0)
    {
        Int128 error = 0;
        for (var cell = 0; cell < exact.Length; cell++)
        {
            error += Math.Abs(((long)exact[cell] * UnitsPerRow) - estimate[cell]);
        }

        if (noise > 0)
        {
            error = Gain((long)Int128.Min(error, LargestError), (long)Math.Ceiling(Math.Min(noise, LargestCount) * UnitsPerRow));
        }

        var score = error - (long)Math.Round(Math.Clamp(bias, -LargestCount, LargestCount) * UnitsPerRow);
        score = Int128.Clamp(score, long.MinValue / 4, long.MaxValue / 4);

        // An arithmetic shift rounds down, for negative scores too.
        return (long)((score * Numerator(weight)) >> WeightBits);
    }

    // Two estimates with independent errors e and v combine to one with e v / sqrt(e^2 + v^2): what is left of e is gained,
    // rounded down. In whole numbers: a rounding error of floating point would come on top of the sensitivity.
    private static long Gain(long error, long noise)
    {
        if (error == 0)
        {
            return 0;
        }

        var (e, v) = (BigInteger.Pow(error, 2), BigInteger.Pow(noise, 2));
        var square = ((e * v) + e + v - 1) / (e + v);

        // The smallest whole number whose square is no smaller; the root of a double is next to it.
        var root = (BigInteger)Math.Sqrt((double)square);
        while (root * root >= square)
        {
            root--;
        }

        while (root * root < square)
        {
            root++;
        }

        return error - (long)root;
    }
}
