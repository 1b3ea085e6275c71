using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Methods.Mixture;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

/// <summary>Rows of a kept mixture against its joint distribution, computed cell by cell; which pairs are worth their noise.</summary>
public sealed class MixtureTests
{
    private static readonly int[] s_sizes = [3, 2, 4];

    // Two components over the cells of three attributes.
    private static readonly float[][] s_shares =
    [
        [0.7f, 0.2f, 0.1f, 0.9f, 0.1f, 0.25f, 0.25f, 0.4f, 0.1f],
        [0.1f, 0.1f, 0.8f, 0.3f, 0.7f, 0, 0.5f, 0, 0.5f],
    ];

    [Fact]
    public void Rows_have_the_joint_distribution()
    {
        const int Rows = 200_000;
        var sampler = MixtureModel.Sampler(Model());
        var counts = new double[24];
        foreach (var cell in Cells(sampler.Sample(Rows, new SamplingRandom(1), TestContext.Current.CancellationToken)))
        {
            counts[cell]++;
        }

        // Single columns come out nearly exact, so that the statistic is below that of independent draws: 23 degrees of
        // freedom at most, of which 49.7 is exceeded once in a thousand.
        var joint = Joint();
        Assert.Equal(0, counts.Where((_, cell) => joint[cell] == 0).Sum());
        Assert.InRange(counts.Select((count, cell) => joint[cell] > 0 ? Math.Pow(count - (Rows * joint[cell]), 2) / (Rows * joint[cell]) : 0).Sum(), 0, 49.7);
        Assert.All(((IModelMarginals)sampler).Marginal(new(0, 1, 2))!.Zip(joint), pair => Assert.Equal(pair.Second, pair.First / Total(sampler), 1e-6));
    }

    [Fact]
    public void Rows_given_evidence_have_the_conditional_distribution()
    {
        const int Rows = 100_000;
        double[]?[] evidence = [[1, 0.5, 0], null, [0, 1, 1, 0.25]];
        double[] left = [.. Joint().Select((share, cell) => share * evidence[0]![cell / 8] * evidence[2]![cell % 4])];

        var given = MixtureModel.Sampler(Model()).Given(evidence, TestContext.Current.CancellationToken);

        Assert.Equal(left.Sum(), given.Probability, 1e-6);
        var counts = new double[24];
        foreach (var cell in Cells(given.Sampler.Sample(Rows, new SamplingRandom(1), TestContext.Current.CancellationToken)))
        {
            counts[cell]++;
        }

        Assert.All(counts.Zip(left), pair => Assert.Equal(pair.Second / left.Sum(), pair.First / Rows, 0.005));
        Assert.Equal(0, counts.Where((_, cell) => left[cell] == 0).Sum());
    }

    [Fact]
    public void What_is_declared_impossible_never_comes()
    {
        var schema = Schema() with { Impossible = [new([new("c0") { Values = ["v0"] }, new("c1") { Values = ["v0"] }])] };
        var sampler = MixtureModel.Sampler(Model() with { Schema = schema });

        var cells = Cells(sampler.Sample(20_000, new SamplingRandom(1), TestContext.Current.CancellationToken)).ToList();

        Assert.DoesNotContain(cells, cell => cell < 4);
        Assert.Contains(cells, cell => cell / 8 == 0);
    }

    [Fact]
    public void A_model_that_is_none_is_refused()
    {
        var model = Model();
        var tensor = model.Tensors[0];
        ModelContent[] damaged =
        [
            model with { Tensors = [] },
            model with { Tensors = [tensor, tensor] },
            model with { Tensors = [tensor with { Name = "weights" }] },
            model with { Tensors = [tensor with { Shape = [18] }] },
            model with { Tensors = [tensor with { Shape = [0, 9], Values = [] }] },
            model with { Tensors = [tensor with { Shape = [3, 6] }] },
            model with { Tensors = [tensor with { Values = tensor.Values.SetItem(3, -0.1f) }] },
            model with { Tensors = [tensor with { Values = tensor.Values.SetItem(3, float.NaN) }] },
            model with { Tensors = [tensor with { Values = [.. new float[18]] }] },
        ];
        Assert.All(damaged, content => Assert.Equal("model-damaged", Assert.Throws<VeilException>(() => MixtureModel.Sampler(content)).Code));
    }

    [Fact]
    public void The_pairs_that_are_worth_their_noise_are_those_that_gain_most()
    {
        var random = new SamplingRandom(4);
        ScoredPair[] pairs = [.. Enumerable.Range(0, 8).Select(i => new ScoredPair(i, i + 1, (100 * random.NextDouble()) - 10, 1 + (4 * random.NextDouble())))];
        foreach (var (noise, rule) in new[] { (1.0, CompositionRule.GaussianDp), (5, CompositionRule.GaussianDp), (2, CompositionRule.PureEpsilon), (1000, CompositionRule.PureEpsilon) })
        {
            var power = rule == CompositionRule.PureEpsilon ? 2 : 1.5;
            double Gain(IEnumerable<ScoredPair> chosen) => chosen.Sum(pair => pair.Error)
                - (PairBenefit.NoiseThatStays * noise * Math.Pow(chosen.Sum(pair => pair.Weight), power));

            var worth = PairBenefit.Worth(pairs, noise, rule);

            // No pair more and none less is better.
            Assert.All(pairs.Except(worth), pair => Assert.True(Gain(worth.Append(pair)) <= Gain(worth)));
            Assert.All(worth, pair => Assert.True(Gain(worth.Except([pair])) <= Gain(worth)));
            Assert.Equal(noise < 1000, worth.Count > 0);
        }
    }

    private static ModelContent Model()
    {
        var schema = Schema();
        var attributes = schema.Columns.Select(column => AttributeFactory.Create(column))
            .Select(fine => new CompressedAttribute(fine, [.. Enumerable.Range(0, fine.Size).Select(cell => Math.Min(cell, fine.ValueCells - 1))], [.. Enumerable.Repeat(1.0, fine.Size)]));
        return new ModelContent
        {
            Method = "mixture",
            Schema = schema,
            Domain = new Domain(attributes),
            Tensors = [new ModelTensor("shares", [2, 9], [.. s_shares.SelectMany(share => share)])],
            Rows = 100,
            Statement = new PrivacyStatement { Method = "mixture" },
        };
    }

    private static Schema Schema() => new()
    {
        Columns =
        [
            .. s_sizes.Select((size, i) => new ColumnSchema
            {
                Name = $"c{i}",
                Type = SmallTable.Known(ColumnType.Category),
                Categories = SmallTable.Known<ImmutableArray<string>>([.. Enumerable.Range(0, size).Select(label => $"v{label}")]),
                Nullable = SmallTable.Known(false),
            }),
        ],
    };

    private static double[] Joint() =>
        [.. Enumerable.Range(0, 24).Select(cell => s_shares.Average(share => (double)share[cell / 8] * share[3 + (cell / 4 % 2)] * share[5 + (cell % 4)]))];

    private static double Total(IRecordSampler sampler) => ((IModelMarginals)sampler).Marginal(new(0))!.Sum();

    private static IEnumerable<int> Cells(ushort[][] columns) =>
        Enumerable.Range(0, columns[0].Length).Select(row => (columns[0][row] * 8) + (columns[1][row] * 4) + columns[2][row]);
}
