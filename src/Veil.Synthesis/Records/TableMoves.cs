using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Records;

/// <summary>One table that records shall follow, and the moves of rows that bring them nearer to it.</summary>
internal sealed class TableMoves
{
    private readonly int[] _attributes;
    private readonly int[] _sizes;
    private readonly double[] _wanted;
    private readonly int[] _cells;
    private readonly int[] _grouped;
    private readonly int[] _starts;
    private readonly List<int> _victims = [];
    private readonly List<int> _missing = [];

    /// <summary>Prepares moves towards a table.</summary>
    /// <param name="table">The table, not negative.</param>
    /// <param name="sizes">The number of cells of each attribute of the domain.</param>
    /// <param name="rows">The number of rows to move; the table is scaled to it.</param>
    public TableMoves(Target table, int[] sizes, int rows)
    {
        _attributes = [.. table.Set];
        _sizes = [.. _attributes.Select(attribute => sizes[attribute])];
        var total = table.Values.Sum();
        _wanted = [.. table.Values.Select(value => total > 0 ? value / total * rows : (double)rows / table.Values.Length)];
        _cells = new int[rows];
        _grouped = new int[rows];
        _starts = new int[_wanted.Length + 1];
        Misplaced = double.PositiveInfinity;
    }

    /// <summary>How many rows were in cells that held too many, when last looked at.</summary>
    public double Misplaced { get; private set; }

    /// <summary>Moves part of the rows that are too many in their cell.</summary>
    /// <param name="columns">The records.</param>
    /// <param name="step">The part of them.</param>
    /// <param name="copies">The part of the moves in which the row becomes a copy of another.</param>
    /// <param name="random">Repeatable random numbers.</param>
    public void Improve(ushort[][] columns, double step, double copies, SamplingRandom random)
    {
        Group(columns);
        _victims.Clear();
        _missing.Clear();
        Misplaced = 0;
        for (var cell = 0; cell < _wanted.Length; cell++)
        {
            var (start, count) = (_starts[cell], _starts[cell + 1] - _starts[cell]);
            var excess = count - _wanted[cell];
            var moves = RoundAtRandom(step * Math.Abs(excess), random);
            Misplaced += Math.Max(0, excess);
            if (excess > 0)
            {
                Choose(_grouped.AsSpan(start, count), Math.Min(moves, count), random);
            }
            else
            {
                for (var i = 0; i < moves; i++)
                {
                    _missing.Add(cell);
                }
            }
        }

        // Rounding may leave a few more of one kind: which ones go without is left to chance.
        Shuffle(_missing, random);
        Shuffle(_victims, random);
        for (var i = 0; i < Math.Min(_victims.Count, _missing.Count); i++)
        {
            var (row, cell) = (_victims[i], _missing[i]);
            var (start, count) = (_starts[cell], _starts[cell + 1] - _starts[cell]);
            if (count > 0 && random.NextDouble() < copies)
            {
                Copy(columns, _grouped[start + (int)random.NextBelow(count)], row);
            }
            else
            {
                Overwrite(columns, row, cell);
            }
        }
    }

    // The rows by their cell; a counting sort.
    private void Group(ushort[][] columns)
    {
        _cells.AsSpan().Clear();
        for (var i = 0; i < _attributes.Length; i++)
        {
            var (column, size) = (columns[_attributes[i]], _sizes[i]);
            for (var row = 0; row < _cells.Length; row++)
            {
                _cells[row] = (_cells[row] * size) + column[row];
            }
        }

        _starts.AsSpan().Clear();
        foreach (var cell in _cells)
        {
            _starts[cell + 1]++;
        }

        for (var cell = 0; cell < _wanted.Length; cell++)
        {
            _starts[cell + 1] += _starts[cell];
        }

        // Filled from the back, so that the starts of all cells are again where they were but for the shift by one.
        for (var row = _cells.Length - 1; row >= 0; row--)
        {
            _grouped[--_starts[_cells[row] + 1]] = row;
        }

        for (var cell = 0; cell < _wanted.Length; cell++)
        {
            _starts[cell] = _starts[cell + 1];
        }

        _starts[^1] = _cells.Length;
    }

    // Some of the rows at random: they come to the front.
    private void Choose(Span<int> rows, int count, SamplingRandom random)
    {
        for (var i = 0; i < count; i++)
        {
            var j = i + (int)random.NextBelow(rows.Length - i);
            (rows[i], rows[j]) = (rows[j], rows[i]);
            _victims.Add(rows[i]);
        }
    }

    private static void Copy(ushort[][] columns, int from, int to)
    {
        foreach (var column in columns)
        {
            column[to] = column[from];
        }
    }

    private void Overwrite(ushort[][] columns, int row, int cell)
    {
        for (var i = _attributes.Length - 1; i >= 0; i--)
        {
            columns[_attributes[i]][row] = (ushort)(cell % _sizes[i]);
            cell /= _sizes[i];
        }
    }

    private static int RoundAtRandom(double value, SamplingRandom random) => (int)Math.Floor(value + random.NextDouble());

    private static void Shuffle(List<int> items, SamplingRandom random)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = (int)random.NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
