using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// A generator of records that are cells. It sees no real record: it learns from a critic's scores of its own records and from
/// counts of single columns, any number of times.
/// </summary>
/// <remarks>
/// Reference: Xu et al., "Modeling Tabular Data using Conditional GAN", 2019, for the network and the condition; Jang, Gu and
/// Poole, "Categorical reparameterization with Gumbel-softmax", 2017, for the draw that scores can be led back through.
/// Privacy: post-processing of the critic and of the counts. Batch normalisation mixes generated records only.
/// </remarks>
internal sealed class CellGenerator
{
    /// <summary>The number of records that are drawn together.</summary>
    public const int Batch = 512;

    private const int Noise = 64;
    private const int Hidden = 128;
    private const float Rate = 1e-3f;
    private const float Beta1 = 0.5f;
    private const float Beta2 = 0.9f;
    private const float Averaging = 0.99f;

    // A cell that a batch has none of is not infinitely wrong.
    private const float LeastPart = 1e-4f;

    // Batches after which the running averages of normalisations are those of new weights.
    private const int SettlingBatches = 100;

    // Numbers that are kept of records that biases are set by.
    private const int MostNumbers = 1 << 23;
    private const int MostRecords = 1 << 15;

    private readonly double[][] _marginals;
    private readonly ConditionTable _conditions;
    private readonly CategoricalBlocks _blocks;
    private readonly GeneratorPass _pass;
    private readonly CriticPass _criticPass;
    private readonly float[] _soft;
    private readonly float[] _slopes;
    private readonly float[] _gradient;
    private readonly SamplingRandom _random;
    private readonly BatchRandom _noise;

    /// <summary>Makes a generator.</summary>
    /// <param name="marginals">For each attribute the known part of each cell; none 0, sum 1.</param>
    /// <param name="critic">The network that it learns from.</param>
    /// <param name="random">The source of the first weights and of all draws.</param>
    public CellGenerator(double[][] marginals, Critic critic, SamplingRandom random)
    {
        _marginals = marginals;
        (_random, _noise) = (random, new BatchRandom(random));
        Generator = new Generator(Spans(marginals.Select(cells => cells.Length)), Noise, Hidden);
        _conditions = new ConditionTable(Generator.Conditions, [.. marginals.SelectMany(cells => cells)]);
        _blocks = new CategoricalBlocks(Generator.Conditions.Spans.Select(span => (span.Offset, span.Width)));
        _pass = new GeneratorPass(Generator, Batch);
        _criticPass = new CriticPass(critic, Batch);
        _soft = new float[Batch * Generator.Output.Width];
        _slopes = new float[Batch * Generator.Output.Width];
        _gradient = new float[Generator.Parameters.Count];
        Adam = new Adam(Generator.Parameters.Count, Rate, Beta1, Beta2);
        Generator.Initialize(_noise);
        Generator.StartFrom([.. marginals.SelectMany(cells => cells.Select(part => (float)Math.Log(part)))]);
        Average = Generator.Parameters.ToArray();
    }

    /// <summary>The network.</summary>
    public Generator Generator { get; }

    /// <summary>The mean of late weights.</summary>
    public float[] Average { get; }

    /// <summary>The optimiser.</summary>
    public Adam Adam { get; }

    /// <summary>The columns of a record whose attributes have so many cells.</summary>
    public static ImmutableArray<TabularSpan> Spans(IEnumerable<int> cells)
    {
        var spans = ImmutableArray.CreateBuilder<TabularSpan>();
        var offset = 0;
        foreach (var count in cells)
        {
            spans.Add(new TabularSpan(-1, offset, count, IsCategory: true));
            offset += count;
        }

        return spans.ToImmutable();
    }

    /// <summary>Draws a batch of records, row-major.</summary>
    public void Draw(Span<ushort> cells)
    {
        Forward();
        Generator.Output.Perturb(_pass.Raw, _pass.Gumbel, _pass.Output);
        var at = 0;
        for (var row = 0; row < Batch; row++)
        {
            for (var attribute = 0; attribute < _blocks.Count; attribute++)
            {
                cells[at++] = (ushort)TensorPrimitives.IndexOfMax<float>(Block(_pass.Output, row, attribute));
            }
        }
    }

    /// <summary>Takes a step: towards higher scores, the conditions asked for, and the counts of single columns.</summary>
    /// <returns>The loss, which follows from generated records alone.</returns>
    public double Step()
    {
        Forward();
        _blocks.Softmax(Batch, _pass.Raw, Generator.Output.Width, _soft, Generator.Output.Width);
        var loss = AddScores() + ConditionLoss.Add(Generator, _pass) + AddMarginals();
        Generator.Backward(_pass, _gradient);
        Adam.Step(Generator.Parameters.Values, _gradient);
        TensorPrimitives.Multiply(Average, Averaging, Average);
        TensorPrimitives.MultiplyAdd(Generator.Parameters.Values, 1 - Averaging, Average, Average);
        return loss;
    }

