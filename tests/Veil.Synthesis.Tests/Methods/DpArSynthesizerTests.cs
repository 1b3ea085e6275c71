using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Conditions;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Methods.DpAr;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

public sealed class DpArSynthesizerTests
{
    private const int Rows = 3000;

    private static readonly ImmutableArray<string> s_sizes = ["small", "middle", "large"];

    private static readonly Schema s_schema = new()
    {
        Name = "shop",
        Columns =
        [
            new ColumnSchema { Name = "size", Type = SmallTable.Known(ColumnType.Category), Categories = SmallTable.Known(s_sizes) },
            SmallTable.Number("price", ColumnType.Integer, 0, 29),
            new ColumnSchema { Name = "sold", Type = SmallTable.Known(ColumnType.Boolean), BooleanLabels = SmallTable.Known(("yes", "no")) },
        ],
    };

    [Fact]
    public void What_predicts_a_column_is_kept()
    {
        var model = Fit(epsilon: 3);

        var table = Assert.Single(model.Sample(5000, 1, TestContext.Current.CancellationToken));

        Assert.InRange(Fitting(table), 0.85, 1);
        var large = Enumerable.Range(0, 5000).Where(row => Size(table, row) == 2).ToList();
        Assert.InRange(large.Count / 5000.0, 0.28, 0.38);
        Assert.InRange(large.Count(row => ((LabelColumn)table["sold"]).Codes[row] == 0) / (double)large.Count, 0, 0.1);
    }

    [Fact]
    public void What_two_columns_decide_together_is_kept()
    {
        // Parity: no pair of columns says anything.
        LabelColumn Flags(string name, Func<int, int> code) =>
            new(name, [.. Enumerable.Range(0, Rows).Select(code)], LabelPool.Of(["yes", "no"]), ColumnType.Boolean);
        ColumnSchema Flag(string name) => new() { Name = name, Type = SmallTable.Known(ColumnType.Boolean), BooleanLabels = SmallTable.Known(("yes", "no")), Nullable = SmallTable.Known(false) };
        var schema = new Schema { Columns = [Flag("x"), Flag("y"), Flag("z")] };
        var options = new FitOptions { Rows = (Rows, 0) };
        var table = new PrivateTable(
            new RowsInMemory(new Table([Flags("x", i => i % 2), Flags("y", i => i / 2 % 2), Flags("z", i => (i ^ (i / 2)) % 2)])),
            Contract.Fitting.Budget(20, 1e-6, new FittedBy(new DpArSynthesizer(), schema, options)),
            PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(2));

        var rows = Assert.Single(new DpArSynthesizer().Fit(
            schema, table, options, null, TestContext.Current.CancellationToken).Sample(4000, 1, TestContext.Current.CancellationToken));

        int Code(string name, int row) => ((LabelColumn)rows[name]).Codes[row];
        Assert.InRange(Enumerable.Range(0, 4000).Count(row => (Code("x", row) ^ Code("y", row)) == Code("z", row)) / 4000.0, 0.9, 1);
    }

    [Fact]
    public void The_training_is_one_charge_and_all_charges_keep_the_promise()
    {
        var statement = Fit(epsilon: 1).Statement;

        var training = Assert.Single(statement.Charges, charge => charge.Event is SubsampledGaussianEvent);
        Assert.Equal(training, statement.Charges[^1]);
        var replayed = PrivacyAccountant.Replay(statement.Charges, CompositionRule.GaussianDp, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove);
        Assert.InRange(replayed.Epsilon, 0.9, 1);
    }

    [Fact]
    public void Options_say_how_long_is_trained()
    {
        var fit = Assert.IsType<SubsampledGaussianEvent>(
            Fit(epsilon: 1, options: new FitOptions { Rows = (Rows, 0), Method = new DpArOptions { Epochs = 2, BatchSize = 300 } }).Statement.Charges[^1].Event);

        Assert.Equal(0.1, fit.Rate, 1e-9);
        Assert.Equal(20, fit.Steps);
    }

