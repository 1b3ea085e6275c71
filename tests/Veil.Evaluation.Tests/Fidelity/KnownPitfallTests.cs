using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>Faults that evaluations of synthetic tables are known for, and that this one must not have.</summary>
public sealed class KnownPitfallTests
{
    [Fact]
    public void Both_tables_are_cut_into_the_same_bins()
    {
        // Cut into bins of its own, a column a thousand times too large would look perfect.
        var real = Sequence(1_000, (i, random) => (random.Next(100), random.Next(3)));
        var scaled = new Table([Decimals("x", [.. ((DecimalColumn)real["x"]).Values.ToArray().Select(x => 1_000 * x)]), real["l"]]);

        var result = Run([new PairsPart()], real, scaled);

        Assert.True(Of(result, "pairs.total-variation.mean").Value > 0.9);
    }

    [Fact]
    public void Chi_square_grows_with_the_rows()
    {
        var few = ChiSquare.Homogeneity([60, 40], [40, 60])!;
        var many = ChiSquare.Homogeneity([600, 400], [400, 600])!;

        Assert.Equal(10 * few.Statistic, many.Statistic, 1e-9);
        Assert.True(many.P < 1e-15);
        Assert.Equal(few.Effect!.Value, many.Effect!.Value, 1e-12);
    }

    [Fact]
    public void Copies_do_not_look_better_than_indistinguishable()
    {
        // Cross-fitted, the twin of a copy is in another fold with the other label: the area falls below one half, and says so.
        var real = Sequence(1_500, (i, random) => (random.NextDouble(), random.Next(4)));

        var result = Run([new DetectionPart(), new ValidityPart()], real, real, Sequence(1_500, (i, random) => (random.NextDouble(), random.Next(4)), 2));

        var area = Of(result, "joint.detection.trees");
        Assert.True(area.Value < 0.45, $"{area.Value}");
        Assert.True(area.High < 0.5);
        Assert.Contains("copies of real ones", area.Sentence, StringComparison.Ordinal);
        Assert.InRange(area.OfHoldout!.Value, 0.42, 0.58);
        Assert.Equal(1, Of(result, "validity.copies.train").Value);
        Assert.InRange(Of(result, "validity.copies.train").OfHoldout!.Value, 0, 0.01);
    }

    [Fact]
    public void Jensen_Shannon_is_not_drawn_towards_equality()
    {
        // One added to every share would make the distance of two distributions with nothing in common a fraction of 1.
        Assert.Equal(1, Divergences.JensenShannon([10, 0], [0, 10]));
        Assert.Equal(Divergences.JensenShannon([1, 3], [3, 1])!.Value, Divergences.JensenShannon([100, 300], [300, 100])!.Value, 1e-12);
    }

    [Fact]
    public void The_order_of_rows_changes_nothing()
    {
        var real = Sequence(999, (i, random) => (random.Next(50), random.Next(5)));
        var synthetic = Sequence(777, (i, random) => (random.Next(50), random.Next(5)), 3);
        var turned = synthetic.Take([.. Enumerable.Range(0, 777).Reverse()]);

        var (one, other) = (Run([new ColumnsPart(), new PairsPart()], real, synthetic), Run([new ColumnsPart(), new PairsPart()], real, turned));

        Assert.All(one.Findings.Zip(other.Findings), pair => Assert.Equal(pair.First.Value ?? -1, pair.Second.Value ?? -1, 1e-9));
    }

    [Fact]
    public void The_same_seed_gives_the_same_result_and_tables_are_not_changed()
    {
        var (real, synthetic) = (Sequence(500, (i, random) => (random.Next(50), random.Next(5))), Sequence(400, (i, random) => (random.Next(50), random.Next(5)), 3));
        double[] before = [.. ((DecimalColumn)real["x"]).Values];

        var (one, other) = (Run(MetricCatalog.Parts, real, synthetic, real), Run(MetricCatalog.Parts, real, synthetic, real));

        Assert.Equal(one.Findings.Select(finding => finding.Value), other.Findings.Select(finding => finding.Value));
        Assert.Equal(one.Findings.Select(finding => finding.Sentence), other.Findings.Select(finding => finding.Sentence));
        Assert.Equal(before, ((DecimalColumn)real["x"]).Values.ToArray());
    }

