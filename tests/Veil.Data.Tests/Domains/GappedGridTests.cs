using Veil.Data.Domains;

namespace Veil.Data.Tests.Domains;

public class GappedGridTests
{
    private static readonly GappedGrid s_grid = new(
        new WholeGrid(100, 5, 100, roundsDown: false), [new ValueRange(0, 1), new ValueRange(4, 4), new ValueRange(10, 12)]);

    [Fact]
    public void Values_are_those_of_the_runs() =>
        Assert.Equal([100L, 105, 120, 150, 155, 160], Enumerable.Range(0, 6).Select(i => s_grid.WholeValueAt(i)));

    [Fact]
    public void A_value_belongs_to_the_nearest_that_remains()
    {
        for (long value = 0; value < 800; value++)
        {
            var index = s_grid.IndexOf(value);
            Assert.InRange(index, 0, s_grid.Count - 1);

            // Values between grid values are rounded first, to half a step.
            var nearest = Enumerable.Range(0, 6).Min(i => Math.Abs(s_grid.WholeValueAt(i) - value));
            Assert.InRange(Math.Abs(s_grid.WholeValueAt(index) - value), nearest, nearest + 5);
        }
    }

    [Fact]
    public void Each_value_is_found_where_it_is()
    {
        for (var i = 0; i < s_grid.Count; i++)
        {
            Assert.Equal(i, s_grid.IndexOf(s_grid.WholeValueAt(i)));
            Assert.Equal(i, s_grid.IndexOf(s_grid.ValueAt(i)));
        }
    }

    [Fact]
    public void Runs_that_are_none_are_refused()
    {
        var whole = new WholeGrid(0, 1, 10, roundsDown: false);
        foreach (var runs in new ValueRange[][]
                 {
                     [], [new(2, 1)], [new(-1, 3)], [new(0, 10)], [new(0, 1), new(2, 3)], [new(4, 5), new(0, 1)],
                     [new(long.MinValue, long.MaxValue)],
                 })
        {
            Assert.ThrowsAny<ArgumentException>(() => new GappedGrid(whole, [.. runs]));
        }

        Assert.ThrowsAny<ArgumentException>(() => new GappedGrid(s_grid, [new ValueRange(0, 0)]));
    }
}
