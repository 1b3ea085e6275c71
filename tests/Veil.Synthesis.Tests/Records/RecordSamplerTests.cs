using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Records;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Tests.Graphical;

namespace Veil.Synthesis.Tests.Records;

public sealed class RecordSamplerTests
{
    private const int Rows = 5000;

    private static readonly int[] s_sizes = [2, 3, 4, 3, 5, 2];

    [Fact]
    public void All_pairs_of_a_dense_table_are_met()
    {
        var truth = Truth();
        var records = new RecordSampler(s_sizes, Pairs(truth)).Sample(Rows, new SamplingRandom(3), TestContext.Current.CancellationToken);

        var distances = Pairs(truth).Select(pair => Distance(pair, records)).ToList();
        var independent = Pairs(truth).Select(pair => Distance(pair, Independent(truth))).ToList();

        Assert.True(distances.Max() < 0.01, $"worst {distances.Max():0.0000}, mean {distances.Average():0.0000}, independent {independent.Average():0.0000}");
        Assert.True(distances.Average() < independent.Average() / 20, $"mean {distances.Average():0.0000}, independent {independent.Average():0.0000}");
    }

    [Fact]
    public void Noisy_pairs_are_met_about_as_well_as_they_are_known()
    {
        var truth = Truth();
        var random = new Random(4);
        var noisy = Pairs(truth).Select(pair => new Target(
            pair.Set,
            [.. pair.Values.Select(value => value + Math.Round(60 * (random.NextDouble() + random.NextDouble() - 1)))],
            [.. Enumerable.Repeat(60 / Math.Sqrt(6), pair.Values.Length)])).ToList();

        var tables = ConsistentMarginals.Make(s_sizes, noisy, TestContext.Current.CancellationToken);
        var records = RecordSampler.Of(s_sizes, noisy, null, TestContext.Current.CancellationToken).Sample(Rows, new SamplingRandom(3), TestContext.Current.CancellationToken);

        var wanted = tables.Average(table => Distance(table, records));
        var distance = Pairs(truth).Average(pair => Distance(pair, records));
        var ofNoise = Pairs(truth).Zip(noisy, (pair, made) => pair.Values.Zip(made.Values, (a, b) => Math.Abs(a - b)).Sum() / 2 / Rows).Average();
        Assert.True(wanted < 0.01, $"from what was aimed at {wanted:0.0000}");
        Assert.True(distance < 0.75 * ofNoise, $"from the truth {distance:0.0000}; noise {ofNoise:0.0000}");
    }

    [Fact]
    public void The_tables_aimed_at_are_not_negative_and_nearly_consistent()
    {
        var noisy = Pairs(Truth()).Select((pair, i) => pair with { Values = [.. pair.Values.Select((value, cell) => value - 40 + (13 * (i + cell) % 80))] }).ToList();

        var tables = ConsistentMarginals.Make(s_sizes, noisy, TestContext.Current.CancellationToken);

        Assert.All(tables, table => Assert.True(table.Values.Min() >= 0));
        Assert.All(tables, table => Assert.Equal(tables[0].Values.Sum(), table.Values.Sum(), 1e-6));
        foreach (var attribute in Enumerable.Range(0, s_sizes.Length))
        {
            var singles = tables.Where(table => table.Set.Contains(attribute)).Select(table => Single(table, attribute)).ToList();
            Assert.All(singles, single => Assert.Equal(singles[0].Max(), single.Max(), 0.01 * Rows));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_records()
    {
        var sampler = new RecordSampler(s_sizes, Pairs(Truth()));

        var first = sampler.Sample(300, new SamplingRandom(1), TestContext.Current.CancellationToken);

        Assert.Equal(first, sampler.Sample(300, new SamplingRandom(1), TestContext.Current.CancellationToken));
        Assert.NotEqual(first, sampler.Sample(300, new SamplingRandom(2), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public void Any_number_of_records_can_be_made(int rows)
    {
        var told = new List<double>();
        var records = new RecordSampler([2, 3, 4], [new Target(new AttributeSet(0, 1), [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1])], told.Add)
            .Sample(rows, new SamplingRandom(1), TestContext.Current.CancellationToken);

        Assert.Equal([rows, rows, rows], records.Select(column => column.Length));
        Assert.All(records.Zip([2, 3, 4]), column => Assert.All(column.First, cell => Assert.InRange(cell, 0, column.Second - 1)));
        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1]);
    }

    [Fact]
    public void It_can_be_stopped() => Assert.ThrowsAny<OperationCanceledException>(
        () => new RecordSampler(s_sizes, Pairs(Truth())).Sample(10, new SamplingRandom(1), new CancellationToken(canceled: true)));

    // A joint table with strong relations between all attributes.
    private static double[] Truth()
    {
        var random = new Random(8);
        var weights = Enumerable.Range(0, RandomModel.Cells(s_sizes)).Select(_ => Math.Pow(random.NextDouble(), 12)).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum() * Rows)];
    }

    private static List<Target> Pairs(double[] joint) =>
        [.. from a in Enumerable.Range(0, s_sizes.Length)
            from b in Enumerable.Range(a + 1, s_sizes.Length - a - 1)
            let counts = RandomModel.Marginal(s_sizes, [a, b], joint)
            select new Target(new AttributeSet(a, b), counts, [.. Enumerable.Repeat(1.0, counts.Length)])];

    private static double[] Single(Target table, int attribute) => RandomModel.Marginal(
        [.. table.Set.Select(a => s_sizes[a])], [table.Set.ToList().IndexOf(attribute)], table.Values);

    private static ushort[][] Independent(double[] joint) => new IndependentSampler(
        [.. Enumerable.Range(0, s_sizes.Length).Select(a => RandomModel.Marginal(s_sizes, [a], joint))]).Sample(Rows, new SamplingRandom(1), CancellationToken.None);

    private static double Distance(Target table, ushort[][] records)
    {
        var counts = new double[table.Values.Length];
        for (var row = 0; row < Rows; row++)
        {
            counts[table.Set.Aggregate(0, (cell, a) => (cell * s_sizes[a]) + records[a][row])]++;
        }

        var total = table.Values.Sum();
        return counts.Zip(table.Values, (count, value) => Math.Abs((count / Rows) - (value / total))).Sum() / 2;
    }
}
