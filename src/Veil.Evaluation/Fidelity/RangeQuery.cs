using System.Collections.Immutable;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Fidelity;

/// <summary>Values of one column: those of a range, ends included, or some labels. A missing value is not among them.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Low">The low end.</param>
/// <param name="High">The high end.</param>
/// <param name="Labels">The labels, where the column has some.</param>
internal sealed record RangeCondition(string Column, double Low, double High, ImmutableHashSet<string>? Labels = null)
{
    /// <summary>Takes away the marks of the rows that do not meet the condition.</summary>
    public void Narrow(FidelityData data, int table, bool[] marks)
    {
        if (Labels is not null)
        {
            var column = (LabelColumn)data.Tables[table][Column];
            var isIn = column.Labels.ToArray().Select(Labels.Contains).ToArray();
            for (var row = 0; row < marks.Length; row++)
            {
                marks[row] &= column.Codes[row] >= 0 && isIn[column.Codes[row]];
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

/// <summary>Conditions on columns, all of which a row must meet.</summary>
internal sealed record RangeQuery(ImmutableArray<RangeCondition> Conditions)
{
    // About three conditions a query: enough to reach beyond the marginals that are compared anyway.
    private const double MeanConditions = 3;

    /// <summary>The share of a table's rows that meet all conditions; null without rows.</summary>
    public double? Share(FidelityData data, int table)
    {
        var marks = new bool[data.Tables[table].RowCount];
        Array.Fill(marks, true);
        foreach (var condition in Conditions)
        {
            condition.Narrow(data, table, marks);
        }

        return marks.Length == 0 ? null : (double)marks.AsSpan().Count(true) / marks.Length;
    }

    /// <summary>
    /// Random queries: intervals between two values of the domain, and labels each of which is in with probability 1/2. From
    /// the domain, not from the real rows, so that sparse regions are asked about as often as dense ones.
    /// </summary>
    /// <param name="data">The tables; values are those of the uniform one.</param>
    /// <param name="count">The number of queries.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static IReadOnlyList<RangeQuery> Draw(FidelityData data, int count, ulong seed)
    {
        var domain = data.Tables[FidelityData.Uniform];
        if (data.Names.IsEmpty || domain.RowCount == 0)
        {
            return [];
        }

        var random = new SeededRandom(seed);
        var queries = new List<RangeQuery>(count);
        while (queries.Count < count)
        {
            var conditions = data.Names.Where(_ => random.NextDouble() * data.Names.Length < MeanConditions)
                .Select(name => Draw(domain[name], random)).OfType<RangeCondition>().ToImmutableArray();
            if (conditions.IsEmpty && Draw(domain[data.Names[random.NextBelow(data.Names.Length)]], random) is { } single)
            {
                conditions = [single];
            }

            queries.Add(new RangeQuery(conditions));
        }

        return queries;
    }

    private static RangeCondition? Draw(Column domain, SeededRandom random)
    {
        if (domain is LabelColumn labels)
        {
            var all = labels.Labels.ToArray();
            return all.Length == 0 ? null : new RangeCondition(domain.Name, 0, 0, [.. all.Where(_ => random.NextDouble() < 0.5).DefaultIfEmpty(all[0])]);
        }

        var (a, b) = (Value(domain, random), Value(domain, random));
        return double.IsNaN(a) || double.IsNaN(b) ? null : new RangeCondition(domain.Name, Math.Min(a, b), Math.Max(a, b));
    }

    private static double Value(Column column, SeededRandom random)
    {
        var row = random.NextBelow(column.Count);
        return column.IsMissing(row) ? double.NaN : column is IntegerColumn integers ? integers.Values[row] : ((DecimalColumn)column).Values[row];
    }
}
