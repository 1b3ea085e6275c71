using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

public sealed class PackedCriticTests
{
    [Fact]
    public void Loss_penalty_and_gradients_are_those_of_pytorch()
    {
        var (critic, pass) = Fixture();
        foreach (var (mask, l) in pass.Masks.Select((mask, l) => (mask, l)))
        {
            PyTorchFixture.Masks("real")[l].Concat(PyTorchFixture.Masks("fake")[l]).Concat(PyTorchFixture.Masks("between")[l]).ToArray().CopyTo(mask, 0);
        }

        PyTorchFixture.Numbers("alpha").CopyTo(pass.Shares, 0);
        var gradient = new float[critic.Parameters.Count];
        Array.Fill(gradient, float.NaN);
        critic.SeeReal(pass);
        var loss = critic.Step(pass, gradient);
        Assert.Equal(PyTorchFixture.Number("criticLoss"), loss.Fake - loss.Real, 1e-4);
        Assert.Equal(PyTorchFixture.Number("penalty"), loss.Penalty, 1e-4);
        PyTorchFixture.AssertGradients("criticGradients", critic.Parameters, gradient);
    }

    [Fact]
    public void The_gradient_of_the_score_is_that_of_pytorch()
    {
        var (critic, pass) = Fixture();
        foreach (var (mask, l) in PyTorchFixture.Masks("generator").Select((mask, l) => (mask, l)))
        {
            mask.CopyTo(pass.Masks[l], 0);
        }

        var gradient = new float[pass.Fake.Length];
        Assert.Equal(PyTorchFixture.Number("score"), critic.ScoreGradient(pass, gradient), 1e-5);
        PyTorchFixture.AssertClose(PyTorchFixture.Numbers("fakeGradient"), gradient);
    }

    // Worked out in double precision.
    [Fact]
    public void The_penalty_is_that_of_the_worked_example()
    {
        var critic = new PackedCritic(3, 0, 1, hidden: 2);
        float[] weights = [0.5f, -0.4f, -0.3f, 0.1f, 0.2f, 0.6f, 0.1f, -0.2f, 0.7f, 0.3f, -0.5f, 0.9f, 0, 0.05f, 1.2f, -0.8f, 0];
        weights.CopyTo(critic.Parameters.Values);
        var real = new SparseRows(1, 0, 3);
        float[] row = [1, 0, 0.5f];
        row.CopyTo(real.ScalarsOf(0));
        var pass = new PackedCriticPass(critic, 1, real);
        float[] fake = [0.2f, 0.7f, -0.4f];
        fake.CopyTo(pass.Fake);
        pass.Shares[0] = 0.25f;
        foreach (var mask in pass.Masks)
        {
            Array.Fill(mask, 1);
        }

        var gradient = new float[critic.Parameters.Count];
        critic.SeeReal(pass);
        var loss = critic.Step(pass, gradient);
        Assert.Equal(0.4592, loss.Real, 1e-6);
        Assert.Equal(0.044704, loss.Fake, 1e-6);
        Assert.Equal(2.95160627, loss.Penalty, 1e-5);
        PyTorchFixture.AssertClose(
            [
                -6.35813798f, 2.78175991f, 3.05717791f, -1.40053108f, 0.18478845f, -0.04966532f, -0.4416f, 0.1152f,
                -8.19993734f, 5.45510489f, 1.13977842f, -0.81745228f, 0, 0.64f, -5.25820446f, -1.16603052f, 0,
            ],
            gradient);
    }

    // At the sizes of a real training: the loss changes along a direction as the gradient says. Large biases keep the
    // signs of all sums, because the penalty leaps where one changes.
    [Fact]
    public void The_loss_follows_its_gradient()
    {
        var random = new SamplingRandom(11);
        var noise = new BatchRandom(random);
        var critic = new PackedCritic(40, 12, 10, hidden: 64);
        critic.Initialize(noise);
        foreach (var (name, size) in (ReadOnlySpan<(string, int)>)[("critic.1.bias", 20), ("critic.2.bias", 200)])
        {
            var biases = critic.Parameters[critic.Parameters.Blocks.Single(block => block.Name == name)];
            for (var j = 0; j < biases.Length; j++)
            {
                biases[j] = j % 3 == 0 ? -size : size;
            }
        }

        var real = new SparseRows(100, 5, 4);
        var pass = new PackedCriticPass(critic, 100, real);
        for (var i = 0; i < 100; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                real.ActiveOf(i)[j] = (int)random.NextBelow(36) + 4;
            }

            noise.Uniform(real.ScalarsOf(i));
            real.Conditions[i] = (int)random.NextBelow(13) - 1;
            pass.FakeConditions[i] = (int)random.NextBelow(13) - 1;
        }

        var fake = new float[pass.Fake.Length];
        noise.Uniform(fake);
        fake.CopyTo(pass.Fake);
        pass.Draw(noise);
        var gradient = new float[critic.Parameters.Count];
        critic.SeeReal(pass);
        critic.Step(pass, gradient);
        var direction = new float[gradient.Length];
        var start = critic.Parameters.Values.ToArray();
        for (var trial = 0; trial < 5; trial++)
        {
            noise.Normal(direction);
            double Loss(float step)
            {
                for (var i = 0; i < start.Length; i++)
                {
                    critic.Parameters.Values[i] = start[i] + (step * direction[i]);
                }

                critic.SeeReal(pass);
                var loss = critic.Step(pass, new float[gradient.Length]);
                return loss.Fake - loss.Real + loss.Penalty;
            }

            const float Step = 1e-3f;
            var expected = gradient.Zip(direction, (slope, part) => (double)slope * part).Sum();
            Assert.Equal(expected, (Loss(Step) - Loss(-Step)) / (2 * Step), 0.01 * Math.Max(1, Math.Abs(expected)));
        }
    }

    private static (PackedCritic Critic, PackedCriticPass Pass) Fixture()
    {
        var (generator, generated) = PyTorchFixture.Generate();
        var critic = new PackedCritic(generator.Output.Width, generator.Conditions.Count, PyTorchFixture.Whole("pack"), PyTorchFixture.Whole("criticHidden"));
        PyTorchFixture.SetWeights(critic.Parameters);
        var scalars = PyTorchFixture.Spans.Count(span => span.Scalar >= 0);
        var real = new SparseRows(generated.Rows, PyTorchFixture.Spans.Length, scalars);
        var (active, numbers, conditions) = (PyTorchFixture.Wholes("active"), PyTorchFixture.Numbers("scalars"), PyTorchFixture.Wholes("realConditions"));
        for (var i = 0; i < real.Count; i++)
        {
            active.AsSpan(i * PyTorchFixture.Spans.Length, PyTorchFixture.Spans.Length).CopyTo(real.ActiveOf(i));
            numbers.AsSpan(i * scalars, scalars).CopyTo(real.ScalarsOf(i));
            real.Conditions[i] = conditions[i];
        }

        var pass = new PackedCriticPass(critic, generated.Rows, real);
        generated.Output.CopyTo(pass.Fake);
        generated.Conditions.CopyTo(pass.FakeConditions, 0);
        return (critic, pass);
    }
}
