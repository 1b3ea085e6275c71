using System.Buffers;
using System.Numerics.Tensors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Graphical;

/// <summary>The rows that are being drawn.</summary>
/// <param name="Attributes">The number of attributes.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record SamplingState(int Attributes, int Rows)
{
    /// <summary>The cells of each attribute that is drawn.</summary>
    public ushort[][] Columns { get; } = new ushort[Attributes][];

    /// <summary>
    /// For each attribute the numbers of rows of its conditions and values, row-major, where they were determined before it is
    /// drawn.
    /// </summary>
    public int[]?[] Counts { get; } = new int[Attributes][];
}

/// <summary>One attribute and what it is drawn given.</summary>
internal sealed class DrawingStep
{
    // Larger tables are rounded one condition at a time: their columns are then not balanced.
    private const int MostBalanced = 1 << 21;

    // Nearer to a whole number than this an expectation is one.
    private const double Whole = 1e-9;

    private readonly int[] _given;
    private readonly int[] _sizes;
    private readonly int _size;
    private readonly int _conditions;
    private readonly double[] _table;
    private readonly int[] _anchors;
    private readonly double[] _masses;
    private DrawingStep? _partner;

    /// <summary>Makes a step.</summary>
    /// <param name="attribute">The attribute that is drawn.</param>
    /// <param name="given">The attributes that it is drawn given.</param>
    /// <param name="sizes">The number of values of every attribute.</param>
    /// <param name="anchor">
    /// Those of the given attributes relative to which the conditions are exact: of the rows of an anchor's cell each
    /// condition is certain to have its expected number rounded down or up.
    /// </param>
    /// <param name="table">The marginal over what it is drawn given, in that order, and the attribute.</param>
    public DrawingStep(int attribute, int[] given, int[] anchor, int[] sizes, double[] table)
    {
        Attribute = attribute;
        _table = table;

        _given = given;
        _sizes = sizes;
        _size = sizes[attribute];
        _conditions = given.Aggregate(1, (cells, other) => cells * sizes[other]);
        _anchors = Anchors(anchor);
        _masses = new double[_anchors.Max() + 1];
        for (var condition = 0; condition < _conditions; condition++)
        {
            _masses[_anchors[condition]] += TensorPrimitives.Sum<double>(table.AsSpan(condition * _size, _size));
        }
    }

    /// <summary>The attribute that is drawn.</summary>
    public int Attribute { get; }

    /// <summary>Conditions fall into so many runs of equal length; over each run the values come out right.</summary>
    public required int Parts { get; init; }

    /// <summary>Makes this step, the first of its part of the tree, decide the numbers of rows of another together with its own.</summary>
    public bool TryRoundWith(DrawingStep second)
    {
        if (_given.Length > 0 || _partner is not null || second._table.Length > MostBalanced || !(second._masses.Sum() > 0))
        {
            return false;
        }

        _partner = second;
        return true;
    }

    /// <summary>Draws the attribute.</summary>
    public void Run(SamplingState draw, SamplingRandom random)
    {
        var rows = draw.Rows;
        var drawn = new ushort[rows];
        draw.Columns[Attribute] = drawn;
        if (_partner is not null)
        {
            var expected = new double[_partner._table.Length];
            TensorPrimitives.Multiply(_partner._table, rows / _partner._masses.Sum(), expected);
            var pairs = BalancedRounding.RoundFreely(expected, _partner._size, random);
            draw.Counts[_partner.Attribute] = pairs;
            draw.Counts[Attribute] = [.. pairs.Chunk(_partner._size).Select(chunk => chunk.Sum())];
        }

        if (_conditions == 1)
        {
            Fill(draw, [0, rows], drawn, random);
            return;
        }

        var keys = ArrayPool<int>.Shared.Rent(rows);
        var cells = ArrayPool<ushort>.Shared.Rent(rows);
        var starts = Group(draw, keys.AsSpan(0, rows));
        Fill(draw, starts, cells, random);
        for (var row = 0; row < rows; row++)
        {
            drawn[row] = cells[starts[keys[row]]++];
        }

        ArrayPool<ushort>.Shared.Return(cells);
        ArrayPool<int>.Shared.Return(keys);
    }

    // The condition of each row, and where the rows of each condition would start if they were sorted by it.
    private int[] Group(SamplingState draw, Span<int> keys)
    {
        var first = draw.Columns[_given[0]];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = first[row];
        }

        foreach (var other in _given.AsSpan(1))
        {
            var (column, size) = (draw.Columns[other], _sizes[other]);
            for (var row = 0; row < keys.Length; row++)
            {
                keys[row] = (keys[row] * size) + column[row];
            }
        }

