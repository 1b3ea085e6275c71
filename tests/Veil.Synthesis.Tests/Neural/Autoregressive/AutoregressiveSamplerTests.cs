using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Autoregressive;

public sealed class AutoregressiveSamplerTests
{
    private static readonly int[] s_sizes = [3, 2, 4];

    private static readonly ushort[][] s_all =
    [
        .. from a in Enumerable.Range(0, 3)
           from b in Enumerable.Range(0, 2)
           from c in Enumerable.Range(0, 4)
           select new[] { (ushort)a, (ushort)b, (ushort)c },
    ];

    [Fact]
    public void Probabilities_are_those_of_the_definition_and_sum_to_one()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 2, seed: 1);
        var naive = new NaiveAutoregressive(network);
        var pass = new AutoregressivePass(network, s_all.Length);
        network.Begin(pass);
        var cells = s_all.SelectMany(record => record).ToArray();
        for (var column = 0; column < s_sizes.Length; column++)
        {
            network.Tell(pass, column, cells.AsSpan(column), s_sizes.Length);
        }

        double total = 0;
        for (var i = 0; i < s_all.Length; i++)
        {
            network.ToProbabilities(pass.Logits(i));
            double probability = 1;
            for (var column = 0; column < s_sizes.Length; column++)
            {
                probability *= network.Of(column, pass.Logits(i))[s_all[i][column]];
            }

            Assert.Equal(naive.LogProbability(s_all[i]), Math.Log(probability), 1e-5);
            total += probability;
        }

        Assert.Equal(1, total, 1e-6);
    }

    [Fact]
    public void Rows_come_as_often_as_the_model_says()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 2, seed: 3);
        int[] order = [2, 0, 1];

        var rows = new AutoregressiveSampler(network, order).Sample(100_000, new SamplingRandom(4), TestContext.Current.CancellationToken);

        AssertFrequencies(Joint(network), InNetworkOrder(rows, order));
    }

    [Fact]
    public void Pairs_of_columns_come_nearer_than_chance_would_have_them()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 2, seed: 3);
        var joint = Joint(network);

        var rows = new AutoregressiveSampler(network, [0, 1, 2]).Sample(20_000, new SamplingRandom(5), TestContext.Current.CancellationToken);

        foreach (var (first, second) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            for (var a = 0; a < s_sizes[first]; a++)
            {
                for (var b = 0; b < s_sizes[second]; b++)
                {
                    var probability = s_all.Select((record, i) => record[first] == a && record[second] == b ? joint[i] : 0).Sum();
                    var count = Enumerable.Range(0, 20_000).Count(row => rows[first][row] == a && rows[second][row] == b);

                    // Half a standard deviation of independent draws, and what four parts have in rounding.
                    Assert.InRange(count - (20_000 * probability), -20 - (0.5 * Math.Sqrt(20_000 * probability)), 20 + (0.5 * Math.Sqrt(20_000 * probability)));
                }
            }
        }
    }

    [Fact]
    public void A_seed_gives_the_same_rows()
    {
        var sampler = new AutoregressiveSampler(NaiveAutoregressive.Random(s_sizes, groups: 1, seed: 5), [0, 1, 2]);
        ushort[][] Rows(ulong seed) => sampler.Sample(5000, new SamplingRandom(seed), TestContext.Current.CancellationToken);

        Assert.Equal(Rows(1), Rows(1));
        Assert.NotEqual(Rows(1), Rows(2));
    }

    [Fact]
    public void Drawing_can_be_stopped()
    {
        var sampler = new AutoregressiveSampler(NaiveAutoregressive.Random(s_sizes, groups: 1, seed: 5), [0, 1, 2]);

        Assert.ThrowsAny<OperationCanceledException>(() => sampler.Sample(10, new SamplingRandom(1), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_network_of_one_column_is_a_distribution_too()
    {
        var network = NaiveAutoregressive.Random([4], groups: 2, seed: 6);

        var rows = new AutoregressiveSampler(network, [0]).Sample(20_000, new SamplingRandom(7), TestContext.Current.CancellationToken);

        var naive = new NaiveAutoregressive(network);
        for (ushort cell = 0; cell < 4; cell++)
        {
            Assert.Equal(Math.Exp(naive.LogProbability([cell])), rows[0].Count(drawn => drawn == cell) / 20_000.0, 0.02);
        }
    }

    // The first column alone, all of the first two as single cells, later columns, and parts of cells.
    public static TheoryData<double[]?, double[]?, double[]?, bool> Evidence => new()
    {
        { [0, 1, 0.5], null, null, true },
        { [0, 0, 1], [1, 0], null, true },
        { null, [0, 1], null, false },
        { null, null, [0, 0.25, 0, 1], false },
        { [1, 0, 1], null, [0, 0, 1, 0], false },
    };

    [Theory]
    [MemberData(nameof(Evidence))]
    public void Rows_given_evidence_come_as_often_as_the_model_says(double[]? a, double[]? b, double[]? c, bool isKnown)
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 2, seed: 8);
        double[]?[] evidence = [a, b, c];
        var joint = s_all.Select((record, i) => Joint(network)[i] * record.Select((cell, column) => evidence[column]?[cell] ?? 1).Aggregate((x, y) => x * y)).ToArray();

        var (sampler, probability) = new AutoregressiveSampler(network, [0, 1, 2]).Given(evidence, TestContext.Current.CancellationToken);

        Assert.Equal(joint.Sum(), probability, isKnown ? 1e-6 : 0.04 * joint.Sum());
        var rows = sampler.Sample(50_000, new SamplingRandom(9), TestContext.Current.CancellationToken);
        AssertFrequencies([.. joint.Select(p => p / joint.Sum())], rows);
    }

    [Fact]
    public void Rare_evidence_is_met_by_choosing_among_candidates()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 2, seed: 10);
        network.Biases(2)[3] -= 8;
        double[]?[] evidence = [null, null, [0, 0, 0, 1]];
        var joint = s_all.Select((record, i) => record[2] == 3 ? Joint(network)[i] : 0).ToArray();

        var conditional = new ConditionalAutoregressiveSampler(network, [0, 1, 2], evidence);

        Assert.False(conditional.IsExact);
        Assert.Equal(joint.Sum(), conditional.Probability, 0.1 * joint.Sum());
        var rows = conditional.Sample(20_000, new SamplingRandom(11), TestContext.Current.CancellationToken);
        for (var i = 0; i < s_all.Length; i++)
        {
            var frequency = Enumerable.Range(0, 20_000).Count(row => rows[0][row] == s_all[i][0] && rows[1][row] == s_all[i][1] && rows[2][row] == s_all[i][2]) / 20_000.0;
            Assert.Equal(joint[i] / joint.Sum(), frequency, 0.03);
        }
    }

    [Fact]
    public void Evidence_that_leaves_nothing_has_no_probability()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 1, seed: 12);

        Assert.Equal(0, new AutoregressiveSampler(network, [0, 1, 2]).Given([null, [0, 0], null], TestContext.Current.CancellationToken).Probability);
    }

    [Fact]
    public void Calibration_sets_single_columns_and_keeps_odds_ratios()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 2, seed: 13);
        double[][] wanted = [[0.5, 0.3, 0.2], [0.9, 0.1], [0.1, 0.2, 0.3, 0.4]];
        var before = Joint(network);

        BiasCalibration.Run(network, wanted, new SamplingRandom(14), TestContext.Current.CancellationToken);

        var after = Joint(network);
        for (var column = 0; column < s_sizes.Length; column++)
        {
            for (var cell = 0; cell < s_sizes[column]; cell++)
            {
                Assert.Equal(wanted[column][cell], s_all.Select((record, i) => record[column] == cell ? after[i] : 0).Sum(), 0.01);
            }
        }

        // Given the first column, the odds of the second change by the same factor.
        double Odds(double[] joint, int first) =>
            s_all.Select((record, i) => record[0] == first && record[1] == 0 ? joint[i] : 0).Sum()
            / s_all.Select((record, i) => record[0] == first && record[1] == 1 ? joint[i] : 0).Sum();
        Assert.Equal(Odds(before, 0) / Odds(before, 2), Odds(after, 0) / Odds(after, 2), 1e-3 * (Odds(before, 0) / Odds(before, 2)));
    }

    private static double[] Joint(AutoregressiveNetwork network)
    {
        var naive = new NaiveAutoregressive(network);
        return [.. s_all.Select(record => Math.Exp(naive.LogProbability(record)))];
    }

    private static ushort[][] InNetworkOrder(ushort[][] rows, int[] order) => [.. order.Select(attribute => rows[attribute])];

    // Pearson's statistic: four standard deviations above what is expected of it.
    private static void AssertFrequencies(double[] joint, ushort[][] rows)
    {
        var counts = new double[joint.Length];
        for (var row = 0; row < rows[0].Length; row++)
        {
            counts[(rows[0][row] * 8) + (rows[1][row] * 4) + rows[2][row]]++;
        }

        Assert.All(joint.Zip(counts), pair => Assert.False(pair.First == 0 && pair.Second > 0));
        var possible = joint.Zip(counts).Where(pair => pair.First > 0).ToList();
        var statistic = possible.Sum(pair => Math.Pow(pair.Second - (pair.First * rows[0].Length), 2) / (pair.First * rows[0].Length));
        var freedom = possible.Count - 1;
        Assert.InRange(statistic, 0, freedom + (5 * Math.Sqrt(2.0 * freedom)));
    }
}
