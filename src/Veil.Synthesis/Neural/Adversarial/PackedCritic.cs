using System.Numerics.Tensors;
using Veil.Synthesis.Neural.Layers;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The network that distinguishes packs of real rows from packs of generated ones: layers with a leaky rectifier and dropout,
/// and a score without bound. Sees several rows at once so that a generator that repeats itself is detected.
/// </summary>
/// <remarks>
/// References: Lin et al., "PacGAN", 2018; Gulrajani et al., "Improved training of Wasserstein GANs", 2017. All derivatives are
/// written out: once its signs are known the network is a product of matrices, so that the gradient of the penalty on the slope
/// is one more pass forward of the slope's own gradient. A pack's inputs are the data of its rows and then their conditions.
/// Real rows and conditions are sparse and never written out, and the first layer's sums at a point between two packs lie
/// between its sums at the packs.
/// </remarks>
internal sealed class PackedCritic
{
    private const float Slope = 0.2f;
    private const float Penalty = 10;
    private const double LeastNorm = 1e-12;

    private readonly Linear[] _layers;
    private readonly Linear _score;

    /// <summary>Makes a critic whose weights are all zero; see <see cref="Initialize"/>.</summary>
    /// <param name="width">The number of columns of a row.</param>
    /// <param name="conditions">The number of conditions.</param>
    /// <param name="pack">The number of rows of a pack.</param>
    /// <param name="hidden">The width of a layer.</param>
    /// <param name="layers">The number of layers before the score.</param>
    public PackedCritic(int width, int conditions, int pack, int hidden = 256, int layers = 2)
    {
        (Width, Conditions, Pack, Hidden) = (width, conditions, pack, hidden);
        _layers = new Linear[layers];
        for (var l = 0; l < layers; l++)
        {
            _layers[l] = Linear.Add(Parameters, $"critic.{l + 1}", l == 0 ? pack * (width + conditions) : hidden, hidden);
        }

        _score = Linear.Add(Parameters, "critic.score", hidden, 1);
    }

    /// <summary>The weights, stored inputs by outputs.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The number of columns of a row.</summary>
    public int Width { get; }

    /// <summary>The number of conditions.</summary>
    public int Conditions { get; }

    /// <summary>The number of rows of a pack.</summary>
    public int Pack { get; }

    /// <summary>The width of a layer.</summary>
    public int Hidden { get; }

    /// <summary>The number of layers before the score.</summary>
    public int Layers => _layers.Length;

    private int DataInputs => Pack * Width;

    private int ConditionInputs => Pack * Conditions;

    /// <summary>Draws the weights: uniform, up to the inverse root of the number of inputs.</summary>
    public void Initialize(BatchRandom noise)
    {
        foreach (var layer in (Linear[])[.. _layers, _score])
        {
            layer.Initialize(Parameters.Values, noise);
        }
    }

    /// <summary>Computes the first layer's sums for the real rows: the part of a step that needs no generated rows.</summary>
    public void SeeReal(PackedCriticPass pass)
    {
        var real = pass.Hidden[0].AsSpan(0, pass.Packs * Hidden);
        var weights = Parameters[_layers[0].Weights];
        _layers[0].StartFromBias(Parameters.Values, pass.Packs, real, Hidden);

        // Member by member: the weights of one are few enough to stay in the cache.
        for (var member = 0; member < Pack; member++)
        {
            var data = weights.Slice(member * Width * Hidden, Width * Hidden);
            for (var p = 0; p < pass.Packs; p++)
            {
                var row = real.Slice(p * Hidden, Hidden);
                var i = (p * Pack) + member;
                foreach (var column in pass.Real.ActiveOf(i))
                {
                    Rows.Add(data.Slice(column * Hidden, Hidden), row);
                }

                var scalars = pass.Real.ScalarsOf(i);
                for (var j = 0; j < scalars.Length; j++)
                {
                    Rows.Add(data.Slice(j * Hidden, Hidden), scalars[j], row);
                }

                AddCondition(weights, member, pass.Real.Conditions[i], row);
            }
        }
    }

