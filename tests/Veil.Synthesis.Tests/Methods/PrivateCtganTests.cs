using Veil.Data.Errors;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Conditions;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Methods.Ctgan;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

public sealed class PrivateCtganTests
{
    private static readonly Lazy<SynthesisModel> s_fitted = new(() => Fit(epsilon: 1));

    [Slow]
    [Fact]
    public void Relations_and_single_columns_are_kept()
    {
        var model = Fit(epsilon: 8, new CtganOptions { Epochs = 20, BatchSize = 80 });

        var rows = Assert.Single(model.Sample(4000, 1, TestContext.Current.CancellationToken));

        Assert.InRange(Shop.Fitting(rows), 0.6, 1);
        Assert.Equal(1 / 3.0, Shop.Sold(rows), 0.03);
    }

    [Fact]
    public void The_training_is_one_charge_and_all_charges_keep_the_promise()
    {
        var statement = s_fitted.Value.Statement;

        Assert.Equal(Assert.Single(statement.Charges, charge => charge.Event is SubsampledGaussianEvent), statement.Charges[^1]);
        Assert.InRange(PrivacyAccountant.Replay(statement.Charges, CompositionRule.GaussianDp, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove).Epsilon, 0.9, 1);
    }

    [Fact]
    public void Options_say_how_long_is_trained()
    {
        var training = Assert.IsType<SubsampledGaussianEvent>(Fit(epsilon: 1, new CtganOptions { Epochs = 2, BatchSize = 400 }).Statement.Charges[^1].Event);

        Assert.Equal(0.1, training.Rate, 1e-9);
        Assert.Equal(20, training.Steps);
    }

    [Fact]
    public void A_hopeless_budget_is_refused_before_anything_is_paid_and_the_one_that_is_named_would_do()
    {
        var options = Options(new CtganOptions { Epochs = 1 });
        var table = Shop.Wrap(epsilon: 0.002, by: By(options));

        var fault = Assert.Throws<VeilException>(() => new CtganSynthesizer().Fit(
            Shop.Schema, table, options, null, TestContext.Current.CancellationToken));

        Assert.Equal((FaultKind.PrivacyRefusal, "training-hopeless"), (fault.Kind, fault.Code));
        Assert.Empty(table.Accountant.Charges);
        var enough = double.Parse(fault.WayOut.Split(' ')[4], System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotEmpty(Fit(enough, new CtganOptions { Epochs = 1 }).Statement.Charges);
    }

    [Fact]
    public void A_budget_without_delta_is_refused_before_anything_is_paid()
    {
        var table = Shop.Wrap(epsilon: 1, delta: 0);

        var fault = Assert.Throws<VeilException>(() => new CtganSynthesizer().Fit(Shop.Schema, table, Options(), null, TestContext.Current.CancellationToken));

        Assert.Equal(FaultKind.PrivacyRefusal, fault.Kind);
        Assert.Empty(table.Accountant.Charges);
    }

    [Fact]
    public void A_training_that_is_stopped_early_leaves_a_model_that_says_so()
    {
        using var stop = new CancellationTokenSource();
        var losses = new HashSet<string>();
        var model = new CtganSynthesizer().Fit(
            Shop.Schema,
            Shop.Wrap(epsilon: 1, by: By(Options())),
            Options() with { StopEarly = stop.Token },
            new Shop.Watch(at =>
            {
                losses.UnionWith(at.Training?.Losses.Select(loss => loss.Name) ?? []);
                if (at.Training is { Epoch: 7 })
                {
                    stop.Cancel();
                }
            }),
            TestContext.Current.CancellationToken);

        Assert.Contains(model.Statement.Limitations, sentence => sentence.Contains("stopped after 7 of", StringComparison.Ordinal));
        Assert.Null(model.Content.Training);

        // A loss of the critic would be one on real rows.
        Assert.Equal(["generator"], losses);
        Assert.Single(model.Sample(100, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_training_goes_on_from_a_checkpoint_without_a_second_charge()
    {
        ModelContent? kept = null;
        using var broken = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => new CtganSynthesizer().Fit(
            Shop.Schema,
            Shop.Wrap(epsilon: 1, by: By(Options(new CtganOptions { Epochs = 4 }))),
            Options(new CtganOptions { Epochs = 4 }) with
            {
                Checkpoint = content =>
                {
                    kept = content;
                    broken.Cancel();
                },
            },
            null,
            broken.Token));
        using var file = new MemoryStream();
        SynthesisModel.Save(kept!, file);
        kept = SynthesizerCatalog.Load(file, "kept.veil").Content;
        var statement = kept.Statement;

        var accountant = PrivacyAccountant.Restore(statement.Guarantee!, statement.Rule!.Value, statement.Total, statement.Charges);
        var first = 0;
        var model = new CtganSynthesizer().Fit(
            Shop.Schema,
            new PrivateTable(new RowsInMemory(Shop.Table()), accountant, PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(3)),
            new FitOptions { Resume = kept },
            new Shop.Watch(at => first = first == 0 && at.Training is { } training ? training.Epoch : first),
            TestContext.Current.CancellationToken);

        Assert.Equal(21, first);
        Assert.Equal(statement.Charges, model.Statement.Charges);
        Assert.Null(model.Content.Training);
        Assert.Equal(1 / 3.0, Shop.Sold(Assert.Single(model.Sample(2000, 1, TestContext.Current.CancellationToken))), 0.05);
    }

    [Fact]
    public void A_saved_model_draws_the_same_rows_also_under_a_condition()
    {
        var model = Fit(epsilon: 1);
        using var file = new MemoryStream();
        model.Save(file);
        var loaded = SynthesizerCatalog.Load(file, "shop.veil");

        long[] Prices(SynthesisModel of) =>
        [
            .. ((Veil.Data.Tables.IntegerColumn)of.Given(Condition.Parse(["price >= 6"], of.OutputSchema, of.Content.Domain), TestContext.Current.CancellationToken)
                .Sample(200, 7, TestContext.Current.CancellationToken).Single()["price"]).Values,
        ];

        Assert.Equal(Prices(model), Prices(loaded));
        Assert.All(Prices(model), price => Assert.InRange(price, 6, 8));
    }

    [Theory]
    [InlineData("marginals")]
    [InlineData("generator.1.weight")]
    [InlineData("generator.row.bias")]
    public void A_forged_model_is_refused(string name)
    {
        var content = s_fitted.Value.Content;
        var tensor = content.Tensors.Single(tensor => tensor.Name == name);
        var forged = content with { Tensors = content.Tensors.Replace(tensor, tensor with { Shape = [1], Values = [0] }) };

        var fault = Assert.Throws<VeilException>(() => new SynthesisModel(forged, new CtganSynthesizer()).Sample(1, 1, TestContext.Current.CancellationToken).Count());

        Assert.Equal("model-damaged", fault.Code);
    }

    private static FitOptions Options(CtganOptions? method = null) => new() { Rows = (Shop.Rows, 0), Method = method ?? new CtganOptions { Epochs = 1 } };

    private static FittedBy By(FitOptions options) => new(new CtganSynthesizer(), Shop.Schema, options);

    private static SynthesisModel Fit(double epsilon, CtganOptions? method = null) =>
        new CtganSynthesizer().Fit(Shop.Schema, Shop.Wrap(epsilon, by: By(Options(method))), Options(method), null, TestContext.Current.CancellationToken);
}
