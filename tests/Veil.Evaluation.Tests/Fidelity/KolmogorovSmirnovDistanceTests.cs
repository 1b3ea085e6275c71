using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>The Kolmogorov-Smirnov distance of numeric columns.</summary>
public sealed class KolmogorovSmirnovDistanceTests
{
    private const long None = IntegerColumn.Missing;

    [Fact]
    public void A_copy_has_statistic_zero()
    {
        var table = new Table([Integers("i", 1, 5, None), Decimals("d", 0.5, double.NaN, 2), Labels("l", "a", null, "b")]);

        var result = Measure(table, table);

        Assert.Equal(0, result.Mean);
        Assert.Equal(["i", "d"], result.Columns);
    }

    [Fact]
    public void Hand_worked_statistics_hold()
    {
        // Real 1 2 3 4; synthetic 3 4 5: at 2 the distributions are 2/4 and 0, at 4 they are 1 and 2/3.
        Assert.Equal(0.5, Of([1, 2, 3, 4], [3, 4, 5]));
        // Ties: at 1 they are 3/4 and 1/4.
        Assert.Equal(0.5, Of([1, 1, 1, 2], [1, 2, 2, 2]));
        Assert.Equal(1, Of([1, 2], [3, 4]));
        Assert.Equal(1, Of([3, 4], [1, 2, None]));
    }

    [Fact]
    public void Missing_values_do_not_count() => Assert.Equal(0, Of([1, None, 2], [2, 1, None, None]));

    [Fact]
    public void A_column_whose_values_were_all_lost_counts_one()
    {
        Assert.Equal(1, Of([1, 2], [None, None]));
        Assert.Null(Of([1, 2], []));
        Assert.Null(Of([None], [1]));
        Assert.Null(Of([None], []));
    }

    [Fact]
    public void Counting_sorting_and_doubles_agree_with_the_definition() =>
        Prop.ForAll(
            Gen.Choose(-9, 9).ListOf().ToArbitrary(),
            Gen.Choose(-9, 9).ListOf().ToArbitrary(),
            (real, synthetic) =>
            {
                var (a, b) = (real.Select(i => (long)i).ToArray(), synthetic.Select(i => (long)i).ToArray());
                double? expected = ByDefinition(a, b);
                // Spread so far that counting every value in between is out of the question.
                const long far = 1L << 50;
                Near(expected, Of(a, b));
                Near(expected, Of([.. a.Select(i => i * far)], [.. b.Select(i => i * far)]));
                Near(expected, Measure(Doubles(a), Doubles(b)).Mean);
                return true;
            }).QuickCheckThrowOnFailure();

    private static double? Of(long[] real, long[] synthetic) =>
        Measure(new Table([Integers("i", real)]), new Table([Integers("i", synthetic)])).Mean;

    private static Table Doubles(long[] values) => new([Decimals("d", [.. values.Select(i => i / 7.0)])]);

    private static double? ByDefinition(long[] real, long[] synthetic) => real.Length == 0 || synthetic.Length == 0
        ? null
        : real.Concat(synthetic).Max(x => Math.Abs(
            ((double)real.Count(y => y <= x) / real.Length) - ((double)synthetic.Count(y => y <= x) / synthetic.Length)));

    private static void Near(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.Equal(expected ?? 0, actual ?? 0, 12);
    }

    private static (double? Mean, IEnumerable<string> Columns) Measure(Table real, Table synthetic)
    {
        var findings = new Evaluator([new ColumnsPart()]).Run(
            new() { Real = real, Synthetic = synthetic, Schema = new Schema() }, null, TestContext.Current.CancellationToken).Findings;
        return (
            findings.Single(finding => finding.Id == "columns.kolmogorov-smirnov.mean").Value,
            findings.Where(finding => finding.Id == "columns.kolmogorov-smirnov").SelectMany(finding => finding.Columns));
    }
}
