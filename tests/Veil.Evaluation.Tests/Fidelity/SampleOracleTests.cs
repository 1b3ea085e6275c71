using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>All worked cases about points, with Euclidean distances.</summary>
public sealed class SampleOracleTests
{
    [Fact]
    public void Distances_of_samples()
    {
        foreach (var test in OracleCase.All("energy_and_mmd"))
        {
            var (x, y) = (test.Points("x"), test.Points("y"));
            test.Check("energy_squared", Energy(x, y).Squared());
        }
    }

    [Fact]
    public void Without_a_group_of_rows_the_distance_is_that_of_the_others()
    {
        double[][] x = [.. Enumerable.Range(0, 47).Select(i => new[] { (double)i * i % 13 })];
        double[][] y = [.. Enumerable.Range(0, 61).Select(i => new[] { (double)i * i % 17 })];
        double[][] Without(double[][] points, int group) => [.. points.Where((_, i) => i % BinnedTables.Groups != group)];

        var energy = Energy(x, y);

        Assert.Equal(BinnedTables.Groups, energy.WithoutEachGroup().Count);
        for (var group = 0; group < BinnedTables.Groups; group++)
        {
            Assert.Equal(Energy(Without(x, group), Without(y, group)).Squared()!.Value, energy.Squared(group)!.Value, 1e-9);
        }
    }

    [Fact]
    public void Balls_about_neighbours()
    {
        foreach (var test in OracleCase.All("prdc"))
        {
            var measured = Neighbours(test.Points("real"), test.Points("synthetic"), test.Inputs.GetProperty("k").GetInt32());
            test.Check("precision", measured.Precision);
            test.Check("recall", measured.Recall);
            test.Check("density", measured.Density);
            test.Check("coverage", measured.Coverage);
        }
    }

    [Fact]
    public void Too_few_points_have_no_measure()
    {
        double[][] none = [], one = [[1]], two = [[1], [2]];
        Assert.Null(Energy(none, one).Squared());
        Assert.Null(Energy(one, none).Squared());
        Assert.Empty(Energy(one, two).WithoutEachGroup());

        // One synthetic point has no neighbour, and so nothing is known of where its sample lies.
        var measured = Neighbours(two, one, 1);
        Assert.Equal((1, null, 2, 1), (measured.Precision, measured.Recall, measured.Density, measured.Coverage));
    }

    private static EnergyDistance Energy(double[][] x, double[][] y) => new(Sums(x, x), Sums(y, y), Sums(x, y));

    private static double[][] Sums(double[][] points, double[][] others) =>
        Array.ConvertAll(points, point => EnergyDistance.OfRow(Distances(point, others)));

    private static Neighbourhoods Neighbours(double[][] real, double[][] synthetic, int k)
    {
        double[] Radii(double[][] points) => Array.ConvertAll(points, point => Neighbourhoods.Radius(Distances(point, points), k));
        var neighbours = new Neighbourhoods(Radii(real), synthetic.Length <= k ? null : Radii(synthetic), synthetic.Length, k);
        for (var row = 0; row < real.Length; row++)
        {
            neighbours.Look(row, Distances(real[row], synthetic));
        }

        return neighbours;
    }

    private static double[] Distances(double[] point, double[][] others) =>
        Array.ConvertAll(others, other => Math.Sqrt(point.Zip(other, (a, b) => (a - b) * (a - b)).Sum()));
}
