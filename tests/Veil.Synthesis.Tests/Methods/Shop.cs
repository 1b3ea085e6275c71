using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

/// <summary>A shop's goods for methods that learn slowly: the price says the size, and large goods are not sold.</summary>
internal static class Shop
{
    public const int Rows = 4000;

    private static readonly ImmutableArray<string> s_sizes = ["small", "middle", "large"];

    public static Schema Schema { get; } = new()
    {
        Name = "shop",
        Columns =
        [
            new ColumnSchema { Name = "size", Type = SmallTable.Known(ColumnType.Category), Categories = SmallTable.Known(s_sizes) },
            SmallTable.Number("price", ColumnType.Integer, 0, 8),
            new ColumnSchema { Name = "sold", Type = SmallTable.Known(ColumnType.Boolean), BooleanLabels = SmallTable.Known(("yes", "no")) },
        ],
    };

    public static PrivateTable Wrap(double epsilon, double delta = 1e-6, FittedBy? by = null) => new(
        new RowsInMemory(Table()), Contract.Fitting.Budget(epsilon, delta, by), PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(2));

    public static Table Table()
    {
        var prices = Enumerable.Range(0, Rows).Select(i => (long)(i % 9)).ToArray();
        return new Table(
        [
            new LabelColumn("size", [.. prices.Select(price => (int)price / 3)], LabelPool.Of(s_sizes), ColumnType.Category),
            new IntegerColumn("price", prices),
            new LabelColumn("sold", [.. prices.Select((price, i) => price < 6 && i / 9 % 2 == 0 ? 0 : 1)], LabelPool.Of(["yes", "no"]), ColumnType.Boolean),
        ]);
    }

    /// <summary>The part of the rows whose price is that of their size: a third when columns are independent.</summary>
    public static double Fitting(Table table)
    {
        var sizes = (LabelColumn)table["size"];
        return Enumerable.Range(0, table.RowCount).Average(row =>
            ((IntegerColumn)table["price"]).Values[row] / 3 == s_sizes.IndexOf(sizes.Labels[sizes.Codes[row]]) ? 1.0 : 0);
    }

    /// <summary>The part of the rows that are sold: a third.</summary>
    public static double Sold(Table table)
    {
        var sold = (LabelColumn)table["sold"];
        return Enumerable.Range(0, table.RowCount).Average(row => sold.Labels[sold.Codes[row]] == "yes" ? 1.0 : 0);
    }

    public sealed class Watch(Action<FitProgress> watch) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => watch(value);
    }
}
