using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

public class ExponentialMechanismTests
{
    private const int Trials = 100_000;

    public static TheoryData<long[], long, double> Cases => new()
    {
        { [0, 1, 2, 3], 1, 1 },
        { [5, 5, 5], 1, 2 },
        { [-100, 0, 37, 40], 10, 3 },
        { [0, 1L << 40], 1L << 40, 0.5 },
        { [long.MinValue / 2, 0, long.MaxValue / 2], long.MaxValue / 4, 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Choice_is_the_exact_softmax(long[] scores, long sensitivity, double epsilon)
    {
        foreach (RandomSource random in new RandomSource[] { new SeededRandomSource(21), new SecureRandomSource() })
            Statistic.AssertFits(Choices(() => ExponentialMechanism.Select(scores, sensitivity, epsilon, random)), 0, Softmax(scores, sensitivity, epsilon));
    }

    [Fact]
    public void Probabilities_keep_their_epsilon_on_neighbouring_scores()
    {
        // Every change of three scores by at most the sensitivity, in both directions.
        long[] scores = [0, 3, 5];
        const double Epsilon = 1.3;
        const long Sensitivity = 2;
        for (var code = 0; code < 125; code++)
        {
            long[] moved = [scores[0] + (code % 5) - 2, scores[1] + (code / 5 % 5) - 2, scores[2] + (code / 25) - 2];
            var (before, after) = (Softmax(scores, Sensitivity, Epsilon), Softmax(moved, Sensitivity, Epsilon));
            for (var i = 0; i < scores.Length; i++)
                Assert.InRange(Math.Log(before[i] / after[i]), -Epsilon - 1e-12, Epsilon + 1e-12);
        }
    }

    [Fact]
    public void Drawn_choices_keep_their_epsilon_on_neighbouring_scores()
    {
        const double Epsilon = 1;
        var random = new SeededRandomSource(23);
        var before = Choices(() => ExponentialMechanism.Select([10, 10, 10], 1, Epsilon, random));
        var after = Choices(() => ExponentialMechanism.Select([11, 9, 9], 1, Epsilon, random));
        for (var i = 0; i < 3; i++)
        {
            double p = before.Count(c => c == i), q = after.Count(c => c == i);
            Assert.True(Math.Abs(Math.Log(p / q)) <= Epsilon + (Statistic.Deviations * Math.Sqrt((1 / p) + (1 / q))));
        }
    }

    [Fact]
    public void Huge_gaps_neither_overflow_nor_hang()
    {
        var random = new SeededRandomSource(24);
        var scores = new long[100_000];
        Array.Fill(scores, long.MinValue);
        scores[77_777] = long.MaxValue;
        Assert.Equal(77_777, ExponentialMechanism.Select(scores, 1, 1e6, random));
        Assert.Equal(0, ExponentialMechanism.Select([42], long.MaxValue, Math.ScaleB(1, -50), random));
    }

    [Fact]
    public void Senseless_arguments_are_refused()
    {
        var random = new SeededRandomSource(25);
        Assert.Throws<ArgumentException>(() => ExponentialMechanism.Select([], 1, 1, random));
        foreach (var sensitivity in new long[] { 0, -1, long.MinValue })
            Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialMechanism.Select([1], sensitivity, 1, random));
        foreach (var epsilon in new[] { 0, -1, double.NaN, double.PositiveInfinity, double.Epsilon, 1e308 })
            Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialMechanism.Select([1], 1, epsilon, random));
    }

    private static long[] Choices(Func<int> choose)
    {
        var choices = new long[Trials];
        for (var i = 0; i < Trials; i++)
            choices[i] = choose();
        return choices;
    }

    private static double Coin(long[] scores, int i, long sensitivity, double epsilon) =>
        Math.Exp(-epsilon * ((double)scores.Max() - scores[i]) / (2.0 * sensitivity));

    private static double[] Softmax(long[] scores, long sensitivity, double epsilon)
    {
        var weights = scores.Select((_, i) => Coin(scores, i, sensitivity, epsilon)).ToArray();
        return [.. weights.Select(w => w / weights.Sum())];
    }
}
