using FsCheck;
using FsCheck.Fluent;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Sampling;

/// <summary>Tables become whole numbers without losing their sums.</summary>
public sealed class BalancedRoundingTests
{
    private static readonly Arbitrary<int> s_seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void Cells_and_columns_are_rounded_down_or_up_and_rows_keep_their_whole_sums() =>
        Prop.ForAll(s_seeds, seed =>
        {
            var random = new SamplingRandom((ulong)seed);
            var (table, columns) = Table(random, wholeRows: true);
            var counts = BalancedRounding.Round(table, columns, random);
            AssertRounded(table, counts);
            for (var row = 0; row < table.Length / columns; row++)
            {
                Assert.Equal(table.Skip(row * columns).Take(columns).Sum(), counts.Skip(row * columns).Take(columns).Sum(), 1e-6);
            }

            AssertRounded(Columns(table, columns), Columns(counts, columns));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));

    [Fact]
    public void Rows_without_whole_sums_are_rounded_too_and_the_whole_is_kept() =>
        Prop.ForAll(s_seeds, seed =>
        {
            var random = new SamplingRandom((ulong)seed);
            var (table, columns) = Table(random, wholeRows: false);
            var counts = BalancedRounding.RoundFreely(table, columns, random);
            AssertRounded(table, counts);
            AssertRounded(Columns(table, columns), Columns(counts, columns));
            AssertRounded([.. table.Chunk(columns).Select(row => row.Sum())], [.. counts.Chunk(columns).Select(row => row.Sum())]);
            Assert.Equal(table.Sum(), counts.Sum(), 1e-6);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));

    [Fact]
    public void On_average_every_cell_keeps_its_value()
    {
        double[] table = [0.3, 0.45, 0.25, 1.5, 0, 0.5, 0.2, 0.2, 1.6];
        const int Draws = 40_000;
        var sums = new double[table.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            var counts = BalancedRounding.Round(table, 3, new SamplingRandom(17, (ulong)draw));
            for (var cell = 0; cell < sums.Length; cell++)
            {
                sums[cell] += counts[cell];
            }
        }

        // The seeds are fixed; five and a half standard deviations of a fraction that is up or down.
        for (var cell = 0; cell < sums.Length; cell++)
        {
            var fraction = table[cell] - Math.Floor(table[cell]);
            Assert.Equal(table[cell], sums[cell] / Draws, (5.5 * Math.Sqrt(fraction * (1 - fraction) / Draws)) + 1e-9);
        }
    }

    private static (double[] Table, int Columns) Table(SamplingRandom random, bool wholeRows)
    {
        var (rows, columns) = (1 + (int)random.NextBelow(40), 1 + (int)random.NextBelow(12));
        var table = new double[rows * columns];
        for (var cell = 0; cell < table.Length; cell++)
        {
            table[cell] = random.NextBelow(4) switch
            {
                0 => 0,
                1 => random.NextDouble() * 1e-7,
                2 => random.NextBelow(8) / 4.0,
                _ => random.NextDouble() * 1000,
            };
        }

        // Sums are made whole by stretching: all rows, or the table.
        var run = wholeRows ? columns : table.Length;
        for (var start = 0; start < table.Length; start += run)
        {
            var sum = table.Skip(start).Take(run).Sum();
            for (var cell = start; sum > 0 && cell < start + run; cell++)
            {
                table[cell] *= Math.Ceiling(sum) / sum;
            }
        }

        return (table, columns);
    }

    private static double[] Columns(double[] table, int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => table.Where((_, cell) => cell % columns == column).Sum())];

    private static void AssertRounded(double[] expected, int[] counts) => AssertRounded(expected, Array.ConvertAll(counts, count => (double)count));

    private static void AssertRounded(double[] expected, double[] counts)
    {
        for (var cell = 0; cell < counts.Length; cell++)
        {
            Assert.InRange(counts[cell], Math.Floor(expected[cell] + 1e-6), Math.Ceiling(expected[cell] - 1e-6));
            Assert.True(expected[cell] > 0 || counts[cell] == 0);
        }
    }

    private static double[] Columns(int[] counts, int columns) => Columns(Array.ConvertAll(counts, count => (double)count), columns);
}
