using System.Numerics.Tensors;
using Veil.Data.Domains;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Belief propagation: from potentials over sets of attributes to the marginals of the joint distribution that they
/// define, over the cliques of a junction tree.
/// </summary>
/// <remarks>
/// Reference: Shafer and Shenoy 1990, with the divisions of HUGIN (Jensen, Lauritzen and Olesen 1990) on the way down.
/// Potentials are exponentiated once per cell, relative to the largest; messages are scaled linear sums. The loss by underflow
/// is bounded; where it could matter, the computation is repeated with logarithms. Cost: about ten operations per cell. Not
/// thread-safe.
/// </remarks>
internal sealed class Calibration
{
    // A number below this has lost digits, or soon will.
    private const double Underflow = 1e-290;

    // The part of the total that may be lost to underflow.
    private const double Tolerance = 1e-13;

    // Below this number of cells threads cost more than they bring.
    private const double LargeTree = 200_000;

    private readonly JunctionTree _tree;
    private readonly int[] _homes;
    private readonly AxisReduction[] _plans;
    private readonly int[][] _setsOf;
    private readonly bool _isLarge;
    private readonly AxisReduction?[] _toSeparator;
    private readonly AxisReduction?[] _fromParent;
    private readonly double[][] _messages;
    private readonly double[] _scales;
    private readonly Loss[] _losses;

    /// <summary>Prepares inference.</summary>
    /// <param name="tree">A junction tree with a clique around every set.</param>
    /// <param name="sets">The sets that have potentials.</param>
    public Calibration(JunctionTree tree, IReadOnlyList<AttributeSet> sets)
    {
        _tree = tree;
        Sets = sets;
        _homes = [.. sets.Select(tree.Home)];
        _plans = [.. sets.Select((set, i) => Plan(tree.Cliques[_homes[i]], [.. set]))];
        var count = tree.Cliques.Length;
        _setsOf = [.. Enumerable.Range(0, count)
            .Select(clique => Enumerable.Range(0, sets.Count).Where(set => _homes[set] == clique).ToArray())];
        _isLarge = tree.Cells > LargeTree;
        _toSeparator = new AxisReduction?[count];
        _fromParent = new AxisReduction?[count];
        _messages = new double[count][];
        _scales = new double[count];
        _losses = new Loss[count];
        for (var i = 1; i < count; i++)
        {
            _toSeparator[i] = Plan(tree.Cliques[i], tree.Separators[i]);
            _fromParent[i] = Plan(tree.Cliques[tree.Parents[i]], tree.Separators[i]);
            _messages[i] = new double[_toSeparator[i]!.SmallCells];
        }
    }

    /// <summary>The sets that have potentials.</summary>
    public IReadOnlyList<AttributeSet> Sets { get; }

    /// <summary>The tree.</summary>
    public JunctionTree Tree => _tree;

    /// <summary>Tables over the cliques, all zero.</summary>
    public double[][] NewBeliefs() =>
        [.. _tree.Cliques.Select(clique => new double[clique.Aggregate(1, (cells, attribute) => checked(cells * _tree.Sizes[attribute]))])];

    /// <summary>Computes the marginals over all cliques.</summary>
    /// <param name="potentials">A log-potential for each cell of each set; minus infinity for what cannot be.</param>
    /// <param name="total">The sum that every marginal should have.</param>
    /// <param name="beliefs">Receives the marginals over the cliques.</param>
    public void Run(IReadOnlyList<double[]> potentials, double total, double[][] beliefs)
    {
        Gather(potentials, beliefs);
        if (!RunLinear(total, beliefs))
        {
            Gather(potentials, beliefs);
            RunLogarithmic(total, beliefs);
        }
    }

    /// <summary>The marginal over one of the sets.</summary>
    public void Project(double[][] beliefs, int set, double[] table) => _plans[set].Sum(beliefs[_homes[set]], table);

    /// <summary>The marginals over the first sets, as many as there are tables.</summary>
    public void Project(double[][] beliefs, double[][] tables) => Each(tables.Length, set => Project(beliefs, set, tables[set]));

    /// <summary>The plan by which a clique's table is summed to some of its attributes.</summary>
    public AxisReduction Plan(int[] clique, int[] kept) => new(
        [.. clique.Select(attribute => _tree.Sizes[attribute])], [.. clique.Select(attribute => Array.IndexOf(kept, attribute) >= 0)]);

    private void Gather(IReadOnlyList<double[]> potentials, double[][] beliefs) => Each(beliefs.Length, clique =>
    {
        beliefs[clique].AsSpan().Clear();
        foreach (var set in _setsOf[clique])
        {
            _plans[set].AddTo(beliefs[clique], potentials[set]);
        }
    });

    // Work on different tables is shared between threads where it is worth waking them.
    private void Each(int count, Action<int> work)
    {
        if (_isLarge)
        {
            Parallel.For(0, count, work);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            work(i);
        }
    }

