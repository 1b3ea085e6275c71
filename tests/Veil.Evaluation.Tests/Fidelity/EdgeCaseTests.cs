using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>Missing values, constant columns, unseen labels, empty and tiny tables: what each measure says, and that none fails.</summary>
public sealed class EdgeCaseTests
{
    private const long None = IntegerColumn.Missing;

    [Fact]
    public void An_empty_synthetic_table_leaves_everything_undefined_with_a_reason()
    {
        var real = new Table([Integers("i", 1, 2, 3), Labels("l", "a", "b", "a"), Decimals("d", 1, 2, 4)]);

        var result = Run(real, real.Take([]), real);

        Assert.All(result.Findings.Where(finding => finding.Section is not Section.Validity), finding =>
        {
            Assert.Null(finding.Value);
            Assert.NotNull(finding.Reason);
        });
        Assert.All(result.Findings.Where(finding => finding.Value is null), finding => Assert.StartsWith("Not defined: ", finding.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_real_table_and_no_columns_at_all_do_not_fail()
    {
        var table = new Table([Integers("i", 1, 2, 3), Labels("l", "a", "b", "a")]);

        Assert.Null(Of(Run(table.Take([]), table), "columns.total-variation.mean").Value);
        Assert.Null(Of(Run(new Table([]), new Table([])), "pairs.total-variation.mean").Value);
    }

    [Fact]
    public void Tables_of_one_row_are_measured()
    {
        var row = new Table([Integers("i", 1), Labels("l", "a"), Decimals("d", 0.5)]);
        var other = new Table([Integers("i", 2), Labels("l", "b"), Decimals("d", 0.5)]);

        var same = Run(row, row);
        var different = Run(row, other);

        Assert.Equal(0, Of(same, "columns.total-variation.mean").Value);
        Assert.Equal(1, Of(same, "validity.copies.train").Value);
        // i and l differ; d is the same.
        Assert.Equal(2 / 3.0, Of(different, "columns.total-variation.mean").Value!.Value, 1e-12);
        Assert.Equal(1, Column(different, "columns.kolmogorov-smirnov", "i").Value);
        Assert.Equal(0, Column(different, "columns.kolmogorov-smirnov", "d").Value);
        Assert.Null(Of(different, "joint.detection.trees").Value);
        Assert.Null(Of(different, "pairs.pearson.difference.mean").Value);
    }

    [Fact]
    public void Missing_values_are_a_label_and_no_number()
    {
        var real = new Table([Labels("l", "a", "a", null, null), Integers("i", 1, 2, None, None)]);
        var synthetic = new Table([Labels("l", "a", "a", "a", null), Integers("i", 1, 2, 1, 2)]);

        var result = Run(real, synthetic);

        Assert.Equal(0.25, Column(result, "columns.total-variation", "l").Value);
        Assert.Equal(0.25, Column(result, "validity.missing", "l").Value);
        Assert.Equal(0.5, Column(result, "columns.total-variation", "i").Value);
        Assert.Equal(0, Column(result, "columns.kolmogorov-smirnov", "i").Value);
        Assert.Equal(0.5, Column(result, "validity.missing", "i").Value);
    }

    [Fact]
    public void Without_any_number_the_distance_of_a_numeric_column_is_not_defined()
    {
        var result = Run(new Table([Integers("i", 1, 2), Labels("l", "a", "b")]), new Table([Integers("i", None, None), Labels("l", "a", "b")]));

        Assert.Null(Column(result, "columns.kolmogorov-smirnov", "i").Value);
        Assert.Null(Column(result, "columns.wasserstein", "i").Value);
        Assert.Equal(1, Of(result, "columns.kolmogorov-smirnov.mean").Value);
        Assert.Null(Of(result, "columns.wasserstein.mean").Value);
        Assert.Null(Column(result, "columns.statistic.mean", "i").Value);
        Assert.Equal(1, Column(result, "columns.total-variation", "i").Value);
    }

    [Fact]
    public void Constant_columns_have_no_correlation_and_tell_nothing()
    {
        var real = new Table([Integers("c", 5, 5, 5, 5), Integers("x", 1, 2, 3, 4), Integers("y", 2, 1, 4, 3), Labels("k", "a", "a", "a", "a")]);
        var lost = new Table([Integers("c", 5, 5, 5, 5), Integers("x", 1, 1, 1, 1), Integers("y", 2, 1, 4, 3), Labels("k", "a", "a", "a", "a")]);

        var same = Run(real, real);
        var result = Run(real, lost);

        Assert.Null(Matrix(same, "pairs.pearson").Real[0][1]);
        Assert.Null(Matrix(same, "pairs.cramers-v").Real[0][3]);
        Assert.Equal(1, Matrix(same, "pairs.mutual-information.normalised").Real[0][3]);
        Assert.Equal(0, Matrix(same, "pairs.mutual-information.normalised").Real[0][1]);
        Assert.Equal(0, Matrix(same, "pairs.correlation-ratio").Real[0][3]);
        Assert.Equal(0, Of(same, "pairs.pearson.difference.mean").Value);
        Assert.Equal(1, Of(same, "pairs.pearson.difference.mean").Count);
        // The synthetic correlation of x and y is not defined: the relation is lost, and counts as none at all.
        Assert.Null(Matrix(result, "pairs.pearson").Synthetic[1][2]);
        Assert.Equal(Math.Abs(Matrix(result, "pairs.pearson").Real[1][2]!.Value), Of(result, "pairs.pearson.difference.mean").Value);
        Assert.Null(Column(same, "columns.wasserstein", "c").Value);
        Assert.Equal(0, Column(same, "columns.kolmogorov-smirnov", "c").Value);
        Assert.Null(Column(same, "columns.chi-square", "k").Value);
    }

    [Fact]
    public void Labels_of_one_table_alone_count_and_make_the_divergence_infinite()
    {
        var real = new Table([Labels("l", "a", "a", "b", "b")]);
        var synthetic = new Table([Labels("l", "a", "a", "c", "c")]);

        var result = Run(real, synthetic);

        Assert.Equal(0.5, Column(result, "columns.total-variation", "l").Value);
        Assert.Equal(0.5, Column(result, "validity.values", "l").Value);
        Assert.True(double.IsFinite(Column(result, "columns.kullback-leibler", "l").Value!.Value));
        Assert.Contains("infinite", Column(result, "columns.kullback-leibler", "l").Sentence, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c", "missing"], result.Distributions.Single().Cells);
    }

    [Fact]
    public void Rows_without_end_change_nothing_but_the_count()
    {
        var real = new Table([Labels("l", "a", "b", "b", "c"), Integers("i", 1, 2, 2, 3)]);
        var twice = real.Take([0, 1, 2, 3, 0, 1, 2, 3]);

        var result = Run(real, twice);

        Assert.Equal(0, Of(result, "columns.total-variation.mean").Value);
        Assert.Equal(0, Of(result, "pairs.total-variation.mean").Value);
        Assert.Equal(0, Of(result, "pairs.mutual-information.difference.mean").Value);
        Assert.Equal(0, Column(result, "columns.statistic.mean", "i").Value);
    }

    [Fact]
    public void Columns_that_differ_in_kind_or_are_not_there_are_left_out_and_named()
    {
        var real = new Table([Integers("a", 1, 2), Integers("b", 1, 2), Integers("c", 1, 2)]);
        var synthetic = new Table([Integers("a", 1, 2), Labels("b", "1", "2")]);

        var result = Run(real, synthetic);

        Assert.Equal(["a"], result.Distributions.Select(distribution => distribution.Column));
        Assert.Contains(result.Notes, note => note.Contains("'b'", StringComparison.Ordinal));
        Assert.Contains(result.Notes, note => note.Contains("'c'", StringComparison.Ordinal));
        Assert.Equal(1 / 4.0, Of(result, "validity.columns").Value);
    }

    [Fact]
    public void Of_very_many_pairs_of_columns_some_are_drawn()
    {
        var random = new Random(1);
        var table = new Table([.. Enumerable.Range(0, 70).Select(c => Integers($"c{c}", [.. Enumerable.Range(0, 50).Select(_ => (long)random.Next(5))]))]);

        var result = new PairsPart().Run(new(new() { Real = table, Synthetic = table, Schema = new Schema() }));

        Assert.Equal(0, Of(result, "pairs.total-variation.mean").Value);
        Assert.Equal(2_000, Of(result, "pairs.total-variation.mean").Count);
        Assert.Contains(result.Notes, note => note.Contains("2,415 pairs", StringComparison.Ordinal));
        Assert.All(result.Matrices, matrix => Assert.InRange(matrix.Names.Count, 1, 60));
    }

    [Fact]
    public void Very_many_combinations_are_counted_by_those_that_occur()
    {
        // 1 500 labels each: two columns have more combinations than are given a count.
        string[] names = [.. Enumerable.Range(0, 1_500).Select(i => $"label {i}")];
        var real = new Table([Labels("x", names), Labels("y", names)]);
        var synthetic = new Table([Labels("x", names), Labels("y", [.. names.Reverse()])]);

        var tables = BinnedTables.Of(real, synthetic);

        Assert.False(tables.Count([0, 1]).IsDense);
        Assert.Equal(0, tables.TotalVariation([0]));
        Assert.Equal(1, tables.TotalVariation([0, 1]), 1e-9);
        Assert.Equal(0, BinnedTables.Of(real, real).TotalVariation([0, 1]));
        var result = new PairsPart().Run(new(new() { Real = real, Synthetic = synthetic, Schema = new Schema() }));
        Assert.Equal(1, Of(result, "pairs.total-variation.mean").Value!.Value, 1e-9);
        Assert.Null(Of(result, "pairs.mutual-information.difference.mean").Value);
        var distribution = new ColumnsPart().Run(new(new() { Real = real, Synthetic = synthetic, Schema = new Schema() })).Distributions[0];
        Assert.Equal(102, distribution.Cells.Count);
        Assert.Equal("1,400 other labels", distribution.Cells[^1]);
        Assert.Equal(1, distribution.Real.Sum(), 1e-9);
    }

    private static EvaluationResult Run(Table real, Table synthetic, Table? holdout = null) => new Evaluator(
        [new ValidityPart(), new ColumnsPart(), new PairsPart(), new MarginalsPart(), new RangeQueriesPart(), new DetectionPart(), new ComponentsPart()]).Run(
        new EvaluationInput { Real = real, Synthetic = synthetic, Holdout = holdout, Schema = new Schema() },
        null,
        TestContext.Current.CancellationToken);

    private static Finding Of(EvaluationResult result, string id) => result.Findings.Single(finding => finding.Id == id);

    private static Finding Column(EvaluationResult result, string id, string column) =>
        result.Findings.Single(finding => finding.Id == id && finding.Columns.SequenceEqual([column]));

    private static PairMatrix Matrix(EvaluationResult result, string id) => result.Matrices.Single(matrix => matrix.Id == id);
}
