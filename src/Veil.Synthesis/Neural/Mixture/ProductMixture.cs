using System.Numerics.Tensors;
using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Mixture;

/// <summary>
/// A mixture of products, all components alike in weight: within a component every attribute is drawn on its own. It is fitted
/// to noisy marginals, of any number of sets of attributes, by descent on the weighted squared error.
/// </summary>
/// <remarks>
/// Reference: the relaxed projection of Aydore, Brown, Kearns, Kenthapadi, Melis, Roth and Siva (RAP, 2021), its rows put
/// through one softmax per attribute as by Liu, Vietri and Wu (GEM, 2021), without their network. A marginal over two
/// attributes is a product of two matrices of shares, so that a step is some products of matrices. Privacy: post-processing of
/// released results. Cost of a step: 6 x components x cells of all marginals of pairs, on all processors.
/// </remarks>
internal sealed class ProductMixture
{
    // The loss at which a marginal counts as explained, as a part of the expected loss of the truth.
    private const double Satisfied = 0.75;

    // The same of all marginals together, at which a fit is done.
    private const double Explained = 0.6;

    // As many components as fill a kernel's inner loop; the part of a thread fits its cache.
    private const int BlockComponents = 128;

    private readonly int[] _sizes;
    private readonly MixtureBlock[] _blocks;

    /// <summary>Starts from independent attributes, each component a little off them.</summary>
    /// <param name="singles">For each attribute counts of its cells, above zero.</param>
    /// <param name="components">The number of components.</param>
    /// <param name="spread">The standard deviation of the random offsets of the logits.</param>
    /// <param name="rate">Learning rate.</param>
    public ProductMixture(double[][] singles, int components, double spread, float rate)
    {
        // The same for every fit: what is random in a model is the noise of what it is fitted to.
        var random = new SamplingRandom(0);
        _sizes = [.. singles.Select(counts => counts.Length)];
        Components = components;
        _blocks = new MixtureBlock[(components + BlockComponents - 1) / BlockComponents];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var width = Math.Min(BlockComponents, components - (i * BlockComponents));
            _blocks[i] = new MixtureBlock(
                _sizes, [.. singles.SelectMany(counts => counts).SelectMany(count => Logits(Math.Log(count), width))], width, rate);
        }

        IEnumerable<float> Logits(double mean, int width) =>
            Enumerable.Range(0, width).Select(_ => (float)(mean + (spread * random.NextNormal())));
    }

    /// <summary>The number of components.</summary>
    public int Components { get; }

    /// <summary>For each component the share of each cell, attribute by attribute.</summary>
    public float[] Shares()
    {
        var cells = _sizes.Sum();
        var shares = new float[Components * cells];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var block = _blocks[i];
            for (var component = 0; component < block.Components; component++)
            {
                for (var cell = 0; cell < cells; cell++)
                {
                    shares[(((i * BlockComponents) + component) * cells) + cell] = block.Shares[(cell * block.Components) + component];
                }
            }
        }

        return shares;
    }

    /// <summary>The share of each cell of the marginal over one or two attributes, row-major.</summary>
    public double[] Marginal(AttributeSet set)
    {
        var sums = new float[set.Aggregate(1, (cells, attribute) => cells * _sizes[attribute])];
        var marginal = new double[sums.Length];
        foreach (var block in _blocks)
        {
            block.Marginal(set, sums);
            for (var cell = 0; cell < sums.Length; cell++)
            {
                marginal[cell] += sums[cell] / (double)Components;
            }
        }

        return marginal;
    }

    /// <summary>Fits the marginals; a second call goes on.</summary>
    /// <param name="targets">The noisy marginals, over one or two attributes each.</param>
    /// <param name="rows">The number of rows that a share of one stands for.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="report">Receives the part of the steps that is done.</param>
    /// <param name="cancellationToken">Checked in every step.</param>
    public void Fit(IReadOnlyList<MarginalTarget> targets, double rows,
        int steps, Action<double>? report, CancellationToken cancellationToken)
    {
        var starts = new int[targets.Count + 1];
        for (var i = 0; i < targets.Count; i++)
        {
            starts[i + 1] = starts[i] + targets[i].Values.Length;
        }

        var slopes = new float[starts[^1]];
        var sums = Array.ConvertAll(_blocks, _ => new float[slopes.Length]);
        var losses = new double[targets.Count];
        var blocks = new ParallelOptions { CancellationToken = cancellationToken };
        for (var step = 0; step < steps; step++)
        {
            report?.Invoke((double)step / steps);
            Parallel.For(0, _blocks.Length, blocks, b =>
            {
                for (var i = 0; i < targets.Count; i++)
                {
                    _blocks[b].Marginal(targets[i].Set, Part(sums[b], i));
                }
            });
            Parallel.For(0, targets.Count, blocks, i =>
                losses[i] = Slopes(targets[i], rows / Components,
                    [.. sums.Select(sum => sum.AsMemory(starts[i], targets[i].Values.Length))], Part(slopes, i)));
            if (losses.Sum() <= Explained * slopes.Length)
            {
                return;
            }

            Parallel.For(0, _blocks.Length, blocks, b =>
            {
                _blocks[b].ClearGradient();
                for (var i = 0; i < targets.Count; i++)
                {
                    _blocks[b].AddGradient(targets[i].Set, Part(slopes, i));
                }

                _blocks[b].Step();
            });
        }

        Span<float> Part(float[] all, int target) => all.AsSpan(starts[target], targets[target].Values.Length);
    }

    // The loss of a marginal, and its derivative by the sums over components.
    private static double Slopes(MarginalTarget target, double scale, Memory<float>[] sums, Span<float> slopes)
    {
        double loss = 0;
        for (var cell = 0; cell < slopes.Length; cell++)
        {
            double modelled = 0;
            foreach (var sum in sums)
            {
                modelled += sum.Span[cell];
            }

            var error = (modelled * scale) - target.Values[cell];
            var slope = error * target.Precisions[cell];
            loss += error * slope;
            slopes[cell] = (float)(slope * scale);
        }

        // The truth has a loss of about one per cell, so that a marginal whose loss is far below is explained too well: its
        // noise is followed. The nearer it comes to that the less it pulls: the loss l is replaced by l - s log l.
        var pull = (float)Math.Max(0, 1 - (Satisfied * slopes.Length / loss));
        TensorPrimitives.Multiply(slopes, pull, slopes);
        return loss;
    }
}
