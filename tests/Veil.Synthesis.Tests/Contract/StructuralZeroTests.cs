using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>What is declared impossible never occurs, whatever the rows and the noise say.</summary>
public sealed class StructuralZeroTests
{
    private static readonly ImpossibleCombination[] s_impossible =
    [
        new([new("age") { Maximum = 17 }, new("smoker") { Values = ["yes"] }]),
        new([new("income") { Minimum = 1234.56, Maximum = 2000 }, new("city") { Values = ["North", "a|b"] }]),
        new([new("age") { Values = ["40", "41"] }, new("city") { Values = ["East"] }, new("smoker") { Values = ["no"] }]),
        new([new("joined") { Maximum = 300 }, new("age") { Minimum = 81 }]),
    ];

    private static readonly Schema s_schema = SmallTable.Schema with { Impossible = [.. s_impossible] };

    public static TheoryData<string> Methods =>
        [.. SynthesizerCatalog.All.Select(method => method.Info.Name).Where(name => !Fitting.Fitted(name).Content.Potentials.IsEmpty)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void No_row_of_a_hundred_thousand_has_it(string method)
    {
        var model = Fitting.Load(Fitting.Save(Fitting.Fit(method, SmallTable.Rows(2000), s_schema, epsilon: 1)));
        var (rows, hits) = (0, 0);
        foreach (var chunk in model.Sample(100_000, 1, TestContext.Current.CancellationToken))
        {
            var ages = ((IntegerColumn)chunk["age"]).Values;
            var incomes = ((DecimalColumn)chunk["income"]).Values;
            var joined = ((IntegerColumn)chunk["joined"]).Values;
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var (city, smoker) = (Label(chunk["city"], row), Label(chunk["smoker"], row));
                Assert.False(ages[row] <= 17 && smoker == "yes");
                Assert.False(incomes[row] is >= 1234.56 and <= 2000 && city is ("North" or "a|b"));
                Assert.False(ages[row] is 40 or 41 && city == "East" && smoker == "no");
                Assert.False(joined[row] != IntegerColumn.Missing && joined[row] <= 300 && ages[row] >= 81);
                rows++;
                hits += ages[row] <= 17 || smoker == "yes" ? 1 : 0;
            }
        }

        Assert.Equal(100_000, rows);
        Assert.InRange(hits, 10_000, 99_000);
    }

    [Fact]
    public void The_model_is_the_independent_one_without_what_cannot_be()
    {
        var schema = new Schema
        {
            Columns =
            [
                SmallTable.Number("a", ColumnType.Integer, 0, 5) with { Nullable = SmallTable.Known(false) },
                SmallTable.Number("b", ColumnType.Integer, 0, 3) with { Nullable = SmallTable.Known(false) },
                SmallTable.Number("c", ColumnType.Integer, 0, 2) with { Nullable = SmallTable.Known(false) },
            ],
            Impossible =
            [
                new([new("b") { Minimum = 2 }, new("a") { Maximum = 3 }]),
                new([new("a") { Values = ["5"] }, new("b") { Values = ["0", "1"] }]),
                new([new("c") { Values = ["1"] }, new("a") { Values = ["0"] }, new("b") { Values = ["0"] }]),
            ],
        };
        var domain = new Domain(schema.Columns.Select(column => AttributeFactory.Create(column)));
        var zeros = StructuralZeros.Of(schema, domain);
        double[][] singles = [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4], [3, 1, 2]];
        List<AttributeSet> sets = [new(0), new(1), new(2), .. zeros.Keys];
        var model = GraphicalModel.Of(
            [6, 4, 3], sets, [.. singles.Select(counts => Array.ConvertAll(counts, Math.Log)), .. zeros.Values], 1);

        var joint = new double[72];
        for (var cell = 0; cell < joint.Length; cell++)
        {
            var (a, b, c) = (cell / 12, cell / 3 % 4, cell % 3);
            var isImpossible = (b >= 2 && a <= 3) || (a == 5 && b <= 1) || (c == 1 && a == 0 && b == 0);
            joint[cell] = isImpossible ? 0 : singles[0][a] * singles[1][b] * singles[2][c];
        }

        Assert.Equal(2, zeros.Count);
        var actual = model.Marginal(new AttributeSet(0, 1, 2))!;
        Assert.All(joint.Zip(actual), pair => Assert.Equal(pair.First / joint.Sum(), pair.Second, 1e-12));
    }

    [Fact]
    public void Combinations_that_leave_nothing_are_refused()
    {
        var schema = SmallTable.Schema with
        {
            Columns = [SmallTable.Schema.Find("age")!, SmallTable.Number("joined", ColumnType.Date, 0, 9) with { Nullable = SmallTable.Known(false) }],
            Impossible = [new([new("age") { Minimum = 0 }, new("joined") { Minimum = 0 }])],
        };
        var rows = new Table([new IntegerColumn("age", [1, 2]), new IntegerColumn("joined", [1, 2], ColumnType.Date)]);

        var fault = Assert.Throws<VeilException>(() => Fitting.Fit("mst", rows, schema));

        Assert.Equal("impossible-everything", fault.Code);
    }

    [Fact]
    public void Methods_that_draw_columns_on_their_own_say_that_they_ignore_it() =>
        Assert.All(["random", "independent"], method => Assert.Contains(
            Fitting.Fit(method, SmallTable.Rows(50), s_schema).Statement.Limitations, text => text.Contains("impossible", StringComparison.Ordinal)));

    private static string? Label(Column column, int row) =>
        column is LabelColumn labels && !labels.IsMissing(row) ? labels.Labels[labels.Codes[row]] : null;
}
