using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Methods.Ctgan;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

public sealed class CtganTests
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
        var columns = Rows(2000);
        var training = Training(columns, out var transformer);
        for (var step = 0; step < 1000; step++)
        {
            training.Step();
        }

        var drawn = new GeneratorSampler(training.Average(), transformer, training.Conditions).Sample(4000, new SamplingRandom(1), TestContext.Current.CancellationToken);

        // Of a hundred rows 60, 30 and 10 are of the kinds, the answer fits 95 of them, and sizes lie about 200, 500 and 800.
        double[] kinds = [.. Enumerable.Range(0, 3).Select(kind => drawn[0].Count(cell => cell == kind) / 4000.0)];
        Assert.Equal(0.6, kinds[0], 0.15);
        Assert.Equal(0.1, kinds[2], 0.09);
        Assert.True(drawn[0].Zip(drawn[1], (kind, answer) => (kind == 1) == (answer == 1)).Count(fits => fits) > 3400);
        var sizes = Enumerable.Range(0, 3).Select(kind => drawn[2].Where((_, row) => drawn[0][row] == kind).Average(size => size)).ToArray();
        Assert.True(sizes[1] > sizes[0] + 50, $"Mean sizes are {string.Join(", ", sizes)}.");
    }

    [Fact]
    public void A_training_does_not_depend_on_which_core_is_faster_and_goes_on_where_it_stopped()
    {
        var columns = Rows(300);
        var whole = Training(columns, out _);
        var first = Training(columns, out _);
        for (var step = 0; step < 6; step++)
        {
            whole.Step();
            if (step < 3)
            {
                first.Step();
            }
        }

        var second = Training(columns, out _);
        Assert.True(second.TryResume(new ModelTraining(3, 6, first.State())));
        for (var step = 3; step < 6; step++)
        {
            second.Step();
        }

        Assert.Equal(whole.State().SelectMany(tensor => tensor.Values), second.State().SelectMany(tensor => tensor.Values));
        Assert.Equal(whole.Average().Fold(), second.Average().Fold());
    }

    [Fact]
    public void The_state_of_another_network_is_not_taken_up()
    {
        var training = Training(Rows(300), out var transformer);
        var other = new CtganTraining(transformer, SparseRows.Encode(transformer, Rows(300), new SamplingRandom(1)), 100, new SamplingRandom(1));
        Assert.True(other.TryResume(new ModelTraining(1, 2, training.State())));
        Assert.False(other.TryResume(new ModelTraining(1, 2, training.State().RemoveAt(2))));
        Assert.False(other.TryResume(new ModelTraining(1, 2, [.. training.State().Select(tensor => tensor with { Shape = [1, tensor.Values.Length] })])));
    }

    [Fact]
    public void A_model_has_nothing_whose_size_depends_on_the_number_of_rows()
    {
        Training(Rows(600), out var transformer);
        int[] Sizes(int rows)
        {
            var training = new CtganTraining(transformer, SparseRows.Encode(transformer, Rows(rows), new SamplingRandom(1)), 200, new SamplingRandom(1));
            return [.. Content(training, transformer).Tensors.Concat(training.State()).Select(tensor => tensor.Values.Length)];
        }

        Assert.Equal(Sizes(600), Sizes(2400));
    }

    [Fact]
    public void Without_protection_a_model_says_so_and_tells_how_far_it_is()
    {
        var reports = new List<FitProgress>();
        var kept = new List<ModelContent>();
        var method = new CtganSynthesizer();
        var options = new FitOptions { Method = new CtganOptions { Epochs = 3, BatchSize = 50 }, Checkpoint = kept.Add };

        var model = method.FitUnprotected(SmallTable.Schema, new UnprotectedTable(SmallTable.Rows(200)), options, new Direct(reports.Add), TestContext.Current.CancellationToken);

        Assert.True(model.Statement.IsUnprotected);
        Assert.Equal([1, 2, 3], reports.Where(report => report.Training is not null).Select(report => report.Training!.Epoch));
        Assert.All(reports.Where(report => report.Training is not null), report => Assert.All(report.Training!.Losses, loss => Assert.True(double.IsFinite(loss.Value))));
        var last = Assert.Single(kept);
        Assert.Equal(3, last.Training!.Step);
        Assert.Equal(200, model.DefaultRows);
        var table = Assert.Single(model.Sample(300, 4, TestContext.Current.CancellationToken));
        Assert.Equal(300, table.RowCount);

        // Goes on with what was kept, and ends at once when all is done.
        var again = method.FitUnprotected(
            SmallTable.Schema, new UnprotectedTable(SmallTable.Rows(200)), options with { Resume = last }, null, TestContext.Current.CancellationToken);
        Assert.Single(kept);
        float[] Weights(SynthesisModel of) => [.. of.Content.Tensors.Where(tensor => tensor.Name.EndsWith(".weight", StringComparison.Ordinal)).SelectMany(tensor => tensor.Values)];
        Assert.Equal(Weights(model), Weights(again));
    }

    [Fact]
    public void A_training_that_is_stopped_early_leaves_a_model()
    {
        using var stop = new CancellationTokenSource();
        var epochs = 0;
        var options = new FitOptions { Method = new CtganOptions { Epochs = 50, BatchSize = 50 }, StopEarly = stop.Token };
        var model = new CtganSynthesizer().FitUnprotected(
            SmallTable.Schema,
            new UnprotectedTable(SmallTable.Rows(100)),
            options,
            new Direct(at =>
            {
                if ((epochs = at.Training?.Epoch ?? 0) == 2)
                {
                    stop.Cancel();
                }
            }),
            TestContext.Current.CancellationToken);
        Assert.Equal(2, epochs);
        Assert.Single(model.Sample(10, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_seed_draws_the_same_rows_and_a_model_read_back_too()
    {
        var training = Training(Rows(300), out var transformer);
        training.Step();
        var content = Content(training, transformer);
        var one = new CtganSynthesizer().CreateSampler(content);
        var other = new GeneratorSampler(training.Average(), transformer, training.Conditions);
        Assert.Equal(
            one.Sample(3000, new SamplingRandom(9), TestContext.Current.CancellationToken),
            other.Sample(3000, new SamplingRandom(9), TestContext.Current.CancellationToken));
        Assert.NotEqual(
            one.Sample(100, new SamplingRandom(8), TestContext.Current.CancellationToken),
            one.Sample(100, new SamplingRandom(9), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Rows_can_be_drawn_under_a_condition()
    {
        var training = Training(Rows(600), out var transformer);
        var sampler = new GeneratorSampler(training.Average(), transformer, training.Conditions);
        var (given, probability) = sampler.Given([[0, 0, 1], null, null], TestContext.Current.CancellationToken);
        Assert.InRange(probability, 0.001, 0.999);
        Assert.All(given.Sample(200, new SamplingRandom(1), TestContext.Current.CancellationToken)[0], cell => Assert.Equal(2, cell));
    }

    [Fact]
    public void Tables_without_categories_and_of_one_row_can_be_learnt()
    {
        foreach (var (domain, columns) in new[]
        {
            (new Domain([s_domain[2]]), new[] { Rows(200)[2] }),
            (s_domain, Rows(1)),
        })
        {
            var transformer = TabularTransformer.Fit(domain, Counts(domain, columns));
            var training = new CtganTraining(transformer, SparseRows.Encode(transformer, columns, new SamplingRandom(1)), 20, new SamplingRandom(1));
            for (var step = 0; step < 3; step++)
            {
                var loss = training.Step();
                Assert.True(double.IsFinite(loss.Critic + loss.Penalty + loss.Generator + loss.Condition));
            }

            var drawn = new GeneratorSampler(training.Average(), transformer, training.Conditions).Sample(50, new SamplingRandom(1), TestContext.Current.CancellationToken);
            Assert.All(drawn, cells => Assert.Equal(50, cells.Length));
        }
    }

    [Fact]
    public void A_batch_is_made_of_packs()
    {
        var options = new FitOptions { Method = new CtganOptions { BatchSize = 55 } };
        Assert.Equal("batch-not-of-packs", Assert.Throws<VeilException>(() => new CtganSynthesizer().FitUnprotected(
            SmallTable.Schema, new UnprotectedTable(SmallTable.Rows(100)), options, null, TestContext.Current.CancellationToken)).Code);
    }

    [Theory]
    [InlineData("ctgan")]
    [InlineData("tvae")]
    public void A_table_without_rows_or_columns_is_refused(string method)
    {
        var empty = new Schema { Columns = [.. SmallTable.Schema.Columns.Where(column => column.Role.Value != ColumnRole.Use)] };
        foreach (var (schema, rows) in new[] { (SmallTable.Schema, 0), (empty, 20) })
        {
            Assert.Equal("nothing-to-learn", Assert.Throws<VeilException>(() => ((IUnprotectedSynthesizer)SynthesizerCatalog.Get(method)).FitUnprotected(
                schema, new UnprotectedTable(SmallTable.Rows(rows)), new FitOptions(), null, TestContext.Current.CancellationToken)).Code);
        }
    }

    [Fact]
    public void A_model_that_lacks_something_is_refused()
    {
        var training = Training(Rows(200), out var transformer);
        var content = Content(training, transformer);
        for (var i = 0; i < content.Tensors.Length; i++)
        {
            var damaged = content with { Tensors = content.Tensors.RemoveAt(i) };
            Assert.Equal("model-damaged", Assert.Throws<VeilException>(() => new CtganSynthesizer().CreateSampler(damaged)).Code);
        }
    }

    private static CtganTraining Training(ushort[][] columns, out TabularTransformer transformer)
    {
        transformer = TabularTransformer.Fit(s_domain, Counts(s_domain, columns));
        return new CtganTraining(transformer, SparseRows.Encode(transformer, columns, new SamplingRandom(1)), 200, new SamplingRandom(1));
    }

    private static ModelContent Content(CtganTraining training, TabularTransformer transformer) => new()
    {
        Method = "ctgan",
        Schema = SmallTable.Schema,
        Domain = s_domain,
        Tensors = GeneratorModel.ToTensors(transformer, training.Average(), training.Conditions),
        Statement = PrivacyStatement.Unprotected(new CtganSynthesizer().Info.Name, SmallTable.Schema),
    };

    private static ushort[][] Rows(int count)
    {
        var random = new SamplingRandom(5);
        ushort[][] columns = [new ushort[count], new ushort[count], new ushort[count]];
        for (var row = 0; row < count; row++)
        {
            var kind = random.NextBelow(10) switch { < 6 => 0, < 9 => 1, _ => 2 };
            columns[0][row] = (ushort)kind;
            columns[1][row] = (ushort)((kind == 1) == (random.NextBelow(20) > 0) ? 1 : 0);
            columns[2][row] = (ushort)(150 + (300 * kind) + random.NextBelow(100));
        }

        return columns;
    }

    private static double[][] Counts(Domain domain, ushort[][] columns) =>
        [.. columns.Select((cells, i) => Enumerable.Range(0, domain[i].Size).Select(cell => (double)cells.Count(other => other == cell)).ToArray())];

    private sealed class Direct(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
