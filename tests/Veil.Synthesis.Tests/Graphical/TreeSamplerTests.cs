using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
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
                Check(model, (seed % 3) switch { 0 => Rows, 1 => 37, _ => 1 }, (ulong)seed);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));

    [Fact]
    public void On_average_every_cell_of_every_clique_has_its_expected_number()
    {
        const int Draws = 4000;
        foreach (var (seed, few) in new[] { (1, 7), (2, 1), (5, 23), (9, 60), (14, 7), (21, 300) })
        {
            var model = RandomModel.Create(seed, 1.5, 0);
            var (sampler, tree, beliefs) = Sampler(model, few);
            var sums = tree.Cliques.Select((_, i) => new double[beliefs[i].Length]).ToArray();
            var squares = tree.Cliques.Select((_, i) => new double[beliefs[i].Length]).ToArray();
            for (var draw = 0; draw < Draws; draw++)
            {
                var columns = Sample(sampler, few, (ulong)draw);
                for (var i = 0; i < sums.Length; i++)
                {
                    var counts = Counts(model.Sizes, tree.Cliques[i], columns);
                    for (var cell = 0; cell < counts.Length; cell++)
                    {
                        sums[i][cell] += counts[cell];
                        squares[i][cell] += counts[cell] * counts[cell];
                    }
                }
            }

            // The seeds are fixed; five and a half standard deviations, of which rare cells have those of a rare event.
            for (var i = 0; i < sums.Length; i++)
            {
                for (var cell = 0; cell < sums[i].Length; cell++)
                {
                    var mean = sums[i][cell] / Draws;
                    var variance = Math.Max((squares[i][cell] / Draws) - (mean * mean), Math.Min(beliefs[i][cell], 5.0 / Draws));
                    Assert.Equal(beliefs[i][cell], mean, (5.5 * Math.Sqrt(variance / Draws)) + 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Along_a_long_chain_errors_do_not_add_up()
    {
        int[] sizes = [.. Enumerable.Repeat(8, 12)];
        AttributeSet[] sets = [.. Enumerable.Range(0, 11).Select(i => new AttributeSet(i, i + 1))];
        var random = new SamplingRandom(4);
        var tree = JunctionTree.Build(sizes, sets);
        var calibration = new Calibration(tree, sets);
        var beliefs = calibration.NewBeliefs();
        calibration.Run([.. sets.Select(_ => Enumerable.Range(0, 64).Select(_ => 2 * random.NextDouble()).ToArray())], Rows, beliefs);
        var worst = 0.0;
        for (var seed = 0; seed < 50; seed++)
        {
            var columns = Sample(new TreeSampler(calibration, beliefs), Rows, (ulong)seed);
            for (var i = 0; i < tree.Cliques.Length; i++)
            {
                var counts = Counts(sizes, tree.Cliques[i], columns);
                worst = Math.Max(worst, counts.Zip(beliefs[i], (count, belief) => Math.Abs(count - belief)).Max());
            }
        }

        Assert.InRange(worst, 0, 1.25);
    }

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

    private static void Check(RandomModel model, int rows, ulong seed)
    {
        var (sampler, tree, beliefs) = Sampler(model, rows);
        var columns = Sample(sampler, rows, seed);
        for (var i = 0; i < tree.Cliques.Length; i++)
        {
            var counts = Counts(model.Sizes, tree.Cliques[i], columns);
            var bounds = Subsets(tree.Separators[i]).Select(subset => Given(model.Sizes, tree.Cliques[i], subset, beliefs[i], columns)).ToList();
            for (var cell = 0; cell < counts.Length; cell++)
            {
                Assert.True(counts[cell] == 0 || beliefs[i][cell] > 0);

                // Within one, given the rows of the separator or of a part of it, for the first clique of none.
                Assert.True(bounds.Exists(expected => Math.Abs(counts[cell] - expected[cell]) < 1 + 1e-6), $"{counts[cell]} but {beliefs[i][cell]}");
            }
        }
    }

    // What a clique's cells would have if the rows of some of its attributes were spread as the model says.
    private static double[] Given(int[] sizes, int[] clique, int[] subset, double[] belief, ushort[][] columns)
    {
        int[] local = [.. clique.Select(a => sizes[a])];
        int[] at = [.. subset.Select(a => Array.IndexOf(clique, a))];
        var expected = RandomModel.Marginal(local, at, belief);
        var met = Counts(sizes, subset, columns);
        return [.. belief.Select((value, cell) => RandomModel.Project(local, at, cell) is var part && expected[part] > 0 ? value * met[part] / expected[part] : 0)];
    }

    private static IEnumerable<int[]> Subsets(int[] set) =>
        Enumerable.Range(0, 1 << set.Length).Select(bits => set.Where((_, i) => ((bits >> i) & 1) == 1).ToArray());

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

    private static (TreeSampler Sampler, JunctionTree Tree, double[][] Beliefs) Sampler(RandomModel model, int rows = Rows)
    {
        var tree = JunctionTree.Build(model.Sizes, model.Sets);
        var calibration = new Calibration(tree, model.Sets);
        var beliefs = calibration.NewBeliefs();
        calibration.Run(model.Potentials, rows, beliefs);
        return (new TreeSampler(calibration, beliefs), tree, beliefs);
    }
}
