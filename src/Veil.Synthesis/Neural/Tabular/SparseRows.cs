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

    /// <summary>Copies a row of other rows, but for its condition.</summary>
    public void Copy(SparseRows from, int source, int target)
    {
        from.ActiveOf(source).CopyTo(ActiveOf(target));
        from.ScalarsOf(source).CopyTo(ScalarsOf(target));
    }
}
