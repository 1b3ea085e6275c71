using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>A measure of pairs of columns in every table, and what is made of the differences from the real one.</summary>
/// <param name="names">The columns.</param>
/// <param name="rows">The rows of each table: without any there is nothing to compare.</param>
internal sealed class PairMeasure(IReadOnlyList<string> names, IReadOnlyList<int> rows)
{
    // What a pair counts for that has the measure in the real table and, being constant, not in the other one: the relation
    // is lost, and passing it over would hide that.
    private const double Lost = 0;

    private const int MostShown = 60;

    private readonly double?[][][] _values =
        [.. rows.Select(_ => Enumerable.Range(0, names.Count).Select(_ => new double?[names.Count]).ToArray())];

    /// <summary>The measure of one column by the other in a table.</summary>
    public double? this[int table, int row, int column]
    {
        get => _values[table][row][column];
        set => _values[table][row][column] = value;
    }

    /// <summary>The pairs that have the measure in the real table.</summary>
    public long Pairs => RealPairs().LongCount();

    /// <summary>The mean absolute difference between the real and another table; null where no real pair has the measure.</summary>
    public double? MeanDifference(int table) => Differences(table).Average();

    /// <summary>The sum of the absolute differences.</summary>
    public double? SumOfDifferences(int table) => Differences(table).Any() ? Differences(table).Sum() : null;

    /// <summary>The largest absolute difference.</summary>
    public double? LargestDifference(int table) => Differences(table).Max();

    /// <summary>The matrices of the real and the synthetic table, of as many columns as people can look at.</summary>
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
