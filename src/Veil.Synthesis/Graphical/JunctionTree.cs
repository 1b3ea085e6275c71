using Veil.Data.Domains;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Maximal cliques that together contain every given set of attributes, joined to a tree in which the cliques of any
/// attribute are connected: the skeleton on which marginals are consistent and inference is exact.
/// </summary>
/// <remarks>
/// Reference: triangulation by eliminating attributes, the one with the smallest clique first (Kjaerulff 1990);
/// the tree is a maximum spanning tree over the sizes of the separators (Jensen and Jensen 1994). Components that share
/// no attribute are joined by empty separators.
/// </remarks>
internal sealed class JunctionTree
{
    private JunctionTree(int[] sizes, int[][] cliques, int[] parents)
    {
        Sizes = sizes;
        Cliques = cliques;
        Parents = parents;
        Separators = [.. cliques.Select((clique, i) => parents[i] < 0 ? [] : clique.Intersect(cliques[parents[i]]).Order().ToArray())];
    }

    /// <summary>The number of values of each attribute.</summary>
    public int[] Sizes { get; }

    /// <summary>The maximal cliques, attributes in increasing order; a clique comes after its parent.</summary>
    public int[][] Cliques { get; }

    /// <summary>Index of each clique's parent; -1 for the first.</summary>
    public int[] Parents { get; }

    /// <summary>The separator of each clique: the attributes that it shares with its parent.</summary>
    public int[][] Separators { get; }

    /// <summary>The number of cells of all cliques, as a double because it may be huge.</summary>
    public double Cells => Cliques.Sum(clique => clique.Aggregate(1.0, (cells, attribute) => cells * Sizes[attribute]));

    /// <summary>Builds the tree of some sets over attributes of given sizes; every attribute is in some clique.</summary>
    public static JunctionTree Build(int[] sizes, IEnumerable<AttributeSet> sets)
    {
        var cliques = Elimination.Cliques(sizes, sets);
        return Join(sizes, cliques);
    }

    /// <summary>The smallest clique that contains a set, or -1.</summary>
    public int Home(AttributeSet set)
    {
        var best = -1;
        var cells = double.PositiveInfinity;
        for (var i = 0; i < Cliques.Length; i++)
        {
            var size = Cliques[i].Aggregate(1.0, (product, attribute) => product * Sizes[attribute]);
            if (size < cells && set.All(attribute => Array.BinarySearch(Cliques[i], attribute) >= 0))
            {
                best = i;
                cells = size;
            }
        }

        return best;
    }

    // Prim's algorithm from the first clique; ties go to the earlier clique.
    private static JunctionTree Join(int[] sizes, List<int[]> cliques)
    {
        var count = cliques.Count;
        var order = new List<int>(count) { 0 };
        var parent = new int[count];
        var shared = new int[count];
        var isIn = new bool[count];
        isIn[0] = true;
        parent[0] = -1;
        for (var i = 1; i < count; i++)
        {
            shared[i] = Shared(cliques[i], cliques[0]);
        }

        while (order.Count < count)
        {
            var next = -1;
            for (var i = 0; i < count; i++)
            {
                if (!isIn[i] && (next < 0 || shared[i] > shared[next]))
                {
                    next = i;
                }
            }

            isIn[next] = true;
            order.Add(next);
            for (var i = 0; i < count; i++)
            {
                if (!isIn[i] && Shared(cliques[i], cliques[next]) is var common && common > shared[i])
                {
                    shared[i] = common;
                    parent[i] = next;
                }
            }
        }

        var position = new int[count];
        for (var i = 0; i < count; i++)
        {
            position[order[i]] = i;
        }

        return new JunctionTree(
            sizes, [.. order.Select(i => cliques[i])], [.. order.Select(i => parent[i] < 0 ? -1 : position[parent[i]])]);
    }

    private static int Shared(int[] left, int[] right)
    {
        int count = 0, i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (left[i] == right[j])
            {
                count++;
                i++;
                j++;
            }
            else if (left[i] < right[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return count;
    }
}