    [Fact]
    public void A_hopeless_budget_is_refused_before_anything_is_paid()
    {
        var options = new FitOptions { Rows = (Rows, 0) };
        var table = Wrap(epsilon: 0.01, options);

        var fault = Assert.Throws<VeilException>(() => new DpArSynthesizer().Fit(
            s_schema, table, options, null, TestContext.Current.CancellationToken));

        Assert.Equal((FaultKind.PrivacyRefusal, "training-hopeless"), (fault.Kind, fault.Code));
        Assert.Matches("epsilon of 0?\\.[0-9]+ or more", fault.WayOut);
        Assert.Empty(table.Accountant.Charges);
    }

    [Fact]
    public void A_budget_without_delta_is_refused_before_anything_is_paid()
    {
        var table = new PrivateTable(new RowsInMemory(Table()), new PrivacyAccountant(1, 0), PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(1));

        var fault = Assert.Throws<VeilException>(() => new DpArSynthesizer().Fit(s_schema, table, new FitOptions(), null, TestContext.Current.CancellationToken));

        Assert.Equal(FaultKind.PrivacyRefusal, fault.Kind);
        Assert.Empty(table.Accountant.Charges);
    }

    [Fact]
    public void A_training_that_is_stopped_early_leaves_a_model_that_says_so()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Watch(at =>
        {
            if (at.Training is { Epoch: 5 })
            {
                stop.Cancel();
            }
        });

        var model = Fit(epsilon: 1, options: new FitOptions { StopEarly = stop.Token }, progress: progress);

