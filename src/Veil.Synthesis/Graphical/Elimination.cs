using Veil.Data.Domains;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Eliminates attributes from an interaction graph on bit sets: first those whose neighbours all interact already, which
/// adds nothing to the graph, then the one with the smallest clique. A chordal graph is left as it is.
/// </summary>
internal static class Elimination
{
    /// <summary>The maximal cliques of the triangulated graph.</summary>
    /// <param name="sizes">The number of values of each attribute.</param>
    /// <param name="sets">Sets whose attributes interact.</param>
    public static List<int[]> Cliques(int[] sizes, IEnumerable<AttributeSet> sets)
    {
        var graph = new Graph(sizes, sets);
        var cliques = new List<ulong[]>();
        for (var eliminated = 0; eliminated < sizes.Length; eliminated++)
        {
            var clique = graph.EliminateSmallest();

            // A clique made by a later elimination is never larger than one that holds it already.
            if (!cliques.Exists(known => IsSubset(clique, known)))
            {
                cliques.Add(clique);
            }
        }

        // A table without attributes has a single clique of one cell.
        return cliques.Count == 0 ? [[]] : [.. cliques.Select(Members)];
    }

    /// <summary>
    /// The number of cells that the maximal cliques would have: the size that a set would cause before it is measured.
    /// </summary>
    public static double Cells(int[] sizes, IEnumerable<AttributeSet> sets) =>
        Cliques(sizes, sets).Sum(clique => clique.Aggregate(1.0, (cells, attribute) => cells * sizes[attribute]));

    private static bool IsSubset(ulong[] inner, ulong[] outer)
    {
        for (var word = 0; word < inner.Length; word++)
        {
            if ((inner[word] & ~outer[word]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int[] Members(ulong[] bits)
    {
        var members = new List<int>();
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                members.Add((word * 64) + System.Numerics.BitOperations.TrailingZeroCount(rest));
            }
        }

        return [.. members];
    }

    private sealed class Graph
    {
        private readonly double[] _logSizes;
        private readonly ulong[][] _neighbours;
        private readonly double[] _weights;
        private readonly bool[] _isGone;
        private readonly int _words;

        public Graph(int[] sizes, IEnumerable<AttributeSet> sets)
        {
            var count = sizes.Length;
            _words = (count + 63) / 64;
            _logSizes = [.. sizes.Select(size => Math.Log(size))];
            _isGone = new bool[count];

            // Each attribute counts as its own neighbour: its row is the clique that eliminating it makes.
            _neighbours = [.. Enumerable.Range(0, count).Select(_ => new ulong[_words])];
            for (var i = 0; i < count; i++)
            {
                _neighbours[i][i / 64] |= 1UL << (i % 64);
            }

            foreach (var set in sets)
            {
                foreach (var a in set)
                {
                    foreach (var b in set)
                    {
                        _neighbours[a][b / 64] |= 1UL << (b % 64);
                    }
                }
            }

            _weights = new double[count];
            for (var i = 0; i < count; i++)
            {
                _weights[i] = Weight(i);
            }
        }

        public ulong[] EliminateSmallest()
        {
            var chosen = -1;
            var isSimplicial = false;
            for (var i = 0; i < _weights.Length; i++)
            {
                if (_isGone[i] || (isSimplicial && _weights[i] >= _weights[chosen]))
                {
                    continue;
                }

                var fillsNothing = IsSimplicial(i);
                if (chosen < 0 || (fillsNothing && !isSimplicial) || (fillsNothing == isSimplicial && _weights[i] < _weights[chosen]))
                {
                    chosen = i;
                    isSimplicial = fillsNothing;
                }
            }

            var clique = (ulong[])_neighbours[chosen].Clone();
            _isGone[chosen] = true;
            var members = Members(clique);
            foreach (var member in members)
            {
                if (member == chosen)
                {
                    continue;
                }

                for (var word = 0; word < _words; word++)
                {
                    _neighbours[member][word] |= clique[word];
                }

                _neighbours[member][chosen / 64] &= ~(1UL << (chosen % 64));
            }

            foreach (var member in members)
            {
                if (member != chosen)
                {
                    _weights[member] = Weight(member);
                }
            }

            return clique;
        }

        // True when all neighbours of an attribute are neighbours of each other.
        private bool IsSimplicial(int attribute)
        {
            var clique = _neighbours[attribute];
            for (var word = 0; word < _words; word++)
            {
                for (var rest = clique[word]; rest != 0; rest &= rest - 1)
                {
                    if (!IsSubset(clique, _neighbours[(word * 64) + System.Numerics.BitOperations.TrailingZeroCount(rest)]))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private double Weight(int attribute) => Members(_neighbours[attribute]).Sum(member => _logSizes[member]);
    }
}
