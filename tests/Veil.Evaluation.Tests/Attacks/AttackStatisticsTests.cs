using Veil.Evaluation.Attacks;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Tests.Attacks;

public sealed class AttackStatisticsTests
{
    [Fact]
    public void The_interval_of_an_area_has_the_variance_of_its_definition()
    {
        var random = new SeededRandom(1);
        double[] Scores(int count, double shift) => [.. Enumerable.Range(0, count).Select(_ => Math.Round((10 * random.NextDouble()) + shift))];
        var (members, others) = (Scores(60, 2), Scores(90, 0));

        double Wins(double a, double b) => a > b ? 1 : a == b ? 0.5 : 0;
        double Variance(IEnumerable<double> of) => of.Sum(value => Math.Pow(value - of.Average(), 2)) / (of.Count() - 1);
        var auc = members.Average(a => others.Average(b => Wins(a, b)));
        var deviation = Math.Sqrt(
            (Variance(members.Select(a => others.Average(b => Wins(a, b))).ToList()) / members.Length)
            + (Variance(others.Select(b => members.Average(a => Wins(a, b))).ToList()) / others.Length));
        var curve = new RocCurve(members, others);
        var interval = curve.Interval(0.05);

        double Logit(double p) => Math.Log(p / (1 - p));
        Assert.Equal(auc, curve.Auc, 1e-12);
        Assert.Equal(2 * 1.959963984540054 * deviation / (auc * (1 - auc)), Logit(interval.High) - Logit(interval.Low), 1e-9);
        Assert.Equal(Logit(auc), (Logit(interval.High) + Logit(interval.Low)) / 2, 1e-9);
    }

    [Fact]
    public void A_perfect_attack_has_the_exact_interval()
    {
        var curve = new RocCurve([2, 3, 4], [0, 1]);

        Assert.Equal((1, 3), (curve.Auc, curve.MembersAbove(0.01)));
        Assert.Equal(Math.Sqrt(0.025), curve.Interval(0.05).Low, 1e-12);
        Assert.Equal(1, curve.Interval(0.05).High);
    }

    [Fact]
    public void Ties_are_never_split_to_please_a_threshold()
    {
        var curve = new RocCurve([1, 1, 1, 2], [0, 1, 1, 1]);

        Assert.Equal((1, 1, 4), (curve.MembersAbove(0), curve.MembersAbove(0.5), curve.MembersAbove(0.75)));
        Assert.Equal((0, 1, 0, 1), (curve.Points().Others[0], curve.Points().Others[^1], curve.Points().Members[0], curve.Points().Members[^1]));
    }

    [Theory]
    [InlineData(400, 100)]
    [InlineData(100, 400)]
    [InlineData(200, 200)]
    public void Carried_over_successes_are_those_of_a_table_of_that_size(int realRows, int holdoutRows)
    {
        // Predicates of random weights, tried on two tables that know nothing of them.
        var random = new SeededRandom(3);
        int Fits(double weight, int rows) => Enumerable.Range(0, rows).Count(_ => random.NextDouble() < weight);
        var weights = Enumerable.Range(0, 4000).Select(_ => 0.02 * Math.Pow(random.NextDouble(), 3)).ToArray();
        int[] real = Array.ConvertAll(weights, weight => Fits(weight, realRows));
        int[] holdout = Array.ConvertAll(weights, weight => Fits(weight, holdoutRows));
        var attack = new Guesses(real.Count(fits => fits == 1), real.Length);

        var innocent = new GuessRates(attack, MatchCounts.Control(real, holdout, realRows, holdoutRows), new Guesses(0, 1000));
        Assert.InRange(innocent.Residual, -innocent.Error(5), innocent.Error(5));

        // A third of the predicates now fit one real row and nobody else.
        for (var i = 0; i < real.Length; i += 3)
        {
            (real[i], holdout[i]) = (1, 0);
        }

        var leaking = new GuessRates(
            new Guesses(real.Count(fits => fits == 1), real.Length), MatchCounts.Control(real, holdout, realRows, holdoutRows), new Guesses(0, 1000));
        Assert.InRange(leaking.Residual, (1 / 3.0) - leaking.Error(4), (1 / 3.0) + leaking.Error(4));
        Assert.True(leaking.Interval(2).Low > 0.2);
    }
}
