namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>The passes of a batch through a generator and back: memory for all intermediate results.</summary>
internal sealed class GeneratorPass
{
    private readonly Generator _generator;
    private readonly float[] _rawGradient;

    /// <summary>Allocates memory.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="rows">The number of rows of a batch.</param>
    public GeneratorPass(Generator generator, int rows)
    {
        _generator = generator;
        Rows = rows;
        Conditions = new int[rows];
        Seen = new float[rows * generator.Seen];
        Normal = [.. Enumerable.Range(0, generator.Layers).Select(_ => new float[rows * generator.Hidden])];
        Raw = new float[rows * generator.Output.Width];
        Gumbel = new float[rows * generator.Output.Width];
        Output = new float[rows * generator.Output.Width];
        SeenGradient = new float[rows * generator.Layers * generator.Hidden];
        LayerGradient = new float[rows * generator.Hidden];
        _rawGradient = new float[rows * generator.Output.Width];
        Array.Fill(Conditions, -1);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The condition of each row, or -1 for none.</summary>
    public int[] Conditions { get; }

    /// <summary>The raw numbers.</summary>
    public float[] Raw { get; }

    /// <summary>Gumbel noise for each of them.</summary>
    public float[] Gumbel { get; }

    /// <summary>The rows: numbers from -1 to 1 and soft choices of modes.</summary>
    public float[] Output { get; }

    /// <summary>The gradient of the raw numbers.</summary>
    public Span<float> RawGradient => _rawGradient;

    /// <summary>The inputs of layers: their outputs, the newest first, and the noise.</summary>
    internal float[] Seen { get; }

    /// <summary>The gradient of layers' outputs.</summary>
    internal float[] SeenGradient { get; }

    /// <summary>The normalised results of each layer.</summary>
    internal float[][] Normal { get; }

    /// <summary>The gradient of the results of one layer.</summary>
    internal float[] LayerGradient { get; }

    /// <summary>The random inputs of a row.</summary>
    public Span<float> NoiseOf(int row) => Seen.AsSpan((row * _generator.Seen) + (_generator.Layers * _generator.Hidden), _generator.Noise);

    /// <summary>Draws the random inputs and the Gumbel noise.</summary>
    public void Draw(BatchRandom noise)
    {
        for (var i = 0; i < Rows; i++)
        {
            noise.Normal(NoiseOf(i));
        }

        noise.Gumbel(Gumbel);
    }
}
