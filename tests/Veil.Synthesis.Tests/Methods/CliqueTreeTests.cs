using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Methods.CliqueTree;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

/// <summary>The one-shot clique tree: what it finds, what it pays with, and how large its model may get.</summary>
public sealed class CliqueTreeTests
{
    private const int Labels = 6;

    private static readonly ImmutableArray<string> s_labels = [.. Enumerable.Range(0, Labels).Select(i => $"v{i}")];

    [Theory]
    [InlineData(1e-9)]
    [InlineData(0)]
    public void A_diagonal_is_kept(double delta)
    {
        // The second column repeats the first in nine of ten rows; four others have nothing to do with it.
        var model = Fit(Chain(5000, 6, (column, random) => column == 1 && random.NextDouble() < 0.9), epsilon: 3, delta);

        Assert.InRange(Agreement(model, 0, 1), 0.87, 0.95);
        Assert.InRange(Agreement(model, 2, 3), (1.0 / Labels) - 0.04, (1.0 / Labels) + 0.04);
    }

    [Fact]
    public void Relations_of_a_wide_table_are_found_among_those_that_are_none()
    {
        // Of 40 columns every other one follows the one before: 20 relations among 780 pairs.
        var model = Fit(Chain(6000, 40, (column, random) => column % 2 == 1 && random.NextDouble() < 0.8), epsilon: 3, delta: 1e-9);

        // Without noise (5/6) of 0.2 goes astray.
        Assert.All(Enumerable.Range(0, 20), pair => Assert.InRange(Agreement(model, 2 * pair, (2 * pair) + 1), 0.7, 0.92));
        Assert.Contains(model.Statement.Charges, charge => charge.Event is ComposedEvent composed && composed.Events.All(each => each is ExponentialEvent));
    }

    [Fact]
    public void All_noise_of_a_table_of_few_columns_is_Gaussian()
    {
        var model = Fit(Chain(1000, 12, (_, _) => true), epsilon: 1, delta: 1e-9);

        Assert.All(model.Statement.Charges, charge => Assert.IsType<GaussianEvent>(charge.Event));
        Assert.Contains(model.Statement.Charges, charge => charge.Purpose == "errors of 66 pairs");
    }

    [Fact]
    public void The_model_stays_within_its_ceiling()
    {
        foreach (var megabytes in new[] { 0.001, 0.003, 0.02 })
        {
            var model = Fit(Chain(4000, 8, (_, random) => random.NextDouble() < 0.9), epsilon: 100, delta: 1e-9, megabytes);
            var domain = model.Content.Domain;
            var sets = model.Content.Potentials.Select(potential => new AttributeSet(potential.Nodes));
            var cells = Elimination.Cells([.. domain.Attributes.Select(attribute => attribute.Size)], sets);

            Assert.InRange(cells * sizeof(double), 1, megabytes * (1 << 20));
            Assert.True(megabytes < 0.003 || model.Content.Potentials.Any(potential => potential.Nodes.Length == 2));
        }
    }

    [Fact]
    public void A_ceiling_below_single_columns_is_refused_before_anything_is_paid()
    {
        var rows = Chain(100, 8, (_, _) => false);
        var table = Fitting.Wrap(rows, 1, 1e-9);

        var fault = Assert.Throws<VeilException>(() => new CliqueTreeSynthesizer().Fit(
            SchemaOf(rows), table, new FitOptions { Method = new CliqueTreeOptions { MaxModelMegabytes = 0.0001 } }, null, TestContext.Current.CancellationToken));

        Assert.Equal("model-too-large", fault.Code);
        Assert.Empty(table.Accountant.Charges);
    }

    [Fact]
    public void More_columns_than_whose_pairs_can_be_listed_are_refused_before_anything_is_paid()
    {
        var table = Fitting.Wrap(new Table([]), 1, 1e-9);
        var schema = new Schema { Columns = [.. Enumerable.Range(0, 4001).Select(i => new ColumnSchema { Name = $"c{i}" })] };

        var fault = Assert.Throws<VeilException>(() => new CliqueTreeSynthesizer().Fit(schema, table, new FitOptions(), null, TestContext.Current.CancellationToken));

        Assert.Equal("too-many-columns", fault.Code);
        Assert.Empty(table.Accountant.Charges);
    }

