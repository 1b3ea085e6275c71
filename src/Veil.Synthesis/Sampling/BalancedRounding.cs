using System.Numerics.Tensors;

namespace Veil.Synthesis.Sampling;

/// <summary>
/// Rounds the cells of a table whose rows have whole sums to whole numbers, each down or up: rows keep their sums,
/// columns keep theirs to within one, and on average every cell keeps its value exactly.
/// </summary>
/// <remarks>
/// Reference: unbiased controlled rounding (Cox 1987) by dependent rounding of a bipartite graph (Gandhi, Khuller,
/// Parthasarathy and Srinivasan 2006). The fractional cells are edges between rows and columns. A cell that closes a
/// cycle starts an exchange around it, in a direction drawn so that nothing changes on average, until a cell is whole;
/// no row or column sum changes. What is left is a forest, never larger than the columns; one more row that makes the
/// column sums whole empties it. Cost: for each cell at most a walk through the forest.
/// </remarks>
internal sealed class BalancedRounding
{
    // A value that is nearer to a whole number than this counts as whole: the error of the arithmetic of an exchange.
    private const double Whole = 1e-8;

    // Fractions below this are dropped.
    private const double Nothing = 1e-12;

    private const int None = -1;

    private readonly int _columns;
    private readonly int[] _counts;
    private readonly SamplingRandom _random;

    // For each column, then each row: its parent in the forest, and the fraction and the number of the cell between.
    private readonly int[] _parents;
    private readonly double[] _fractions;
    private readonly int[] _cells;
    private readonly int[] _path;

    private BalancedRounding(int columns, int[] counts, SamplingRandom random)
    {
        _columns = columns;
        _counts = counts;
        _random = random;
        var nodes = columns + (counts.Length / columns) + 1;
        _parents = new int[nodes];
        _fractions = new double[nodes];
        _cells = new int[nodes];
        _path = new int[nodes];
        Array.Fill(_parents, None);
    }

    /// <summary>Rounds a table.</summary>
    /// <param name="table">Row-major, not negative; every row sums to a whole number.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="random">Repeatable random numbers.</param>
    public static int[] Round(ReadOnlySpan<double> table, int columns, SamplingRandom random)
    {
        var counts = new int[table.Length];
        var rounding = new BalancedRounding(columns, counts, random);
        var sums = new double[columns];
        for (var cell = 0; cell < table.Length; cell++)
        {
            var floor = Math.Floor(table[cell] + Whole);
            counts[cell] = (int)floor;
            var fraction = table[cell] - floor;
            if (fraction > Nothing)
            {
                sums[cell % columns] += fraction;
                rounding.Add(columns + (cell / columns), cell % columns, fraction, cell);
            }
        }

        for (var column = 0; column < columns; column++)
        {
            var missing = Math.Ceiling(sums[column] - Whole) - sums[column];
            if (missing > Whole)
            {
                rounding.Add(rounding._parents.Length - 1, column, missing, None);
            }
        }

        // With exact arithmetic nothing would be left.
        for (var node = 0; node < rounding._parents.Length; node++)
        {
            if (rounding._parents[node] != None)
            {
                rounding.Settle(node);
            }
        }

        for (var row = 0; row < counts.Length / columns; row++)
        {
            var at = row * columns;
            Repair(counts.AsSpan(at, columns), (int)Math.Round(TensorPrimitives.Sum(table.Slice(at, columns))));
        }

        return counts;
    }

    /// <summary>Rounds a table whose rows have any sums and whose cells have a whole sum: rows, too, keep theirs to within one.</summary>
    /// <param name="table">Row-major, not negative.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="random">Repeatable random numbers.</param>
    public static int[] RoundFreely(ReadOnlySpan<double> table, int columns, SamplingRandom random)
    {
        // One more column makes the sums of the rows whole; its own sum is whole then, so that it is kept.
        var rows = table.Length / columns;
        var widened = new double[rows * (columns + 1)];
        for (var row = 0; row < rows; row++)
        {
            var cells = table.Slice(row * columns, columns);
            cells.CopyTo(widened.AsSpan(row * (columns + 1)));
            var sum = TensorPrimitives.Sum(cells);
            widened[(row * (columns + 1)) + columns] = Math.Max(0, Math.Ceiling(sum - Whole) - sum);
        }

        var counts = Round(widened, columns + 1, random);
        var narrowed = new int[table.Length];
        for (var row = 0; row < rows; row++)
        {
            counts.AsSpan(row * (columns + 1), columns).CopyTo(narrowed.AsSpan(row * columns));
        }

        Repair(narrowed, (int)Math.Round(TensorPrimitives.Sum(table)));
        return narrowed;
    }

    // Rows must add up despite errors of arithmetic.
    private static void Repair(Span<int> counts, int sum)
    {
        foreach (var count in counts)
        {
            sum -= count;
        }

        if (sum != 0)
        {
            counts[TensorPrimitives.IndexOfMax<int>(counts)] += sum;
        }
    }

    // The row is the root of its tree, and stays it.
    private void Add(int row, int column, double fraction, int cell)
    {
        var length = 0;
        var node = column;
        for (; _parents[node] != None; node = _parents[node])
        {
            _path[length++] = node;
        }

        if (node == row)
        {
            fraction = Exchange(_path.AsSpan(0, length), fraction);
            if (IsWhole(fraction))
            {
                Settle(fraction, cell);
                return;
            }
        }

        MakeRoot(column);
        _parents[column] = row;
        _fractions[column] = fraction;
        _cells[column] = cell;
    }

    // The cells of the path and the new one alternately gain and lose the same; returns what the new one has then.
    private double Exchange(ReadOnlySpan<int> path, double fraction)
    {
        var gain = 1 - fraction;
        var loss = fraction;
        for (var i = 0; i < path.Length; i++)
        {
            var other = _fractions[path[i]];
            gain = Math.Min(gain, i % 2 == 0 ? other : 1 - other);
            loss = Math.Min(loss, i % 2 == 0 ? 1 - other : other);
        }

        var change = _random.NextDouble() * (gain + loss) < loss ? gain : -loss;
        for (var i = 0; i < path.Length; i++)
        {
            var node = path[i];
            _fractions[node] += i % 2 == 0 ? -change : change;
            if (IsWhole(_fractions[node]))
            {
                Settle(node);
            }
        }

        return fraction + change;
    }

    private void Settle(int node)
    {
        Settle(_fractions[node], _cells[node]);
        _parents[node] = None;
    }

    private void Settle(double fraction, int cell)
    {
        if (cell != None && fraction > 0.5)
        {
            _counts[cell]++;
        }
    }

    // Turns round every edge from a node to the root of its tree.
    private void MakeRoot(int node)
    {
        var (parent, fraction, cell) = (None, 0.0, None);
        while (node != None)
        {
            var next = _parents[node];
            (_parents[node], parent) = (parent, node);
            (_fractions[node], fraction) = (fraction, _fractions[node]);
            (_cells[node], cell) = (cell, _cells[node]);
            node = next;
        }
    }

    private static bool IsWhole(double fraction) => fraction < Whole || fraction > 1 - Whole;
}
