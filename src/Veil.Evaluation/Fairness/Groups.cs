using System.Globalization;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// The groups that a protected column defines: its labels, its numbers where there are few, otherwise quartiles of the real numbers;
/// missing values are a group of their own.
/// </summary>
internal sealed class Groups
{
    private const int MostNumbers = 20;
    private const int Quarters = 4;

    private Groups(string column, Binning cells, Func<int, string> nameOf, ComparedTables data)
    {
        Column = column;
        int[] Of(int table) => cells.Of(data.Find(column)!.Values(table));
        (Real, Synthetic) = (Of(ComparedTables.Real), Of(ComparedTables.Synthetic));
        Holdout = data.HasHoldout ? Of(ComparedTables.Holdout) : null;
        Names = [.. Enumerable.Range(0, cells.Cells - 1).Select(nameOf), "(missing)"];
    }

    /// <summary>The column's name.</summary>
    public string Column { get; }

    /// <summary>The group of each real row.</summary>
    public int[] Real { get; }

    /// <summary>The group of each synthetic row.</summary>
    public int[] Synthetic { get; }

    /// <summary>The group of each hold-out row; null without any.</summary>
    public int[]? Holdout { get; }

    /// <summary>The names of the groups.</summary>
    public string[] Names { get; }

    /// <summary>The groups that a column defines; null when it is not compared.</summary>
    public static Groups? Of(ComparedTables data, string name)
    {
        if (data.Find(name) is not { } column)
        {
            return null;
        }

        if (!column.IsNumeric)
        {
            return new Groups(name, new QuantileBins(column, Quarters), column.Label, data);
        }

        double[] distinct = [.. column.Values(ComparedTables.Real).Where(value => !double.IsNaN(value)).Distinct().Order()];
        if (distinct.Length <= MostNumbers)
        {
            return new Groups(
                name, new SingleNumbers(distinct), group => group < distinct.Length ? Text(distinct[group]) : "(other)", data);
        }

        var quarters = new QuantileBins(column, Quarters);
        return new Groups(name, quarters, group => NameOf(group, quarters.Edges), data);
    }

    /// <summary>The number of rows of a group.</summary>
    public static int Rows(int[] groups, int group) => groups.Count(other => other == group);

    private static string NameOf(int group, IReadOnlyList<double> edges) =>
        group == 0 ? $"up to {Text(edges[0])}"
        : group == edges.Count ? $"above {Text(edges[^1])}"
        : $"above {Text(edges[group - 1])} up to {Text(edges[group])}";

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
