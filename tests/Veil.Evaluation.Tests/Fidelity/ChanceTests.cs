using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;
using Veil.Evaluation.Utility;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>What is said of chance holds over repeated draws.</summary>
public sealed class ChanceTests
{
    private static readonly double[] s_real = [0.4, 0.3, 0.2, 0.1];
    private static readonly double[] s_other = [0.25, 0.25, 0.25, 0.25];

    [Fact]
    public void Intervals_of_total_variation_cover_the_true_distance()
    {
        // The true distance is 0.2, in each of the columns.
        var random = new Random(1);
        var covered = 0;
        const int repeats = 300;
        for (var i = 0; i < repeats; i++)
        {
            var result = new ColumnsPart().Run(Context(Draw(random, s_real, 800), Draw(random, s_other, 600)));
            var finding = result.Findings.Single(finding => finding.Id == "columns.total-variation.mean");
            covered += finding.Low <= 0.2 && finding.High >= 0.2 ? 1 : 0;
        }

        // At 95 % some 285 of 300; fewer than 270 or all would have probability below 1 in 1 000.
        Assert.InRange(covered, 270, repeats - 1);
    }

    [Fact]
    public void Expected_total_variation_is_what_two_samples_show()
    {
        var random = new Random(2);
        double shown = 0, expected = 0;
        const int repeats = 300;
        for (var i = 0; i < repeats; i++)
        {
            var tables = BinnedTables.Of(Draw(random, s_real, 800), Draw(random, s_real, 600));
            shown += tables.TotalVariation([0]) / repeats;
            expected += Divergences.ExpectedTotalVariation(tables.Count([0]).Of(0), 600)!.Value / repeats;
        }

        Assert.Equal(expected, shown, 0.1 * expected);
    }

