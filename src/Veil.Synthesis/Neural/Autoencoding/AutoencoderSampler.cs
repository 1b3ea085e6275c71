using System.Numerics.Tensors;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoencoding;

/// <summary>
/// Draws rows from a decoder: latent variables from their prior, then each number and each category from the decoder's
/// distribution. Maps rows to the means of their latent variables.
/// </summary>
internal sealed class AutoencoderSampler : IRecordSampler, IRecordEncoder
{
    // Part of what a seed means: each chunk has random numbers of its own.
    private const int ChunkRows = 1024;

    private readonly Autoencoder _network;
    private readonly float[] _values;
    private readonly TabularTransformer _transformer;
    private readonly bool _takesMode;

    /// <summary>Makes a sampler.</summary>
    /// <param name="network">The network.</param>
    /// <param name="values">Its weights.</param>
    /// <param name="transformer">Makes cells of rows.</param>
    /// <param name="takesMode">True when every category is the likeliest one instead of a draw, as in the original.</param>
    public AutoencoderSampler(Autoencoder network, float[] values, TabularTransformer transformer, bool takesMode) =>
        (_network, _values, _transformer, _takesMode) = (network, values, transformer, takesMode);

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var columns = new ushort[_transformer.Spans.Length][];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new ushort[rows];
        }

        Parallel.For(
            0,
            (rows + ChunkRows - 1) / ChunkRows,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new AutoencoderPass(_network, ChunkRows, reconstruction: 1),
            (chunk, _, pass) =>
            {
                Draw(pass, new BatchRandom(random.Stream(chunk)), columns,
                    chunk * ChunkRows, Math.Min(ChunkRows, rows - (chunk * ChunkRows)));
                return pass;
            },
            _ => { });
        return columns;
    }

    /// <inheritdoc/>
    public int Width => _network.Shape.Latent;

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<ushort[]> cells, Span<float> points)
    {
        var (rows, attributes, scalars) = (cells[0].Length, cells.Count, _network.Shape.Scalars);
        var pass = new AutoencoderPass(_network, ChunkRows, reconstruction: 1);
        var (active, numbers, row) = (new int[ChunkRows * attributes], new float[ChunkRows * scalars], new ushort[attributes]);

        // The mode that encodes a number is drawn among several; the same draw is used for the same row of a table.
        var random = new SamplingRandom(0);
        for (var first = 0; first < rows; first += ChunkRows)
        {
            var count = Math.Min(ChunkRows, rows - first);
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < attributes; j++)
                {
                    row[j] = cells[j][first + i];
                }

                _transformer.Encode(row, random, active.AsSpan(i * attributes, attributes), numbers.AsSpan(i * scalars, scalars));
            }

            pass.Means(_values, active.AsSpan(0, count * attributes), numbers.AsSpan(0, count * scalars), count)
                .CopyTo(points[(first * Width)..]);
        }
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken) =>
        RejectionSampler.Given(this, evidence, cancellationToken);

    private void Draw(AutoencoderPass pass, BatchRandom noise, ushort[][] columns, int first, int rows)
    {
        var (scalars, width) = (_network.Shape.Scalars, _network.Shape.Width);
        var z = new float[rows * _network.Shape.Latent];
        noise.Normal(z);
        var outputs = pass.Decode(_values, z);
        var deviations = _network.Deviations.Of(_values.AsSpan());
        var draws = new float[Math.Max(scalars, width - scalars)];
        Span<ushort> cells = stackalloc ushort[columns.Length];
        for (var row = 0; row < rows; row++)
        {
            var output = outputs.Slice(row * width, width);
            var numbers = output[..scalars];
            noise.Normal(draws.AsSpan(0, scalars));
            TensorPrimitives.Tanh(numbers, numbers);
            TensorPrimitives.MultiplyAdd(draws.AsSpan(0, scalars), deviations, numbers, numbers);
            if (!_takesMode)
            {
                // The largest logit with Gumbel noise is at a category with the probability of the softmax.
                var logits = output[scalars..];
                noise.Gumbel(draws.AsSpan(0, logits.Length));
                TensorPrimitives.Add(logits, draws.AsSpan(0, logits.Length), logits);
            }

            _transformer.Decode(output, cells);
            for (var i = 0; i < cells.Length; i++)
            {
                columns[i][first + row] = cells[i];
            }
        }
    }
}
