using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Synthesis.Graphical;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>Inference over the tree gives the marginals of the joint distribution.</summary>
public sealed class CalibrationTests
{
    private const double Total = 1234.5;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 0.2)]
    [InlineData(50, 0)]
    [InlineData(50, 0.2)]
    [InlineData(250, 0.1)]
    [InlineData(500, 0)]
    [InlineData(800, 0)]
    [InlineData(800, 0.2)]
    public void Beliefs_are_the_marginals_of_the_joint(double spread, double zeros) =>
        Prop.ForAll(RandomModel.Seeds, seed =>
        {
            var model = RandomModel.Create(seed, spread, zeros);
            if (model.IsPossible)
            {
                Check(model);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void What_one_clique_all_but_excludes_and_the_others_demand_is_not_lost()
    {
        // Each step alone stays within the range of doubles, all of them together do not.
        AttributeSet[] sets = [new(0, 1), new(1, 2), new(2, 3)];
        foreach (var lost in new[] { 600.0, 700, 710, 735, 750, 1000 })
        {
            foreach (var small in new[] { 100.0, 300, 350, 400, 450, 500 })
            {
                Check(new RandomModel([2, 2, 2, 2], sets, [[0, -small - 40, 0, -small - 40], [0, -3000, -3000, -small], [-lost, -lost, 0, 0]]));
                Check(new RandomModel([2, 2, 2, 2], sets, [[0, -small - 40, 0, -small - 40], [0, -3000, -3000, -small], [-lost, -lost - 3, 0, -1]]));
                Check(new RandomModel([2, 2, 2, 2], sets, [[-lost, -lost, 0, 0], [0, -3000, -3000, -small], [0, 0, -small - 40, -small - 40]]));
            }
        }
    }

    [Fact]
    public void A_long_chain_keeps_its_total()
    {
        AttributeSet[] sets = [.. Enumerable.Range(0, 199).Select(i => new AttributeSet(i, i + 1))];
        var calibration = new Calibration(JunctionTree.Build([.. Enumerable.Repeat(3, 200)], sets), sets);
        var beliefs = calibration.NewBeliefs();
        double[][] potentials = [.. sets.Select(_ => new double[9])];
        foreach (var table in potentials)
        {
            table[0] = 20;
            table[8] = 20;
            table[1] = -700;
        }

        calibration.Run(potentials, Total, beliefs);

        Assert.All(beliefs, belief => Assert.Equal(Total, belief.Sum(), 1e-8));

        // The potentials are nearly the same for the two ends of the scale.
        Assert.All(beliefs, belief => Assert.Equal(Total / 2, belief[0], 1e-3 * Total));
    }

    private static void Check(RandomModel model)
    {
        var tree = JunctionTree.Build(model.Sizes, model.Sets);
        var calibration = new Calibration(tree, model.Sets);
        var beliefs = calibration.NewBeliefs();
        calibration.Run(model.Potentials, Total, beliefs);
        for (var i = 0; i < beliefs.Length; i++)
        {
            Near(model.Marginal(tree.Cliques[i], Total), beliefs[i]);
            if (i > 0)
            {
                Near(Separator(tree, i, i, beliefs), Separator(tree, tree.Parents[i], i, beliefs));
            }
        }

        double[][] tables = [.. model.Potentials.Select(potential => new double[potential.Length])];
        for (var i = 0; i < tables.Length; i++)
        {
            calibration.Project(beliefs, i, tables[i]);
        }

        for (var i = 0; i < tables.Length; i++)
        {
            Near(model.Marginal([.. model.Sets[i]], Total), tables[i]);
        }
    }

    private static double[] Separator(JunctionTree tree, int clique, int child, double[][] beliefs) => RandomModel.Marginal(
        [.. tree.Cliques[clique].Select(a => tree.Sizes[a])],
        [.. tree.Separators[child].Select(a => Array.IndexOf(tree.Cliques[clique], a))],
        beliefs[clique]);

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var cell = 0; cell < expected.Length; cell++)
        {
            // Written so that what is not a number fails.
            Assert.True(Math.Abs(expected[cell] - actual[cell]) <= 1e-9 * Total, $"{expected[cell]} but {actual[cell]}");
        }
    }
}
