using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>Views are functions of their attributes in the model and in what is drawn from it.</summary>
public sealed class ViewLinksTests
{
    private static readonly ImmutableArray<int> s_halves = [0, 0, 1, 1, 2, 2];
    private static readonly ImmutableArray<int> s_thirds = [0, 0, 0, 0, 1, 1];
    private static readonly ImmutableArray<int> s_pairs = [0, 1, 1, 0];

    // Two attributes and one without a view; nodes 3 and 5 are views of the first, 4 of the second.
    private static readonly int[] s_sizes = [6, 4, 3];
    private static readonly (int Node, int Attribute, ImmutableArray<int> Groups)[] s_views = [(3, 0, s_halves), (4, 1, s_pairs), (5, 0, s_thirds)];
    private static readonly AttributeSet[] s_sets = [new(0), new(3, 4), new(2, 5), new(1, 2)];

    [Fact]
    public void The_joint_over_the_attributes_is_that_of_the_potentials_over_what_the_views_say()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var (model, potentials) = Model(seed);
            var weights = new double[6 * 4 * 3];
            for (var cell = 0; cell < weights.Length; cell++)
            {
                var (a, b, c) = (cell / 12, cell / 3 % 4, cell % 3);
                weights[cell] = Math.Exp(
                    potentials[0][a] + potentials[1][(s_halves[a] * 2) + s_pairs[b]] + potentials[2][(c * 2) + s_thirds[a]] + potentials[3][(b * 3) + c]);
            }

            var joint = model.Marginal(new AttributeSet(0, 1, 2))!;

            Assert.All(joint.Zip(weights), pair => Assert.Equal(1000 * pair.Second / weights.Sum(), pair.First, 1e-8));

            // An attribute and its view agree, though the finer view stands between them.
            var agreement = model.Marginal(new AttributeSet(0, 5))!;
            Assert.All(Enumerable.Range(0, 12), cell => Assert.True(s_thirds[cell / 2] == cell % 2 || agreement[cell] == 0));
        }
    }

    [Fact]
    public void What_is_drawn_never_disagrees_with_its_view()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var drawn = Model(seed).Model.Sampler(6).Sample(3000, new SamplingRandom(seed), TestContext.Current.CancellationToken);

            Assert.Equal(6, drawn.Length);
            foreach (var (node, attribute, groups) in s_views)
            {
                Assert.All(drawn[attribute].Zip(drawn[node]), pair => Assert.Equal(groups[pair.First], pair.Second));
            }
        }
    }

    [Fact]
    public void A_link_is_over_the_next_finer_view()
    {
        var links = ViewLinks.Of(s_sizes, s_views).ToList();

        Assert.Equal([new AttributeSet(0, 3), new AttributeSet(1, 4), new AttributeSet(3, 5)], links.Select(link => link.Set));
        Assert.Equal([0, double.NegativeInfinity, 0, double.NegativeInfinity, double.NegativeInfinity, 0], links[2].Logs);
    }

    private static (GraphicalModel Model, double[][] Potentials) Model(ulong seed)
    {
        var random = new SamplingRandom(seed);
        var links = ViewLinks.Of(s_sizes, s_views).ToList();
        int[] sizes = [.. s_sizes, 3, 2, 2];
        double[][] potentials =
            [.. s_sets.Select(set => Enumerable.Range(0, RandomModel.Cells([.. set.Select(node => sizes[node])])).Select(_ => 4 * random.NextDouble()).ToArray())];
        return (
            GraphicalModel.Of(sizes, [.. s_sets, .. links.Select(link => link.Set)], [.. potentials, .. links.Select(link => link.Logs)], 1000),
            potentials);
    }
}
