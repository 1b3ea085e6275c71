using System.Collections.Immutable;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Tabular;

/// <summary>A mode for every cell of a positive weight. Cells without any go with the heaviest.</summary>
internal sealed class CategoryEncoding : AttributeEncoding
{
    private readonly int[] _cells;
    private readonly int[] _modes;
    private readonly int _heaviest;

    /// <summary>Makes the encoding.</summary>
    /// <param name="cells">The cells that have a mode, at least one.</param>
    /// <param name="size">The number of all cells.</param>
    /// <param name="heaviest">The mode of the cells that have none.</param>
    private CategoryEncoding(int[] cells, int size, int heaviest)
    {
        _cells = cells;
        _modes = new int[size];
        Array.Fill(_modes, heaviest);
        for (var mode = 0; mode < cells.Length; mode++)
        {
            _modes[cells[mode]] = mode;
        }

        _heaviest = heaviest;
    }

    /// <inheritdoc/>
    public override int Modes => _cells.Length;

    /// <inheritdoc/>
    public override bool HasScalar => false;

    /// <summary>The encoding of the cells of an attribute.</summary>
    /// <param name="weights">A weight for each cell; if none is positive, all have a mode.</param>
    public static CategoryEncoding Fit(ReadOnlySpan<double> weights)
    {
        var cells = new List<int>();
        var heaviest = 0;
        for (var cell = 0; cell < weights.Length; cell++)
        {
            if (weights[cell] > 0)
            {
                cells.Add(cell);
                heaviest = weights[cell] > weights[cells[heaviest]] ? cells.Count - 1 : heaviest;
            }
        }

        return new CategoryEncoding(cells.Count > 0 ? [.. cells] : [.. Enumerable.Range(0, weights.Length)], weights.Length, heaviest);
    }

    /// <summary>The encoding that a tensor was made of, for an attribute of a number of cells; null when it is none of those.</summary>
    public static CategoryEncoding? Of(ImmutableArray<float> values, int size)
    {
        int[] cells = [.. values.Skip(1).Select(cell => (int)cell)];
        return cells.Length > 0 && cells.All(cell => cell >= 0 && cell < size) && values[0] >= 0 && values[0] < cells.Length
            ? new CategoryEncoding(cells, size, (int)values[0])
            : null;
    }

    /// <summary>The mode of a cell, or -1 when it has none of its own.</summary>
    public int ModeOf(int cell) => _cells[_modes[cell]] == cell ? _modes[cell] : -1;

    /// <inheritdoc/>
    public override ModelTensor ToTensor(string name) =>
        new(name, [_cells.Length + 1], [_heaviest, .. _cells.Select(cell => (float)cell)]);

    /// <inheritdoc/>
    public override (int Mode, float Scalar) Encode(int cell, SamplingRandom random) => (_modes[cell], 0);

    /// <inheritdoc/>
    public override int Decode(int mode, float scalar) => _cells[mode];
}
