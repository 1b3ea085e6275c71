using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

public sealed class KolmogorovSmirnovTests
{
    private const long None = IntegerColumn.Missing;

    [Fact]
    public void A_copy_has_statistic_zero()
    {
        var table = new Table([Integers("i", 1, 5, None), Decimals("d", 0.5, double.NaN, 2), Labels("l", "a", null, "b")]);

        var result = Measure(table, table);

        Assert.Equal(0, result.Mean);
        Assert.Equal(["i", "d"], result.Columns.Select(column => column.Column));
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
    public void A_column_without_values_on_one_side_counts_one()
    {
        Assert.Equal(1, Of([1, 2], [None, None]));
        Assert.Equal(1, Of([1, 2], []));
        Assert.Equal(1, Of([None], [1]));
        Assert.Equal(0, Of([None], []));
    }

    [Fact]
    public void Counting_sorting_and_doubles_agree_with_the_definition() =>
        Prop.ForAll(
            Gen.Choose(-9, 9).ListOf().ToArbitrary(),
            Gen.Choose(-9, 9).ListOf().ToArbitrary(),
            (real, synthetic) =>
            {
                var (a, b) = (real.Select(i => (long)i).ToArray(), synthetic.Select(i => (long)i).ToArray());
                var expected = ByDefinition(a, b);
                // Spread so far that counting every value in between is out of the question.
                const long far = 1L << 50;
                Assert.Equal(expected, Of(a, b), 12);
                Assert.Equal(expected, Of([.. a.Select(i => i * far)], [.. b.Select(i => i * far)]), 12);
                Assert.Equal(expected, Measure(Doubles(a), Doubles(b)).Mean!.Value, 12);
                return true;
            }).QuickCheckThrowOnFailure();

    private static double Of(long[] real, long[] synthetic) => Measure(
        new Table([Integers("i", real)]), new Table([Integers("i", synthetic)])).Mean!.Value;

    private static Table Doubles(long[] values) => new([Decimals("d", [.. values.Select(i => i / 7.0)])]);

    private static double ByDefinition(long[] real, long[] synthetic) =>
        real.Length == 0 || synthetic.Length == 0
            ? real.Length == synthetic.Length ? 0 : 1
            : real.Concat(synthetic).Max(x => Math.Abs(
                ((double)real.Count(y => y <= x) / real.Length) - ((double)synthetic.Count(y => y <= x) / synthetic.Length)));

    private static ColumnMeasures Measure(Table real, Table synthetic) =>
        KolmogorovSmirnov.Measure(real, synthetic, TestContext.Current.CancellationToken);
}
