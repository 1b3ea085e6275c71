using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>Small tables and the sessions that the tests of the mechanisms open on them.</summary>
internal static class Sample
{
    public static PrivacyUnit Person(int rows) => new("person", rows);

    public static LabelColumn Labels(string name, params string?[] texts) => Labels(name, ColumnType.Text, texts);

    public static LabelColumn Labels(string name, ColumnType type, params string?[] texts)
    {
        var labels = new List<string>();
        var codes = new int[texts.Length];
        for (var row = 0; row < texts.Length; row++)
        {
            if (texts[row] is not { } text)
            {
                codes[row] = LabelColumn.Missing;
                continue;
            }

            if (!labels.Contains(text))
                labels.Add(text);
            codes[row] = labels.IndexOf(text);
        }

        return new LabelColumn(name, codes, LabelPool.Of(labels), type);
    }

    public static IntegerColumn Integers(string name, params long[] values) => new(name, values);

    public static IntegerColumn Days(string name, params long[] values) => new(name, values, ColumnType.Date);

    public static DecimalColumn Decimals(string name, params double[] values) => new(name, values);

    public static CategoryAttribute Category(string name, params string[] labels) =>
        new(name, ColumnType.Category, [.. labels], "other", hasMissing: true);

    public static NumericAttribute Whole(string name, long minimum, int cells) => new(
        name,
        ColumnType.Integer,
        new WholeGrid(minimum, 1, cells, roundsDown: false),
        [.. Enumerable.Range(0, cells).Select(cell => (long)cell)],
        hasMissing: true);

    /// <summary>A session on a table with a budget that is hard to exhaust, or the one that is given.</summary>
    public static PrivateTable Open(
        Table table,
        CompositionRule rule,
        PrivacyUnit? unit = null,
        Neighbours neighbours = Neighbours.AddRemove,
        ulong seed = 1,
        double epsilon = 1e6)
    {
        var isPure = rule == CompositionRule.PureEpsilon;
        var accountant = new PrivacyAccountant(new BudgetTerms(epsilon, isPure ? 0 : 1e-3)
        {
            ThresholdDelta = isPure ? 0 : 9e-4,
        });
        return new PrivateTable(new RowsInMemory(table), accountant, unit ?? PrivacyUnit.Row, neighbours, NoiseSource.SeededForResearch(seed));
    }

    public static Table Repeat(string label, int times) => new([Labels("c", [.. Enumerable.Repeat(label, times)])]);
}