        var starts = new int[_conditions + 1];
        foreach (var key in keys)
        {
            starts[key + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        return starts;
    }

    // The values of the rows sorted by condition, in random order within each.
    private void Fill(SamplingState draw, int[] starts, ushort[] cells, SamplingRandom random)
    {
        var scales = Scales(starts);
        var run = _conditions / Parts;
        var met = new List<int>();
        for (var part = 0; part < Parts; part++)
        {
            met.Clear();
            for (var condition = part * run; condition < (part + 1) * run; condition++)
            {
                if (starts[condition + 1] > starts[condition])
                {
                    met.Add(condition);
                }
            }

            if (draw.Counts[Attribute] is { } decided)
            {
                foreach (var condition in met)
                {
                    Fill(cells, starts, condition, decided.AsSpan(condition * _size, _size), random);
                }
            }
            else if (met.Count > 1 && (long)met.Count * _size <= MostBalanced)
            {
                FillBalanced(met, starts, scales, cells, random);
            }
            else
            {
                var expected = new double[_size];
                foreach (var condition in met)
                {
                    var rows = starts[condition + 1] - starts[condition];
                    Expect(condition, rows, scales, expected);
                    Fill(cells, starts, condition, SystematicRounding.Round(expected, rows, random), random);
                }
            }
        }
    }

    private void FillBalanced(List<int> met, int[] starts, double[] scales, ushort[] cells, SamplingRandom random)
    {
        var expected = new double[met.Count * _size];
        for (var i = 0; i < met.Count; i++)
        {
            Expect(met[i], starts[met[i] + 1] - starts[met[i]], scales, expected.AsSpan(i * _size, _size));
        }

        var counts = BalancedRounding.Round(expected, _size, random);
        for (var i = 0; i < met.Count; i++)
        {
            Fill(cells, starts, met[i], counts.AsSpan(i * _size, _size), random);
        }
    }

    private static void Fill(ushort[] cells, int[] starts, int condition, ReadOnlySpan<int> counts, SamplingRandom random)
    {
        var group = cells.AsSpan(starts[condition], starts[condition + 1] - starts[condition]);
        var rest = group;
        for (var value = 0; value < counts.Length; value++)
        {
            rest[..counts[value]].Fill((ushort)value);
            rest = rest[counts[value]..];
        }

        random.Shuffle(group);
    }

    // The cell of the anchor that each condition belongs to.
    private int[] Anchors(int[] anchor)
    {
        var anchors = new int[_conditions];
        for (var condition = 0; condition < _conditions; condition++)
        {
            var (rest, stride) = (condition, 1);
            for (var i = _given.Length - 1; i >= 0; i--)
            {
                (rest, var value) = Math.DivRem(rest, _sizes[_given[i]]);
                if (anchor.Contains(_given[i]))
                {
                    anchors[condition] += value * stride;
                    stride *= _sizes[_given[i]];
                }
            }
        }

        return anchors;
    }

    // For each cell of the anchor its rows, as a multiple of the number in the table.
    private double[] Scales(int[] starts)
    {
        var scales = new double[_masses.Length];
        for (var condition = 0; condition < _conditions; condition++)
        {
            scales[_anchors[condition]] += starts[condition + 1] - starts[condition];
        }

        TensorPrimitives.Divide(scales, _masses, scales);
        return scales;
    }

    // The expected number of rows of a condition for each value; they sum to the number of rows of the condition.
    private void Expect(int condition, int rows, double[] scales, Span<double> expected)
    {
        var weights = _table.AsSpan(condition * _size, _size);
        var sum = TensorPrimitives.Sum<double>(weights);
        if (sum > 0)
        {
            TensorPrimitives.Multiply(weights, scales[_anchors[condition]], expected);
            if (!TryShift(expected, rows))
            {
                TensorPrimitives.Multiply(weights, rows / sum, expected);
            }

            return;
        }

        // A condition that the model holds impossible, which underflow alone can bring about: the attribute on its own.
        expected.Clear();
        var total = _masses.Sum();
        for (var cell = 0; cell < _table.Length; cell++)
        {
            expected[cell % _size] += _table[cell] * (rows / total);
        }
    }

    // The condition has its expected number of rows rounded down or up. What it has too much or too little goes where
    // it neither takes a value across a whole number nor, over both cases, changes what the value gets on average: with
    // f the fraction of the condition and r that of the value, in proportion to min(r / f, (1 - r) / (1 - f)). These
    // sum to at least 1, being concave in the r, which sum to f and a whole number.
    private static bool TryShift(Span<double> expected, int rows)
    {
        var sum = TensorPrimitives.Sum<double>(expected);
        var fraction = sum - Math.Floor(sum);
        if (fraction is < Whole or > 1 - Whole || Math.Abs(rows - sum) >= 1)
        {
            return false;
        }

        double shares = 0;
        foreach (var value in expected)
        {
            shares += Share(value, fraction);
        }

        var shift = (rows - sum) / shares;
        foreach (ref var value in expected)
        {
            value += shift * Share(value, fraction);
        }

        return true;
    }

    private static double Share(double value, double fraction)
    {
        var own = value - Math.Floor(value);
        return Math.Min(own / fraction, (1 - own) / (1 - fraction));
    }
}
