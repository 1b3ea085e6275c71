using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>The score that others publish, against the program that defines it and by hand.</summary>
public sealed class SdMetricsQualityTests
{
    // Printed by SDMetrics 0.10.1 with three decimals.
    [Theory]
    [InlineData("compas__bootstrap__eps0__s0", 0.992, 0.986)]
    [InlineData("compas__aim_fast__eps1__s0", 0.988, 0.959)]
    [InlineData("compas__mst_fast__eps1__s0", 0.988, 0.958)]
    [InlineData("compas__shuffle__eps0__s0", 1.000, 0.897)]
    [InlineData("adult__aim_fast_mb2_z__eps1__s0", 0.973, 0.974)]
    public void Scores_are_those_of_SDMetrics(string run, double shapes, double trends)
    {
        var shared = SharedTables.OrSkip();
        var score = SdMetricsQuality.Of(shared.Real(run.Split("__")[0]), shared.Synthetic(run), TestContext.Current.CancellationToken);
        Assert.Equal(shapes, score.Shapes!.Value, 0.0011);
        Assert.Equal(trends, score.PairTrends!.Value, 0.0011);
    }

    [Fact]
    public void Scores_are_those_that_a_hand_works_out()
    {
        var real = new Table([Tables.Integers("a", 0, 1, 2, 3), Tables.Labels("b", "x", "x", "y", null), Tables.Integers("c", 0, 1, 2, 3)]);
        var synthetic = new Table([Tables.Integers("a", 0, 1, 3, 3), Tables.Labels("b", "x", "y", "y", null), Tables.Integers("c", 3, 3, 1, 0)]);
        var score = SdMetricsQuality.Of(real, synthetic, TestContext.Current.CancellationToken);

        // Shapes: 3/4, 3/4, 3/4. Pairs: a and b share two cells of four, a and c have correlations 1 and -1, b and c none.
        Assert.Equal(0.75, score.Shapes!.Value, 12);
        var correlation = Pearson([0, 1, 3, 3], [3, 3, 1, 0]);
        Assert.Equal(((2 / 4.0) + (1 - ((1 - correlation) / 2))) / 3, score.PairTrends!.Value, 12);
        Assert.Equal((score.Shapes + score.PairTrends) / 2, score.Score);
    }

    [Fact]
    public void A_copy_scores_one()
    {
        var table = new Table([Tables.Integers("a", 4, 1, 2, 3), Tables.Labels("b", "x", "x", "y", null), Tables.Decimals("c", 1, 0.5, double.NaN, 2)]);
        Assert.Equal(1, SdMetricsQuality.Of(table, table, TestContext.Current.CancellationToken).Score!.Value, 12);
    }

    private static double Pearson(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
