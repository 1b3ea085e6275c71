using System.Numerics.Tensors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoencoding;

/// <summary>
/// Moves the biases of a decoder's last layer until the categories of its rows, drawn from the prior, have the given
/// frequencies. The relations between columns stay nearly as they were.
/// </summary>
/// <remarks>
/// Iterative proportional fitting of the odds of one category after another. Privacy: post-processing of the weights and of the
/// frequencies. Cost: a few hundred thousand probabilities per round.
/// </remarks>
internal static class DecoderCalibration
{
    private const int Draws = 4096;
    private const int Rounds = 20;

    // No logit moves by more than this per round: frequencies near zero would otherwise move too far.
    private const float MostMove = 2;

    /// <summary>Calibrates the weights of a network of categorical rows.</summary>
    /// <param name="network">The network.</param>
    /// <param name="values">Its weights, of which the last biases are changed.</param>
    /// <param name="frequencies">The frequency of each column of a row, above 0; those of a categorical variable sum to 1.</param>
    /// <param name="random">Draws rows.</param>
    public static void Run(Autoencoder network, Span<float> values, ReadOnlySpan<float> frequencies, SamplingRandom random)
    {
        var (blocks, width) = (network.Shape.Blocks, network.Shape.Width);
        var z = new float[Draws * network.Shape.Latent];
        new BatchRandom(random).Normal(z);
        var logits = new AutoencoderPass(network, Draws, reconstruction: 1).Decode(values, z);
        var probabilities = new float[Draws * width];
        var moves = new float[width];
        var bias = network.Decoder[^1].Bias.Of(values);
        for (var round = 0; round < Rounds; round++)
        {
            blocks.Softmax(Draws, logits, width, probabilities, width);
            Array.Clear(moves);
            for (var row = 0; row < Draws; row++)
            {
                TensorPrimitives.Add(moves, probabilities.AsSpan(row * width, width), moves);
            }

            for (var i = 0; i < width; i++)
            {
                moves[i] = Math.Clamp(MathF.Log(frequencies[i] * Draws / MathF.Max(moves[i], float.Epsilon)), -MostMove, MostMove);
            }

            TensorPrimitives.Add(bias, moves, bias);
            for (var row = 0; row < Draws; row++)
            {
                var part = logits.Slice(row * width, width);
                TensorPrimitives.Add(part, moves, part);
            }
        }
    }
}
