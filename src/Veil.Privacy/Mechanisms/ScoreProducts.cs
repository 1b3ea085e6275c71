using System.Collections.Immutable;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;

namespace Veil.Privacy.Mechanisms;

/// <summary>A number for each cell of an attribute; public.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Scores">One score per cell, between -32768 and 32768.</param>
public sealed record CellScores(Attribute Attribute, ImmutableArray<int> Scores)
{
    /// <summary>One score per cell; a copy of what was given.</summary>
    public ImmutableArray<int> Scores { get; init => field = Copied.Of(value); } = Copied.Of(Scores);
}

/// <summary>
/// Sums of products of scores over the rows, with noise already in them: the upper triangle of a matrix, row by row, with
/// its diagonal.
/// </summary>
/// <param name="Count">The number of scores of a row.</param>
/// <param name="Products">Score 0 times 0, 1, ..., score 1 times 1, 2, ..., and so on.</param>
/// <param name="StandardDeviation">Standard deviation of the noise, independent in each product.</param>
public sealed record NoisyProducts(int Count, ImmutableArray<long> Products, double StandardDeviation)
{
    /// <summary>The sum of the products of two scores, in either order.</summary>
    public long this[int first, int second] => Products[ProductSums.Index(Math.Min(first, second), Math.Max(first, second), Count)];
}

/// <summary>Sums of products of scores, and how far one unit can move them.</summary>
/// <remarks>
/// Reference: Dwork, Talwar, Thakurta and Zhang, "Analyze Gauss", 2014, with the bound for vectors whose entries are bounded,
/// too; see docs/privacy.md, "Products of scores".
/// Privacy: integers throughout, so that the bound on a row holds exactly.
/// </remarks>
internal static class ScoreProducts
{
    /// <summary>The largest score and the largest bound: sums over all rows that a table can have fit 64 bits.</summary>
    public const int Largest = 1 << 15;

    private const int MostScores = 4096;

    /// <summary>Refuses scores and bounds for which sums could overflow.</summary>
    public static void Check(CellScores[] scores, int bound)
    {
        if (bound is < 1 or > Largest)
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "The bound is between 1 and 32768.");
        if (scores.Length is 0 or > MostScores || !Array.TrueForAll(scores, Fit))
            throw new ArgumentException("Some scores, at most 4096, have a number a cell, none beyond 32768.", nameof(scores));

        static bool Fit(CellScores one) =>
            one.Scores.Length == one.Attribute.Size && one.Scores.All(value => Math.Abs((long)value) <= Largest);
    }

    /// <summary>Sensitivities of the triangle, in the sum of absolute differences and in the Euclidean norm, rounded up.</summary>
    public static (double L1, double L2) Sensitivity(CellScores[] scores, int bound, PrivacyUnit unit, Neighbours neighbours)
    {
        // A row's vector has a squared norm of at most s, and entries of at most c: its products have L1 (|v|_1^2 + |v|^2) / 2
        // and squared L2 (|v|^4 + sum v_i^4) / 2.
        var largest = Array.ConvertAll(scores, score => score.Scores.Max(value => Math.Abs((long)value)));
        var square = Math.Max(1, Math.Min((long)bound * bound, largest.Sum(value => value * value)));
        var entry = Math.Min(bound, largest.Max());
        var l1 = DirectedRounding.MultiplyUp(Sensitivities.CountTableL1(unit, neighbours), (scores.Length + 1.0) / 2 * square);
        var row = Up(Math.Sqrt(Up(((double)square * square / 2) + ((double)entry * entry / 2 * square))));
        return (Up(l1), DirectedRounding.MultiplyUp(Sensitivities.CountTableL2(unit, neighbours), row));

        static double Up(double value) => Math.BitIncrement(value);
    }

    /// <summary>Charges, sums and releases.</summary>
    public static NoisyProducts Measure(MechanismContext context, CellScores[] scores, int bound, double cost)
    {
        Check(scores, bound);
        var attributes = Array.ConvertAll(scores, one => one.Attribute);
        context.Require(attributes);
        var (l1, l2) = Sensitivity(scores, bound, context.Unit, context.Neighbours);
        var names = string.Join(", ", attributes.Select(attribute => $"'{attribute.Name}'").Distinct());
        var paid = context.Charge(cost, l1, l2, $"products of scores of {names}");
        var products = context.Counts.Products(attributes, Array.ConvertAll(scores, one => one.Scores), bound);
        paid.Release(products, context.Answers);
        return new NoisyProducts(scores.Length, [.. products], paid.Noise.StandardDeviation);
    }
}
