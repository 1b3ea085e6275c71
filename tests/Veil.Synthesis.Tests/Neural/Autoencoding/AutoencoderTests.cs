using System.Text.Json;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Autoencoding;
using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Autoencoding;

public class AutoencoderTests
{
    private const int Rows = 9;
    private const float Reconstruction = 1.5f;

    private readonly BatchRandom _noise = new(new SamplingRandom(3));

    /// <summary>What PyTorch computes from the same weights, rows and noise; <c>tvae.py</c> makes the file.</summary>
    [Fact]
    public void Losses_gradients_and_a_step_are_those_of_PyTorch()
    {
        using var stream = typeof(AutoencoderTests).Assembly.GetManifestResourceStream("Veil.Synthesis.Tests.Neural.Autoencoding.tvae.json")!;
        var fixture = JsonDocument.Parse(stream).RootElement;
        var rows = fixture.GetProperty("rows").GetInt32();
        var blocks = fixture.GetProperty("blocks").EnumerateArray().Select(block => (block[0].GetInt32(), block[1].GetInt32()));
        var hidden = fixture.GetProperty("hidden").EnumerateArray().Select(units => units.GetInt32()).ToArray();
        var network = new Autoencoder(
            new AutoencoderShape(fixture.GetProperty("scalars").GetInt32(), new CategoricalBlocks(blocks), hidden, fixture.GetProperty("latent").GetInt32()));
        Read("weights", network.Parameters.Values);
        int[] active = [.. Numbers(fixture.GetProperty("active")).Select(column => (int)column)];
        var scalars = Numbers(fixture.GetProperty("numbers"));
        var pass = new AutoencoderPass(network, rows, fixture.GetProperty("factor").GetSingle());

        var (reconstruction, divergence) = pass.Run(network.Parameters.Values, active, scalars, Numbers(fixture.GetProperty("noise")), 1f / rows);
        Assert.Equal(fixture.GetProperty("reconstruction").GetDouble(), reconstruction, 1e-4);
        Assert.Equal(fixture.GetProperty("divergence").GetDouble(), divergence, 1e-4);

        var gradient = new float[network.Parameters.Count];
        pass.AddGradient(gradient, active, scalars);
        var expected = new float[gradient.Length];
        Read("gradients", expected);
        AssertClose(expected, gradient, 1e-4);

        new Adam(gradient.Length, 1e-3f, decay: 1e-5f).Step(network.Parameters.Values, gradient);
        Read("after", expected);
        AssertClose(expected, network.Parameters.Values, 1e-5);

        void Read(string name, Span<float> vector)
        {
            foreach (var block in network.Parameters.Blocks)
            {
                Numbers(fixture.GetProperty(name).GetProperty(block.Name)).CopyTo(block.Of(vector));
            }
        }
    }

    [Fact]
    public void Clipped_gradients_are_those_of_every_row_clipped_on_its_own()
    {
        var (network, active, noise) = Categories();
        var values = network.Parameters.ToArray();
        var pass = new AutoencoderPass(network, Rows, Reconstruction);

        // A bound that some rows keep and others do not.
        var norms = Enumerable.Range(0, Rows).Select(row => Norm(Gradient(network, values, active, noise, row))).Order().ToArray();
        var bound = (float)norms[Rows / 2];
        var expected = new double[values.Length];
        for (var row = 0; row < Rows; row++)
        {
            var gradient = Gradient(network, values, active, noise, row);
            var factor = Math.Min(1, bound / Norm(gradient));
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += factor * gradient[i];
            }
        }

        Assert.True(norms[0] < 0.9 * bound && norms[^1] > 1.1 * bound);
        var sum = new float[values.Length];
        pass.Run(values, active, [], noise, 1);
        pass.Clip(bound);
        pass.AddGradient(sum, active, []);
        AssertClose([.. expected.Select(x => (float)x)], sum, 1e-5);
    }

    [Fact]
    public void A_row_whose_gradient_is_no_number_adds_nothing()
    {
        var (network, active, noise) = Categories();
        var values = network.Parameters.ToArray();
        var (alone, sum) = (new float[values.Length], new float[values.Length]);
        var pass = new AutoencoderPass(network, Rows, Reconstruction);
        var latent = network.Shape.Latent;
        pass.Run(values, active.AsSpan(2), [], noise.AsSpan(latent), 1);
        pass.Clip(0.5f);
        pass.AddGradient(alone, active.AsSpan(2), []);

        noise[0] = float.NaN;
        pass.Run(values, active, [], noise, 1);
        pass.Clip(0.5f);
        pass.AddGradient(sum, active, []);
        AssertClose(alone, sum, 1e-6);
    }

    [Fact]
    public void A_batch_allocates_nothing()
    {
        var (network, active, noise) = Categories();
        var gradient = new float[network.Parameters.Count];
        var pass = new AutoencoderPass(network, Rows, Reconstruction);
        long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            pass.Run(network.Parameters.Values, active, [], noise, 1);
            pass.Clip(1);
            pass.AddGradient(gradient, active, []);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run();
        Assert.Equal(0, Run());
    }

    private (Autoencoder Network, int[] Active, float[] Noise) Categories()
    {
        var network = new Autoencoder(new AutoencoderShape(0, new CategoricalBlocks([(0, 4), (4, 3)]), [8], 2));
        network.Initialize(_noise);
        int[] active = [.. Enumerable.Range(0, Rows).SelectMany(row => new[] { row % 4, 4 + (row * row % 3) })];
        var noise = new float[Rows * 2];
        _noise.Normal(noise);
        return (network, active, noise);
    }

    // From a pass over one row alone, which knows of no clipping.
    private static float[] Gradient(Autoencoder network, float[] values, int[] active, float[] noise, int row)
    {
        var pass = new AutoencoderPass(network, 1, Reconstruction);
        var gradient = new float[values.Length];
        var one = active.AsSpan(2 * row, 2);
        pass.Run(values, one, [], noise.AsSpan(2 * row, 2), 1);
        pass.AddGradient(gradient, one, []);
        return gradient;
    }

    private static double Norm(float[] gradient) => Math.Sqrt(gradient.Sum(x => (double)x * x));

    private static float[] Numbers(JsonElement nested) =>
        nested.ValueKind == JsonValueKind.Array ? [.. nested.EnumerateArray().SelectMany(Numbers)] : [(float)nested.GetDouble()];

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
