using FsCheck;
using FsCheck.Fluent;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Tests.Estimation;

/// <summary>Smoothing takes out noise and leaves shapes. Noise is drawn with fixed seeds, so these tests never waver.</summary>
public sealed class SegmentAveragingTests
{
    private const double Deviation = 20;

    [Theory]
    [InlineData("constant", 0.35)]
    [InlineData("steps", 0.5)]
    [InlineData("line", 0.4)]
    [InlineData("empty", 0.2)]
    [InlineData("bell", 0.6)]
    public void Smooth_shapes_come_out_nearer_than_they_went_in(string shape, double fraction)
    {
        var truth = Enumerable.Range(0, 128).Select(cell => shape switch
        {
            "constant" => 300.0,
            "steps" => cell < 40 ? 100 : cell < 90 ? 700 : 0,
            "line" => 10.0 * cell,
            "empty" => 0,
            _ => 900 * Math.Exp(-0.5 * Math.Pow((cell - 64) / 15.0, 2)),
        }).ToArray();

        var (raw, smooth) = Errors(truth);

        Assert.True(smooth < fraction * raw, $"{smooth} is not below {fraction} of {raw}.");
    }

    [Fact]
    public void Lone_spikes_stay()
    {
        var truth = new double[100];
        Array.Fill(truth, 50);
        truth[0] = 9000;
        truth[17] = 2000;
        truth[99] = 500;
        var random = new Random(11);

        var smooth = SegmentAveraging.Smooth(Noisy(truth, random), Deviation);

        for (var cell = 0; cell < truth.Length; cell++)
        {
            Assert.InRange(smooth[cell], truth[cell] - (4 * Deviation), truth[cell] + (4 * Deviation));
        }
    }

    [Fact]
    public void Heaped_values_are_no_worse_than_before()
    {
        var truth = Enumerable.Range(0, 120).Select(cell => cell % 5 == 0 ? 800.0 : 100).ToArray();

        var (raw, smooth) = Errors(truth);

        Assert.True(smooth < 1.1 * raw);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-3)]
    [InlineData(1e-200)]
    [InlineData(double.NaN)]
    public void Exact_counts_are_left_alone(double deviation)
    {
        double[] counts = [5, -3, 1e12, 0, 7, 7];

        Assert.Equal(counts, SegmentAveraging.Smooth(counts, deviation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void One_or_two_cells_are_left_alone(int cells)
    {
        var counts = Enumerable.Range(0, cells).Select(cell => 3.0 * cell).ToArray();

        Assert.Equal(counts, SegmentAveraging.Smooth(counts, 5));
    }

    [Fact]
    public void Every_result_is_a_number_and_as_many_rows_remain() =>
        Prop.ForAll(Counts().ToArbitrary(), Gen.Elements(0.02, 0.5, 3, 1000, 1e6).ToArbitrary(), (counts, deviation) =>
        {
            var smooth = SegmentAveraging.Smooth(counts, deviation);
            var limit = counts.Max(Math.Abs) + 1;

            // A least-squares line may leave the range of its counts at its ends, by no more than its range.
            return smooth.Length == counts.Length && smooth.All(count => double.IsFinite(count) && Math.Abs(count) <= 3 * limit);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1e12, 0.5)]
    [InlineData(1e9, 0.02)]
    [InlineData(1e8, 1)]
    public void Huge_counts_beside_little_noise_come_back_as_they_are(double size, double deviation)
    {
        var random = new Random(3);
        var counts = Enumerable.Range(0, 600).Select(_ => Math.Round(size * random.NextDouble())).ToArray();

        var smooth = SegmentAveraging.Smooth(counts, deviation);

        Assert.All(counts.Zip(smooth), pair => Assert.Equal(pair.First, pair.Second, size * 1e-9));
    }

    [Fact]
    public void All_zeros_stay_zeros() =>
        Assert.All(SegmentAveraging.Smooth(new double[600], 10), count => Assert.Equal(0, count, 1e-9));

    [Fact]
    public void A_mirrored_column_comes_out_mirrored()
    {
        var random = new Random(5);
        var counts = Noisy([.. Enumerable.Range(0, 60).Select(cell => 8.0 * cell)], random);

        var smooth = SegmentAveraging.Smooth(counts, Deviation);
        var mirrored = SegmentAveraging.Smooth([.. counts.Reverse()], Deviation);

        Assert.All(smooth.Zip(mirrored.Reverse()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    private static Gen<double[]> Counts() =>
        from length in Gen.OneOf(Gen.Choose(3, 40), Gen.Choose(100, 300))
        from kind in Gen.Choose(0, 3)
        from seed in Gen.Choose(0, 100_000)
        let random = new Random(seed)
        select Enumerable.Range(0, length).Select(_ => kind switch
        {
            0 => random.Next(-50, 50),
            1 => (random.NextDouble() - 0.3) * 1e12,
            2 => random.Next(10) == 0 ? 1e12 : random.Next(3),
            _ => -1e6 * random.NextDouble(),
        }).ToArray();

    private static (double Raw, double Smooth) Errors(double[] truth)
    {
        double raw = 0, smooth = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var noisy = Noisy(truth, new Random(seed));
            raw += Distance(truth, noisy);
            smooth += Distance(truth, SegmentAveraging.Smooth(noisy, Deviation));
        }

        return (raw, smooth);
    }

    private static double Distance(double[] truth, double[] estimate) => truth.Zip(estimate).Sum(pair => Math.Abs(pair.First - pair.Second));

    private static double[] Noisy(double[] truth, Random random) => [.. truth.Select(count => Math.Round(count + (Deviation * Normal(random))))];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
