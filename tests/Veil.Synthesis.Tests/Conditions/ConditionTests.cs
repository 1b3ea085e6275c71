using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Conditions;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Conditions;

/// <summary>Rows are drawn for which conditions hold, as many of them as the model holds.</summary>
public sealed class ConditionTests
{
    private const int Rows = 100_000;

    private static readonly string[] s_columns = ["age", "income", "city", "smoker", "joined", "seen"];

    public static TheoryData<string> Methods => [.. SynthesizerCatalog.All.Select(method => method.Info.Name)];

    public static TheoryData<string, string> Expressions => new()
    {
        { "age>=65", "age" },
        { "age != 65", "age" },
        { "income<=1000.05", "income" },
        { "income in (0, 0.01, 17.5)", "income" },
        { "city = 'a|b'", "city" },
        { "city not in (North, \"East\")", "city" },
        { "city is missing", "city" },
        { "`smoker` == yes", "smoker" },
        { "joined < 1975-06-15", "joined" },
        { "seen >= 1970-03-01T12:00", "seen" },
        { "seen is not missing", "seen" },
        { "city=other", "city" },
    };

    [Slow]
    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_row_fits_and_the_others_are_as_often_as_the_model_says(string method)
    {
        var model = Fitting.Fit(method, SmallTable.Rows(3000), epsilon: 20);
        var whole = Draw(model.Sample(Rows, 1, TestContext.Current.CancellationToken));
        foreach (var row in Expressions)
        {
            var (expression, column) = ((string)row.Data.Item1, (string)row.Data.Item2);
            var fits = Fits(expression);
            var expected = whole.Where(row => fits(row[column])).ToList();
            if (expected.Count == 0)
            {
                continue;
            }

            var source = model.Given(Parse(model, expression), TestContext.Current.CancellationToken);
            var drawn = Draw(source.Sample(5000, 2, TestContext.Current.CancellationToken));

            Assert.All(drawn, row => Assert.True(fits(row[column]), $"{expression}: {row[column]}"));

            // Five and a half standard deviations of independent rows, which these have fewer than.
            Assert.Equal(source.Probability, expected.Count / (double)Rows, (5.5 * Math.Sqrt(source.Probability / Rows)) + (2.0 / Rows));
            if (expected.Count > 2000)
            {
                var share = expected.Count(row => Equals(row["smoker"], "no")) / (double)expected.Count;
                Assert.Equal(share, drawn.Count(row => Equals(row["smoker"], "no")) / 5000.0, 5.5 * Math.Sqrt(share * (1 - share) * ((1.0 / 5000) + (1.0 / expected.Count))) + 1e-3);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Conditions_are_joined_by_and(string method)
    {
        var model = Fitting.Fitted(method);

        var source = model.Given(Parse(model, "age>=20", "age < 40", "smoker=no"), TestContext.Current.CancellationToken);
        var drawn = Draw(source.Sample(2000, 2, TestContext.Current.CancellationToken));

        Assert.All(drawn, row => Assert.True(row["age"] is long and >= 20 and < 40 && Equals(row["smoker"], "no")));
        Assert.InRange(source.Probability, 0.01, 0.99);
        Assert.Equal(1, model.Given(Parse(model), TestContext.Current.CancellationToken).Probability);
    }

    [Fact]
    public void A_condition_that_cuts_a_cell_counts_the_part_that_is_left()
    {
        var model = Fitting.Fit("random", SmallTable.Rows(10));

        // 5000.00 in steps of a cent: of 500,001 values 123,457 are below.
        Assert.Equal(123_457 / 500_001.0, model.Given(Parse(model, "income < 1234.57", "income is not missing"), TestContext.Current.CancellationToken).Probability / model.Given(Parse(model, "income is not missing"), TestContext.Current.CancellationToken).Probability, 1e-9);
    }

    [Theory]
    [InlineData("agee > 3", "where-unknown-column", "agee", "Did you mean 'age'?")]
    [InlineData("city = Nort", "where-unknown-value", "'Nort'", "Did you mean 'North'?")]
    [InlineData("city > North", "where-no-order", "labels without an order", "in (")]
    [InlineData("age = abc", "where-unknown-value", "'abc' cannot be compared", "Give a number")]
    [InlineData("age = 17.5", "where-unknown-value", "go from 0 to 99", ">=")]
    [InlineData("joined > yesterday", "where-unknown-value", "cannot be compared", "2024-12-31")]
    [InlineData("age", "where-not-understood", "'age'", "age>=65")]
    [InlineData("", "where-not-understood", "''", "age>=65")]
    [InlineData("age in (3, )", "where-not-understood", "age in (3, )", "age>=65")]
    [InlineData("age in 3", "where-not-understood", "age in 3", "age>=65")]
    [InlineData("city = 'North", "where-not-understood", "North", "age>=65")]
    [InlineData("= 3", "where-not-understood", "= 3", "age>=65")]
    [InlineData("secret = 3", "where-not-modelled", "dropped", "age")]
    [InlineData("name is missing", "where-not-modelled", "made up", "age")]
    [InlineData("age > 200", "where-impossible", "no row with age > 200", "Widen")]
    public void What_cannot_be_asked_is_refused_with_a_way_out(string expression, string code, string words, string wayOut)
    {
        var model = Fitting.Fit("random", SmallTable.Rows(10));

        var fault = Assert.Throws<VeilException>(() => model.Given(Parse(model, expression), TestContext.Current.CancellationToken));

        Assert.Equal(code, fault.Code);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, fault.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_hold_signs_and_words_are_found()
    {
        var schema = new Schema
        {
            Columns =
            [
                SmallTable.Number("a", ColumnType.Integer, 0, 9),
                SmallTable.Number("a in b", ColumnType.Integer, 0, 9),
                SmallTable.Number("a<b", ColumnType.Integer, 0, 9),
                SmallTable.Number("hours-per-week", ColumnType.Integer, 0, 9),
            ],
        };
        var domain = new Domain(schema.Columns.Select(column => AttributeFactory.Create(column)));
        foreach (var (text, index) in new[] { ("a in b in (3)", 1), ("a in (3)", 0), ("a<b<3", 2), ("a<3", 0), ("'a<b' = 3", 2), ("hours-per-week=3", 3), ("a is missing", 0), ("a\tin(3)", 0) })
        {
            var (_, evidence) = Condition.Parse([text], schema, domain).Narrow(domain);

            Assert.Equal([index], Enumerable.Range(0, 4).Where(i => evidence[i] is not null));
        }
    }

    private static Condition Parse(Veil.Synthesis.Models.SynthesisModel model, params string[] expressions) =>
        Condition.Parse(expressions, model.Content.Schema, model.Content.Domain);

    // The same conditions on values as they are written.
    private static Func<object?, bool> Fits(string expression) => expression switch
    {
        "age>=65" => value => value is long and >= 65,
        "age != 65" => value => value is long and not 65,
        "income<=1000.05" => value => value is double and <= 1000.05,
        "income in (0, 0.01, 17.5)" => value => value is 0.0 or 0.01 or 17.5,
        "city = 'a|b'" => value => Equals(value, "a|b"),
        "city not in (North, \"East\")" => value => value is string and not ("North" or "East"),
        "city is missing" => value => value is null,
        "`smoker` == yes" => value => Equals(value, "yes"),
        "joined < 1975-06-15" => value => value is long day && day < new DateOnly(1975, 6, 15).DayNumber - new DateOnly(1970, 1, 1).DayNumber,
        "seen >= 1970-03-01T12:00" => value => value is long and >= (59L * 86_400_000) + 43_200_000,
        "seen is not missing" => value => value is not null,
        _ => value => Equals(value, "other"),
    };

    private static List<Dictionary<string, object?>> Draw(IEnumerable<Table> chunks) =>
        [.. chunks.SelectMany(chunk => Enumerable.Range(0, chunk.RowCount).Select(row =>
            s_columns.ToDictionary(name => name, name => Value(chunk[name], row))))];

    private static object? Value(Column column, int row) => column.IsMissing(row) ? null : column switch
    {
        LabelColumn labels => labels.Labels[labels.Codes[row]],
        DecimalColumn decimals => decimals.Values[row],
        _ => ((IntegerColumn)column).Values[row],
    };
}
