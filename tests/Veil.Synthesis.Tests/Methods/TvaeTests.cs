using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Methods.Tvae;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

public sealed class TvaeTests
{
    private static readonly Domain s_domain = new(
    [
        new CategoryAttribute("kind", ColumnType.Category, ["a", "b", "c"], null, hasMissing: false),
        new CategoryAttribute("answer", ColumnType.Category, ["yes", "no"], null, hasMissing: false),
        new NumericAttribute("size", ColumnType.Integer, new WholeGrid(0, 1, 1000, roundsDown: false), [.. Enumerable.Range(0, 1000).Select(i => (long)i)], hasMissing: false),
    ]);

    [Fact]
    public void Relations_are_learnt()
    {
        var columns = Columns(2000);
        var transformer = Transformer(columns);
        var training = new TvaeTraining(transformer, columns, 125, new SamplingRandom(1));
        var first = training.Epoch(TestContext.Current.CancellationToken);
        for (var epoch = 1; epoch < 60; epoch++)
        {
            training.Epoch(TestContext.Current.CancellationToken);
        }

        var last = training.Epoch(TestContext.Current.CancellationToken);
        Assert.True((2 * last.Reconstruction) + last.Divergence < (2 * first.Reconstruction) + first.Divergence);
        var content = Content(TvaeModel.Tensors(transformer, training.Network, training.Network.Parameters.ToArray(), takesMode: false));
        var drawn = TvaeModel.Sampler(content).Sample(4000, new SamplingRandom(1), TestContext.Current.CancellationToken);

        // Of a hundred rows 60, 30 and 10 are of the kinds, the answer fits 95 of them, and sizes lie about 200, 500 and 800.
        Assert.Equal(0.6, drawn[0].Count(cell => cell == 0) / 4000.0, 0.12);
        Assert.Equal(0.1, drawn[0].Count(cell => cell == 2) / 4000.0, 0.07);
        Assert.True(drawn[0].Zip(drawn[1], (kind, answer) => (kind == 1) == (answer == 1)).Count(fits => fits) > 3400);
        var sizes = Enumerable.Range(0, 3).Select(kind => drawn[2].Where((_, row) => drawn[0][row] == kind).Average(size => size)).ToArray();
        Assert.True(sizes[1] > sizes[0] + 150 && sizes[2] > sizes[1] + 30, $"Mean sizes are {string.Join(", ", sizes)}.");

        // The likeliest categories alone: what is rare is seldom drawn, which is why draws are the default.
        var modes = TvaeModel.Sampler(Content(TvaeModel.Tensors(transformer, training.Network, training.Network.Parameters.ToArray(), takesMode: true)))
            .Sample(4000, new SamplingRandom(1), TestContext.Current.CancellationToken);
        Assert.True(Agreement(modes) > Agreement(drawn));
    }

    [Fact]
    public void A_seed_gives_the_same_rows_and_evidence_only_rows_that_keep_it()
    {
        var columns = Columns(500);
        var transformer = Transformer(columns);
        var training = new TvaeTraining(transformer, columns, 100, new SamplingRandom(1));
        training.Epoch(TestContext.Current.CancellationToken);
        var sampler = TvaeModel.Sampler(Content(TvaeModel.Tensors(transformer, training.Network, training.Network.Parameters.ToArray(), takesMode: false)));
        Assert.Equal(
            sampler.Sample(3000, new SamplingRandom(7), TestContext.Current.CancellationToken),
            sampler.Sample(3000, new SamplingRandom(7), TestContext.Current.CancellationToken));

        var (given, probability) = sampler.Given([[0, 1, 0], null, null], TestContext.Current.CancellationToken);
        var some = given.Sample(2000, new SamplingRandom(7), TestContext.Current.CancellationToken);
        Assert.All(some[0], cell => Assert.Equal(1, cell));
        var all = sampler.Sample(20_000, new SamplingRandom(8), TestContext.Current.CancellationToken);
        Assert.Equal(all[0].Count(cell => cell == 1) / 20_000.0, probability, 0.02);

        // Evidence of evidence is both.
        Assert.Equal(0, given.Given([[1, 0, 1], null, null], TestContext.Current.CancellationToken).Probability);
    }

