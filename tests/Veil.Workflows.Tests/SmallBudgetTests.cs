using Veil.Auditing;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>A budget that is too small for a table is refused where public facts show it, and told where noisy counts do.</summary>
public class SmallBudgetTests
{
    [Fact]
    public void What_is_all_noise_by_its_declared_rows_is_refused_before_it_is_read()
    {
        var schema = Schema(rows: 100);
        var fault = Assert.Throws<VeilException>(() => Train(schema, 100, 1e-4));
        Assert.Equal("budget-too-small", fault.Code);
        Assert.Equal(FaultKind.PrivacyRefusal, fault.Kind);
    }

    [Fact]
    public void A_budget_that_leaves_something_is_not_refused() => Assert.Null(Train(Schema(rows: 100), 100, 5).Model.Statement.Doubts);

    [Fact]
    public void Columns_that_were_hardly_learnt_are_named_with_what_would_do()
    {
        var doubts = Train(new Schema(), 60, 0.5).Model.Statement.Doubts;
        Assert.NotNull(doubts);
        Assert.StartsWith("2 of 2 columns ('a', 'b') were hardly learnt", doubts, StringComparison.Ordinal);
        Assert.Contains("schema", doubts, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_large_enough_raises_no_doubt() => Assert.Null(Train(new Schema(), 20_000, 1).Model.Statement.Doubts);

    private static Schema Schema(long rows) => new()
    {
        Columns = [Jobs.Integer("a", 0, 9), Jobs.Category("b", "x", "y")],
        Rows = Jobs.Declared(rows),
    };

    private static TrainResult Train(Schema schema, int rows, double epsilon) => new TrainJob().Run(
        new TrainRequest
        {
            Input = Jobs.Source(Jobs.Csv("a,b", rows, (i, random) => $"{random.Next(10)},{(i % 2 == 0 ? 'x' : 'y')}"), Jobs.WithHeader),
            Schema = schema.Columns.IsEmpty ? null : schema,
            Method = "independent",
            Privacy = new PrivacyRequest { Epsilon = epsilon },
            Noise = RepeatableNoise.Of(1),
        },
        null,
        TestContext.Current.CancellationToken);
}
