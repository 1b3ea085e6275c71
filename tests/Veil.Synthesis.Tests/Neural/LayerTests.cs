using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural;

public class LayerTests
{
    private readonly BatchRandom _noise = new(new SamplingRandom(11));

    [Fact]
    public void Linear_layers_have_the_gradients_of_their_definition()
    {
        const int Rows = 3;
        var parameters = new Parameters();
        _ = parameters.Add("other", 1, 7);
        var layer = Linear.Add(parameters, "layer", 5, 4);
        layer.Initialize(parameters.Values, _noise);
        var (x, upstream) = (Normal(Rows * 5), Normal(Rows * 4));
        var values = parameters.Values.ToArray();
        Assert.All(layer.Weights.Of(values).ToArray(), weight => Assert.InRange(Math.Abs(weight), 1e-9, 1 / Math.Sqrt(5)));

        var gradient = new float[values.Length];
        layer.AddGradient(gradient, Rows, x, 5, upstream, 4);
        Differences.Check(at => Loss(at, x), values, gradient);

        var dx = new float[x.Length];
        layer.InputGradient(values, Rows, upstream, 4, dx, 5);
        Differences.Check(at => Loss(values, at), x, dx);
        layer.InputGradient(values, Rows, upstream, 4, dx, 5, add: true);
        Differences.Check(at => 2 * Loss(values, at), x, dx);

        double Loss(float[] values, float[] x)
        {
            var y = new float[Rows * 4];
            layer.Forward(values, Rows, x, 5, y, 4);
            return Differences.Weighted(y, upstream);
        }
    }

    [Fact]
    public void Sparse_inputs_give_what_dense_ones_give()
    {
        const int Rows = 4;
        const int Inputs = 9;
        var parameters = new Parameters();
        var layer = Linear.Add(parameters, "layer", Inputs, 6);
        layer.Initialize(parameters.Values, _noise);
        int[] active = [0, 3, 8, 1, 4, 7, 2, 5, 8, 0, 4, 6];
        var slopes = Normal(Rows * 6);
        foreach (var numbers in new[] { [], Normal(active.Length) })
        {
            var x = new float[Rows * Inputs];
            for (var i = 0; i < active.Length; i++)
            {
                x[(i / 3 * Inputs) + active[i]] = numbers.Length == 0 ? 1 : numbers[i];
            }

            var (dense, sparse) = (new float[Rows * 6], new float[Rows * 6]);
            layer.Forward(parameters.Values, Rows, x, Inputs, dense, 6);
            layer.StartFromBias(parameters.Values, Rows, sparse, 6);
            layer.AddSparse(parameters.Values, active, 3, numbers, sparse, 6);
            AssertClose(dense, sparse);

            var (denseGradient, sparseGradient) = (new float[parameters.Count], new float[parameters.Count]);
            layer.AddGradient(denseGradient, Rows, x, Inputs, slopes, 6);
            layer.AddSparseGradient(sparseGradient, active, 3, numbers, slopes, 6);
            layer.AddBiasGradient(sparseGradient, Rows, slopes, 6);
            AssertClose(denseGradient, sparseGradient);
        }
    }

    [Fact]
    public void Batch_normalisation_is_that_of_the_reference()
    {
        var parameters = new Parameters();
        var layer = BatchNorm.Add(parameters, "norm", 2);
        layer.Initialize(parameters.Values);
        Assert.Equal([1, 1, 0, 0], parameters.Values.ToArray());
        float[] values = [1.5f, 0.5f, 0.1f, -0.2f];
        float[] x = [1, 2, 3, -1, 0, 0.5f, 2, 4];
        var y = new float[12];
        layer.Forward(values, 4, x, y, 3);
        AssertClose(
            [-0.570818f, -0.031066f, 0, 2.112453f, -0.841950f, 0, -1.912453f, -0.436508f, 0, 0.770818f, 0.509523f, 0], y);
        AssertClose([0.15f, 0.1375f], layer.RunningMean);
        AssertClose([1.0666667f, 1.35625f], layer.RunningVariance);

        float[] dy = [1, 0, 0, 2, -1, 1, 0.5f, -0.5f];
        float[] gradient = [1, 1, 1, 1];
        layer.Backward(values, gradient, 4, x, dy);
        AssertClose([1.341634f, -0.083310f, -0.670814f, 0.046284f, -1.006231f, -0.018513f, 0.335410f, 0.055539f], dy);
        AssertClose([1 + 1.11802952f, 1 - 3.75033697f, 1 + 0.5f, 1 + 2.5f], gradient);
    }