        Assert.Contains(model.Statement.Limitations, sentence => sentence.Contains("stopped after 5 of", StringComparison.Ordinal));
        Assert.Null(model.Content.Training);
        Assert.Single(model.Sample(100, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Progress_tells_steps_and_the_epsilon_so_far_and_nothing_of_the_rows()
    {
        var seen = new List<TrainingProgress>();
        Fit(epsilon: 1, progress: new Watch(at =>
        {
            if (at.Training is { } training)
            {
                seen.Add(training);
            }
        }));

        Assert.Equal(Enumerable.Range(1, seen[^1].Epochs), seen.Select(at => at.Epoch));
        var epsilons = seen.Where(at => at.EpsilonSoFar is not null).Select(at => at.EpsilonSoFar!.Value).ToList();
        Assert.Equal(epsilons.Order(), epsilons);
        Assert.InRange(epsilons[^1], 0.9, 1);
        Assert.All(seen, at => Assert.Empty(at.Losses));
    }

    [Fact]
    public void A_training_goes_on_from_a_checkpoint_without_a_second_charge()
    {
        ModelContent? kept = null;
        using var broken = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(epsilon: 3, cancellationToken: broken.Token, options: new FitOptions
        {
            Checkpoint = content =>
            {
                if (content.Training!.Step == 40)
                {
                    kept = content;
                    broken.Cancel();
                }
            },
        }));
        var statement = kept!.Statement;
        using var file = new MemoryStream();
        SynthesisModel.Save(kept, file);
        kept = SynthesizerCatalog.Load(file, "kept.veil").Content;

        var accountant = PrivacyAccountant.Restore(statement.Guarantee!, statement.Rule!.Value, statement.Total, statement.Charges);
        var table = new PrivateTable(new RowsInMemory(Table()), accountant, PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(3));
        var first = 0;
        var model = new DpArSynthesizer().Fit(
            s_schema,
            table,
            new FitOptions { Resume = kept },
            new Watch(at => first = first == 0 && at.Training is { } training ? training.Epoch : first),
            TestContext.Current.CancellationToken);

        Assert.Equal(41, first);
        Assert.Equal(statement.Charges, model.Statement.Charges);
        Assert.Null(model.Content.Training);
        var rows = Assert.Single(model.Sample(2000, 1, TestContext.Current.CancellationToken));
        Assert.InRange(Fitting(rows), 0.8, 1);
    }

    [Fact]
    public void A_saved_model_draws_the_same_rows()
    {
        var model = Fit(epsilon: 1);
        using var file = new MemoryStream();
        model.Save(file);

        var loaded = SynthesizerCatalog.Load(file, "shop.veil");

        Assert.Equal(
            ((IntegerColumn)model.Sample(500, 7, TestContext.Current.CancellationToken).Single()["price"]).Values.ToArray(),
            ((IntegerColumn)loaded.Sample(500, 7, TestContext.Current.CancellationToken).Single()["price"]).Values.ToArray());
    }

    [Fact]
    public void Rows_can_be_drawn_under_a_condition()
    {
        var model = Fit(epsilon: 3);
        var source = model.Given(Condition.Parse(["price >= 20"], model.OutputSchema, model.Content.Domain), TestContext.Current.CancellationToken);

        Assert.InRange(source.Probability, 0.28, 0.38);
        var rows = Assert.Single(source.Sample(1000, 1, TestContext.Current.CancellationToken));
        Assert.All(((IntegerColumn)rows["price"]).Values.ToArray(), price => Assert.InRange(price, 20, 29));
        Assert.InRange(Enumerable.Range(0, 1000).Count(row => Size(rows, row) == 2) / 1000.0, 0.8, 1);
    }

    public static TheoryData<string> Forgeries => ["absent", "short", "number", "order", "groups", "many"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_forged_model_is_refused(string forgery)
    {
        var content = Fit(epsilon: 1).Content;
        ModelTensor Tensor(string name) => content.Tensors.Single(tensor => tensor.Name == name);
        ImmutableArray<ModelTensor> With(string name, ImmutableArray<float> values) =>
            content.Tensors.Replace(Tensor(name), new ModelTensor(name, [values.Length], values));
        var forged = content with
        {
            Tensors = forgery switch
            {
                "absent" => content.Tensors.Remove(Tensor("weights")),
                "short" => With("weights", Tensor("weights").Values.RemoveAt(0)),
                "number" => With("weights", Tensor("weights").Values.SetItem(3, float.NaN)),
                "order" => With("order", [0, 1, 1]),
                "groups" => With("groups", [2.5f]),
                _ => With("groups", [900]),
            },
        };

        var fault = Assert.Throws<VeilException>(() => new SynthesisModel(forged, new DpArSynthesizer()).Sample(1, 1, TestContext.Current.CancellationToken).Count());
        Assert.Equal("model-damaged", fault.Code);
    }

    private static SynthesisModel Fit(double epsilon, FitOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken? cancellationToken = null) =>
        new DpArSynthesizer().Fit(s_schema, Wrap(epsilon, options), options ?? new FitOptions(), progress, cancellationToken ?? TestContext.Current.CancellationToken);

    private static PrivateTable Wrap(double epsilon, FitOptions? options = null) => new(
        new RowsInMemory(Table()),
        Contract.Fitting.Budget(epsilon, 1e-6, new FittedBy(new DpArSynthesizer(), s_schema, options)),
        PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(2));

    // Small ones cost 0 to 9 and half of them are sold, middle ones 10 to 19, large ones 20 to 29 and none is.
    private static Table Table()
    {
        var prices = Enumerable.Range(0, Rows).Select(i => (long)(i % 30)).ToArray();
        return new Table(
        [
            new LabelColumn("size", [.. prices.Select(price => (int)price / 10)], LabelPool.Of(s_sizes), ColumnType.Category),
            new IntegerColumn("price", prices),
            new LabelColumn("sold", [.. prices.Select((price, i) => price < 20 && i / 30 % 2 == 0 ? 0 : 1)], LabelPool.Of(["yes", "no"]), ColumnType.Boolean),
        ]);
    }

    private static int Size(Table table, int row) => s_sizes.IndexOf(((LabelColumn)table["size"]).Labels[((LabelColumn)table["size"]).Codes[row]]);

    // The part of the rows whose price is that of their size.
    private static double Fitting(Table table) =>
        Enumerable.Range(0, table.RowCount).Average(row => ((IntegerColumn)table["price"]).Values[row] / 10 == Size(table, row) ? 1.0 : 0);

    private sealed class Watch(Action<FitProgress> watch) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => watch(value);
    }
}
