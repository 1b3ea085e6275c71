using System.Numerics.Tensors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>
/// A distribution over records, one column after the other: logits of a column's cells are linear in the cells of the
/// columns before it, and in hidden units that see only those.
/// </summary>
/// <remarks>
/// Reference: Germain, Gregor, Murray and Larochelle, "MADE: masked autoencoder for distribution estimation", 2015, with
/// direct connections. Masks are never stored: a group of hidden units becomes final once its column is known and feeds the
/// columns after it, so weights are the blocks that a mask would leave, and training and sampling are the same walk along
/// the columns. Hidden units come in groups of equal size, spread over the columns.
/// Cost: a record adds a row of weights for each of its cells; hidden units are one product of matrices per group.
/// </remarks>
internal sealed class AutoregressiveNetwork
{
    /// <summary>Hidden units in a group: as many as a kernel of the products works on at once.</summary>
    public const int GroupSize = 16;

    // The hidden units should differ at the first step, and have little influence.
    private const float CellScale = 0.26f;
    private const float UnitScale = 0.1f;

    private readonly ParameterBlock _unitBiases;
    private readonly ParameterBlock _logitBiases;
    private readonly ParameterBlock[] _cellsToUnits;
    private readonly ParameterBlock[] _cellsToLogits;
    private readonly ParameterBlock[] _unitsToLogits;

    /// <summary>Makes a network, all weights zero.</summary>
    /// <param name="sizes">The number of cells of each column, in the order of the network.</param>
    /// <param name="groups">The number of groups of hidden units.</param>
    public AutoregressiveNetwork(IReadOnlyList<int> sizes, int groups)
    {
        Columns = sizes.Count;
        Units = Columns < 2 ? 0 : groups * GroupSize;
        (LogitsBefore, UnitsBefore) = (new int[Columns + 1], new int[Columns + 1]);
        for (var column = 0; column < Columns; column++)
        {
            LogitsBefore[column + 1] = LogitsBefore[column] + sizes[column];
            UnitsBefore[column + 1] = UnitsUpTo(column, Columns, Units);
        }

        Logits = LogitsBefore[Columns];
        ParameterBlock[] blocks = [.. Layout(sizes, groups).Select(block => Parameters.Add(block.Name, block.Rows, block.Columns))];
        (_unitBiases, _logitBiases) = (blocks[0], blocks[1]);
        _cellsToUnits = [.. blocks.Skip(2).Where((_, i) => i % 3 == 0)];
        _cellsToLogits = [.. blocks.Skip(2).Where((_, i) => i % 3 == 1)];
        _unitsToLogits = [.. blocks.Skip(2).Where((_, i) => i % 3 == 2)];
    }

    /// <summary>The weights.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The number of hidden units.</summary>
    public int Units { get; }

    /// <summary>The number of logits: cells of all columns.</summary>
    public int Logits { get; }

    /// <summary>For each column the first of its logits; at the end their number.</summary>
    public int[] LogitsBefore { get; }

    /// <summary>
    /// For each column the number of hidden units that are final before it is known: they feed it, and the others see it.
    /// </summary>
    public int[] UnitsBefore { get; }

    /// <summary>The number of weights of a network that need not be made.</summary>
    public static long CountOf(IReadOnlyList<int> sizes, int groups) =>
        Layout(sizes, groups).Sum(block => (long)block.Rows * block.Columns);

    /// <summary>Starts hidden units at random and all that is linear at zero.</summary>
    public void Initialise(SamplingRandom random)
    {
        void Fill(ParameterBlock block, double scale)
        {
            foreach (ref var weight in Parameters[block])
            {
                weight = (float)(scale * ((2 * random.NextDouble()) - 1));
            }
        }

        Parameters.Values.Clear();
        Fill(_unitBiases, CellScale);
        Array.ForEach(_cellsToUnits, block => Fill(block, CellScale));
        Array.ForEach(_unitsToLogits, block => Fill(block, UnitScale / Math.Sqrt(Math.Max(1, Units))));
    }

