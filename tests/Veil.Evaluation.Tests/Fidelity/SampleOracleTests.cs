using Veil.Evaluation.Fidelity;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>All worked cases about values of repeated runs and about points.</summary>
public sealed class SampleOracleTests
{
    [Fact]
    public void Box_plots()
    {
        foreach (var test in OracleCase.All("box_plot"))
        {
            var values = test.Numbers("values");
            var plot = BoxPlot.Of(values)!;
            test.Check("q1", plot.FirstQuartile);
            test.Check("median", plot.Median);
            test.Check("q3", plot.ThirdQuartile);
            test.Check("whisker_lo", plot.LowWhisker);
            test.Check("whisker_hi", plot.HighWhisker);
            Assert.Equal(test.Expected.GetProperty("outliers").EnumerateArray().Select(value => value.GetDouble()), plot.Outliers);

            // What is not finite is counted and changes nothing else.
            var others = BoxPlot.Of([double.PositiveInfinity, .. values, double.NaN])!;
            Assert.Equal((0, 2), (plot.NotFinite, others.NotFinite));
            Assert.Equal((plot.LowWhisker, plot.Median, plot.HighWhisker), (others.LowWhisker, others.Median, others.HighWhisker));
        }
    }

    [Fact]
    public void No_box_without_a_finite_value()
    {
        Assert.Null(BoxPlot.Of([]));
        Assert.Null(BoxPlot.Of([double.PositiveInfinity, double.NaN]));
    }

    [Fact]
    public void Distances_of_samples()
    {
        foreach (var test in OracleCase.All("energy_and_mmd"))
        {
            var (x, y) = (test.Points("x"), test.Points("y"));
            var g = MaximumMeanDiscrepancy.MedianHeuristic(x, y)!.Value;
            test.Check("energy_squared", EnergyDistance.Squared(x, y));
            test.Check("gamma", g);
            test.Check("median_distance", Math.Sqrt(1 / (2 * g)));
            test.Check("mmd2_v", MaximumMeanDiscrepancy.Biased(x, y, g));
            test.Check("mmd2_u", MaximumMeanDiscrepancy.Unbiased(x, y, g));
        }
    }

    [Fact]
    public void Balls_about_neighbours()
    {
        foreach (var test in OracleCase.All("prdc"))
        {
            var (real, synthetic) = (test.Points("real"), test.Points("synthetic"));
            var measured = PrecisionRecallDensityCoverage.Of(real, synthetic, test.Inputs.GetProperty("k").GetInt32())!;
            test.Check("precision", measured.Precision);
            test.Check("recall", measured.Recall);
            test.Check("density", measured.Density);
            test.Check("coverage", measured.Coverage);
            test.Check("nnaa", AdversarialAccuracy.Of(real, synthetic));
        }
    }

    [Fact]
    public void Too_few_points_have_no_measure()
    {
        double[][] none = [], one = [[1]], two = [[1], [2]];
        Assert.Null(EnergyDistance.Squared(none, one));
        Assert.Null(EnergyDistance.Squared(one, none));
        Assert.Null(MaximumMeanDiscrepancy.MedianHeuristic(one, none));
        Assert.Null(MaximumMeanDiscrepancy.MedianHeuristic(one, one));
        Assert.Null(MaximumMeanDiscrepancy.Biased(none, two, 1));
        Assert.Null(MaximumMeanDiscrepancy.Unbiased(one, two, 1));
        Assert.Null(PrecisionRecallDensityCoverage.Of(one, two, 1));
        Assert.Null(PrecisionRecallDensityCoverage.Of(two, none, 1));
        Assert.Null(AdversarialAccuracy.Of(two, one));

        // One synthetic point has no neighbour, and so nothing is known of where its sample lies.
        Assert.Equal(new PrecisionRecallDensityCoverage(1, null, 2, 1), PrecisionRecallDensityCoverage.Of(two, one, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrecisionRecallDensityCoverage.Of(two, two, 0));
    }
}
