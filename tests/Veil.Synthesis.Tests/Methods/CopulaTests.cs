using Veil.Data.Errors;
using Veil.Data.Numerics;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Methods.Copula;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

/// <summary>Copulas against numeric integrals, draws of a normal distribution, and tables whose correlations are known.</summary>
public sealed class CopulaTests
{
    [Fact]
    public void Scores_are_the_means_of_their_intervals_and_have_the_cells_probabilities()
    {
        var scores = new NormalScores([5, 0, 3, 2, 0], ordered: 3, largest: 40);

        Assert.Equal([0, 1, 2, 3, 4], scores.Cells);
        Assert.Equal(0.5, Below(scores.Ends[0]), 1e-12);
        Assert.Equal(scores.Ends[0], scores.Ends[1]);
        Assert.Equal(0.8, Below(scores.Ends[2]), 1e-12);
        Assert.Equal(double.PositiveInfinity, scores.Ends[3]);
        Assert.Equal(0, (0.5 * scores.Scores[0]) + (0.3 * scores.Scores[2]) + (0.2 * scores.Scores[3]), 1e-12);
        Assert.Equal(0, scores.CellOf(-50));
        Assert.Equal(2, scores.CellOf(0.1));
        Assert.Equal(2, scores.CellOf(scores.Ends[0]));
        Assert.Equal(3, scores.CellOf(50));
        Assert.Equal((0.5 * Square(scores.Scores[0])) + (0.3 * Square(scores.Scores[2])) + (0.2 * Square(scores.Scores[3])), scores.Variance, 0.02);
        Assert.Equal([1, 2, 0], new NormalScores([1, 7, 2], ordered: 0, largest: 40).Cells);
        Assert.Equal(-2, new NormalScores([1, 1e6], ordered: 2, largest: 2).Scores[0]);
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(-0.9)]
    [InlineData(0)]
    public void The_covariance_of_scores_is_that_of_draws_and_leads_back_to_the_correlation(double correlation)
    {
        var first = new NormalScores([1, 2, 5, 2, 3], 5, 40);
        var second = new NormalScores([4, 4, 2], 3, 40);
        var random = new SamplingRandom(1);
        const int Draws = 200_000;
        double sum = 0;
        for (var i = 0; i < Draws; i++)
        {
            var x = random.NextNormal();
            var y = (correlation * x) + (Math.Sqrt(1 - (correlation * correlation)) * random.NextNormal());
            sum += first.Scores[first.CellOf(x)] * second.Scores[second.CellOf(y)];
        }

        var covariance = NormalScores.Covariance(first, second, correlation);

        Assert.Equal(sum / Draws, covariance, 0.008);
        Assert.Equal(correlation, NormalScores.Correlation(first, second, covariance), 1e-6);
    }