    /// <summary>Prepares a pass in which nothing is known of the records.</summary>
    public void Begin(AutoregressivePass pass)
    {
        for (var record = 0; record < pass.Count; record++)
        {
            Parameters[_unitBiases].CopyTo(pass.Units(record));
            Parameters[_logitBiases].CopyTo(pass.Logits(record));
        }
    }

    /// <summary>Adds the cells of a column to the pass; afterwards the logits of the next column are final.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="column">The column; those before it have been added.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="stride">From a record's cell to the next one's.</param>
    public void Tell(AutoregressivePass pass, int column, ReadOnlySpan<ushort> cells, int stride)
    {
        if (column == Columns - 1)
        {
            return;
        }

        var (seen, done, told) = (UnitsBefore[column], UnitsBefore[column + 1], LogitsBefore[column + 1]);
        var toUnits = Parameters[_cellsToUnits[column]];
        var toLogits = Parameters[_cellsToLogits[column]];
        var (units, logits) = (Units - seen, Logits - told);
        for (var record = 0; record < pass.Count; record++)
        {
            var cell = cells[record * stride];
            var unit = pass.Units(record)[seen..];
            var logit = pass.Logits(record)[told..];
            TensorPrimitives.Add(unit, toUnits.Slice(cell * units, units), unit);
            TensorPrimitives.Add(logit, toLogits.Slice(cell * logits, logits), logit);
            TensorPrimitives.Max(unit[..(done - seen)], 0, unit[..(done - seen)]);
        }

        Gemm.Multiply(
            false, false, pass.Count, logits, done - seen, pass.AllUnits[seen..], Units,
            Parameters[_unitsToLogits[column]], logits, 1, pass.AllLogits[told..], Logits);
    }

    /// <summary>The slope of the loss at hidden units that column by column became final, from that at the logits.</summary>
    /// <param name="pass">A pass to which all columns have been added.</param>
    /// <param name="logitSlopes">The slope at each logit of each record.</param>
    /// <param name="unitSlopes">Gets the slope at the input of each unit of each record.</param>
    public void Return(AutoregressivePass pass, ReadOnlySpan<float> logitSlopes, Span<float> unitSlopes)
    {
        for (var column = 0; column < Columns - 1; column++)
        {
            var (seen, done, told) = (UnitsBefore[column], UnitsBefore[column + 1], LogitsBefore[column + 1]);
            if (done > seen)
            {
                var logits = Logits - told;
                Gemm.Multiply(
                    false, true, pass.Count, done - seen, logits, logitSlopes[told..], Logits,
                    Parameters[_unitsToLogits[column]], logits, 0, unitSlopes[seen..], Units);
            }
        }

        // The slope of a unit whose output is zero does not matter.
        var said = pass.AllUnits[..(pass.Count * Units)];
        for (var i = 0; i < said.Length; i++)
        {
            unitSlopes[i] = said[i] > 0 ? unitSlopes[i] : 0;
        }
    }

    /// <summary>Adds the gradients of all records to a sum.</summary>
    /// <param name="pass">A pass to which all columns have been added.</param>
    /// <param name="cells">The cells, record by record.</param>
    /// <param name="logitSlopes">The slope at each logit of each record.</param>
    /// <param name="unitSlopes">The slope at the input of each unit of each record.</param>
    /// <param name="sum">One entry per weight.</param>
    public void AddGradient(AutoregressivePass pass, ReadOnlySpan<ushort> cells,
        ReadOnlySpan<float> logitSlopes, ReadOnlySpan<float> unitSlopes, Span<float> sum)
    {
        for (var record = 0; record < pass.Count; record++)
        {
            AddTo(unitSlopes.Slice(record * Units, Units), _unitBiases.Of(sum));
            AddTo(logitSlopes.Slice(record * Logits, Logits), _logitBiases.Of(sum));
        }

        for (var column = 0; column < Columns - 1; column++)
        {
            var (seen, done, told) = (UnitsBefore[column], UnitsBefore[column + 1], LogitsBefore[column + 1]);
            var toUnits = _cellsToUnits[column].Of(sum);
            var toLogits = _cellsToLogits[column].Of(sum);
            var (units, logits) = (Units - seen, Logits - told);
            for (var record = 0; record < pass.Count; record++)
            {
                var cell = cells[(record * Columns) + column];
                AddTo(unitSlopes.Slice((record * Units) + seen, units), toUnits.Slice(cell * units, units));
                AddTo(logitSlopes.Slice((record * Logits) + told, logits), toLogits.Slice(cell * logits, logits));
            }

            Gemm.Multiply(
                true, false, done - seen, logits, pass.Count, pass.AllUnits[seen..], Units,
                logitSlopes[told..], Logits, 1, _unitsToLogits[column].Of(sum), logits);
        }
    }