    [Fact]
    public void Without_protection_a_model_says_so_tells_how_far_it_is_and_goes_on_where_it_was()
    {
        var reports = new List<TrainingProgress>();
        var kept = new List<ModelContent>();
        var method = new TvaeSynthesizer();
        var options = new FitOptions { Method = new TvaeOptions { Epochs = 3, BatchSize = 50 }, Checkpoint = kept.Add };
        var progress = new Direct(at =>
        {
            if (at.Training is { } training)
            {
                reports.Add(training);
            }
        });

        var model = method.FitUnprotected(SmallTable.Schema, new UnprotectedTable(SmallTable.Rows(200)), options, progress, TestContext.Current.CancellationToken);

        Assert.True(model.Statement.IsUnprotected);
        Assert.Equal([1, 2, 3], reports.Select(report => report.Epoch));
        Assert.All(reports, report => Assert.All(report.Losses, loss => Assert.True(double.IsFinite(loss.Value))));
        Assert.Equal([1, 2, 3], kept.Select(content => content.Training!.Step));
        Assert.Equal(300, Assert.Single(Contract.Fitting.Load(Contract.Fitting.Save(model)).Sample(300, 4, TestContext.Current.CancellationToken)).RowCount);

        // Ends at once when all is done.
        var again = method.FitUnprotected(
            SmallTable.Schema, new UnprotectedTable(SmallTable.Rows(200)), options with { Resume = kept[^1] }, null, TestContext.Current.CancellationToken);
        Assert.Equal(3, kept.Count);
        Assert.Equal(model.Content.Tensors.SelectMany(tensor => tensor.Values), again.Content.Tensors.SelectMany(tensor => tensor.Values));

        // A checkpoint of another table's network is none of this one's.
        Assert.Throws<VeilException>(() => method.FitUnprotected(
            SmallTable.Schema,
            new UnprotectedTable(SmallTable.Rows(200)),
            options with { Resume = kept[0] with { Training = new ModelTraining(1, 3, []) } },
            null,
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Under_a_budget_the_training_is_one_charge_and_columns_are_as_they_were_counted()
    {
        var model = Fit(Wrap(epsilon: 3, Known), Known);

        var training = Assert.Single(model.Statement.Charges, charge => charge.Event is SubsampledGaussianEvent);
        Assert.Equal(training, model.Statement.Charges[^1]);
        var replayed = PrivacyAccountant.Replay(model.Statement.Charges, CompositionRule.GaussianDp, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove);
        Assert.InRange(replayed.Epsilon, 2.7, 3);

        var cities = ((LabelColumn)Assert.Single(model.Sample(20_000, 1, TestContext.Current.CancellationToken))["city"]).Codes;
        var real = ((LabelColumn)SmallTable.Rows(2000)["city"]).Codes;
        for (var city = 0; city < SmallTable.Cities.Length; city++)
        {
            Assert.Equal(real.ToArray().Count(code => code == city) / 2000.0, cities.ToArray().Count(code => code == city) / 20_000.0, 0.03);
        }
    }

    [Fact]
    public void A_training_under_a_budget_goes_on_from_a_checkpoint_without_a_second_charge()
    {
        var kept = new List<ModelContent>();
        using var stop = new CancellationTokenSource();
        var table = Wrap(epsilon: 1, Known);
        Assert.ThrowsAny<OperationCanceledException>(() => new TvaeSynthesizer().Fit(
            SmallTable.Schema,
            table,
            new FitOptions
            {
                Rows = (2000, 0),
                Checkpoint = content =>
                {
                    kept.Add(content);
                    if (kept.Count == 5)
                    {
                        stop.Cancel();
                    }
                },
            },
            null,
            stop.Token));
        var restored = PrivacyAccountant.Restore(table.Accountant.Promised(PrivacyUnit.Row, Neighbours.AddRemove), CompositionRule.GaussianDp, table.Accountant.Total, [.. table.Accountant.Charges]);

        var steps = new List<int>();
        var model = Fit(
            new PrivateTable(new RowsInMemory(SmallTable.Rows(2000)), restored, PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(3)),
            new FitOptions { Rows = (2000, 0), Resume = kept[^1] },
            new Direct(at =>
            {
                if (at.Training is { } training)
                {
                    steps.Add(training.Epoch);
                }
            }));

        Assert.Equal(6, steps[0]);
        Assert.Equal(table.Accountant.Charges, restored.Charges);
        Assert.Null(model.Content.Training);
        Assert.Single(model.Sample(100, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_hopeless_budget_is_refused_before_anything_is_paid()
    {
        var table = Wrap(epsilon: 0.01, Known);

        var fault = Assert.Throws<VeilException>(() => Fit(table, Known));

        Assert.Equal((FaultKind.PrivacyRefusal, "training-hopeless"), (fault.Kind, fault.Code));
        Assert.Empty(table.Accountant.Charges);
    }

    private static double Agreement(ushort[][] rows) => rows[0].Zip(rows[1], (kind, answer) => (kind == 1) == (answer == 1) ? 1.0 : 0).Average();

    private static FitOptions Known { get; } = new() { Rows = (2000, 0) };

    private static PrivateTable Wrap(double epsilon, FitOptions options) => new(
        new RowsInMemory(SmallTable.Rows(2000)),
        Fitting.Budget(epsilon, 1e-6, new FittedBy(new TvaeSynthesizer(), SmallTable.Schema, options)),
        PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(1));

    private static SynthesisModel Fit(PrivateTable table, FitOptions options, IProgress<FitProgress>? progress = null) =>
        new TvaeSynthesizer().Fit(SmallTable.Schema, table, options, progress, TestContext.Current.CancellationToken);

    private static ushort[][] Columns(int rows)
    {
        var random = new SamplingRandom(4);
        ushort[][] columns = [new ushort[rows], new ushort[rows], new ushort[rows]];
        for (var row = 0; row < rows; row++)
        {
            var kind = random.NextDouble() is var u && u < 0.6 ? 0 : u < 0.9 ? 1 : 2;
            columns[0][row] = (ushort)kind;
            columns[1][row] = (ushort)((kind == 1) == (random.NextDouble() < 0.95) ? 1 : 0);
            columns[2][row] = (ushort)(200 + (300 * kind) + random.NextBelow(80));
        }

        return columns;
    }

    private static TabularTransformer Transformer(ushort[][] columns) => TabularTransformer.Fit(
        s_domain,
        [.. columns.Select((cells, i) =>
        {
            var counts = new double[s_domain[i].Size];
            foreach (var cell in cells)
            {
                counts[cell]++;
            }

            return counts;
        })]);

    private static ModelContent Content(System.Collections.Immutable.ImmutableArray<ModelTensor> tensors) => new()
    {
        Method = "tvae",
        Schema = SmallTable.Schema,
        Domain = s_domain,
        Tensors = tensors,
        Statement = PrivacyStatement.Unprotected(new TvaeSynthesizer().Info.Name, SmallTable.Schema),
    };

    private sealed class Direct(Action<FitProgress> action) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => action(value);
    }
}
