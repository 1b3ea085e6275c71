using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Ledger;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>
/// A source that can only count runs every method that needs only counts, and the others refuse it before anything is charged.
/// </summary>
public sealed class CountingOnlyTests
{
    private const int Rows = 300;

    public static TheoryData<string> Counting =>
    [
        .. SynthesizerCatalog.All.Where(method => method.Info is { ReadsData: true, NeedsRows: false }).Select(method => method.Info.Name),
    ];

    public static TheoryData<string> NeedingRows =>
        [.. SynthesizerCatalog.All.Where(method => method.Info.NeedsRows).Select(method => method.Info.Name)];

    [Fact]
    public void Methods_that_train_or_teach_need_rows() =>
        Assert.Equal(["ctgan", "dp-ar", "pate-ctgan", "tvae"], NeedingRows.Select(row => row.Data).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Counting))]
    public void Counts_are_enough_and_give_what_rows_give(string method)
    {
        var counted = Fit(method, new CountingOnlyTable(SmallTable.Rows(Rows)), SmallTable.Schema);
        var read = Fit(method, new RowsInMemory(SmallTable.Rows(Rows)), SmallTable.Schema);

        Assert.NotEmpty(counted.Content.Measurements);
        Assert.Equal(Noisy(read), Noisy(counted));
        Assert.Equal(read.Statement.Charges, counted.Statement.Charges);
        Assert.NotEmpty(counted.Sample(10, 1, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("independent")]
    [InlineData("mst")]
    public void Types_ranges_and_categories_are_learnt_from_counts(string method)
    {
        var schema = new Schema { Columns = [new ColumnSchema { Name = "age" }, new ColumnSchema { Name = "city" }] };
        var counted = Fit(method, new CountingOnlyTable(Raw()), schema, epsilon: 20);
        var read = Fit(method, new RowsInMemory(Raw()), schema, epsilon: 20);

        Assert.Equal([ColumnType.Integer, ColumnType.Category], counted.OutputSchema.Columns.Select(column => column.Type!.Value));
        Assert.Equal(Noisy(read), Noisy(counted));
        Assert.Equal(read.Statement.Charges, counted.Statement.Charges);
    }

    [Theory]
    [MemberData(nameof(NeedingRows))]
    public void Rows_that_are_needed_are_missed_before_anything_is_charged(string method)
    {
        var table = Fitting.Wrap(new CountingOnlyTable(SmallTable.Rows(Rows)), Fitting.Plenty, 1e-6);

        var refused = Assert.Throws<VeilException>(() => Fitting.Method(method).Fit(
            SmallTable.Schema, table, new FitOptions { Rows = (Rows, 0) }, null, TestContext.Current.CancellationToken));

        Assert.Equal("rows-needed", refused.Code);
        Assert.Empty(table.Accountant.Charges);
    }

    [Fact]
    public void A_budget_that_needs_rows_is_not_opened_on_counts()
    {
        var promised = new PrivacyGuarantee(1, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove);
        var claim = new BudgetClaim(promised, "a test", "run", BudgetSession.BoundOf(promised, mayTrain: false));
        using var session = BudgetSession.Begin(claim);
        var terms = new OpeningTerms { NeedsRows = true, DeltaOfRows = _ => 1e-9 };

        var refused = Assert.Throws<VeilException>(() => session.Open(new CountingOnlyTable(SmallTable.Rows(Rows)), terms));

        Assert.Equal("rows-needed", refused.Code);
        Assert.Null(session.Rows);
    }

    private static SynthesisModel Fit(string method, ISensitiveCounts source, Schema schema, double epsilon = 4) =>
        Fitting.Method(method).Fit(schema, Fitting.Wrap(source, epsilon, 1e-6), new FitOptions(), null, TestContext.Current.CancellationToken);

    private static IEnumerable<long> Noisy(SynthesisModel model) => model.Content.Measurements.SelectMany(measured => measured.Counts);

    private static Table Raw() => new(
    [
        Text("age", i => $"{20 + (i * i % 50)}"),
        Text("city", i => SmallTable.Cities[i * i % 3]),
    ]);

    private static LabelColumn Text(string name, Func<int, string> text)
    {
        var texts = Enumerable.Range(0, 2000).Select(text).ToList();
        var labels = texts.Distinct().ToList();
        return new LabelColumn(name, [.. texts.Select(one => labels.IndexOf(one))], LabelPool.Of(labels), ColumnType.Text);
    }
}
