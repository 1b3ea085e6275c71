using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Tables;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>What every method of the catalog keeps, those of tomorrow too.</summary>
public sealed class SynthesizerContractTests
{
    public static TheoryData<string> Methods => [.. SynthesizerCatalog.All.Select(method => method.Info.Name)];

    public static TheoryData<string> Readers => [.. SynthesizerCatalog.All.Where(method => method.Info.ReadsData).Select(method => method.Info.Name)];

    public static TheoryData<string> Refusing => [.. SynthesizerCatalog.All.Where(method => method.Info.ChecksFeasibility).Select(method => method.Info.Name)];

    public static TheoryData<string> Trained => [.. SynthesizerCatalog.All.Select(method => method.Info.Name).Where(Fitting.Trains)];

    [Fact]
    public void Names_are_unique_and_fit_for_a_command_line()
    {
        Assert.Distinct(SynthesizerCatalog.All.Select(method => method.Info.Name));
        Assert.All(SynthesizerCatalog.All, method =>
        {
            Assert.Matches("^[a-z][a-z0-9-]*$", method.Info.Name);
            Assert.Same(method, SynthesizerCatalog.Get(method.Info.Name));
            Assert.EndsWith(".", method.Info.Summary, StringComparison.Ordinal);
            Assert.NotEmpty(method.Info.Title);
        });
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Rows_stay_inside_the_declared_domain(string method)
    {
        var model = Fitting.Fitted(method);

        var rows = Fitting.ReadBack(model, 2000, 5);

        Assert.Equal(2000, rows.RowCount);
        foreach (var column in SmallTable.Schema.Columns.Where(column => column.Role.Value == ColumnRole.Use))
        {
            AssertInside(column, rows[column.Name]);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Columns_come_in_the_order_of_the_schema_and_unread_ones_are_made_up(string method)
    {
        var model = Fitting.Fitted(method);

        var table = Assert.Single(model.Sample(500, 1, TestContext.Current.CancellationToken));

        Assert.Equal(["id", "age", "name", "income", "note", "city", "smoker", "joined", "seen"], table.Columns.Select(column => column.Name));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), ((IntegerColumn)table["id"]).Values.ToArray());
        Assert.Distinct(((LabelColumn)table["name"]).Codes.ToArray());
        Assert.All(Enumerable.Range(0, 500), row => Assert.True(table["note"].IsMissing(row)));
        Assert.Equal(ColumnType.Boolean, table["smoker"].Type);
        Assert.Equal(ColumnType.DateTime, table["seen"].Type);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void At_most_the_budget_is_spent(string method) => SpendsAtMostTheBudget(method, Fitting.Brief(method));

    [Slow]
    [Theory]
    [MemberData(nameof(Trained))]
    public void At_most_the_budget_is_spent_by_a_training_of_usual_length(string method) => SpendsAtMostTheBudget(method, null);

    private static void SpendsAtMostTheBudget(string method, MethodOptions? options)
    {
        (double, double)[] budgets = Fitting.Method(method).Info.ChecksFeasibility
            ? [(Fitting.Plenty, 1e-6), (2 * Fitting.Plenty, 1e-9)]
            : [(0.01, 1e-9), (1, 1e-6), (9, 1e-5), (0.05, 0), (2, 0)];
        foreach (var (epsilon, delta) in budgets)
        {
            var fit = new FitOptions { Method = options };
            var table = Fitting.Wrap(
                SmallTable.Rows(300), epsilon, delta, by: new FittedBy(Fitting.Method(method), SmallTable.Schema, fit));

            var model = Fitting.Method(method).Fit(SmallTable.Schema, table, fit, null, TestContext.Current.CancellationToken);

            var statement = model.Statement;
            Assert.Equal(method, statement.Method);
            Assert.True(table.Accountant.Spent <= table.Accountant.Total);
            if (!Fitting.Method(method).Info.ReadsData)
            {
                Assert.Empty(table.Accountant.Charges);
                Assert.Null(statement.Guarantee);
                continue;
            }

            // The charges alone, replayed, must give what was promised; at delta 0 a Gaussian could not be.
            var replayed = PrivacyAccountant.Replay(statement.Charges, statement.Rule!.Value, delta, PrivacyUnit.Row, Neighbours.AddRemove);
            Assert.Equal(table.Accountant.Promised(PrivacyUnit.Row, Neighbours.AddRemove), statement.Guarantee);
            Assert.Equal(table.Accountant.Charges, statement.Charges);
            Assert.InRange(replayed.Epsilon, 0.9 * epsilon, epsilon * (1 + 1e-12));
            Assert.Equal(delta, replayed.Delta);
        }
    }

    [Theory]
    [MemberData(nameof(Refusing))]
    public void A_hopeless_budget_is_refused_and_another_is_named(string method)
    {
        foreach (var (epsilon, delta) in new[] { (0.5, 1e-9), (1, 1e-6) })
        {
            var options = new FitOptions { Rows = (100, 0) };
            var table = Fitting.Wrap(
                SmallTable.Rows(100), epsilon, delta, by: new FittedBy(Fitting.Method(method), SmallTable.Schema, options));

            var fault = Assert.Throws<VeilException>(
                () => Fitting.Method(method).Fit(SmallTable.Schema, table, options, null, TestContext.Current.CancellationToken));

            Assert.Equal(FaultKind.PrivacyRefusal, fault.Kind);
            Assert.Contains("epsilon of ", fault.WayOut, StringComparison.Ordinal);
            Assert.Empty(table.Accountant.Charges);
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_noisy_number_of_rows_below_zero_is_no_mistake(string method)
    {
        var refuses = Fitting.Method(method).Info.ChecksFeasibility;
        var options = new FitOptions { Rows = (-7, 30) };
        var table = Fitting.Wrap(
            SmallTable.Rows(2), 1, 1e-9, by: new FittedBy(Fitting.Method(method), SmallTable.Schema, options));

        SynthesisModel Fit() => Fitting.Method(method).Fit(
            SmallTable.Schema, table, options, null, TestContext.Current.CancellationToken);

        if (refuses)
        {
            Assert.Equal(FaultKind.PrivacyRefusal, Assert.Throws<VeilException>(Fit).Kind);
            return;
        }

        // What is spent on single columns is not all: the budget of the relations is there.
        Assert.InRange(Fit().Content.Rows, 0, double.MaxValue);
        Assert.InRange(table.Accountant.Spent, 0.5 * table.Accountant.Total, table.Accountant.Total);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_run_with_delta_is_accounted_exactly(string method)
    {
        Assert.Equal(CompositionRule.GaussianDp, Fitting.Fitted(method).Statement.Rule);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Nothing_is_learnt_from_a_budget_that_is_spent(string method)
    {
        var table = Fitting.Wrap(SmallTable.Rows(100), 1, 0);
        table.Accountant.Charge(new PureEvent(1), "everything");

        Assert.ThrowsAny<Exception>(() =>
            Fitting.Method(method).Fit(SmallTable.Schema, table, new FitOptions(), null, TestContext.Current.CancellationToken));
        Assert.Single(table.Accountant.Charges);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_plan_names_shares_of_the_whole(string method)
    {
        foreach (var rule in Enum.GetValues<CompositionRule>())
        {
            var steps = Fitting.Method(method).Plan(SmallTable.Schema, total: 1, rule, null);

            Assert.Equal(Fitting.Method(method).Info.ReadsData ? 1 : 0, steps.Sum(step => step.Share), 1e-9);
            Assert.All(steps, step => Assert.InRange(step.Share, 0, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_run_that_is_stopped_before_it_began_costs_nothing(string method)
    {
        var table = Fitting.Wrap(SmallTable.Rows(100), 1, 1e-6);

        Assert.ThrowsAny<OperationCanceledException>(
            () => Fitting.Method(method).Fit(SmallTable.Schema, table, new FitOptions(), null, new CancellationToken(canceled: true)));
        Assert.Empty(table.Accountant.Charges);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_run_that_is_stopped_midway_keeps_its_charges(string method)
    {
        for (var stopAt = 1; stopAt <= 3; stopAt++)
        {
            var info = Fitting.Method(method).Info;
            var table = Fitting.Wrap(
                SmallTable.Rows(100), info.ChecksFeasibility ? Fitting.Plenty : 1, 1e-6,
                by: new FittedBy(Fitting.Method(method), SmallTable.Schema));
            using var source = new CancellationTokenSource();
            var reports = 0;
            var chargesAtStop = -1;
            var progress = new Watch(at =>
            {
                Assert.InRange(at.Fraction, 0, 1);
                if (++reports == stopAt)
                {
                    chargesAtStop = table.Accountant.Charges.Count;
                    source.Cancel();
                }
            });

            Assert.ThrowsAny<OperationCanceledException>(
                () => Fitting.Method(method).Fit(SmallTable.Schema, table, new FitOptions(), progress, source.Token));
            Assert.InRange(table.Accountant.Charges.Count, chargesAtStop, chargesAtStop + 1);
            Assert.Equal(stopAt, reports);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Drawing_can_be_stopped(string method)
    {
        var model = Fitting.Fitted(method);

        Assert.ThrowsAny<OperationCanceledException>(() => model.Sample(10, 1, new CancellationToken(canceled: true)).Count());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_model_comes_back_from_its_file_the_same(string method)
    {
        var model = Fitting.Fitted(method);
        var bytes = Fitting.Save(model);

        var again = Fitting.Load(bytes);

        Assert.Equal(bytes, Fitting.Save(again));
        Assert.Equal(bytes, Fitting.Save(model));
        Assert.Equal(Fitting.Csv(model, 1000, 42), Fitting.Csv(again, 1000, 42));
        Assert.Equal(model.DefaultRows, again.DefaultRows);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_same_seed_draws_the_same_rows_and_another_draws_others(string method)
    {
        var model = Fitting.Fitted(method);

        var first = Fitting.Csv(model, 500, 7);

        Assert.Equal(first, Fitting.Csv(model, 500, 7));
        Assert.NotEqual(first, Fitting.Csv(model, 500, 8));
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Methods))]
    public void Any_number_of_rows_can_be_drawn(string method)
    {
        const int Block = 1 << 20;
        var schema = SmallTable.Schema with { Columns = [SmallTable.Schema.Find("id")!, SmallTable.Schema.Find("smoker")!] };
        var model = Fitting.Fit(method, SmallTable.Rows(100), schema);
        foreach (var rows in new long[] { 0, 1, Block - 1, Block, Block + 3 })
        {
            long next = 1;
            foreach (var chunk in model.Sample(rows, 3, TestContext.Current.CancellationToken))
            {
                Assert.Equal(chunk.RowCount, ((LabelColumn)chunk["smoker"]).Count);
                foreach (var id in ((IntegerColumn)chunk["id"]).Values)
                {
                    if (id != next++)
                    {
                        Assert.Fail($"Row {next - 1} has the identifier {id}.");
                    }
                }
            }

            Assert.Equal(rows + 1, next);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => model.Sample(-1, 1, TestContext.Current.CancellationToken));
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Readers))]
    public void More_budget_brings_the_rows_nearer(string method)
    {
        var real = SmallTable.Rows(2000, seed: 9);
        if (Fitting.Method(method).Info.ChecksFeasibility)
        {
            // The smallest of these budgets would be refused; single columns are counted whatever a network learns.
            Assert.InRange(Distance(real, Fitting.Fit(method, real, epsilon: 500)), 0, 0.05);
            return;
        }

        var distances = new[] { 0.05, 5, 500 }
            .Select(epsilon => Enumerable.Range(1, 4).Average(seed => Distance(real, Fitting.Fit(method, real, epsilon: epsilon, noise: (ulong)seed))))
            .ToList();

        Assert.True(distances[0] > 2 * distances[1], string.Join(", ", distances));
        Assert.True(distances[1] > distances[2], string.Join(", ", distances));

        // What is left is the width of the cells.
        Assert.InRange(distances[2], 0, 0.04);

        static double Distance(Table real, SynthesisModel model)
        {
            var tables = BinnedTables.Of(real, Assert.Single(model.Sample(10_000, 1)));
            return Enumerable.Range(0, tables.Names.Count).Average(column => tables.TotalVariation([column]));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Tables_with_hardly_anything_in_them_are_no_trouble(string method) => LearnsFromHardlyAnything(method, Fitting.Brief(method));

    [Slow]
    [Theory]
    [MemberData(nameof(Trained))]
    public void Tables_with_hardly_anything_in_them_are_no_trouble_to_a_training_of_usual_length(string method) =>
        LearnsFromHardlyAnything(method, null);

    private static void LearnsFromHardlyAnything(string method, MethodOptions? options)
    {
        var age = SmallTable.Schema.Columns.Single(column => column.Name == "age");
        var city = SmallTable.Schema.Columns.Single(column => column.Name == "city");
        var small = SmallTable.Rows(500);
        var cases = new (string What, Schema Schema, Table Rows)[]
        {
            ("no rows", SmallTable.Schema, SmallTable.Rows(0)),
            ("one row", SmallTable.Schema, SmallTable.Rows(1)),
            ("one column", SmallTable.Schema with { Columns = [age] }, small),
            ("one value", SmallTable.Schema with { Columns = [age] }, new Table([new IntegerColumn("age", [.. Enumerable.Repeat(7L, 500)])])),
            ("only missing", SmallTable.Schema with { Columns = [city] }, new Table(
                [new LabelColumn("city", [.. Enumerable.Repeat(-1, 500)], LabelPool.Of([]), ColumnType.Category)])),
            ("nothing that is used", SmallTable.Schema with { Columns = [SmallTable.Schema.Find("id")!] }, new Table([])),
        };
        foreach (var (what, schema, rows) in cases)
        {
            if (what is "no rows" or "one row" && Fitting.Method(method).Info is { ChecksFeasibility: true, TrainsByStep: true })
            {
                Assert.Equal(FaultKind.PrivacyRefusal, Assert.Throws<VeilException>(() => Fitting.Fit(method, rows, schema, options: options)).Kind);
                continue;
            }

            // A method that refuses hopeless budgets has a delta either way.
            double[] deltas = Fitting.Method(method).Info.ChecksFeasibility ? [1e-6] : [0, 1e-6];
            foreach (var delta in deltas)
            {
                var model = Fitting.Fit(method, rows, schema, epsilon: 1, delta, options: options);
                var drawn = Fitting.ReadBack(Fitting.Load(Fitting.Save(model)), 50, 1);
                if (what != "nothing that is used")
                {
                    Assert.Equal(50, drawn.RowCount);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void What_stands_out_of_the_noise_is_found(string method)
    {
        var values = new Table(
        [
            new IntegerColumn("age", [.. Enumerable.Repeat(7L, 5000)]),
            new LabelColumn("city", [.. Enumerable.Repeat(-1, 5000)], LabelPool.Of([]), ColumnType.Category),
        ]);
        var schema = SmallTable.Schema with { Columns = [SmallTable.Schema.Find("age")!, SmallTable.Schema.Find("city")!] };

        var drawn = Assert.Single(Fitting.Fit(method, values, schema, epsilon: 5).Sample(1000, 1, TestContext.Current.CancellationToken));

        Assert.InRange(((IntegerColumn)drawn["age"]).Values.ToArray().Count(age => age == 7), 950, 1000);
        Assert.InRange(Enumerable.Range(0, 1000).Count(drawn["city"].IsMissing), 950, 1000);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_without_a_domain_learns_it_or_says_what_is_missing(string method)
    {
        var schema = SmallTable.Schema with
        {
            Columns = [.. SmallTable.Schema.Columns.Select(column => column with { Bounds = null, Categories = null, PointMasses = null })],
        };
        if (Fitting.Method(method).Info.ReadsData)
        {
            var model = Fitting.Fit(method, SmallTable.Rows(1000), schema, epsilon: 5, options: Fitting.Brief(method));
            Assert.Equal(["North"], model.Content.Schema.Find("city")!.Categories!.Value.Where(label => label == "North"));
            Assert.Equal(Provenance.Dp, model.Content.Schema.Find("age")!.Bounds!.Source);
            Assert.Equal(100, Fitting.ReadBack(model, 100, 1).RowCount);
        }
        else
        {
            var fault = Assert.Throws<VeilException>(() => Fitting.Fit(method, SmallTable.Rows(10), schema));
            Assert.Equal("domain-not-declared", fault.Code);
        }
    }

    private static void AssertInside(ColumnSchema schema, Column column)
    {
        Assert.Equal(schema.Type!.Value, column.Type);
        if (schema.Nullable is { Value: false })
        {
            Assert.All(Enumerable.Range(0, column.Count), row => Assert.False(column.IsMissing(row)));
        }

        switch (column)
        {
            case LabelColumn labels:
                string[] allowed = column.Type == ColumnType.Boolean ? ["yes", "no"] : [.. schema.Categories!.Value, "other"];
                Assert.Subset(allowed.ToHashSet(), labels.Labels.ToArray().ToHashSet());
                break;
            case IntegerColumn whole:
                Assert.All(whole.Values.ToArray().Where(value => value != IntegerColumn.Missing), value => AssertWithin(schema, value));
                break;
            case DecimalColumn decimals:
                Assert.All(decimals.Values.ToArray().Where(value => !double.IsNaN(value)), value => AssertWithin(schema, value));
                break;
        }
    }

    private static void AssertWithin(ColumnSchema schema, double value)
    {
        // A month may begin before the smallest date.
        var slack = schema.Granularity?.Value == Granularity.Month ? 30 : 0;
        Assert.InRange(value, schema.Bounds!.Value.Minimum - slack, schema.Bounds.Value.Maximum);
    }

    private sealed class Watch(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
