using Veil.Evaluation.Learners;
using Veil.Evaluation.Rows;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// A column cut into a few cells, as somebody would who has the synthetic rows only: about equally many of its numbers in
/// each, the commonest labels, one cell for all other labels and one for missing values.
/// </summary>
internal sealed class CodedColumn
{
    private const int NumberCells = 20;
    private const int LabelCells = 62;

    private readonly double[]? _edges;
    private readonly Dictionary<double, int> _labels = [];

    public CodedColumn(RecordColumn column, double[] synthetic)
    {
        double[] present = [.. synthetic.Where(value => !double.IsNaN(value)).Order()];
        if (column.IsNumeric)
        {
            _edges = present.Length == 0
                ? []
                : [.. Enumerable.Range(1, NumberCells - 1).Select(i => present[i * present.Length / NumberCells]).Distinct()];
            Cells = _edges.Length + 2;
        }
        else
        {
            var commonest = present.CountBy(label => label)
                .OrderByDescending(label => label.Value).ThenBy(label => label.Key).Take(LabelCells);
            _labels = commonest.Index().ToDictionary(label => label.Item.Key, label => label.Index);
            Cells = _labels.Count + 2;
        }
    }

    /// <summary>The number of cells.</summary>
    public int Cells { get; }

    /// <summary>The cell of each value.</summary>
    public int[] Code(double[] values) => Array.ConvertAll(values, value =>
        double.IsNaN(value) ? Cells - 1 : _edges is null ? _labels.GetValueOrDefault(value, Cells - 2) : CellOf(value));

    private int CellOf(double value)
    {
        var place = Array.BinarySearch(_edges!, value);
        return place < 0 ? ~place : place + 1;
    }
}

/// <summary>Rows in cells.</summary>
/// <param name="Codes">The cells of each column.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record CodedRecords(int[][] Codes, int Rows)
{
    /// <summary>Rows of each pair of cells of two columns.</summary>
    public int[] Count(int a, int b, int cellsOfB, int cells)
    {
        var counts = new int[cells];
        var (first, second) = (Codes[a], Codes[b]);
        for (var row = 0; row < Rows; row++)
        {
            counts[(first[row] * cellsOfB) + second[row]]++;
        }

        return counts;
    }

    /// <summary>At most so many columns, drawn at random.</summary>
    public static int[] Choose(int columns, int most, ulong seed) =>
        columns <= most ? [.. Enumerable.Range(0, columns)] : [.. new SeededRandom(seed).Permutation(columns).Take(most).Order()];
}
