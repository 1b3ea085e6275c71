using System.Collections.Immutable;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>A set of values of one column: a range, ends included, or some labels. It never contains the missing value.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Low">The low end.</param>
/// <param name="High">The high end.</param>
/// <param name="Labels">The codes of the labels, where the column has some.</param>
internal sealed record RangeCondition(string Column, double Low, double High, ImmutableHashSet<int>? Labels = null)
{
    /// <summary>Clears the marks of the rows that do not satisfy the condition.</summary>
    public void Narrow(ComparedTables data, int table, bool[] marks)
    {
        if (Labels is not null)
        {
            // The missing value has the code after all labels, and is not in the set.
            var column = data.Find(Column)!;
            var codes = data.Labels(table, column);
            var isIn = Enumerable.Range(0, column.Levels + 1).Select(Labels.Contains).ToArray();
            for (var row = 0; row < marks.Length; row++)
            {
                marks[row] &= isIn[codes[row]];
            }

            return;
        }

        var numbers = data.Numbers(table, Column);
        var (first, last) = (LowerBound(numbers.Values, Low), LowerBound(numbers.Values, Math.BitIncrement(High)) - 1);
        for (var row = 0; row < marks.Length; row++)
        {
            marks[row] &= numbers.Codes[row] >= first && numbers.Codes[row] <= last;
        }
    }

    private static int LowerBound(double[] values, double value)
    {
        var place = Array.BinarySearch(values, value);
        return place < 0 ? ~place : place;
    }
}

/// <summary>A conjunction of conditions on columns.</summary>
internal sealed record RangeQuery(ImmutableArray<RangeCondition> Conditions)
{
    // About three conditions per query: enough to reach beyond the marginals that are compared anyway.
    private const double MeanConditions = 3;

    /// <summary>The share of a table's rows that meet all conditions; null without rows.</summary>
    public double? Share(ComparedTables data, int table)
    {
        var marks = new bool[data.Rows(table)];
        Array.Fill(marks, true);
        foreach (var condition in Conditions)
        {
            condition.Narrow(data, table, marks);
        }

        return marks.Length == 0 ? null : (double)marks.AsSpan().Count(true) / marks.Length;
    }

    /// <summary>
    /// Random queries: intervals between two values of the domain, and sets of labels that contain each label with probability 1/2.
    /// They are drawn from the domain, not from the real rows, so that sparse regions are queried as often as dense ones.
    /// </summary>
    /// <param name="data">The tables; values are taken from the uniform one.</param>
    /// <param name="count">The number of queries.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static IReadOnlyList<RangeQuery> Draw(ComparedTables data, int count, ulong seed)
    {
        if (data.Names.IsEmpty || data.Rows(ComparedTables.Uniform) == 0)
        {
            return [];
        }

        var random = new SeededRandom(seed);
        var domain = data.Columns.Select(column => column.IsNumeric ? column.Values(ComparedTables.Uniform) : []).ToArray();
        var queries = new List<RangeQuery>(count);
        while (queries.Count < count)
        {
            var conditions = Enumerable.Range(0, domain.Length).Where(_ => random.NextDouble() * domain.Length < MeanConditions)
                .Select(Draw).OfType<RangeCondition>().ToImmutableArray();
            if (conditions.IsEmpty && Draw(random.NextBelow(domain.Length)) is { } single)
            {
                conditions = [single];
            }

            queries.Add(new RangeQuery(conditions));
        }

        return queries;

        RangeCondition? Draw(int place)
        {
            var column = data.Columns[place];
            if (!column.IsNumeric)
            {
                var all = column.PoolCodes(ComparedTables.Uniform);
                return all.Count == 0
                    ? null
                    : new RangeCondition(column.Name, 0, 0, [.. all.Where(_ => random.NextDouble() < 0.5).DefaultIfEmpty(all[0])]);
            }

            var (a, b) = (domain[place][random.NextBelow(domain[place].Length)], domain[place][random.NextBelow(domain[place].Length)]);
            return double.IsNaN(a) || double.IsNaN(b) ? null : new RangeCondition(column.Name, Math.Min(a, b), Math.Max(a, b));
        }
    }
}
