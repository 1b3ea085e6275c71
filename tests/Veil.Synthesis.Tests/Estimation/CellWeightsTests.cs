using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Tests.Estimation;

/// <summary>Noisy counts become weights of cells.</summary>
public sealed class CellWeightsTests
{
    [Fact]
    public void Weights_are_not_negative_and_sum_to_the_rows() =>
        Prop.ForAll(Measurements().ToArbitrary(), given =>
        {
            var (counts, deviation, rows, isNumeric) = given;
            Attribute attribute = isNumeric ? Numeric(counts.Length) : Category(counts.Length, hasMissing: false);
            var measured = isNumeric ? counts : [.. counts, 0];
            var weights = CellWeights.Estimate(attribute, Measured(measured, deviation), rows);
            return weights.Length == attribute.Size && weights.All(weight => weight >= 0) && Math.Abs(weights.Sum() - rows) < 1e-6 * rows;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Special_cells_that_hold_no_more_than_noise_vanish()
    {
        var weights = CellWeights.Estimate(Category(2, hasMissing: true), Measured([500, 480, 29, -20], 10), 1000);

        Assert.Equal(0, weights[2]);
        Assert.Equal(0, weights[3]);
        Assert.Equal(1000, weights.Sum(), 1e-9);
    }

    [Fact]
    public void Special_cells_that_hold_more_than_noise_stay()
    {
        var weights = CellWeights.Estimate(Category(2, hasMissing: true), Measured([500, 400, 60, 40], 10), 1000);

        Assert.Equal([500, 400, 60, 40], weights.Select(weight => Math.Round(weight)));
    }

    [Fact]
    public void The_cell_that_nobody_measured_gets_what_the_others_leave()
    {
        var weights = CellWeights.Estimate(Category(2, hasMissing: true), Measured([500, 300, 0, 0], 1) with { UnmeasuredCell = 2 }, 1000);

        Assert.Equal(200, weights[2], 1.0);
        Assert.Equal(0, weights[3]);
    }

    [Fact]
    public void The_cell_that_nobody_measured_is_empty_when_the_others_leave_no_more_than_noise()
    {
        var weights = CellWeights.Estimate(Category(2, hasMissing: true), Measured([500, 480, 0, 0], 10) with { UnmeasuredCell = 2 }, 1000);

        Assert.Equal(0, weights[2]);
    }

    [Fact]
    public void When_nothing_was_found_every_cell_is_as_likely_as_another()
    {
        var weights = CellWeights.Estimate(Category(0, hasMissing: true), Measured([0, 3], 10) with { UnmeasuredCell = 0 }, 20);

        Assert.Equal([10, 10], weights);
    }

    [Fact]
    public void Counts_of_all_rows_are_weighted_by_what_they_are_worth()
    {
        var rows = new RowEstimate();
        Assert.Equal(1, rows.Rows);
        rows.Add(100, 1);
        rows.Add(200, 3);
        Assert.Equal(125, rows.Rows, 1e-9);
        rows.Add(Measured([70, 70], 1) with { UnmeasuredCell = 0 });
        Assert.Equal(125, rows.Rows, 1e-9);
        rows.Add(77, 0);
        Assert.Equal(77, rows.Rows);
        rows.Add(1e6, 1);
        Assert.Equal(77, rows.Rows);
    }

    private static Gen<(int[] Counts, double Deviation, double Rows, bool IsNumeric)> Measurements() =>
        from counts in Gen.Choose(-100, 1000).NonEmptyListOf()
        from deviation in Gen.Elements(0, 0.3, 5, 400)
        from rows in Gen.Elements(1.0, 50, 12345.6)
        from isNumeric in Gen.Elements(true, false)
        select (counts.ToArray(), deviation, rows, isNumeric);

    private static NoisyMarginal Measured(IEnumerable<int> counts, double deviation) =>
        new(["x"], [.. counts.Select(count => (long)count)], NoiseKind.Gaussian, deviation);

    private static CategoryAttribute Category(int labels, bool hasMissing) =>
        new("x", ColumnType.Category, [.. Enumerable.Range(0, labels).Select(i => $"{i}")], "other", hasMissing);

    private static NumericAttribute Numeric(int cells) => new(
        "x", ColumnType.Integer, new WholeGrid(0, 1, cells, roundsDown: false), [.. Enumerable.Range(0, cells).Select(i => (long)i)], hasMissing: false);
}
