using FsCheck;
using FsCheck.Fluent;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Sampling;

/// <summary>Weights become whole numbers of rows.</summary>
public sealed class SystematicRoundingTests
{
    private static readonly Gen<double[]> s_weights = Gen.OneOf(
        Gen.Constant(0.0),
        Gen.Choose(1, 1000).Select(i => i / 7.0),
        Gen.Choose(1, 9).Select(i => Math.Pow(10, i)),
        Gen.Elements(1e-9, 1e-300, 0.1)).NonEmptyListOf().Select(list => list.ToArray()).Where(weights => weights.Sum() > 0);

    [Fact]
    public void Rows_add_up_each_cell_gets_its_share_to_within_one_and_empty_cells_get_none() =>
        Prop.ForAll(s_weights.ToArbitrary(), Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, 1_000_000)).ToArbitrary(), Gen.Choose(0, 99_999).ToArbitrary(), (weights, rows, seed) =>
        {
            var counts = SystematicRounding.Round(weights, rows, new SamplingRandom((ulong)seed));
            var total = weights.Sum();
            return counts.Sum() == rows
                && counts.Zip(weights).All(pair =>
                    pair.First >= 0
                    && (pair.Second > 0 || pair.First == 0)
                    && Math.Abs(pair.First - (pair.Second / total * rows)) < 1 + 1e-6);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void On_average_a_cell_gets_exactly_its_share()
    {
        double[] weights = [0.3, 2.45, 0, 1, 0.25];
        const int Rows = 10;
        const int Draws = 40_000;
        var sums = new double[weights.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            var counts = SystematicRounding.Round(weights, Rows, new SamplingRandom(17, (ulong)draw));
            for (var cell = 0; cell < sums.Length; cell++)
            {
                sums[cell] += counts[cell];
            }
        }

        // The seeds are fixed; five and a half standard deviations of a fraction that is up or down.
        for (var cell = 0; cell < sums.Length; cell++)
        {
            var expected = weights[cell] / weights.Sum() * Rows;
            var fraction = expected - Math.Floor(expected);
            Assert.Equal(expected, sums[cell] / Draws, (5.5 * Math.Sqrt(fraction * (1 - fraction) / Draws)) + 1e-9);
        }
    }

    [Fact]
    public void Weights_that_are_all_zero_still_give_every_row_a_cell()
    {
        var counts = SystematicRounding.Round([0, 0, 0], 5, new SamplingRandom(1));

        Assert.Equal(5, counts.Sum());
    }

    [Fact]
    public void One_cell_gets_every_row() => Assert.Equal([1 << 20], SystematicRounding.Round([0.1], 1 << 20, new SamplingRandom(1)));
}
