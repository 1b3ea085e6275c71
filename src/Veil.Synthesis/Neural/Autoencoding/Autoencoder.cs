using Veil.Synthesis.Neural.Layers;

namespace Veil.Synthesis.Neural.Autoencoding;

/// <summary>The layout of a row of the autoencoder, and the size of the network.</summary>
/// <param name="Scalars">The number of numbers: the first columns of a row.</param>
/// <param name="Blocks">The columns of each categorical variable, without gaps after the numbers.</param>
/// <param name="Hidden">The units of each hidden layer of the encoder; the decoder has them in reverse.</param>
/// <param name="Latent">The number of latent variables.</param>
internal sealed record AutoencoderShape(int Scalars, CategoricalBlocks Blocks, IReadOnlyList<int> Hidden, int Latent)
{
    /// <summary>The number of columns of a row.</summary>
    public int Width => Blocks.Count == 0 ? Scalars : Blocks[^1].Start + Blocks[^1].Length;
}

/// <summary>
/// A variational autoencoder of table rows: the encoder maps a row to a normal distribution of latent variables, the decoder
/// maps latent variables to a mean of each number and the logits of each categorical variable.
/// </summary>
/// <remarks>Reference: Kingma and Welling 2014; Xu et al., "Modeling Tabular Data using Conditional GAN", 2019, section 4.6
/// (TVAE).</remarks>
internal sealed class Autoencoder
{
    private const float FirstDeviation = 0.1f;
    private const float LeastDeviation = 0.01f;
    private const float MostDeviation = 1;

    /// <summary>Builds the network; all weights are zero.</summary>
    public Autoencoder(AutoencoderShape shape)
    {
        Shape = shape;
        var encoder = new List<Linear>();
        var decoder = new List<Linear>();
        var width = shape.Width;
        foreach (var units in shape.Hidden)
        {
            encoder.Add(Linear.Add(Parameters, $"encoder.{encoder.Count}", width, units));
            width = units;
        }

        Encoder = [.. encoder];
        Mean = Linear.Add(Parameters, "mean", width, shape.Latent);
        LogVariance = Linear.Add(Parameters, "log-variance", width, shape.Latent);
        width = shape.Latent;
        foreach (var units in shape.Hidden.Reverse().Append(shape.Width))
        {
            decoder.Add(Linear.Add(Parameters, $"decoder.{decoder.Count}", width, units));
            width = units;
        }

        Decoder = [.. decoder];
        Deviations = Parameters.Add("deviations", 1, shape.Scalars);
    }

    /// <summary>The sizes.</summary>
    public AutoencoderShape Shape { get; }

    /// <summary>All weights.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The layers of the encoder up to its last hidden one.</summary>
    public Linear[] Encoder { get; }

    /// <summary>The means of the latent variables.</summary>
    public Linear Mean { get; }

    /// <summary>The logarithms of their variances.</summary>
    public Linear LogVariance { get; }

    /// <summary>The layers of the decoder, the last without a rectifier.</summary>
    public Linear[] Decoder { get; }

    /// <summary>The standard deviation of each number around the mean of the decoder.</summary>
    public ParameterBlock Deviations { get; }

    /// <summary>Draws the first weights.</summary>
    public void Initialize(BatchRandom noise)
    {
        foreach (var layer in (Linear[])[.. Encoder, Mean, LogVariance, .. Decoder])
        {
            layer.Initialize(Parameters.Values, noise);
        }

        Parameters[Deviations].Fill(FirstDeviation);
    }

    /// <summary>Keeps standard deviations from 0.01 to 1, after every step of an optimiser.</summary>
    public void LimitDeviations()
    {
        foreach (ref var deviation in Parameters[Deviations])
        {
            deviation = Math.Clamp(deviation, LeastDeviation, MostDeviation);
        }
    }
}
