using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>The cliques cover every set and form a tree in which each attribute stays connected.</summary>
public sealed class JunctionTreeTests
{
    [Fact]
    public void Random_sets_give_a_junction_tree() =>
        Prop.ForAll(RandomModel.Seeds, seed =>
        {
            var random = new SamplingRandom((ulong)seed);
            var sizes = Enumerable.Range(0, 1 + RandomModel.Below(random, 12)).Select(_ => 1 + RandomModel.Below(random, 5)).ToArray();
            Build(sizes, RandomModel.RandomSets(random, sizes.Length, RandomModel.Below(random, 15)));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));

    [Fact]
    public void Attributes_without_sets_are_cliques_of_their_own()
    {
        var tree = Build([2, 3, 4], []);

        Assert.Equal([[0], [1], [2]], tree.Cliques.OrderBy(clique => clique[0]));
        Assert.All(tree.Separators, Assert.Empty);
    }

    [Fact]
    public void No_attributes_are_one_empty_clique() => Assert.Equal(1, Build([], []).Cells);

    [Fact]
    public void One_attribute_is_one_clique() => Assert.Equal([[0]], Build([7], []).Cliques);

    [Fact]
    public void Attributes_of_one_value_belong_to_the_tree_too() => Assert.Equal(6, Build([1, 1, 1, 6], [new(0, 1), new(1, 2), new(0, 2), new(2, 3)]).Cells - 1);

    [Fact]
    public void Separate_groups_are_joined_by_nothing()
    {
        var tree = Build([2, 2, 2, 2], [new(0, 1), new(2, 3)]);

        Assert.Equal(2, tree.Cliques.Length);
        Assert.Empty(tree.Separators[1]);
    }

    [Fact]
    public void A_chain_of_200_attributes_keeps_its_pairs()
    {
        var tree = Build([.. Enumerable.Repeat(3, 200)], [.. Enumerable.Range(0, 199).Select(i => new AttributeSet(i, i + 1))]);

        Assert.Equal(199, tree.Cliques.Length);
        Assert.All(tree.Cliques, clique => Assert.Equal(clique[0] + 1, clique[1]));
        Assert.All(tree.Separators.Skip(1), separator => Assert.Single(separator));
    }

    [Fact]
    public void A_cycle_of_four_gets_a_chord()
    {
        // The cheapest chord joins the two small attributes.
        var tree = Build([2, 9, 3, 9], [new(0, 1), new(1, 2), new(2, 3), new(0, 3)]);

        Assert.Equal([[0, 1, 2], [0, 2, 3]], tree.Cliques.OrderBy(clique => clique[1]));
        Assert.Equal([0, 2], tree.Separators[1]);
    }

    [Fact]
    public void A_set_lives_in_the_smallest_clique_that_holds_it()
    {
        var tree = Build([2, 9, 3], [new(0, 1), new(0, 2)]);

        Assert.Equal([0, 2], tree.Cliques[tree.Home(new AttributeSet(0))]);
        Assert.Equal(-1, tree.Home(new AttributeSet(1, 2)));
    }

    private static JunctionTree Build(int[] sizes, AttributeSet[] sets)
    {
        var tree = JunctionTree.Build(sizes, sets);
        var cliques = tree.Cliques;
        Assert.All(cliques, clique => Assert.Equal(clique.Order().Distinct(), clique));
        Assert.All(sets, set => Assert.Contains(cliques, clique => set.All(clique.Contains)));
        Assert.All(sets, set => Assert.All(set, attribute => Assert.Contains(attribute, cliques[tree.Home(set)])));
        Assert.Equal(Enumerable.Range(0, sizes.Length), cliques.SelectMany(clique => clique).Distinct().Order());
        Assert.All(cliques, clique => Assert.Single(cliques, other => clique.All(other.Contains)));
        Assert.Equal(-1, tree.Parents[0]);
        Assert.Empty(tree.Separators[0]);
        for (var i = 1; i < cliques.Length; i++)
        {
            Assert.InRange(tree.Parents[i], 0, i - 1);
            Assert.Equal(cliques[i].Where(cliques[tree.Parents[i]].Contains), tree.Separators[i]);
        }

        // Of a connected part of a tree, every clique but the topmost has its parent in the part.
        for (var attribute = 0; attribute < sizes.Length; attribute++)
        {
            Assert.Single(Enumerable.Range(0, cliques.Length), i =>
                cliques[i].Contains(attribute) && (i == 0 || !cliques[tree.Parents[i]].Contains(attribute)));
        }

        Assert.Equal(tree.Cells, Elimination.Cells(sizes, sets), 1e-9 * tree.Cells);
        return tree;
    }
}