    [Fact]
    public void Sets_of_columns_are_drawn_without_repetition()
    {
        var sets = MarginalSets.Of(60, 3, 200, 7);

        Assert.Equal(200, sets.Select(set => string.Join(',', set)).Distinct().Count());
        Assert.All(sets, set => Assert.True(set[0] < set[1] && set[1] < set[2] && set[2] < 60));
        Assert.Equal([[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]], MarginalSets.Of(4, 2, 100, 7));
    }

    [Fact]
    public void Logistic_regression_alone_would_miss_lost_relations_and_trees_find_them()
    {
        // The right columns, but y no longer follows from the sign of x1 times x2.
        var real = Related(2_000, 1, isRelated: true);
        var independent = Related(2_000, 2, isRelated: false);

        var result = Run([new DetectionPart()], real, independent);

        Assert.InRange(Of(result, "joint.detection.logistic").Value!.Value, 0.44, 0.56);
        Assert.True(Of(result, "joint.detection.trees").Value > 0.65);
    }

    [Fact]
    public void What_destroys_relations_is_told_from_what_keeps_them()
    {
        var (real, holdout) = (Related(8_000, 1, isRelated: true), Related(8_000, 2, isRelated: true));

        var good = Run([new ColumnsPart(), new PairsPart(), new MarginalsPart()], real, Related(8_000, 3, isRelated: true), holdout);
        var independent = Run([new ColumnsPart(), new PairsPart(), new MarginalsPart()], real, Related(8_000, 3, isRelated: false), holdout);

        var (near, far) = (Of(good, "joint.total-variation.mean"), Of(independent, "joint.total-variation.mean"));
        Assert.True(near.Value < 1.3 * near.OfHoldout);
        Assert.True(far.Value > 1.5 * far.OfHoldout, $"{far.Value} {far.OfHoldout}");
        Assert.InRange(far.Value!.Value, 0.8 * far.OfIndependent!.Value, 1.3 * far.OfIndependent!.Value);
        Assert.True(far.OfUniform > far.OfIndependent);
        // Columns by themselves see nothing of it.
        Assert.True(Of(independent, "columns.total-variation.mean").Value < 1.5 * Of(independent, "columns.total-variation.mean").OfHoldout);
    }

    private static Table Related(int rows, int seed, bool isRelated)
    {
        var random = new Random(seed);
        var (x1, x2, y) = (new double[rows], new double[rows], new string[rows]);
        for (var row = 0; row < rows; row++)
        {
            (x1[row], x2[row]) = (Math.Pow((random.NextDouble() * 2) - 1, 5), Math.Pow((random.NextDouble() * 2) - 1, 5));
            var isPositive = isRelated ? x1[row] * x2[row] > 0 : random.Next(2) == 0;
            y[row] = isPositive ? "yes" : "no";
        }

        return new Table([Decimals("x1", x1), Decimals("x2", x2), Labels("y", y)]);
    }

    private static Table Sequence(int rows, Func<int, Random, (double X, int Label)> make, int seed = 1)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, rows).Select(i => make(i, random)).ToList();
        return new Table([Decimals("x", [.. values.Select(value => value.X)]), Labels("l", [.. values.Select(value => $"{value.Label}")])]);
    }

    private static EvaluationResult Run(IReadOnlyList<Veil.Evaluation.Metrics.IEvaluationPart> parts, Table real, Table synthetic, Table? holdout = null) =>
        new Evaluator(parts).Run(
            new EvaluationInput { Real = real, Synthetic = synthetic, Holdout = holdout, Schema = new Schema(), Target = "l" },
            null,
            TestContext.Current.CancellationToken);

    private static Finding Of(EvaluationResult result, string id) => result.Findings.Single(finding => finding.Id == id);
}
