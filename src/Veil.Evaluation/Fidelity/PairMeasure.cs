using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>A measure of pairs of columns in every table, and summaries of the differences from the real one.</summary>
/// <param name="names">The columns.</param>
/// <param name="rows">The number of rows of each table; a table without rows is not compared.</param>
internal sealed class PairMeasure(IReadOnlyList<string> names, IReadOnlyList<int> rows)
{
    // The value of a pair for which the measure is defined in the real table but, because a column is constant, not in the other
    // one: the relation is lost, and skipping the pair would hide that.
    private const double Lost = 0;

    private const int MostShown = 60;

    private readonly double?[][][] _values =
        [.. rows.Select(_ => Enumerable.Range(0, names.Count).Select(_ => new double?[names.Count]).ToArray())];

    /// <summary>The measure of a pair of columns in a table.</summary>
    public double? this[int table, int row, int column]
    {
        get => _values[table][row][column];
        set => _values[table][row][column] = value;
    }

    /// <summary>The number of pairs for which the measure is defined in the real table.</summary>
    public long Pairs => RealPairs().LongCount();

    /// <summary>
    /// The mean absolute difference between the real and another table; null where the measure is not defined for any real pair.
    /// </summary>
    public double? MeanDifference(int table) => Differences(table).Average();

    /// <summary>The sum of the absolute differences.</summary>
    public double? SumOfDifferences(int table) => Differences(table).Any() ? Differences(table).Sum() : null;

    /// <summary>The largest absolute difference.</summary>
    public double? LargestDifference(int table) => Differences(table).Max();

    /// <summary>The matrices of the real and the synthetic table, limited to a readable number of columns.</summary>
    public PairMatrix Matrix(string id, string title, double least, double most) =>
        new(id, title, [.. names.Take(MostShown)], Shown(ComparedTables.Real), Shown(ComparedTables.Synthetic), least, most);

    private double?[][] Shown(int table) => [.. _values[table].Take(MostShown).Select(row => row.Take(MostShown).ToArray())];

    private IEnumerable<double?> Differences(int table) => rows[table] == 0 ? [] : RealPairs()
        .Select(pair => (double?)Math.Abs(
            this[ComparedTables.Real, pair.Row, pair.Column]!.Value - (this[table, pair.Row, pair.Column] ?? Lost)));

    private IEnumerable<(int Row, int Column)> RealPairs() =>
        from row in Enumerable.Range(0, names.Count)
        from column in Enumerable.Range(0, names.Count)
        where row != column && this[ComparedTables.Real, row, column] is not null
        select (row, column);
}
