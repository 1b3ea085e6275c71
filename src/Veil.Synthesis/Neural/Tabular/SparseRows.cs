using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Tabular;

/// <summary>Rows as a network sees them, written as their few entries that are not zero.</summary>
/// <param name="count">The number of rows.</param>
/// <param name="attributes">The number of attributes: each has one column of a row that is 1.</param>
/// <param name="scalars">The number of numbers: the first columns of a row.</param>
internal sealed class SparseRows(int count, int attributes, int scalars)
{
    private readonly int[] _active = new int[count * attributes];
    private readonly float[] _scalars = new float[count * scalars];

    /// <summary>The number of rows.</summary>
    public int Count => Conditions.Length;

    /// <summary>The condition under which each row was drawn, or -1 for none.</summary>
    public int[] Conditions { get; } = [.. Enumerable.Repeat(-1, count)];

    /// <summary>The columns of a row that are 1.</summary>
    public Span<int> ActiveOf(int row) => _active.AsSpan(row * attributes, attributes);

    /// <summary>The first columns of a row.</summary>
    public Span<float> ScalarsOf(int row) => _scalars.AsSpan(row * scalars, scalars);

    /// <summary>Encodes rows of cells.</summary>
    /// <param name="transformer">The encoding.</param>
    /// <param name="columns">For each attribute the cell of each row.</param>
    /// <param name="random">Draws among the modes that a number may belong to.</param>
    public static SparseRows Encode(TabularTransformer transformer, IReadOnlyList<ushort[]> columns, SamplingRandom random)
    {
        var rows = new SparseRows(columns[0].Length, columns.Count, transformer.Scalars);
        Span<ushort> cells = new ushort[columns.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = columns[i][row];
            }

            transformer.Encode(cells, random, rows.ActiveOf(row), rows.ScalarsOf(row));
        }

        return rows;
    }

    /// <summary>Copies a row of other rows, but for its condition.</summary>
    public void Copy(SparseRows from, int source, int target)
    {
        from.ActiveOf(source).CopyTo(ActiveOf(target));
        from.ScalarsOf(source).CopyTo(ScalarsOf(target));
    }
}
