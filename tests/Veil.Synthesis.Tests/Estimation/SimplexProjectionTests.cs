using FsCheck;
using FsCheck.Fluent;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Tests.Estimation;

/// <summary>The projection is the nearest point of the simplex.</summary>
public sealed class SimplexProjectionTests
{
    private static readonly Gen<double[]> s_counts = Gen.OneOf(
        Gen.Choose(-50, 500).Select(i => i / 3.0),
        Gen.Choose(-1000, 1000).Select(i => i * 1e9),
        Gen.Constant(0.0)).NonEmptyListOf().Select(list => list.ToArray());

    [Fact]
    public void It_agrees_with_bisection() =>
        Prop.ForAll(s_counts.ToArbitrary(), Totals.ToArbitrary(), (counts, total) =>
        {
            var projected = Projected(counts, total);
            var expected = ByBisection(counts, total);
            return projected.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance(counts, total));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_is_optimal() =>
        Prop.ForAll(s_counts.ToArbitrary(), Totals.ToArbitrary(), (counts, total) =>
        {
            // Karush, Kuhn and Tucker: one shift for every cell that is kept, and no cell that is emptied lies above it.
            var projected = Projected(counts, total);
            var shifts = counts.Zip(projected).Where(pair => pair.Second > 0).Select(pair => pair.First - pair.Second).ToList();
            var tolerance = Tolerance(counts, total);
            return projected.All(count => count >= 0)
                && Math.Abs(projected.Sum() - total) <= tolerance * counts.Length
                && shifts.Max() - shifts.Min() <= tolerance
                && counts.Zip(projected).All(pair => pair.Second > 0 || pair.First <= shifts.Max() + tolerance);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_point_of_the_simplex_stays_where_it_is()
    {
        double[] counts = [3, 0, 4.5, 2.5];

        Assert.Equal(counts, Projected(counts, 10));
    }

    [Fact]
    public void Nothing_is_done_to_nothing() => SimplexProjection.Project([], 5);

    [Fact]
    public void Large_counts_may_have_a_small_total()
    {
        var projected = Projected([1e12, 1e12, -1e12, 0], 1);

        Assert.Equal([0.5, 0.5, 0, 0], projected);
    }

    private static Gen<double> Totals => Gen.Elements(1.0, 7, 1000, 123456.7, 1e10);

    private static double Tolerance(double[] counts, double total) =>
        1e-9 * Math.Max(total, counts.Max(Math.Abs));

    private static double[] Projected(double[] counts, double total)
    {
        var projected = counts.ToArray();
        SimplexProjection.Project(projected, total);
        return projected;
    }

    private static double[] ByBisection(double[] counts, double total)
    {
        var (low, high) = (counts.Min() - total, counts.Max());
        for (var i = 0; i < 300; i++)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = counts.Sum(count => Math.Max(0, count - middle)) > total ? (middle, high) : (low, middle);
        }

        return [.. counts.Select(count => Math.Max(0, count - low))];
    }
}
