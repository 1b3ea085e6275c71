using Veil.Data.Domains;
using Veil.Synthesis.Graphical;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>A growing clique forest against brute force: it is a junction tree of a chordal graph after every step.</summary>
public sealed class CliqueForestTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_pair_is_added_exactly_when_the_graph_stays_chordal(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(2, 9);
        var sizes = Sizes(random, count);
        var forest = new CliqueForest(sizes, double.PositiveInfinity, double.PositiveInfinity);
        var graph = new bool[count, count];
        for (var step = 0; step < 60; step++)
        {
            var (first, second) = (random.Next(count), random.Next(count));
            if (first == second || graph[first, second])
            {
                continue;
            }

            graph[first, second] = graph[second, first] = true;
            var isChordal = IsChordal(graph, count);
            Assert.Equal(isChordal ? CliqueForest.Outcome.Added : CliqueForest.Outcome.NotYet, forest.TryAdd(first, second));
            graph[first, second] = graph[second, first] = isChordal;
            AssertIsTreeOf(forest, graph, sizes);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_ceiling_is_exceeded_and_what_is_refused_would_exceed_one(int seed)
    {
        var random = new Random(100 + seed);
        var count = random.Next(5, 30);
        var sizes = Sizes(random, count);
        var (mostCells, mostCliqueCells) = (sizes.Sum() + (double)random.Next(300), (double)random.Next(4, 200));
        var forest = new CliqueForest(sizes, mostCells, mostCliqueCells);
        var pairs = Enumerable.Range(0, count).SelectMany(a => Enumerable.Range(a + 1, count - a - 1).Select(b => (a, b))).ToArray();
        random.Shuffle(pairs);
        var graph = new bool[count, count];
        foreach (var (a, b) in pairs)
        {
            var before = forest.Cells;
            var outcome = forest.TryAdd(a, b);
            Assert.True(forest.Cells <= mostCells);
            if (outcome == CliqueForest.Outcome.Added)
            {
                graph[a, b] = graph[b, a] = true;
                Assert.True(Cells(Assert.Single(forest.Cliques, clique => clique.Contains(a) && clique.Contains(b)), sizes) <= mostCliqueCells);
            }
            else
            {
                Assert.Equal(before, forest.Cells);
                graph[a, b] = graph[b, a] = true;
                var wouldBe = IsChordal(graph, count);
                Assert.Equal(wouldBe, outcome == CliqueForest.Outcome.TooLarge);
                if (wouldBe)
                {
                    var cliques = MaximalCliques(graph, count);
                    Assert.True(
                        cliques.Sum(clique => Cells(clique, sizes)) > mostCells
                        || Cells(cliques.Single(clique => clique.Contains(a) && clique.Contains(b)), sizes) > mostCliqueCells);
                }

                graph[a, b] = graph[b, a] = false;
            }
        }

        AssertIsTreeOf(forest, graph, sizes);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Building_a_junction_tree_of_the_same_pairs_adds_nothing(int seed)
    {
        var random = new Random(200 + seed);
        var count = random.Next(2, 80);
        int[] sizes = [.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? 60 : random.Next(2, 5))];
        var forest = new CliqueForest(sizes, 1e6, 5000);
        var added = new List<AttributeSet>();
        for (var step = 0; step < 10 * count; step++)
        {
            var (a, b) = (random.Next(count), random.Next(count));
            if (a != b && !forest.Cliques.Any(clique => clique.Contains(a) && clique.Contains(b)) && forest.TryAdd(a, b) == CliqueForest.Outcome.Added)
            {
                added.Add(new AttributeSet(a, b));
            }
        }

        Assert.Equal(forest.Cells, JunctionTree.Build(sizes, added).Cells);
        Assert.Equal(forest.Cells, Elimination.Cells(sizes, added));
    }

    private static void AssertIsTreeOf(CliqueForest forest, bool[,] graph, int[] sizes)
    {
        var cliques = forest.Cliques.ToList();
        var expected = MaximalCliques(graph, sizes.Length);
        Assert.Equal(expected.Select(Text).Order(), cliques.Select(Text).Order());
        Assert.Equal(cliques.Sum(clique => Cells(clique, sizes)), forest.Cells);

        // The cliques of every attribute are connected: as many edges among them as one less than there are, and no cycle.
        var edges = forest.Edges.ToList();
        Assert.True(edges.Count / 2 <= cliques.Count - 1);
        Assert.All(edges, edge => Assert.NotEmpty(edge.Left.Intersect(edge.Right)));
        for (var attribute = 0; attribute < sizes.Length; attribute++)
        {
            Assert.Equal(
                cliques.Count(clique => clique.Contains(attribute)) - 1,
                edges.Count(edge => edge.Left.Contains(attribute) && edge.Right.Contains(attribute)) / 2);
        }

        Assert.Equal(Components(cliques.Count, (i, j) => edges.Contains((cliques[i], cliques[j]))), cliques.Count - (edges.Count / 2));
    }

    private static int[] Sizes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1, 7))];

    private static string Text(int[] clique) => string.Join(',', clique);

    private static double Cells(int[] clique, int[] sizes) => clique.Aggregate(1.0, (cells, attribute) => cells * sizes[attribute]);

    private static int Components(int count, Func<int, int, bool> areJoined)
    {
        var part = Enumerable.Range(0, count).ToArray();
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                if (areJoined(i, j))
                {
                    var gone = part[j];
                    part = [.. part.Select(p => p == gone ? part[i] : p)];
                }
            }
        }

        return part.Distinct().Count();
    }

    // By definition: chordal graphs lose their vertices one by one, each with neighbours that are all joined.
    private static bool IsChordal(bool[,] graph, int count)
    {
        var left = Enumerable.Range(0, count).ToList();
        while (left.Count > 0)
        {
            var simplicial = left.FindIndex(v =>
            {
                var neighbours = left.Where(u => graph[v, u]).ToList();
                return neighbours.TrueForAll(a => neighbours.TrueForAll(b => a == b || graph[a, b]));
            });
            if (simplicial < 0)
            {
                return false;
            }

            left.RemoveAt(simplicial);
        }

        return true;
    }

    // Bron and Kerbosch, without pivots.
    private static List<int[]> MaximalCliques(bool[,] graph, int count)
    {
        var found = new List<int[]>();
        Extend([], [.. Enumerable.Range(0, count)], []);
        return found;

        void Extend(List<int> clique, List<int> open, List<int> closed)
        {
            if (open.Count == 0 && closed.Count == 0)
            {
                found.Add([.. clique.Order()]);
            }

            foreach (var v in open.ToArray())
            {
                Extend([.. clique, v], [.. open.Where(u => graph[v, u])], [.. closed.Where(u => graph[v, u])]);
                open.Remove(v);
                closed.Add(v);
            }
        }
    }
}
