using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>A table with a column of every type and role, and its schema, all declared.</summary>
internal static class SmallTable
{
    public static readonly ImmutableArray<string> Cities = ["North", "East", "a|b", "Süd"];

    public static Schema Schema { get; } = new()
    {
        Name = "small",
        Columns =
        [
            new ColumnSchema { Name = "id", Type = Known(ColumnType.Integer), Role = Known(ColumnRole.Identifier) },
            Number("age", ColumnType.Integer, 0, 99) with { Nullable = Known(false) },
            new ColumnSchema { Name = "name", Role = Known(ColumnRole.Personal) },
            Number("income", ColumnType.Decimal, 0, 5000) with { Step = Known(0.01), PointMasses = Known<ImmutableArray<double>>([0]) },
            new ColumnSchema { Name = "note", Type = Known(ColumnType.Text), Role = Known(ColumnRole.Text) },
            new ColumnSchema { Name = "city", Type = Known(ColumnType.Category), Categories = Known(Cities) },
            new ColumnSchema { Name = "secret", Role = Known(ColumnRole.Drop) },
            new ColumnSchema { Name = "smoker", Type = Known(ColumnType.Boolean), BooleanLabels = Known(("yes", "no")) },
            Number("joined", ColumnType.Date, -3650, 7300) with { Granularity = Known(Granularity.Month) },
            Number("seen", ColumnType.DateTime, 0, 86_400_000L * 400) with { Granularity = Known(Granularity.Minute) },
        ],
    };

    /// <summary>The rows of the columns that are used, as a reader that knows the schema gives them.</summary>
    public static Table Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, count).Select(_ => (
            Age: (long)(99 * Math.Pow(random.NextDouble(), 2)),
            Income: random.Next(3) == 0 ? 0 : random.Next(10) == 0 ? double.NaN : Math.Round(4000 * Math.Pow(random.NextDouble(), 3), 2),
            City: random.Next(8) switch { 0 => LabelColumn.Missing, < 5 => 0, 5 => 1, 6 => 2, _ => 3 },
            Smoker: random.Next(5) == 0 ? 0 : 1,
            Joined: random.Next(4) == 0 ? IntegerColumn.Missing : 100L + random.Next(900),
            Seen: 86_400_000L * random.Next(100))).ToList();
        return new Table(
        [
            new IntegerColumn("age", [.. rows.Select(row => row.Age)]),
            new DecimalColumn("income", [.. rows.Select(row => row.Income)]),
            new LabelColumn("city", [.. rows.Select(row => row.City)], LabelPool.Of(Cities), ColumnType.Category),
            new LabelColumn("smoker", [.. rows.Select(row => row.Smoker)], LabelPool.Of(["yes", "no"]), ColumnType.Boolean),
            new IntegerColumn("joined", [.. rows.Select(row => row.Joined)], ColumnType.Date),
            new IntegerColumn("seen", [.. rows.Select(row => row.Seen)], ColumnType.DateTime),
        ]);
    }

    public static ColumnSchema Number(string name, ColumnType type, double minimum, double maximum) =>
        new() { Name = name, Type = Known(type), Bounds = Known(new Bounds(minimum, maximum)) };

    public static Fact<T> Known<T>(T value) => new(value, Provenance.Declared);
}
