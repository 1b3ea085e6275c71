using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

/// <summary>
/// Gaussian differential privacy of rounded noise by brute force: the hockey-stick divergence of all that can come out on
/// neighbouring counts, added up, against the claim.
/// </summary>
public class GaussianDpNeighbourTests
{
    private static readonly double[] s_epsilons = [0, 0.01, 0.1, 0.5, 1, 2, 5];

    public static TheoryData<double, int[]> Shifts => new()
    {
        { 0.5, [1] },
        { 0.5, [1, 1] },
        { 0.5, [1, -1, 1] },
        { 0.8, [2] },
        { 1, [1] },
        { 1, [1, 1] },
        { 1, [1, 2, 1] },
        { 2, [3] },
        { 2, [1, 1, 1] },
        { 5, [1] },
        { 5, [4, 3] },
        { 5, [1, 0, 2] },
    };

    [Theory]
    [MemberData(nameof(Shifts))]
    public void Divergence_is_within_the_exact_conversion(double sigma, int[] shifts)
    {
        var outcomes = Outcomes(Reference.RoundedGaussian(sigma, Reach(sigma)), shifts);
        var norm = Math.Sqrt(shifts.Sum(shift => shift * shift));
        var loss = new GaussianEvent(sigma, norm, isRounded: true).Cost(CompositionRule.GaussianDp);
        foreach (var epsilon in s_epsilons)
            Assert.True(HockeyStick(outcomes, epsilon) <= (GaussianDp.Delta(loss, epsilon) * (1 + 1e-9)) + 1e-14, $"at {epsilon}");
    }

    [Fact]
    public void Rounding_a_wide_Gaussian_loses_next_to_nothing()
    {
        var outcomes = Outcomes(Reference.RoundedGaussian(5, Reach(5)), [5]);
        foreach (var epsilon in s_epsilons[..^1])
            Assert.InRange(HockeyStick(outcomes, epsilon), 0.9 * GaussianDp.Delta(0.5, epsilon), GaussianDp.Delta(0.5, epsilon));
    }

    [Fact]
    public void The_discrete_Gaussian_breaks_the_claim_and_so_is_refused()
    {
        var outcomes = Outcomes(Reference.Gaussian(1, Reach(1)), [1]);
        Assert.Contains(s_epsilons, epsilon => HockeyStick(outcomes, epsilon) > 1.1 * GaussianDp.Delta(0.5, epsilon));
        Assert.Equal(double.PositiveInfinity, new GaussianEvent(1, 1).Cost(CompositionRule.GaussianDp));
    }

    [Fact]
    public void Noise_chosen_by_an_answer_is_covered_by_the_total()
    {
        // After a high first answer the second is sharp, after a low one it is blurred and there is a third.
        const double Total = (1 / (2 * 2.25)) + (1 / (2 * 1.0));
        var (first, sharp, blurred) = (Reference.RoundedGaussian(1.5, Reach(1.5)), Reference.RoundedGaussian(1, Reach(1)), Reference.RoundedGaussian(1.6, Reach(1.6)));
        var high = Outcomes(sharp, [1]).ToList();
        var low = Outcomes(blurred, [-1, 1]).ToList();
        var outcomes = Outcomes(first, [1]).Index().SelectMany(a => (a.Index > Reach(1.5) ? high : low).Select(b => (a.Item.P * b.P, a.Item.Q * b.Q))).ToList();

        Assert.True((1 / (2 * 2.25)) + (2 / (2 * 2.56)) <= Total);
        foreach (var epsilon in s_epsilons)
            Assert.True(HockeyStick(outcomes, epsilon) <= GaussianDp.Delta(Total, epsilon) + 1e-14, $"at {epsilon}");
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(4)]
    public void Drawn_counts_are_within_the_conversion(double sigma)
    {
        const int Draws = 300_000;
        var gaussian = new RoundedGaussian(sigma);
        var random = new SeededRandomSource(31);
        var (with, without) = (new long[Draws], new long[Draws]);
        Array.Fill(with, 11);
        Array.Fill(without, 10);
        gaussian.AddTo(with, random);
        gaussian.AddTo(without, random);
        var loss = new GaussianEvent(sigma, 1, isRounded: true).Cost(CompositionRule.GaussianDp);
        foreach (var epsilon in new[] { 0.05, 0.2, 0.5, 1 })
        {
            // The worst event is a half-line, and where it begins is known: no search, so no multiple testing.
            var start = (long)Math.Ceiling((epsilon * sigma * sigma) + 10.5);
            double p = (double)with.Count(v => v >= start) / Draws, q = (double)without.Count(v => v >= start) / Draws;
            var error = Math.Sqrt(((p * (1 - p)) + (Math.Exp(2 * epsilon) * q * (1 - q))) / Draws);
            var allowed = GaussianDp.Delta(loss, epsilon) + (Statistic.Deviations * error);
            Assert.True(p - (Math.Exp(epsilon) * q) <= allowed);
        }
    }

    private static int Reach(double sigma) => (int)(9 * sigma) + 8;

    /// <summary>The probabilities of each vector of outcomes on a table and on its neighbour.</summary>
    private static IEnumerable<(double P, double Q)> Outcomes(double[] noise, int[] shifts)
    {
        IEnumerable<(double P, double Q)> joint = [(1, 1)];
        foreach (var shift in shifts)
        {
            var single = noise.Select((p, i) => (P: p, Q: i - shift >= 0 && i - shift < noise.Length ? noise[i - shift] : 0)).ToList();
            joint = joint.SelectMany(a => single.Select(b => (a.P * b.P, a.Q * b.Q)));
        }

        return joint;
    }

    // Beyond the reach of the noise, where less than 1e-18 is left, every outcome counts against the claim.
    private static double HockeyStick(IEnumerable<(double P, double Q)> outcomes, double epsilon)
    {
        double sum = 0;
        foreach (var (p, q) in outcomes)
            sum += Math.Max(0, p - (Math.Exp(epsilon) * q));
        return sum;
    }
}
