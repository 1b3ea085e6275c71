using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

public sealed class CellGeneratorTests
{
    private static readonly double[][] s_marginals = [[0.6, 0.3, 0.1], [0.7, 0.3]];

    [Fact]
    public void Without_a_critic_single_columns_come_out_as_they_were_counted()
    {
        var rows = Draw(new CellGenerator(s_marginals, new Critic([3, 2], [4]), new SamplingRandom(1)));

        Assert.Equal([0.6, 0.3, 0.1], Enumerable.Range(0, 3).Select(cell => rows[0].Count(row => row == cell) / 10_000.0), (a, b) => Math.Abs(a - b) < 0.01);
        Assert.Equal(0.3, rows[1].Count(row => row == 1) / 10_000.0, 0.01);
    }

    [Fact]
    public void It_moves_towards_what_a_critic_likes_and_keeps_single_columns()
    {
        // Likes records that are in the first cell of both attributes, or of none, more than others.
        var critic = new Critic([3, 2], [2]);
        var first = critic.Parameters[critic.Weights[0]];
        (first[0], first[6]) = (4, -4);
        (first[1], first[7]) = (-4, 4);
        critic.Parameters[critic.Head].Fill(-1);
        var generator = new CellGenerator(s_marginals, critic, new SamplingRandom(2));
        for (var step = 0; step < 300; step++)
        {
            generator.Step();
        }

        var rows = Draw(generator);

        // Of independent records 42 of 100 are in both; at most 60 can be.
        Assert.InRange(Enumerable.Range(0, 10_000).Count(row => rows[0][row] == 0 && rows[1][row] == 0) / 10_000.0, 0.5, 0.6);
        Assert.Equal(0.1, rows[0].Count(cell => cell == 2) / 10_000.0, 0.01);
        Assert.Equal(0.3, rows[1].Count(cell => cell == 1) / 10_000.0, 0.01);
    }

    [Fact]
    public void A_student_learns_what_records_are_worth()
    {
        var random = new SamplingRandom(3);
        var critic = new Critic([3, 2], [16, 16]);
        critic.Initialise(random);
        var regression = new CriticRegression(critic);
        ushort[] cells = [.. Enumerable.Range(0, 600).SelectMany(i => (ushort[])[(ushort)(i % 3), (ushort)(i / 3 % 2)])];
        double[] values = [.. Enumerable.Range(0, 600).Select(i => i % 3 == i / 3 % 2 ? 2.0 : 0)];
        for (var epoch = 0; epoch < 200; epoch++)
        {
            regression.Epoch(cells, values, random);
        }

        var pass = new CriticPass(critic, 6);
        for (var i = 0; i < 6; i++)
        {
            pass.SetFirst(i, cells.AsSpan(2 * i, 2));
        }

        pass.Run(6);
        var mean = values.Average();
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(values[i] - mean, pass.Score(i), 0.15);
        }
    }

    private static ushort[][] Draw(CellGenerator generator)
    {
        var content = new ModelContent
        {
            Method = "ctgan",
            Schema = Contract.SmallTable.Schema,
            Domain = new Domain(s_marginals.Select((cells, i) =>
                new CategoryAttribute($"c{i}", ColumnType.Category, [.. Enumerable.Range(0, cells.Length).Select(cell => $"{cell}")], null, hasMissing: false))),
            Tensors = CellModel.ToTensors(generator.Generator, generator.Finish(), s_marginals),
            Statement = PrivacyStatement.WithoutData(SynthesizerCatalog.Get("ctgan").Info.Name, Contract.SmallTable.Schema),
        };
        return CellModel.TrySampler(content)!.Sample(10_000, new SamplingRandom(1), TestContext.Current.CancellationToken);
    }
}