    /// <summary>
    /// The critic's loss and its gradient: the mean score of generated packs less that of real ones, and the penalty on
    /// the slope between them.
    /// </summary>
    /// <param name="pass">The two batches, the real one <see cref="SeeReal">seen</see>, the masks, the points between, and
    /// memory.</param>
    /// <param name="gradient">Overwritten.</param>
    public CriticLoss Step(PackedCriticPass pass, Span<float> gradient)
    {
        var packs = pass.Packs;
        var block = packs * Hidden;
        FirstLayer(pass);
        Climb(pass, 3 * packs);
        var scores = pass.Scores.AsSpan(0, 2 * packs);
        Scores(pass, scores);
        var real = TensorPrimitives.Sum<float>(scores[..packs]) / packs;
        var fake = TensorPrimitives.Sum<float>(scores[packs..]) / packs;

        var slopes = pass.Upstream[^1].AsSpan();
        for (var i = 0; i < 3 * packs; i++)
        {
            TensorPrimitives.Multiply(
                Parameters[_score.Weights], i < packs ? -1f / packs : i < 2 * packs ? 1f / packs : 1, slopes.Slice(i * Hidden, Hidden));
        }

        Descend(pass, 3 * packs);
        var penalty = InputSlopes(pass);

        // The slopes' own way forward overwrites the results at the points between, which are no longer needed.
        var first = Parameters[_layers[0].Weights];
        var tangent = pass.Hidden[0].AsSpan(2 * block);
        Gemm.Multiply(false, false, packs, Hidden, DataInputs, pass.Slopes, DataInputs, first, Hidden, 0, tangent, Hidden);
        Gemm.Multiply(false, false, packs, Hidden, ConditionInputs, pass.ConditionSlopes,
            ConditionInputs, first[(DataInputs * Hidden)..], Hidden, 1, tangent, Hidden);
        TensorPrimitives.Multiply(tangent, pass.Signs[0].AsSpan(2 * block), tangent);
        for (var l = 1; l < Layers; l++)
        {
            var next = pass.Hidden[l].AsSpan(2 * block);
            Gemm.Multiply(false, false, packs, Hidden, Hidden, tangent, Hidden, Parameters[_layers[l].Weights], Hidden, 0, next, Hidden);
            TensorPrimitives.Multiply(next, pass.Signs[l].AsSpan(2 * block), next);
            tangent = next;
        }

        FirstGradient(pass, gradient);
        for (var l = 1; l < Layers; l++)
        {
            Gemm.Multiply(true, false, Hidden, Hidden, 3 * packs, pass.Hidden[l - 1], Hidden,
                pass.Upstream[l], Hidden, 0, _layers[l].Weights.Of(gradient), Hidden);
        }

        for (var l = 0; l < Layers; l++)
        {
            _layers[l].Bias.Of(gradient).Clear();
            _layers[l].AddBiasGradient(gradient, 2 * packs, pass.Upstream[l], Hidden);
        }

        // The bias of the score moves both scores alike.
        _score.Bias.Of(gradient).Clear();
        var score = _score.Weights.Of(gradient);
        score.Clear();
        for (var i = 0; i < 3 * packs; i++)
        {
            TensorPrimitives.MultiplyAdd(
                pass.Hidden[^1].AsSpan(i * Hidden, Hidden), i < packs ? -1f / packs : i < 2 * packs ? 1f / packs : 1, score, score);
        }

        return new CriticLoss(real, fake, penalty);
    }