    [Fact]
    public void A_sample_of_the_real_rows_is_as_near_as_a_sample_of_its_size()
    {
        var random = new Random(7);
        var real = Draw(random, s_real, 4_000);
        double found = 0;
        const int repeats = 40;
        for (var i = 0; i < repeats; i++)
        {
            int[] rows = [.. Enumerable.Range(0, 4_000).OrderBy(_ => random.Next()).Take(1_000)];
            var result = new MarginalsPart().Run(Context(real, real.Take(rows)));
            found += result.Findings.Single(finding => finding.Id == "joint.sample-equivalent").Value!.Value / repeats;
        }

        Assert.Equal(0.25, found, 0.06);
        var far = new MarginalsPart().Run(Context(real, Draw(random, s_other, 4_000))).Findings.Single(finding => finding.Id == "joint.sample-equivalent");
        Assert.Null(far.Value);
        Assert.Contains("farther", far.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(500, 2_000)]
    [InlineData(2_000, 500)]
    public void Standardised_propensity_is_one_for_rows_drawn_from_the_real_shares(int realRows, int syntheticRows)
    {
        // And 1 / (1 - c) for two samples of one population: 2 only if there are as many of one as of the other.
        var random = new Random(3);
        var (fromReal, fromPopulation, other) = (0.0, 0.0, (realRows + syntheticRows) / (double)realRows);
        const int repeats = 1_000;
        for (var i = 0; i < repeats; i++)
        {
            var real = Counts(random, s_real, realRows);
            var again = Counts(random, Array.ConvertAll(real, count => count / (double)realRows), syntheticRows);
            fromReal += Propensity.OfCells(real, again)!.Standardised!.Value / repeats;
            fromPopulation += Propensity.OfCells(real, Counts(random, s_real, syntheticRows))!.Standardised!.Value / repeats;
        }

        Assert.Equal(1, fromReal, 0.12);
        Assert.Equal(other, fromPopulation, 0.12 * other);
    }

    [Fact]
    public void Intervals_of_the_area_cover_the_true_one()
    {
        // Scores of positives are uniform on [0.2, 1.2], others on [0, 1]: the area is 1 - 0.8² / 2.
        var random = new Random(4);
        var covered = 0;
        const int repeats = 300;
        for (var i = 0; i < repeats; i++)
        {
            bool[] positive = [.. Enumerable.Range(0, 200).Select(row => row % 2 == 0)];
            var scores = Array.ConvertAll(positive, isPositive => random.NextDouble() + (isPositive ? 0.2 : 0));
            var (low, high) = AreaInterval.Of(scores, positive)!.Value;
            Assert.InRange(new Ranking(scores, positive).Auc()!.Value, low, high);
            covered += low <= 0.68 && high >= 0.68 ? 1 : 0;
        }

        Assert.InRange(covered, 270, repeats - 1);
    }

    [Fact]
    public void The_margin_of_Kolmogorov_Smirnov_holds()
    {
        var random = new Random(5);
        var margin = KolmogorovSmirnovDistance.Margin(200, 300, 0.05);
        for (var i = 0; i < 300; i++)
        {
            double[] a = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())], b = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];
            Assert.InRange(KolmogorovSmirnovDistance.Between(NumericValues.Of(a), NumericValues.Of(b))!.Value, 0, margin);
        }
    }

    [Fact]
    public void Principal_components_find_the_direction_of_most_variance()
    {
        var random = new Random(6);
        double[] x = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
        var table = new Table([Decimals("x", x), Decimals("y", [.. x.Select(value => (2 * value) + (0.01 * random.NextDouble()))]), Decimals("constant", [.. x.Select(_ => 3.0)])]);

        var rows = new TableRows(0, [.. Enumerable.Range(0, 500)]);
        var components = PrincipalComponents.Of(CommonTables.OfAll(table).Columns, rows, 5)!;
        var places = components.Project(rows);

        // Two standardised columns that are nearly one: the first component has nearly all of the variance.
        Assert.Equal(2, components.Shares.Count);
        Assert.True(components.Shares[0] > 0.999);
        Assert.Equal(1, components.Shares.Sum(), 1e-9);
        Assert.Equal(0, places[0].Average(), 1e-9);
        Assert.Equal(1, Math.Abs(Correlation.Pearson(NumericValues.Of(places[0]), NumericValues.Of(x))!.Value), 1e-3);
        Assert.Equal(0, Correlation.Pearson(NumericValues.Of(places[0]), NumericValues.Of(places[1]))!.Value, 1e-6);
    }

    [Fact]
    public void Reference_tables_keep_columns_and_lose_relations()
    {
        string[] labels = [.. Enumerable.Range(0, 1_000).Select(i => $"{i % 10}")];
        long[] numbers = [.. Enumerable.Range(0, 1_000).Select(i => (long)(i % 10))];
        var real = new Table([Labels("l", labels), Integers("i", numbers)]);
        var tables = ComparedTables.Of(Context(real, real.Take([.. Enumerable.Range(0, 1_000), .. Enumerable.Range(0, 1_000)])));
        var (independent, uniform) = (tables.Sources[ComparedTables.Independent], tables.Sources[ComparedTables.Uniform]);

        Assert.Equal(2_000, independent.RowCount);
        Assert.Equal(0, BinnedTables.Of(real, independent).TotalVariation([0]), 1e-12);
        Assert.True(BinnedTables.Of(real, independent).TotalVariation([0, 1]) > 0.8);
        Assert.All(((IntegerColumn)uniform["i"]).Values.ToArray(), value => Assert.InRange(value, 0, 9));
        Assert.True(BinnedTables.Of(real, uniform).TotalVariation([1]) < 0.1);
    }

    [Fact]
    public void Uniform_rows_follow_the_schema_where_it_says_something()
    {
        var real = new Table([Labels("l", "a", "a"), Integers("i", 5, 5), Decimals("d", 1, 1)]);
        var schema = new Schema
        {
            Columns =
            [
                new ColumnSchema { Name = "l", Categories = new(["x", "y"], Provenance.Declared) },
                new ColumnSchema { Name = "i", Bounds = new(new Bounds(1, 3), Provenance.Declared) },
                new ColumnSchema { Name = "d", Bounds = new(new Bounds(-1, 0), Provenance.Declared) },
            ],
        };

        var uniform = ReferenceTables.Uniform(new EvaluationInput { Real = real, Synthetic = real.Take([.. new int[500]]), Schema = schema });

        Assert.Equal(["x", "y"], ((LabelColumn)uniform["l"]).Labels.ToArray());
        Assert.Equal([1, 2, 3], ((IntegerColumn)uniform["i"]).Values.ToArray().Distinct().Order());
        Assert.All(((DecimalColumn)uniform["d"]).Values.ToArray(), value => Assert.InRange(value, -1, 0));
    }

    private static EvaluationContext Context(Table real, Table synthetic) =>
        new(new EvaluationInput { Real = real, Synthetic = synthetic, Schema = new Schema() });

    private static Table Draw(Random random, double[] shares, int rows) => new(
        [.. Enumerable.Range(0, 3).Select(column => Labels($"c{column}", [.. Enumerable.Range(0, rows).Select(_ => $"{Pick(random, shares)}")]))]);

    private static int[] Counts(Random random, double[] shares, int rows)
    {
        var counts = new int[shares.Length];
        for (var row = 0; row < rows; row++)
        {
            counts[Pick(random, shares)]++;
        }

        return counts;
    }

    private static int Pick(Random random, double[] shares)
    {
        var u = random.NextDouble();
        var value = 0;
        while (value < shares.Length - 1 && u >= shares[value])
        {
            u -= shares[value++];
        }

        return value;
    }
}
