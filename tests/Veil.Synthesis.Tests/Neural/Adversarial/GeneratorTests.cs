using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

public sealed class GeneratorTests
{
    [Fact]
    public void Rows_are_those_of_pytorch()
    {
        var (generator, pass) = PyTorchFixture.Generate();
        PyTorchFixture.AssertClose(PyTorchFixture.Numbers("raw"), pass.Raw);
        PyTorchFixture.AssertClose(PyTorchFixture.Numbers("fake"), pass.Output);
        generator.Track(pass);
        for (var l = 0; l < generator.Layers; l++)
        {
            var means = PyTorchFixture.Lists("means")[l];
            var variances = PyTorchFixture.Lists("variances")[l];
            PyTorchFixture.AssertClose([.. means.Select(mean => 0.1f * mean)], generator.Normalisations[l].RunningMean);
            PyTorchFixture.AssertClose([.. variances.Select(variance => 0.9f + (0.1f * variance))], generator.Normalisations[l].RunningVariance);
        }
    }

    [Fact]
    public void Gradients_are_those_of_pytorch()
    {
        var (generator, pass) = PyTorchFixture.Generate();
        generator.Output.Backward(pass.Output, PyTorchFixture.Numbers("fakeGradient"), pass.RawGradient);
        Assert.Equal(PyTorchFixture.Number("entropy"), ConditionLoss.Add(generator, pass), 1e-5);
        var gradient = new float[generator.Parameters.Count];
        Array.Fill(gradient, float.NaN);
        generator.Backward(pass, gradient);
        PyTorchFixture.AssertGradients("generatorGradients", generator.Parameters, gradient);
    }

    // Worked out in double precision. The shift is 10 higher than there, so that the rectifier takes nothing away.
    [Fact]
    public void Batch_normalisation_is_that_of_the_worked_example()
    {
        var parameters = new Parameters();
        var layer = new BatchNormalisation(parameters, "layer", 2);
        float[] weights = [1.5f, 0.5f, 10.1f, 9.8f];
        weights.CopyTo(parameters.Values);
        float[] rows = [1, 2, 3, -1, 0, 0.5f, 2, 4];
        var output = new float[8];
        var moments = new BatchMoments(2);
        layer.Forward(parameters, rows, moments, output, 2);
        PyTorchFixture.AssertClose([-0.570818f, -0.031066f, 2.112453f, -0.841950f, -1.912453f, -0.436508f, 0.770818f, 0.509523f], [.. output.Select(y => y - 10)]);
        layer.Track(moments, 4);
        PyTorchFixture.AssertClose([0.15f, 0.1375f], layer.RunningMean);
        PyTorchFixture.AssertClose([1.0666667f, 1.35625f], layer.RunningVariance);
        var input = new float[8];
        var gradient = new float[4];
        layer.Backward(parameters, rows, moments, output, 2, [1, 0, 0, 2, -1, 1, 0.5f, -0.5f], 2, input, gradient);
        PyTorchFixture.AssertClose([1.341634f, -0.083310f, -0.670814f, 0.046284f, -1.006231f, -0.018513f, 0.335410f, 0.055539f], input);
        PyTorchFixture.AssertClose([1.11802952f, -3.75033697f, 0.5f, 2.5f], gradient);
    }

    [Fact]
    public void Soft_choices_are_those_of_the_worked_example()
    {
        var activation = new OutputActivation([new TabularSpan(-1, 0, 3, IsCategory: true)]);
        var output = new float[3];
        activation.Forward([0.2f, -1, 0.5f], [0.3f, 1.1f, -0.4f], output);
        PyTorchFixture.AssertClose([0.78698604f, 0.10650698f, 0.10650698f], output);
        var gradient = new float[3];
        activation.Backward(output, [1, -2, 0.5f], gradient);
        PyTorchFixture.AssertClose([1.46684135f, -1.39908929f, -0.06775206f], gradient);
    }

    [Fact]
    public void Far_logits_are_no_trouble()
    {
        var activation = new OutputActivation([new TabularSpan(0, 1, 2, IsCategory: false)]);
        var output = new float[3];
        activation.Forward([1000, -1e6f, 1e6f], [0, 0, 0], output);
        Assert.Equal([1, 0, 1], output);
    }

    // With averages that are the batch's own moments, a row by itself comes out as in its batch.
    [Fact]
    public void Rows_by_themselves_are_those_of_a_batch_with_the_running_moments()
    {
        var (generator, pass) = PyTorchFixture.Generate();
        for (var l = 0; l < generator.Layers; l++)
        {
            pass.Moments[l].Mean.CopyTo(generator.Normalisations[l].RunningMean, 0);
            pass.Moments[l].Variance.CopyTo(generator.Normalisations[l].RunningVariance, 0);
        }

        var alone = new GeneratorPass(generator, 1);
        for (var i = 0; i < pass.Rows; i++)
        {
            alone.Conditions[0] = pass.Conditions[i];
            pass.NoiseOf(i).CopyTo(alone.NoiseOf(0));
            generator.Infer(alone);
            PyTorchFixture.AssertClose(pass.Raw.AsSpan(i * generator.Output.Width, generator.Output.Width), alone.Raw);
        }
    }

    [Fact]
    public void Noise_has_the_moments_of_its_distributions()
    {
        var stream = new NoiseStream(new SamplingRandom(4));
        var numbers = new float[200_003];
        stream.FillNormal(numbers);
        AssertMoments(numbers, 0, 1);
        stream.FillGumbel(numbers);
        AssertMoments(numbers, 0.57722, Math.PI * Math.PI / 6);
        stream.FillUniform(numbers);
        AssertMoments(numbers, 0.5, 1 / 12.0);
        Assert.All(numbers, number => Assert.True(number is > 0 and < 1));
        stream.FillDropout(numbers);
        AssertMoments(numbers, 1, 1);
        Assert.Equal([0, 2], numbers.Distinct().Order());

        static void AssertMoments(float[] numbers, double mean, double variance)
        {
            var average = numbers.Average(number => (double)number);
            Assert.Equal(mean, average, 5 * Math.Sqrt(variance / numbers.Length));
            Assert.Equal(variance, numbers.Average(number => (number - average) * (number - average)), 0.03 * variance);
        }
    }
}
