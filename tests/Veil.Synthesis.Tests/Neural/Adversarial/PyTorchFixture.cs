using System.Collections.Immutable;
using System.Text.Json;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

/// <summary>A small generator and critic with all their gradients as PyTorch computes them; <c>ctgan.py</c> makes the file.</summary>
internal static class PyTorchFixture
{
    private static readonly JsonElement s_root = Load();

    public static ImmutableArray<TabularSpan> Spans { get; } =
    [
        .. s_root.GetProperty("spans").EnumerateArray().Select(span => new TabularSpan(
            span.GetProperty("scalar").GetInt32(), span.GetProperty("offset").GetInt32(), span.GetProperty("width").GetInt32(), span.GetProperty("category").GetBoolean())),
    ];

    public static int Whole(string name) => s_root.GetProperty(name).GetInt32();

    public static int[] Wholes(string name) => [.. s_root.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public static double Number(string name) => s_root.GetProperty(name).GetDouble();

    public static float[] Numbers(string name) => Numbers(s_root.GetProperty(name));

    public static float[][] Lists(string name) => [.. s_root.GetProperty(name).EnumerateArray().Select(Numbers)];

    public static float[][] Masks(string name) => [.. s_root.GetProperty("masks").GetProperty(name).EnumerateArray().Select(Numbers)];

    public static void SetWeights(Parameters parameters)
    {
        foreach (var block in parameters.Blocks)
        {
            Numbers(s_root.GetProperty("weights").GetProperty(block.Name)).CopyTo(parameters[block]);
        }
    }

    public static void AssertGradients(string name, Parameters parameters, float[] gradient)
    {
        foreach (var block in parameters.Blocks)
        {
            AssertClose(Numbers(s_root.GetProperty(name).GetProperty(block.Name)), block.Of(gradient));
        }
    }

    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    /// <summary>The generator and a pass that it has gone.</summary>
    public static (Generator Generator, GeneratorPass Pass) Generate()
    {
        var generator = new Generator(Spans, Whole("noise"), Whole("hidden"));
        SetWeights(generator.Parameters);
        var pass = new GeneratorPass(generator, Whole("batch"));
        Wholes("conditions").CopyTo(pass.Conditions, 0);
        Numbers("gumbel").CopyTo(pass.Gumbel, 0);
        var noise = Numbers("z");
        for (var i = 0; i < pass.Rows; i++)
        {
            noise.AsSpan(i * generator.Noise, generator.Noise).CopyTo(pass.NoiseOf(i));
        }

        generator.Forward(pass);
        generator.Output.Forward(pass.Raw, pass.Gumbel, pass.Output);
        return (generator, pass);
    }

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => (float)value.GetDouble())];

    private static JsonElement Load()
    {
        using var stream = typeof(PyTorchFixture).Assembly.GetManifestResourceStream("Veil.Synthesis.Tests.Neural.Adversarial.ctgan.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