    /// <summary>
    /// The averaged weights with normalisations folded in, and biases that give every single attribute the distribution that
    /// was counted.
    /// </summary>
    public float[] Finish()
    {
        Average.CopyTo(Generator.Parameters.Values);
        for (var i = 0; i < SettlingBatches; i++)
        {
            Forward();
        }

        var folded = Generator.Fold();
        var width = Generator.Output.Width;
        var batches = Math.Clamp(MostNumbers / (Batch * width), 1, MostRecords / Batch);
        var logits = new float[batches * Batch * width];
        for (var i = 0; i < batches; i++)
        {
            DrawInputs();
            Generator.Infer(folded, _pass);
            _pass.Raw.CopyTo(logits, i * Batch * width);
        }

        Generator.Shift(folded, [.. Enumerable.Range(0, _marginals.Length).SelectMany(attribute => LogFactors(logits, attribute))]);
        return folded;
    }

    private float[] LogFactors(float[] logits, int attribute)
    {
        var size = _marginals[attribute].Length;
        var odds = new float[logits.Length / Generator.Output.Width * size];
        for (var record = 0; record < odds.Length / size; record++)
        {
            var own = odds.AsSpan(record * size, size);
            var block = Block(logits, record, attribute);
            TensorPrimitives.Subtract(block, TensorPrimitives.Max<float>(block), own);
            TensorPrimitives.Exp(own, own);
        }

        return IterativeProportionalFitting.LogFactors(odds, _marginals[attribute]);
    }

    private void DrawInputs()
    {
        for (var row = 0; row < Batch; row++)
        {
            _pass.Conditions[row] = _conditions.Draw(_random);
        }

        _pass.Draw(_noise);
    }

    private void Forward()
    {
        DrawInputs();
        Generator.Forward(_pass);
    }

    // Scores are those of drawn cells; their gradient in the other cells goes back by the softmax of the perturbed logits.
    private double AddScores()
    {
        var width = Generator.Output.Width;
        Generator.Output.Perturb(_pass.Raw, _pass.Gumbel, _pass.Output);
        Span<ushort> cells = stackalloc ushort[_blocks.Count];
        for (var row = 0; row < Batch; row++)
        {
            for (var attribute = 0; attribute < cells.Length; attribute++)
            {
                cells[attribute] = (ushort)TensorPrimitives.IndexOfMax<float>(Block(_pass.Output, row, attribute));
            }

            _criticPass.SetFirst(row, cells);
        }

        _criticPass.Run(Batch);
        _criticPass.InputGradient(Batch, _slopes);
        TensorPrimitives.Multiply(_slopes, -1f / Batch, _pass.RawGradient);
        _blocks.Softmax(Batch, _pass.Output, width, _pass.Output, width);
        _blocks.SoftmaxGradient(Batch, _pass.Output, width, _pass.RawGradient, width);
        double score = 0;
        for (var row = 0; row < Batch; row++)
        {
            score += _criticPass.Score(row);
        }

        return -score / Batch;
    }

    // The cross-entropy between the counts and the mean of the records.
    private double AddMarginals()
    {
        double loss = 0;
        for (var attribute = 0; attribute < _marginals.Length; attribute++)
        {
            var wanted = _marginals[attribute];
            var pull = new float[wanted.Length];
            for (var row = 0; row < Batch; row++)
            {
                TensorPrimitives.Add(pull, Block(_soft, row, attribute), pull);
            }

            for (var cell = 0; cell < pull.Length; cell++)
            {
                var part = (pull[cell] / Batch) + LeastPart;
                loss -= wanted[cell] * Math.Log(part);
                pull[cell] = -(float)wanted[cell] / part;
            }

            for (var row = 0; row < Batch; row++)
            {
                var own = Block(_soft, row, attribute);
                var mean = TensorPrimitives.Dot(own, pull);
                var slopes = Block(_pass.RawGradient, row, attribute);
                for (var cell = 0; cell < slopes.Length; cell++)
                {
                    slopes[cell] += own[cell] * (pull[cell] - mean) / Batch;
                }
            }
        }

        return loss;
    }

    private Span<float> Block(Span<float> matrix, int row, int attribute)
    {
        var (start, length) = _blocks[attribute];
        return matrix.Slice((row * Generator.Output.Width) + start, length);
    }
}