    /// <summary>The mean score of generated packs, and the gradient of its negative in their data.</summary>
    /// <param name="pass">The generated batch, the masks and memory.</param>
    /// <param name="gradient">Gets the gradient, row by row.</param>
    public double ScoreGradient(PackedCriticPass pass, Span<float> gradient)
    {
        var packs = pass.Packs;
        GeneratedLayer(pass, pass.Hidden[0].AsSpan(0, packs * Hidden));
        Climb(pass, packs);
        var scores = pass.Scores.AsSpan(0, packs);
        Scores(pass, scores);
        for (var i = 0; i < packs; i++)
        {
            TensorPrimitives.Multiply(Parameters[_score.Weights], -1f / packs, pass.Upstream[^1].AsSpan(i * Hidden, Hidden));
        }

        Descend(pass, packs);
        Gemm.Multiply(false, true, packs, DataInputs, Hidden, pass.Upstream[0],
            Hidden, Parameters[_layers[0].Weights], Hidden, 0, gradient, DataInputs);
        return TensorPrimitives.Sum<float>(scores) / packs;
    }

    // The generated packs and the points between, before the rectifier.
    private void FirstLayer(PackedCriticPass pass)
    {
        var block = pass.Packs * Hidden;
        var real = pass.Hidden[0].AsSpan(0, block);
        var fake = pass.Hidden[0].AsSpan(block, block);
        var between = pass.Hidden[0].AsSpan(2 * block, block);
        GeneratedLayer(pass, fake);
        for (var p = 0; p < pass.Packs; p++)
        {
            var share = pass.Shares[p];
            var row = between.Slice(p * Hidden, Hidden);
            TensorPrimitives.Multiply(fake.Slice(p * Hidden, Hidden), 1 - share, row);
            TensorPrimitives.MultiplyAdd(real.Slice(p * Hidden, Hidden), share, row, row);
        }
    }

    private void GeneratedLayer(PackedCriticPass pass, Span<float> output)
    {
        var weights = Parameters[_layers[0].Weights];
        _layers[0].StartFromBias(Parameters.Values, pass.Packs, output, Hidden);
        for (var member = 0; member < Pack; member++)
        {
            for (var p = 0; p < pass.Packs; p++)
            {
                AddCondition(weights, member, pass.FakeConditions[(p * Pack) + member], output.Slice(p * Hidden, Hidden));
            }
        }

        Gemm.Multiply(false, false, pass.Packs, Hidden, DataInputs, pass.Fake, DataInputs, weights, Hidden, 1, output, Hidden);
    }

    private void AddCondition(ReadOnlySpan<float> weights, int member, int condition, Span<float> row)
    {
        if (condition >= 0)
        {
            Rows.Add(weights.Slice((DataInputs + (member * Conditions) + condition) * Hidden, Hidden), row);
        }
    }

    // The pass from the first layer's sums up to the last layer's outputs.
    private void Climb(PackedCriticPass pass, int rows)
    {
        for (var l = 0; l < Layers; l++)
        {
            var sums = pass.Hidden[l].AsSpan(0, rows * Hidden);
            if (l > 0)
            {
                _layers[l].Forward(Parameters.Values, rows, pass.Hidden[l - 1], Hidden, sums, Hidden);
            }

            var factors = pass.Signs[l].AsSpan(0, sums.Length);
            Rectifier.LeakySlopes(sums, Slope, factors);
            TensorPrimitives.Multiply(factors, pass.Masks[l].AsSpan(0, sums.Length), factors);
            TensorPrimitives.Multiply(sums, factors, sums);
        }
    }

    // The pass from the slopes of the last layer's outputs down to those of the first layer's sums.
    private void Descend(PackedCriticPass pass, int rows)
    {
        for (var l = Layers - 1; l >= 0; l--)
        {
            var upstream = pass.Upstream[l].AsSpan(0, rows * Hidden);
            if (l < Layers - 1)
            {
                _layers[l + 1].InputGradient(Parameters.Values, rows, pass.Upstream[l + 1], Hidden, upstream, Hidden);
            }

            TensorPrimitives.Multiply(upstream, pass.Signs[l].AsSpan(0, upstream.Length), upstream);
        }
    }

