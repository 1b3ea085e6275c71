using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Autoencoding;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Methods.Tvae;

namespace Veil.Synthesis.Tests.Neural.Autoencoding;

public class AutoencoderGradientTests
{
    private const int Records = 40;

    private static readonly Domain s_domain = new(
    [
        new CategoryAttribute("x", ColumnType.Category, ["a", "b", "c"], null, hasMissing: false),
        new CategoryAttribute("y", ColumnType.Category, ["a", "b", "c", "d"], null, hasMissing: false),
    ]);

    private static readonly TabularTransformer s_transformer = TabularTransformer.Fit(s_domain, [[5, 3, 2], [1, 1, 1, 1]]);

    private readonly Autoencoder _network = TvaeModel.Network(s_transformer, [8], 2);
    private readonly AutoencoderGradient _gradient;
    private readonly ushort[] _cells = [.. Enumerable.Range(0, 2 * Records).Select(i => (ushort)(i % 2 == 0 ? i / 2 % 3 : i / 2 * 5 % 4))];

    public AutoencoderGradientTests()
    {
        _network.Initialize(new BatchRandom(new SamplingRandom(1)));
        _gradient = new AutoencoderGradient(_network, s_transformer, 2, new BatchRandom(new SamplingRandom(2)));
    }

    [Fact]
    public void A_sum_is_that_of_its_records_each_clipped_on_its_own()
    {
        var alone = Enumerable.Range(0, Records).Select(record => Sum(_cells.AsSpan(2 * record, 2), 1e6f)).ToArray();
        var norms = alone.Select(gradient => Math.Sqrt(gradient.Sum(x => (double)x * x))).ToArray();
        var bound = (float)norms.Order().ElementAt(Records / 2);
        var expected = new double[_gradient.Count];
        for (var record = 0; record < Records; record++)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += alone[record][i] * Math.Min(1, bound / norms[record]);
            }
        }

        var sum = Sum(_cells, bound);
        for (var i = 0; i < sum.Length; i++)
        {
            Assert.Equal(expected[i], sum[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    [Theory]
    [InlineData(1e-3f)]
    [InlineData(0.3f)]
    [InlineData(1e3f)]
    public void No_record_adds_more_than_the_bound(float bound)
    {
        for (var record = 0; record < Records; record++)
        {
            Assert.True(Math.Sqrt(Sum(_cells.AsSpan(2 * record, 2), bound).Sum(x => (double)x * x)) <= bound * (1 + 1e-6));
        }
    }

    [Fact]
    public void What_a_record_adds_does_not_depend_on_the_others_nor_on_what_was_asked_before()
    {
        var before = Sum(_cells.AsSpan(10, 2), 1);
        Sum(_cells, 1);
        Assert.Equal(before, Sum(_cells.AsSpan(10, 2), 1));

        // Records in another order: the same but for the rounding of the sum.
        var turned = Sum([.. Enumerable.Range(0, Records).Reverse().SelectMany(record => new[] { _cells[2 * record], _cells[(2 * record) + 1] })], 1);
        Assert.All(Sum(_cells, 1).Zip(turned), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Every_step_has_noise_of_its_own()
    {
        var before = Sum(_cells, 1);
        _gradient.NextStep();
        Assert.NotEqual(before, Sum(_cells, 1));
    }

    [Fact]
    public void Numbers_are_refused()
    {
        var network = new Autoencoder(new AutoencoderShape(1, new Veil.Synthesis.Neural.Layers.CategoricalBlocks([(1, 3)]), [4], 2));
        Assert.Throws<ArgumentException>(() => new AutoencoderGradient(network, s_transformer, 1, new BatchRandom(new SamplingRandom(1))));
    }

    [Fact]
    public void Calibration_brings_columns_to_their_frequencies()
    {
        float[] frequencies = [0.7f, 0.2f, 0.1f, 0.4f, 0.3f, 0.299f, 0.001f];
        DecoderCalibration.Run(_network, _network.Parameters.Values, frequencies, new SamplingRandom(3));

        const int Rows = 50_000;
        var drawn = new AutoencoderSampler(_network, _network.Parameters.ToArray(), s_transformer, takesMode: false)
            .Sample(Rows, new SamplingRandom(4), TestContext.Current.CancellationToken);
        for (var cell = 0; cell < 7; cell++)
        {
            var share = drawn[cell < 3 ? 0 : 1].Count(code => code == (cell < 3 ? cell : cell - 3)) / (double)Rows;
            Assert.Equal(frequencies[cell], share, 0.015);
        }
    }

    private float[] Sum(ReadOnlySpan<ushort> cells, float bound)
    {
        var sum = new float[_gradient.Count];
        _gradient.AddClipped(new RecordBatch(cells, 2), bound, sum);
        return sum;
    }
}
