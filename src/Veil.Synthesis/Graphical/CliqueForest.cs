namespace Veil.Synthesis.Graphical;

/// <summary>
/// A growing decomposable model: pairs of attributes are added one at a time so that the graph of all pairs stays chordal,
/// and its maximal cliques a junction tree whose size is known after every step.
/// </summary>
/// <remarks>
/// Reference: forward selection of decomposable models (Deshpande, Garofalakis and Jordan 2001). A pair can be added while
/// the graph stays chordal exactly if what its attributes' nearest cliques share separates them; it then makes one new
/// clique, that separator and the pair. Cost of a step: the cliques of one connected component.
/// </remarks>
internal sealed class CliqueForest
{
    private readonly int[] _sizes;
    private readonly double _mostCells;
    private readonly double _mostCliqueCells;
    private readonly List<Node>[] _holders;
    private readonly int[] _component;
    private readonly Dictionary<Node, Node> _cameFrom = [];
    private readonly Queue<Node> _queue = [];

    /// <summary>Starts with no pair: every attribute is a clique of its own.</summary>
    /// <param name="sizes">The number of values of each attribute.</param>
    /// <param name="mostCells">The most cells of all cliques together.</param>
    /// <param name="mostCliqueCells">The most cells of one clique of several attributes.</param>
    public CliqueForest(int[] sizes, double mostCells, double mostCliqueCells)
    {
        _sizes = sizes;
        _mostCells = mostCells;
        _mostCliqueCells = mostCliqueCells;
        _holders = [.. sizes.Select((_, attribute) => new List<Node> { NewNode([attribute]) })];
        _component = [.. Enumerable.Range(0, sizes.Length)];
        Cells = sizes.Sum(size => (double)size);
    }

    /// <summary>The outcome of adding a pair.</summary>
    public enum Outcome
    {
        /// <summary>It is in the tree now.</summary>
        Added,

        /// <summary>It would break the tree; after other pairs it may not.</summary>
        NotYet,

        /// <summary>It would make the model too large, now and after other pairs.</summary>
        TooLarge,
    }

    /// <summary>The number of cells of all cliques.</summary>
    public double Cells { get; private set; }

    /// <summary>The maximal cliques, attributes in increasing order.</summary>
    public IEnumerable<int[]> Cliques =>
        _holders.SelectMany((nodes, attribute) => nodes.Where(node => node.Attributes[0] == attribute)).Select(node => node.Attributes);

    /// <summary>The edges of the tree, or forest, as pairs of cliques.</summary>
    public IEnumerable<(int[] Left, int[] Right)> Edges =>
        _holders.SelectMany(nodes => nodes).Distinct()
            .SelectMany(node => node.Neighbours.Select(other => (node.Attributes, other.Attributes)));

    /// <summary>Adds a pair that is in no clique yet, if that is possible.</summary>
    public Outcome TryAdd(int first, int second)
    {
        var path = _component[first] == _component[second] ? Path(first, second) : null;
        var left = path is null ? Smallest(first) : path[0];
        var right = path is null ? Smallest(second) : path[^1];
        int[] shared = path is null ? [] : [.. left.Attributes.Intersect(right.Attributes)];
        var cut = path is null ? -1
            : Enumerable.Range(0, path.Count - 1).FirstOrDefault(i => Shared(path[i], path[i + 1]) == shared.Length, -1);
        if (path is not null && cut < 0)
        {
            return Outcome.NotYet;
        }

        var joined = NewNode([.. shared.Append(first).Append(second).Order()]);
        var dropped = new[] { left, right }
            .Where(end => end.Attributes.Length <= joined.Attributes.Length && end.Attributes.All(attribute => joined.Holds(attribute)))
            .ToList();
        var cells = Cells + joined.Cells - dropped.Sum(end => end.Cells);
        if (joined.Cells > _mostCliqueCells || cells > _mostCells)
        {
            return Outcome.TooLarge;
        }

        if (path is not null)
        {
            Node.Unlink(path[cut], path[cut + 1]);
        }
        else
        {
            Merge(_component[first], _component[second]);
        }

        Node.Link(left, joined);
        Node.Link(joined, right);
        foreach (var attribute in joined.Attributes)
        {
            _holders[attribute].Add(joined);
        }

        foreach (var end in dropped)
        {
            Absorb(end, joined);
        }

        Cells = cells;
        return Outcome.Added;
    }

    // The only way from the cliques of one attribute to those of another, inside one component: nearest ends.
    private List<Node> Path(int first, int second)
    {
        _cameFrom.Clear();
        _queue.Clear();
        foreach (var node in _holders[first])
        {
            _cameFrom[node] = node;
            _queue.Enqueue(node);
        }

        while (true)
        {
            var node = _queue.Dequeue();
            if (node.Holds(second))
            {
                var path = new List<Node> { node };
                while (_cameFrom[node] != node)
                {
                    node = _cameFrom[node];
                    path.Insert(0, node);
                }

                return path;
            }

            foreach (var next in node.Neighbours)
            {
                if (_cameFrom.TryAdd(next, node))
                {
                    _queue.Enqueue(next);
                }
            }
        }
    }

    private Node Smallest(int attribute) => _holders[attribute].MinBy(node => node.Cells)!;

    private void Merge(int kept, int gone)
    {
        for (var i = 0; i < _component.Length; i++)
        {
            _component[i] = _component[i] == gone ? kept : _component[i];
        }
    }

    // A clique inside its neighbour is not maximal: the neighbour takes its place.
    private void Absorb(Node inner, Node outer)
    {
        foreach (var other in inner.Neighbours.ToArray())
        {
            Node.Unlink(inner, other);
            if (other != outer)
            {
                Node.Link(outer, other);
            }
        }

        foreach (var attribute in inner.Attributes)
        {
            _holders[attribute].Remove(inner);
        }
    }

    private Node NewNode(int[] attributes) => new(attributes, attributes.Aggregate(1.0, (cells, attribute) => cells * _sizes[attribute]));

    private static int Shared(Node left, Node right) => left.Attributes.Count(right.Holds);

    private sealed class Node(int[] attributes, double cells)
    {
        public int[] Attributes { get; } = attributes;

        public double Cells { get; } = cells;

        public List<Node> Neighbours { get; } = [];

        public static void Link(Node left, Node right)
        {
            left.Neighbours.Add(right);
            right.Neighbours.Add(left);
        }

        public static void Unlink(Node left, Node right)
        {
            left.Neighbours.Remove(right);
            right.Neighbours.Remove(left);
        }

        public bool Holds(int attribute) => Array.BinarySearch(Attributes, attribute) >= 0;
    }
}
