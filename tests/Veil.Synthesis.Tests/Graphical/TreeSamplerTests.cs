using FsCheck;
using FsCheck.Fluent;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>Samples have the marginals of the model, nearly to the row.</summary>
public sealed class TreeSamplerTests
{
    private const int Rows = 5000;

    [Fact]
    public void Marginals_over_cliques_come_out_nearly_exact_and_what_cannot_be_never_comes() =>
        Prop.ForAll(RandomModel.Seeds, seed =>
        {
            var model = RandomModel.Create(seed, seed % 2 == 0 ? 1 : 5, 0.2);
            if (model.IsPossible)
            {
                Check(model, (ulong)seed);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));

    [Fact]
    public void A_seed_means_the_same_rows()
    {
        var (sampler, _, _) = Sampler(RandomModel.Create(3, 2, 0));

        Assert.Equal(Sample(sampler, 100, 5), Sample(sampler, 100, 5));
    }

    [Fact]
    public void Seeds_differ()
    {
        var (sampler, _, _) = Sampler(new RandomModel([4, 4], [new(0, 1)], [new double[16]]));

        Assert.NotEqual(Sample(sampler, 100, 5), Sample(sampler, 100, 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Few_rows_can_be_drawn(int rows)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var model = RandomModel.Create(seed, 2, 0);
            var columns = Sample(Sampler(model).Sampler, rows, 1);
            Assert.Equal(model.Sizes.Length, columns.Length);
            Assert.All(columns, column => Assert.Equal(rows, column.Length));
        }
    }

    [Fact]
    public void Separate_attributes_are_independent()
    {
        var (sampler, _, _) = Sampler(new RandomModel([2, 5, 3], [new(0, 2)], [[2, 0, 0, 0, 0, 2]]));
        var columns = Sample(sampler, 30_000, 9);

        // Each cell has 3000 rows give or take, by chance, five times the 55 of independent rows at most.
        var counts = Counts([2, 5, 3], [0, 1], columns);
        Assert.All(counts, count => Assert.Equal(3000, count, 275.0));
        var single = Counts([2, 5, 3], [1], columns);
        Assert.All(single, count => Assert.Equal(6000, count, 1.0));
    }

    [Fact]
    public void Drawing_can_be_stopped()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var (sampler, _, _) = Sampler(RandomModel.Create(3, 2, 0));

        Assert.Throws<OperationCanceledException>(() => sampler.Sample(10, new SamplingRandom(1), source.Token));
    }

    private static void Check(RandomModel model, ulong seed)
    {
        var (sampler, tree, beliefs) = Sampler(model);
        var columns = Sample(sampler, Rows, seed);
        for (var i = 0; i < tree.Cliques.Length; i++)
        {
            var counts = Counts(model.Sizes, tree.Cliques[i], columns);
            double difference = 0;
            for (var cell = 0; cell < counts.Length; cell++)
            {
                var error = Math.Abs(counts[cell] - beliefs[i][cell]);
                difference += error;
                Assert.True(counts[cell] == 0 || beliefs[i][cell] > 0);

                // Each attribute is rounded once, on top of the share of the rounding of those before it.
                Assert.True(i > 0 || error < tree.Cliques[0].Length, $"{counts[cell]} but {beliefs[i][cell]}");
            }

            Assert.InRange(difference, 0, 1.5 * tree.Cliques.Take(i + 1).Sum(clique => RandomModel.Cells([.. clique.Select(a => model.Sizes[a])])));
        }
    }

    private static double[] Counts(int[] sizes, int[] clique, ushort[][] columns)
    {
        var counts = new double[RandomModel.Cells([.. clique.Select(a => sizes[a])])];
        for (var row = 0; row < columns[0].Length; row++)
        {
            counts[clique.Aggregate(0, (index, a) => (index * sizes[a]) + columns[a][row])]++;
        }

        return counts;
    }

    private static ushort[][] Sample(TreeSampler sampler, int rows, ulong seed) =>
        sampler.Sample(rows, new SamplingRandom(seed), TestContext.Current.CancellationToken);

    private static (TreeSampler Sampler, JunctionTree Tree, double[][] Beliefs) Sampler(RandomModel model)
    {
        var tree = JunctionTree.Build(model.Sizes, model.Sets);
        var calibration = new Calibration(tree, model.Sets);
        var beliefs = calibration.NewBeliefs();
        calibration.Run(model.Potentials, Rows, beliefs);
        return (new TreeSampler(tree.Sizes, tree.Cliques, beliefs), tree, beliefs);
    }
}