    [Fact]
    public void A_repaired_matrix_is_one_of_correlations_and_a_sound_one_stays()
    {
        var repaired = Correlations.Repaired(new[,] { { 1, 0.9, -0.9 }, { 0.9, 1, 0.9 }, { -0.9, 0.9, 1 } });
        Assert.True(SymmetricEigen.Of(repaired).Values[^1] > 0);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(1, repaired[i, i]));
        Assert.NotNull(Correlations.Factor(repaired, [2, 0, 1]));
        var sound = new[,] { { 1, 0.3, 0.2 }, { 0.3, 1, -0.5 }, { 0.2, -0.5, 1 } };
        Assert.All(sound.Cast<double>().Zip(Correlations.Repaired(sound).Cast<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Null(Correlations.Factor(new[,] { { 1, 2.0 }, { 2, 1 } }, [0, 1]));
    }

    [Fact]
    public void Conditions_leave_the_conditional_distribution()
    {
        const int Rows = 60_000;
        NormalScores[] scores = [new([3, 2, 5], 3, 40), new([1, 4, 2, 3], 4, 40), new([1, 1], 2, 40)];
        var correlations = new[,] { { 1, 0.7, -0.4 }, { 0.7, 1, 0.2 }, { -0.4, 0.2, 1 } };
        var sampler = new CopulaSampler(correlations, Correlations.Factor(correlations, [0, 1, 2])!, [.. scores]);
        var all = sampler.Sample(400_000, new SamplingRandom(1), TestContext.Current.CancellationToken);
        double[]?[][] conditions = [[null, [0, 0.5, 1, 0], null], [[0, 1, 1], [0, 0.5, 1, 0], null], [null, [1, 0, 0, 0], [0.25, 1]]];
        foreach (var evidence in conditions)
        {
            var kept = new double[24];
            for (var row = 0; row < all[0].Length; row++)
            {
                var part = Enumerable.Range(0, 3).Aggregate(1.0, (product, i) => product * (evidence[i]?[all[i][row]] ?? 1));
                kept[(all[0][row] * 8) + (all[1][row] * 2) + all[2][row]] += part;
            }

            var given = sampler.Given(evidence, TestContext.Current.CancellationToken);

            Assert.Equal(kept.Sum() / all[0].Length, given.Probability, 0.006);
            var drawn = given.Sampler.Sample(Rows, new SamplingRandom(2), TestContext.Current.CancellationToken);
            var counts = new double[24];
            for (var row = 0; row < Rows; row++)
            {
                counts[(drawn[0][row] * 8) + (drawn[1][row] * 2) + drawn[2][row]]++;
            }

            Assert.All(counts.Zip(kept), pair => Assert.Equal(pair.Second / kept.Sum(), pair.First / Rows, 0.012));
        }

        Assert.Equal(0, sampler.Given([[0, 0, 0], null, null], TestContext.Current.CancellationToken).Probability);
        Assert.Equal([0.3, 0.2, 0.5], sampler.Marginal(new(0))!.Select(share => Math.Round(share, 9)));
        Assert.Null(sampler.Marginal(new(0, 1)));
    }

    [Fact]
    public void Correlations_of_a_table_come_back_without_privacy_and_with_a_large_budget()
    {
        const double Correlation = 0.8;
        var table = Table(20_000, Correlation);
        var unprotected = ((IUnprotectedSynthesizer)Fitting.Method("copula")).FitUnprotected(
            s_schema, new UnprotectedTable(table), new FitOptions(), null, TestContext.Current.CancellationToken);

        Assert.True(unprotected.Statement.IsUnprotected);
        Assert.Equal(Correlation, Pearson(Draw(unprotected)), 0.02);
        Assert.Equal(Correlation, Pearson(Draw(Fitting.Load(Fitting.Save(Fitting.Fit("copula", table, s_schema, epsilon: 5))))), 0.04);
    }

    [Fact]
    public void A_model_that_is_none_is_refused()
    {
        var content = Fitting.Fit("copula", Table(200, 0.5), s_schema).Content;
        var (weights, correlations) = (content.Tensors[0], content.Tensors[1]);
        ModelTensor[][] damaged =
        [
            [], [weights], [correlations, weights], [weights with { Values = weights.Values.SetItem(0, -1) }, correlations],
            [weights, correlations with { Values = correlations.Values.SetItem(0, 2) }],
            [weights, correlations with { Values = correlations.Values.SetItem(1, 0.3f).SetItem(2, 0.4f) }],
            [weights, correlations with { Values = correlations.Values.SetItem(1, 1.5f).SetItem(2, 1.5f) }],
            [weights with { Shape = [3], Values = [1, 1, 1] }, correlations],
        ];
        Assert.All(damaged, tensors =>
            Assert.Equal("model-damaged", Assert.Throws<VeilException>(() => CopulaModel.Sampler(content with { Tensors = [.. tensors] })).Code));
    }

    private static readonly Schema s_schema = new()
    {
        Columns =
        [
            SmallTable.Number("x", ColumnType.Integer, -400, 400) with { Nullable = SmallTable.Known(false) },
            SmallTable.Number("y", ColumnType.Integer, -400, 400) with { Nullable = SmallTable.Known(false) },
        ],
    };

    private static Table Table(int rows, double correlation)
    {
        var random = new SamplingRandom(7);
        var (x, y) = (new long[rows], new long[rows]);
        for (var row = 0; row < rows; row++)
        {
            var first = random.NextNormal();
            x[row] = (long)Math.Clamp(100 * first, -400, 400);
            y[row] = (long)Math.Clamp(100 * ((correlation * first) + (Math.Sqrt(1 - (correlation * correlation)) * random.NextNormal())), -400, 400);
        }

        return new Table([new IntegerColumn("x", [.. x]), new IntegerColumn("y", [.. y])]);
    }

    private static Table Draw(SynthesisModel model) => Assert.Single(model.Sample(20_000, 1, TestContext.Current.CancellationToken));

    private static double Pearson(Table table)
    {
        var (x, y) = (Numbers("x"), Numbers("y"));
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / Math.Sqrt(x.Sum(a => Square(a - meanX)) * y.Sum(b => Square(b - meanY)));

        double[] Numbers(string name)
        {
            var numbers = new double[table.RowCount];
            for (var row = 0; row < numbers.Length; row++)
            {
                numbers[row] = ((IntegerColumn)table[name]).Values[row];
            }

            return numbers;
        }
    }

    private static double Below(double x) => 1 - StandardNormal.Above(x);

    private static double Square(double x) => x * x;
}