    [Fact]
    public void Batch_normalisation_outside_training_is_part_of_the_layer_before()
    {
        var parameters = new Parameters();
        var linear = Linear.Add(parameters, "linear", 3, 2);
        var norm = BatchNorm.Add(parameters, "norm", 2);
        linear.Initialize(parameters.Values, _noise);
        float[] scales = [1.5f, -0.5f, 0.1f, 0.7f];
        scales.CopyTo(parameters.Values[^4..]);
        (norm.RunningMean[0], norm.RunningMean[1]) = (0.4f, -2);
        (norm.RunningVariance[0], norm.RunningVariance[1]) = (0.3f, 5);

        var x = Normal(3);
        var (plain, folded) = (new float[2], new float[2]);
        linear.Forward(parameters.Values, 1, x, 3, plain, 2);
        var weights = parameters.Values.ToArray();
        norm.FoldInto(parameters.Values, linear, weights);
        linear.Forward(weights, 1, x, 3, folded, 2);
        AssertClose(
            [(1.5f * (plain[0] - 0.4f) / MathF.Sqrt(0.30001f)) + 0.1f, (-0.5f * (plain[1] + 2) / MathF.Sqrt(5.00001f)) + 0.7f], folded);
    }

    [Fact]
    public void Rectified_units_pass_what_is_positive()
    {
        var x = Normal(37);
        var y = (float[])x.Clone();
        Rectifier.Relu(y);
        Assert.Equal(x.Select(number => Math.Max(number, 0)), y);
        var upstream = Normal(37);
        var dy = (float[])upstream.Clone();
        Rectifier.ReluGradient(y, dy);
        Assert.Equal(x.Select((number, i) => number > 0 ? upstream[i] : 0), dy);
        var slopes = new float[37];
        Rectifier.LeakySlopes(x, 0.2f, slopes);
        Assert.Equal(x.Select(number => number > 0 ? 1 : 0.2f), slopes);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.1f)]
    public void Dropout_drops_the_rate_and_keeps_the_mean(float rate)
    {
        const int Units = 200_003;
        var slopes = Enumerable.Repeat(3f, Units).ToArray();
        Rectifier.Drop(_noise, rate, slopes);
        Assert.Equal(new[] { 0, 3 / (1 - rate) }, slopes.Distinct().Order().ToArray(), new Closeness());
        var dropped = slopes.Count(slope => slope == 0) / (double)Units;
        Assert.InRange(dropped, rate - (5 * Math.Sqrt(rate * (1 - rate) / Units)), rate + (5 * Math.Sqrt(rate * (1 - rate) / Units)));
    }

    [Fact]
    public void Gumbel_softmax_is_that_of_the_reference()
    {
        // Fixed noise, added to the logits by hand.
        float[] y = [0.2f + 0.3f, -1 + 1.1f, 0.5f - 0.4f];
        var blocks = new CategoricalBlocks([(0, 3)]);
        blocks.Softmax(1, y, 3, y, 3, 0.2f);
        AssertClose([0.78698604f, 0.10650698f, 0.10650698f], y);
        float[] dy = [1, -2, 0.5f];
        blocks.SoftmaxGradient(1, y, 3, dy, 3, 0.2f);
        AssertClose([1.46684135f, -1.39908929f, -0.06775206f], dy);
    }

    [Fact]
    public void Blocks_are_normalised_each_for_itself_and_what_lies_between_is_left_alone()
    {
        var blocks = new CategoricalBlocks([(1, 2), (3, 30), (34, 1)]);
        var x = Normal(2 * 36);
        x[4] = 300;
        x[2] = -500;
        var y = (float[])x.Clone();
        blocks.Softmax(2, y, 36, y, 36);
        for (var row = 0; row < 2; row++)
        {
            foreach (var between in new[] { 0, 33, 35 })
            {
                Assert.Equal(x[(36 * row) + between], y[(36 * row) + between]);
            }

            for (var block = 0; block < blocks.Count; block++)
            {
                var (start, length) = blocks[block];
                var logits = x.AsSpan((36 * row) + start, length).ToArray().Select(logit => (double)logit).ToArray();
                var total = logits.Sum(logit => Math.Exp(logit - logits.Max()));
                AssertClose([.. logits.Select(logit => (float)(Math.Exp(logit - logits.Max()) / total))], y.AsSpan((36 * row) + start, length).ToArray());
            }
        }

        var upstream = Normal(72);
        var (dx, at) = ((float[])upstream.Clone(), Normal(72));
        var p = (float[])at.Clone();
        blocks.Softmax(2, at, 36, p, 36);
        blocks.SoftmaxGradient(2, p, 36, dx, 36);
        Differences.Check(
            x =>
            {
                var y = (float[])x.Clone();
                blocks.Softmax(2, x, 36, y, 36);
                return Differences.Weighted(y, upstream);
            },
            at,
            dx);
    }

    [Fact]
    public void Cross_entropy_has_the_gradient_of_its_definition()
    {
        var blocks = new CategoricalBlocks([(0, 3), (4, 20)]);
        int[] targets = [2, 4 + 7, 0, 4 + 19];
        var x = Normal(2 * 24);
        var gradient = new float[x.Length];
        var loss = blocks.CrossEntropy(2, x, 24, targets, 0.5f, gradient, 24);
        Assert.Equal(Loss(x), loss, 1e-5);
        (gradient[3], gradient[27]) = (0, 0);
        Differences.Check(at => 0.5 * Loss(at), x, gradient);

        double Loss(float[] x)
        {
            var sum = 0.0;
            for (var i = 0; i < targets.Length; i++)
            {
                var (start, length) = blocks[i % 2];
                var logits = x.AsSpan((i / 2 * 24) + start, length).ToArray();
                sum += Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[targets[i] - start];
            }

            return sum;
        }
    }

    [Fact]
    public void Latent_variables_have_the_gradients_of_their_definition()
    {
        const int Count = 21;
        const float Weight = 0.7f;
        var (mean, logVariance, noise, upstream) = (Normal(Count), Normal(Count), Normal(Count), Normal(Count));
        var (spread, z) = ((float[])noise.Clone(), new float[Count]);
        GaussianLatent.Draw(mean, logVariance, spread, z);
        var (dMean, dLogVariance) = (new float[Count], new float[Count]);
        GaussianLatent.Gradient(mean, logVariance, spread, Weight, upstream, dMean, dLogVariance);
        Differences.Check(at => Loss(at, logVariance), mean, dMean);
        Differences.Check(at => Loss(mean, at), logVariance, dLogVariance);
        GaussianLatent.Gradient(mean, logVariance, spread, Weight, upstream, upstream, dLogVariance);
        Assert.Equal(dMean, upstream);

        double Loss(float[] mean, float[] logVariance)
        {
            var (spread, z) = ((float[])noise.Clone(), new float[Count]);
            GaussianLatent.Draw(mean, logVariance, spread, z);
            return Differences.Weighted(z, upstream) + (Weight * GaussianLatent.Divergence(mean, logVariance));
        }
    }

    [Fact]
    public void Rows_are_measured_and_scaled_one_by_one()
    {
        float[] x = [1, 2, 9, 3, 4, 9];
        float[] norms = [10, 20];
        RowScaling.AddSquaredNorms(2, 2, x, 3, norms);
        Assert.Equal([15, 45], norms);
        RowScaling.Scale(2, 2, [2, 3], x, 3);
        Assert.Equal([2, 4, 9, 9, 12, 9], x);
    }

    [Fact]
    public void Norms_are_brought_down_to_their_bound_and_what_is_no_number_to_zero()
    {
        float[] norms = [0, 3.99f, 4, 16, float.PositiveInfinity, float.NaN];
        RowScaling.ClipFactors(norms, 2);
        Assert.Equal([1, 1, 1, 0.5f, 0, 0], norms.Select(norm => MathF.Round(norm, 5)));
        Assert.True(norms[3] < 0.5f);
        float[] x = [3, float.NaN, float.PositiveInfinity];
        RowScaling.Scale(3, 1, [2, 0, 0], x, 1);
        Assert.Equal([6, 0, 0], x);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-6f * (1 + MathF.Abs(expected[i])));
        }
    }

    private float[] Normal(int count)
    {
        var numbers = new float[count];
        _noise.Normal(numbers);
        return numbers;
    }

    private sealed class Closeness : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) < 1e-5;

        public int GetHashCode(float obj) => 0;
    }
}