    private void Scores(PackedCriticPass pass, Span<float> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = TensorPrimitives.Dot<float>(pass.Hidden[^1].AsSpan(i * Hidden, Hidden), Parameters[_score.Weights])
                + Parameters[_score.Bias][0];
        }
    }

    // The slopes at the points between, scaled to the gradient of the penalty in them.
    private double InputSlopes(PackedCriticPass pass)
    {
        var packs = pass.Packs;
        var first = Parameters[_layers[0].Weights];
        var upstream = pass.Upstream[0].AsSpan(2 * packs * Hidden);
        Gemm.Multiply(false, true, packs, DataInputs, Hidden, upstream, Hidden, first, Hidden, 0, pass.Slopes, DataInputs);
        Gemm.Multiply(false, true, packs, ConditionInputs, Hidden, upstream, Hidden,
            first[(DataInputs * Hidden)..], Hidden, 0, pass.ConditionSlopes, ConditionInputs);
        double penalty = 0;
        for (var p = 0; p < packs; p++)
        {
            var data = pass.Slopes.Slice(p * DataInputs, DataInputs);
            var conditions = pass.ConditionSlopes.AsSpan(p * ConditionInputs, ConditionInputs);
            var norm = Math.Sqrt((double)TensorPrimitives.SumOfSquares<float>(data) + TensorPrimitives.SumOfSquares<float>(conditions));
            penalty += Penalty * (norm - 1) * (norm - 1) / packs;
            var scale = norm < LeastNorm ? 0 : (float)(2 * Penalty / packs * (norm - 1) / norm);
            TensorPrimitives.Multiply(data, scale, data);
            TensorPrimitives.Multiply(conditions, scale, conditions);
        }

        return penalty;
    }

    private void FirstGradient(PackedCriticPass pass, Span<float> gradient)
    {
        var packs = pass.Packs;
        var to = _layers[0].Weights.Of(gradient);
        var upstream = pass.Upstream[0].AsSpan();
        Gemm.Multiply(true, false, DataInputs, Hidden, 2 * packs, pass.Inputs,
            DataInputs, upstream[(packs * Hidden)..], Hidden, 0, to, Hidden);
        var conditions = to[(DataInputs * Hidden)..];
        Gemm.Multiply(true, false, ConditionInputs, Hidden, packs, pass.ConditionSlopes,
            ConditionInputs, upstream[(2 * packs * Hidden)..], Hidden, 0, conditions, Hidden);
        for (var member = 0; member < Pack; member++)
        {
            var data = to.Slice(member * Width * Hidden, Width * Hidden);
            for (var p = 0; p < packs; p++)
            {
                var i = (p * Pack) + member;
                var real = upstream.Slice(p * Hidden, Hidden);
                foreach (var column in pass.Real.ActiveOf(i))
                {
                    Rows.Add(real, data.Slice(column * Hidden, Hidden));
                }

                var scalars = pass.Real.ScalarsOf(i);
                for (var j = 0; j < scalars.Length; j++)
                {
                    Rows.Add(real, scalars[j], data.Slice(j * Hidden, Hidden));
                }

                AddToCondition(conditions, member, pass.Real.Conditions[i], real);
                AddToCondition(conditions, member, pass.FakeConditions[i], upstream.Slice((packs + p) * Hidden, Hidden));
            }
        }
    }

    private void AddToCondition(Span<float> weights, int member, int condition, ReadOnlySpan<float> slope)
    {
        if (condition >= 0)
        {
            Rows.Add(slope, weights.Slice(((member * Conditions) + condition) * Hidden, Hidden));
        }
    }
}

/// <summary>The losses of a critic on a batch.</summary>
/// <param name="Real">Mean score of real packs.</param>
/// <param name="Fake">Mean score of generated packs.</param>
/// <param name="Penalty">The penalty on the slope between them.</param>
internal readonly record struct CriticLoss(double Real, double Fake, double Penalty);