    /// <summary>The square of the Euclidean norm of one record's gradient, without the gradient.</summary>
    /// <remarks>
    /// Every block of a record's gradient is an outer product of what goes in and of the slopes behind it, so the square of
    /// its norm is the product of theirs: of one active cell, or of a group's units, and of all that lies behind a column.
    /// </remarks>
    /// <param name="units">The outputs of the record's units.</param>
    /// <param name="logitSlopes">Its slopes at the logits.</param>
    /// <param name="unitSlopes">Its slopes at the inputs of units.</param>
    public double SquaredNorm(ReadOnlySpan<float> units, ReadOnlySpan<float> logitSlopes, ReadOnlySpan<float> unitSlopes)
    {
        double sum = 0, logitsBehind = 0, unitsBehind = 0;
        for (var column = Columns - 1; column >= 0; column--)
        {
            var group = UnitsBefore[column]..UnitsBefore[column + 1];
            if (column < Columns - 1)
            {
                unitsBehind += TensorPrimitives.SumOfSquares(unitSlopes[group]);
                sum += unitsBehind + (logitsBehind * (1 + (double)TensorPrimitives.SumOfSquares(units[group])));
            }

            logitsBehind += TensorPrimitives.SumOfSquares(logitSlopes[LogitsBefore[column]..LogitsBefore[column + 1]]);
        }

        return sum + logitsBehind + unitsBehind;
    }

    /// <summary>Turns the logits of one record into probabilities, column by column.</summary>
    public void ToProbabilities(Span<float> logits)
    {
        for (var column = 0; column < Columns; column++)
        {
            CellDraws.ToProbabilities(Of(column, logits), Of(column, logits));
        }
    }

    /// <summary>The part of a record's logits that is a column's.</summary>
    public Span<float> Of(int column, Span<float> logits) => logits[LogitsBefore[column]..LogitsBefore[column + 1]];

    /// <summary>The biases of a column's logits.</summary>
    public Span<float> Biases(int column) => Of(column, Parameters[_logitBiases]);

    // Biases, then for each column but the last its weights: from its cells, and from the units that are final with it.
    private static IEnumerable<(string Name, int Rows, int Columns)> Layout(IReadOnlyList<int> sizes, int groups)
    {
        var units = sizes.Count < 2 ? 0 : groups * GroupSize;
        var later = sizes.Sum();
        yield return ("unit-biases", 1, units);
        yield return ("logit-biases", 1, later);
        for (int column = 0, seen = 0; column < sizes.Count - 1; column++)
        {
            later -= sizes[column];
            var done = UnitsUpTo(column, sizes.Count, units);
            yield return ($"cells-to-units-{column}", sizes[column], units - seen);
            yield return ($"cells-to-logits-{column}", sizes[column], later);
            yield return ($"units-to-logits-{column}", done - seen, later);
            seen = done;
        }
    }

    // Groups are final as late as an even spread lets them: later columns have more to learn from.
    private static int UnitsUpTo(int column, int columns, int units) =>
        column >= columns - 2 ? units : GroupSize * (int)((long)units / GroupSize * (column + 1) / (columns - 1));

    private static void AddTo(ReadOnlySpan<float> what, Span<float> sum) => TensorPrimitives.Add(sum, what, sum);
}
