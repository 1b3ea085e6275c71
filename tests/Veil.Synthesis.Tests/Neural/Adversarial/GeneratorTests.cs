using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

public sealed class GeneratorTests
{
    [Fact]
    public void Rows_are_those_of_pytorch()
    {
        var (generator, pass) = PyTorchFixture.Generate();
        PyTorchFixture.AssertClose(PyTorchFixture.Numbers("raw"), pass.Raw);
        PyTorchFixture.AssertClose(PyTorchFixture.Numbers("fake"), pass.Output);
        for (var l = 0; l < generator.Layers; l++)
        {
            var means = PyTorchFixture.Lists("means")[l];
            var variances = PyTorchFixture.Lists("variances")[l];
            PyTorchFixture.AssertClose([.. means.Select(mean => 0.1f * mean)], generator.Norms[l].RunningMean);
            PyTorchFixture.AssertClose([.. variances.Select(variance => 0.9f + (0.1f * variance))], generator.Norms[l].RunningVariance);
        }
    }

    [Fact]
    public void Gradients_are_those_of_pytorch()
    {
        var (generator, pass) = PyTorchFixture.Generate();
        PyTorchFixture.Numbers("fakeGradient").CopyTo(pass.RawGradient);
        generator.Output.Backward(pass.Output, pass.RawGradient);
        Assert.Equal(PyTorchFixture.Number("entropy"), ConditionLoss.Add(generator, pass), 1e-5);
        var gradient = new float[generator.Parameters.Count];
        Array.Fill(gradient, float.NaN);
        generator.Backward(pass, gradient);
        PyTorchFixture.AssertGradients("generatorGradients", generator.Parameters, gradient);
    }

    [Fact]
    public void Soft_choices_are_those_of_the_worked_example()
    {
        var activation = new OutputActivation([new TabularSpan(-1, 0, 3, IsCategory: true)]);
        var output = new float[3];
        activation.Forward([0.2f, -1, 0.5f], [0.3f, 1.1f, -0.4f], output);
        PyTorchFixture.AssertClose([0.78698604f, 0.10650698f, 0.10650698f], output);
        float[] gradient = [1, -2, 0.5f];
        activation.Backward(output, gradient);
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
        var unbiased = pass.Rows / (pass.Rows - 1f);
        for (var l = 0; l < generator.Layers; l++)
        {
            PyTorchFixture.Lists("means")[l].CopyTo(generator.Norms[l].RunningMean, 0);
            PyTorchFixture.Lists("variances")[l].Select(variance => variance / unbiased).ToArray().CopyTo(generator.Norms[l].RunningVariance, 0);
        }

        var folded = generator.Fold();
        var alone = new GeneratorPass(generator, 1);
        for (var i = 0; i < pass.Rows; i++)
        {
            alone.Conditions[0] = pass.Conditions[i];
            pass.NoiseOf(i).CopyTo(alone.NoiseOf(0));
            generator.Infer(folded, alone);
            PyTorchFixture.AssertClose(pass.Raw.AsSpan(i * generator.Output.Width, generator.Output.Width), alone.Raw);
        }
    }
}
