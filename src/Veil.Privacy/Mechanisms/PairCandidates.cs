using System.Collections.Immutable;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// Pairs of attributes that are believed independent, as data: the believed counts of each attribute on its own. How wrong the
/// belief about each pair is, is computed inside the kernel and never shown. Made for hundreds of thousands of pairs: no
/// table over a pair is held.
/// </summary>
/// <remarks>Shares and pairs come from released results and public facts only, and are checked before anything is charged.</remarks>
public sealed class PairCandidates
{
    // Shares are whole numbers of this fraction of a bit, so that products of two are exact.
    private const int ShareBits = 16;

    // Beyond this an estimate says nothing about a table that fits memory; it keeps sums from overflowing.
    private const double LargestCount = 1L << 29;

    /// <summary>Describes the pairs.</summary>
    /// <param name="attributes">The attributes; no two of the same name.</param>
    /// <param name="weights">For each attribute the believed counts, up to a factor; not negative.</param>
    /// <param name="rows">The believed number of rows.</param>
    /// <param name="pairs">The pairs, by index of the attributes; none of an attribute with itself.</param>
    /// <exception cref="ArgumentException">
    /// Weights do not fit their attribute or are none, attributes share a name, or a pair is none of two attributes or has
    /// more cells than an array holds.
    /// </exception>
    public PairCandidates(
        IReadOnlyList<Attribute> attributes, IReadOnlyList<double[]> weights, double rows, IReadOnlyList<(int First, int Second)> pairs)
    {
        Attributes = [.. attributes];
        Pairs = [.. pairs];
        if (weights.Count != Attributes.Length || Attributes.Any(attribute => attribute is null)
            || Attributes.DistinctBy(attribute => attribute.Name).Count() != Attributes.Length)
        {
            throw new ArgumentException("Each attribute needs a name of its own and weights.", nameof(attributes));
        }

        if (!(rows >= 0 && double.IsFinite(rows)))
        {
            throw new ArgumentOutOfRangeException(nameof(rows), rows, "A number of rows is finite and not negative.");
        }

        if (Pairs.Any(pair => !IsPair(pair)))
        {
            throw new ArgumentException("A pair is of two attributes whose cells together fit an array.", nameof(pairs));
        }

        Rows = (long)Math.Round(Math.Min(rows, LargestCount));
        Shares = [.. Attributes.Select((attribute, i) => SharesOf(attribute, [.. weights[i]]))];
    }

    /// <summary>The attributes.</summary>
    public ImmutableArray<Attribute> Attributes { get; }

    /// <summary>The pairs, by index of the attributes.</summary>
    public ImmutableArray<(int First, int Second)> Pairs { get; }

    /// <summary>
    /// Taken off the error of a pair for each of its cells, in rows: what measuring it would cost in noise. Used in choices
    /// only.
    /// </summary>
    public double BiasPerCell { get; init; }

    /// <summary>The believed number of rows, a whole one.</summary>
    internal long Rows { get; }

    /// <summary>For each attribute the believed share of each cell, in units of <c>2^-16</c>.</summary>
    internal long[][] Shares { get; }

    /// <summary>The amount taken off the error of a pair in a choice, in units of a score.</summary>
    internal long BiasOf(int pair)
    {
        var (first, second) = Pairs[pair];
        var rows = BiasPerCell * Attributes[first].Size * Attributes[second].Size;
        return double.IsNaN(rows) ? 0 : (long)Math.Round(Math.Clamp(rows, -LargestCount, LargestCount) * MarginalSelection.UnitsPerRow);
    }

    /// <summary>The error of the belief about a pair, in units of a score.</summary>
    /// <param name="counts">The exact counts of the pair, row-major; more may follow.</param>
    /// <param name="pair">Index of the pair.</param>
    /// <remarks>
    /// In units of <c>2^-32</c> rows each term is a whole number: a count shifted by 32 bits, less rows * share * share. With
    /// fewer than 2^31 rows and a belief of 2^29, whose shares sum to at most 1.5 after rounding, the sum stays below 2^64.
    /// </remarks>
    internal long Error(ReadOnlySpan<int> counts, int pair)
    {
        ReadOnlySpan<long> second = Shares[Pairs[pair].Second];
        ulong error = 0;
        foreach (var share in Shares[Pairs[pair].First])
        {
            var row = counts[..second.Length];
            var factor = Rows * share;
            for (var i = 0; i < row.Length; i++)
            {
                // Without a branch: which cells hold rows is hard to foretell.
                var difference = ((long)row[i] << (2 * ShareBits)) - (factor * second[i]);
                error += (ulong)(difference < 0 ? -difference : difference);
            }

            counts = counts[row.Length..];
        }

        return (long)(error >> UnitShift);
    }

    // From parts of 2^-32 of a row to parts of 1/64 of a row.
    private static int UnitShift => (2 * ShareBits) - System.Numerics.BitOperations.Log2((ulong)MarginalSelection.UnitsPerRow);

    private bool IsPair((int First, int Second) pair) =>
        pair.First != pair.Second
        && pair.First >= 0 && pair.First < Attributes.Length && pair.Second >= 0 && pair.Second < Attributes.Length
        && (long)Attributes[pair.First].Size * Attributes[pair.Second].Size <= Array.MaxLength;

    private static long[] SharesOf(Attribute attribute, double[] weights)
    {
        if (weights.Length != attribute.Size || weights.Any(weight => !(weight >= 0 && double.IsFinite(weight))))
        {
            throw new ArgumentException("An attribute needs a finite weight that is not negative for each of its cells.", nameof(weights));
        }

        // In parts of the largest, so that no sum overflows; where nothing is known all cells are alike.
        var largest = weights.Max();
        var sum = largest > 0 ? weights.Sum(weight => weight / largest) : weights.Length;
        return [.. weights.Select(weight => (long)Math.Round((largest > 0 ? weight / largest : 1) / sum * (1 << ShareBits)))];
    }
}