    private bool RunLinear(double total, double[][] beliefs)
    {
        Each(beliefs.Length, i =>
        {
            var belief = beliefs[i];
            TensorPrimitives.Subtract(belief, TensorPrimitives.Max<double>(belief), belief);
            _losses[i] = new Loss(Math.Exp(LeastFinite(belief)), 0);
            TensorPrimitives.Exp<double>(belief, belief);
        });

        for (var i = beliefs.Length - 1; i > 0; i--)
        {
            var message = _messages[i];
            _toSeparator[i]!.Sum(beliefs[i], message);
            var scale = TensorPrimitives.Max<double>(message);
            if (!(scale > 1e-200))
            {
                return false;
            }

            _scales[i] = scale;
            TensorPrimitives.Multiply(message, 1 / scale, message);
            _fromParent[i]!.Multiply(beliefs[_tree.Parents[i]], message);
            var lost = _losses[i].PerCell * (beliefs[i].Length / message.Length) / scale;
            _losses[_tree.Parents[i]] = _losses[_tree.Parents[i]].After(LeastPositive(message), lost);
        }

        var sum = TensorPrimitives.Sum<double>(beliefs[0]);
        if (!(sum > 1e-200 && double.IsFinite(sum) && _losses[0].PerCell * beliefs[0].Length <= Tolerance * sum))
        {
            return false;
        }

        TensorPrimitives.Multiply(beliefs[0], total / sum, beliefs[0]);
        for (var i = 1; i < beliefs.Length; i++)
        {
            var message = _messages[i];
            var down = new double[message.Length];
            _fromParent[i]!.Sum(beliefs[_tree.Parents[i]], down);
            for (var cell = 0; cell < down.Length; cell++)
            {
                // A cell that is impossible in the separator is impossible in both cliques.
                if (message[cell] > 0)
                {
                    down[cell] /= message[cell] * _scales[i];
                }
                else if (down[cell] > 0)
                {
                    return false;
                }
            }

            _toSeparator[i]!.Multiply(beliefs[i], down);
        }

        return true;
    }

    // Zeros of the model are not lost; only where something is far down are they distinguished from the rest.
    private static double LeastFinite(ReadOnlySpan<double> logarithms)
    {
        var least = TensorPrimitives.Min(logarithms);
        if (!double.IsNegativeInfinity(least))
        {
            return least;
        }

        least = 0;
        foreach (var value in logarithms)
        {
            least = value < least && !double.IsNegativeInfinity(value) ? value : least;
        }

        return least;
    }

    private static double LeastPositive(ReadOnlySpan<double> message)
    {
        double least = 1;
        foreach (var value in message)
        {
            least = value < least && value > 0 ? value : least;
        }

        return least;
    }

    private void RunLogarithmic(double total, double[][] beliefs)
    {
        for (var i = beliefs.Length - 1; i > 0; i--)
        {
            LogSum(_toSeparator[i]!, beliefs[i], _messages[i]);
            _fromParent[i]!.AddTo(beliefs[_tree.Parents[i]], _messages[i]);
        }

        var whole = new double[1];
        LogSum(new AxisReduction([beliefs[0].Length], [false]), beliefs[0], whole);
        for (var i = 1; i < beliefs.Length; i++)
        {
            var down = new double[_messages[i].Length];
            LogSum(_fromParent[i]!, beliefs[_tree.Parents[i]], down);
            for (var cell = 0; cell < down.Length; cell++)
            {
                down[cell] = double.IsNegativeInfinity(_messages[i][cell]) ? 0 : down[cell] - _messages[i][cell];
            }

            _toSeparator[i]!.AddTo(beliefs[i], down);
        }

        foreach (var belief in beliefs)
        {
            for (var cell = 0; cell < belief.Length; cell++)
            {
                belief[cell] = Math.Exp(belief[cell] - whole[0]) * total;
            }
        }
    }

    private static void LogSum(AxisReduction plan, double[] large, double[] small)
    {
        plan.Max(large, small);
        for (var cell = 0; cell < small.Length; cell++)
        {
            small[cell] = double.IsNegativeInfinity(small[cell]) ? 0 : small[cell];
        }

        var shifted = (double[])large.Clone();
        plan.AddTo(shifted, small, -1);
        TensorPrimitives.Exp<double>(shifted, shifted);
        var sums = new double[small.Length];
        plan.Sum(shifted, sums);
        for (var cell = 0; cell < small.Length; cell++)
        {
            small[cell] += Math.Log(sums[cell]);
        }
    }

    /// <summary>A bound on the loss of a clique by underflow.</summary>
    /// <param name="Least">No cell that is possible and was not lost is smaller.</param>
    /// <param name="Inherited">The most that a cell can have lost in the messages.</param>
    private readonly record struct Loss(double Least, double Inherited)
    {
        /// <summary>The most that a cell can have lost.</summary>
        public double PerCell => Inherited + (Least < Underflow ? Underflow : 0);

        /// <summary>The loss after a message of some least cell and some loss, none of whose cells is above 1, came in.</summary>
        public Loss After(double least, double lost) => new(Least * least, Inherited + lost);
    }
}