    [Fact]
    public void Chosen_pairs_repay_their_noise_and_form_a_tree()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 50; trial++)
        {
            var count = random.Next(2, 40);
            int[] sizes = [.. Enumerable.Range(0, count).Select(_ => random.Next(2, 12))];
            List<ScoredPair> pairs =
            [
                .. Enumerable.Range(0, count).SelectMany(a => Enumerable.Range(a + 1, count - a - 1).Select(b => new ScoredPair(
                    a, b, 1000 * (random.NextDouble() - 0.5), Math.Cbrt((double)sizes[a] * sizes[a] * sizes[b] * sizes[b])))),
            ];
            var noise = random.NextDouble();

            var chosen = new PairChoice(sizes, 5000, 800, noise, CompositionRule.GaussianDp).Choose(pairs);

            Assert.Distinct(chosen);
            Assert.All(chosen, pair => Assert.True(pair.Error > 0));
            Assert.True(chosen.Sum(pair => pair.Error) >= noise * Math.Pow(chosen.Sum(pair => pair.Weight), 1.5));
            var tree = JunctionTree.Build(sizes, chosen.Select(pair => new AttributeSet(pair.First, pair.Second)));
            Assert.InRange(tree.Cells, 1, 5000);
            Assert.All(tree.Cliques, clique => Assert.True(clique.Aggregate(1, (cells, attribute) => cells * sizes[attribute]) <= 800));
        }

        // Nothing is worth measuring when all is as believed, and all of a tree is when noise is nothing.
        ScoredPair[] some = [new(0, 1, 10, 4), new(1, 2, 5, 4), new(0, 2, -1, 4)];
        Assert.Empty(new PairChoice([2, 2, 2], 100, 100, 1e6, CompositionRule.PureEpsilon).Choose(some));
        Assert.Equal(some[..2], new PairChoice([2, 2, 2], 100, 100, 1e-9, CompositionRule.PureEpsilon).Choose(some));
    }

    private static SynthesisModel Fit(Table rows, double epsilon, double delta, double? megabytes = null)
    {
        var table = new PrivateTable(
            new RowsInMemory(rows), new PrivacyAccountant(epsilon, delta), PrivacyUnit.Row, Neighbours.AddRemove, Privacy.Noise.NoiseSource.SeededForResearch(5));
        return new CliqueTreeSynthesizer().Fit(
            SchemaOf(rows),
            table,
            new FitOptions { Method = new CliqueTreeOptions { MaxModelMegabytes = megabytes } },
            null,
            TestContext.Current.CancellationToken);
    }

    private static double Agreement(SynthesisModel model, int first, int second)
    {
        var rows = Assert.Single(model.Sample(5000, 1, TestContext.Current.CancellationToken));
        var (left, right) = ((LabelColumn)rows[$"c{first}"], (LabelColumn)rows[$"c{second}"]);
        return Enumerable.Range(0, 5000).Count(row => left.Labels[left.Codes[row]] == right.Labels[right.Codes[row]]) / 5000.0;
    }

    // Each column repeats the one before where it is told to, and is uniform elsewhere.
    private static Table Chain(int rows, int columns, Func<int, Random, bool> repeats)
    {
        var random = new Random(7);
        var codes = new int[columns][];
        for (var column = 0; column < columns; column++)
        {
            codes[column] = new int[rows];
            for (var row = 0; row < rows; row++)
            {
                codes[column][row] = column > 0 && repeats(column, random) ? codes[column - 1][row] : random.Next(Labels);
            }
        }

        return new Table([.. codes.Select((cells, column) => new LabelColumn($"c{column}", cells, LabelPool.Of(s_labels), ColumnType.Category))]);
    }

    private static Schema SchemaOf(Table rows) => new()
    {
        Columns =
        [
            .. rows.Columns.Select(column => new ColumnSchema
            {
                Name = column.Name,
                Type = SmallTable.Known(ColumnType.Category),
                Categories = SmallTable.Known(s_labels),
                Nullable = SmallTable.Known(false),
            }),
        ],
    };
}
