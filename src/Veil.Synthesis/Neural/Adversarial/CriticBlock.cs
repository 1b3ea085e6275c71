using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>The clipped gradients of some real records, added up by one thread.</summary>
internal sealed class CriticBlock
{
    /// <summary>The most records that go through the network together: their activations stay in the cache of a core.</summary>
    public const int Records = 64;

    /// <summary>The parts that a contribution is added up from are at most so many times as long as the bound.</summary>
    public const double MostParts = 4;

    // Inner products are rounded: the bound on their error, as a part of the squared length of all parts.
    private const double Rounding = 4e-6;

    private readonly Critic _critic;
    private readonly int _partners;
    private readonly int _attributes;
    private readonly float _penalty;
    private readonly ushort[] _cells;
    private readonly int[] _partner;
    private readonly float[] _share;
    private readonly float[] _pull;
    private readonly float[] _factor;
    private readonly double[] _slope;
    private readonly CriticPass _real;
    private readonly CriticPass _mixed;
    private readonly float[] _pushed;
    private readonly float[][] _tangents;
    private int _records;

    /// <summary>Allocates memory.</summary>
    /// <param name="critic">The network.</param>
    /// <param name="partners">The number of generated records.</param>
    /// <param name="penalty">The weight of the penalty on slopes.</param>
    public CriticBlock(Critic critic, int partners, float penalty)
    {
        _critic = critic;
        _partners = partners;
        _attributes = critic.Offsets.Length;
        _penalty = penalty;
        _cells = new ushort[Records * _attributes];
        _partner = new int[Records];
        _share = new float[Records];
        _pull = new float[Records];
        _factor = new float[Records];
        _slope = new double[Records];
        _real = new CriticPass(critic, Records);
        _mixed = new CriticPass(critic, Records);
        _pushed = new float[Records * critic.Hidden[0]];
        _tangents = [.. critic.Hidden.Select(units => new float[Records * units])];
        Outer = new float[critic.Hidden[0] * critic.Hidden[0]];
        PartnerWeights = new float[partners];
        Sum = new float[critic.Parameters.Count];
    }

    /// <summary>The sum of what real records and penalties contribute, but for the penalties' part in the first layer.</summary>
    public float[] Sum { get; }

    /// <summary>The weight of each generated record in the sum.</summary>
    public float[] PartnerWeights { get; }

    /// <summary>The matrix whose product with the first layer is the penalties' part in the first layer.</summary>
    public float[] Outer { get; }

    /// <summary>Sets all sums to zero.</summary>
    public void Clear()
    {
        Array.Clear(Sum);
        Array.Clear(PartnerWeights);
        Array.Clear(Outer);
    }

    /// <summary>Adds the sums of another thread.</summary>
    public void Join(CriticBlock other)
    {
        TensorPrimitives.Add<float>(Sum, other.Sum, Sum);
        TensorPrimitives.Add<float>(PartnerWeights, other.PartnerWeights, PartnerWeights);
        TensorPrimitives.Add<float>(Outer, other.Outer, Outer);
    }

    /// <summary>Adds the clipped gradients of some records.</summary>
    /// <param name="cells">Their cells, row-major.</param>
    /// <param name="key">The key of all that is random about a record.</param>
    /// <param name="partners">The pass of the critic over the generated records.</param>
    /// <param name="partnerCells">Their cells.</param>
    /// <param name="kernel">The inner products of the first layer's columns.</param>
    /// <param name="bound">The largest norm.</param>
    public void Add(
        ReadOnlySpan<ushort> cells, ulong key, CriticPass partners,
        ReadOnlySpan<ushort> partnerCells, ReadOnlySpan<float> kernel, double bound)
    {
        Load(cells, key);
        Run(partners);
        Penalise(kernel);
        var size = FirstSize(kernel);
        for (var i = 0; i < _records; i++)
        {
            var (norm, parts) = NormOf(i, size, partners, partnerCells);
            _factor[i] = (float)Math.Min(1, bound / Math.Sqrt(Math.Max(norm + (Rounding * parts), parts / (MostParts * MostParts))));
            PartnerWeights[_partner[i]] += _factor[i];
        }

        AddUp();
        Array.Clear(_cells);
    }

    // All that is random about a record is drawn from its own cells.
    private void Load(ReadOnlySpan<ushort> cells, ulong key)
    {
        cells.CopyTo(_cells);
        _records = cells.Length / _attributes;
        for (var i = 0; i < _records; i++)
        {
            var draw = new RecordDraw(key, cells.Slice(i * _attributes, _attributes));
            _partner[i] = draw.Below(_partners);
            _share[i] = draw.Uniform();
        }
    }

    // The real records, and the points between them and their partners: the first layer of those needs no product.
    private void Run(CriticPass partners)
    {
        var units = _critic.Hidden[0];
        for (var i = 0; i < _records; i++)
        {
            _real.SetFirst(i, _cells.AsSpan(i * _attributes, _attributes));
            var real = Row(_real.First, i, units);
            var partner = Row(partners.First, _partner[i], units);
            var mixed = _mixed.First.AsSpan(i * units, units);
            TensorPrimitives.Subtract(real, partner, mixed);
            TensorPrimitives.MultiplyAdd(mixed, _share[i], partner, mixed);
        }

        _real.Run(_records);
        _mixed.Run(_records);
    }

    // The gradient of the penalty in the slope, and its propagation to each layer.
    private void Penalise(ReadOnlySpan<float> kernel)
    {
        var units = _critic.Hidden[0];
        Gemm.Multiply(false, false, _records, units, units, _mixed.Sensitivities[0], units, kernel, units, 0, _pushed, units);
        for (var i = 0; i < _records; i++)
        {
            var pushed = _pushed.AsSpan(i * units, units);
            _slope[i] = Math.Max(0, TensorPrimitives.Dot(_mixed.Sensitivities[0].AsSpan(i * units, units), pushed));
            var slope = Math.Sqrt(_slope[i]);
            _pull[i] = slope > 1e-12 ? (float)(2 * _penalty * (slope - 1) / slope) : 0;
            TensorPrimitives.Multiply(pushed, _pull[i], pushed);
            TensorPrimitives.Multiply(pushed, _mixed.Slopes[0].AsSpan(i * units, units), _tangents[0].AsSpan(i * units, units));
        }

        for (var layer = 1; layer < _tangents.Length; layer++)
        {
            var (inputs, outputs) = (_critic.Hidden[layer - 1], _critic.Hidden[layer]);
            Gemm.Multiply(
                false, false, _records, outputs, inputs, _tangents[layer - 1], inputs,
                _critic.Parameters[_critic.Weights[layer]], outputs, 0, _tangents[layer], outputs);
            var tangents = _tangents[layer].AsSpan(0, _records * outputs);
            TensorPrimitives.Multiply(tangents, _mixed.Slopes[layer].AsSpan(0, tangents.Length), tangents);
        }
    }

    // The Euclidean norm of the first layer's matrix.
    private double FirstSize(ReadOnlySpan<float> kernel)
    {
        double trace = 0;
        for (var i = 0; i < kernel.Length; i += _critic.Hidden[0] + 1)
        {
            trace += kernel[i];
        }

        return Math.Sqrt(trace);
    }

    // A layer's gradient is a sum of three outer products: its squared norm is a sum over pairs of them. Beside it the squared
    // length of the parts that are added up.
    private (double Norm, double Parts) NormOf(int record, double firstSize, CriticPass partners, ReadOnlySpan<ushort> partnerCells)
    {
        double norm = 0, parts = 0;
        for (var layer = 0; layer < _tangents.Length; layer++)
        {
            var units = _critic.Hidden[layer];
            var outer = Gram.Of(
                Row(_real.Sensitivities[layer], record, units),
                Row(partners.Sensitivities[layer], _partner[record], units),
                Row(_mixed.Sensitivities[layer], record, units));
            var inner = layer == 0 ? FirstGram(record, partners, partnerCells) : GramBelow(record, layer, partners);
            norm += Math.Max(0, (outer.AA * inner.AA) + (outer.BB * inner.BB) + (outer.CC * inner.CC)
                + (2 * ((outer.BC * inner.BC) - (outer.AB * inner.AB) - (outer.AC * inner.AC))));
            norm += Math.Max(0, outer.AA + outer.BB - (2 * outer.AB));

            // The first layer's penalty is a product with the layer itself, of which parts may cancel.
            var penalty = layer == 0 ? Math.Abs(_pull[record]) * firstSize * outer.CC : Math.Sqrt(outer.CC * inner.CC);
            parts += Square(Math.Sqrt(outer.AA * inner.AA) + Math.Sqrt(outer.BB * inner.BB) + penalty)
                + Square(Math.Sqrt(outer.AA) + Math.Sqrt(outer.BB));
        }

        var head = GramBelow(record, _tangents.Length, partners);
        norm += Math.Max(0, head.AA + head.BB + head.CC + (2 * (head.BC - head.AB - head.AC)));
        return (norm, parts + Square(Math.Sqrt(head.AA) + Math.Sqrt(head.BB) + Math.Sqrt(head.CC)));
    }

    private static double Square(double x) => x * x;

    // Inner products of the real record, its partner, and the gradient of the penalty in the slope.
    private Gram FirstGram(int record, CriticPass partners, ReadOnlySpan<ushort> partnerCells)
    {
        var units = _critic.Hidden[0];
        var cells = _cells.AsSpan(record * _attributes, _attributes);
        var others = partnerCells.Slice(_partner[record] * _attributes, _attributes);
        var alike = 0;
        for (var attribute = 0; attribute < cells.Length; attribute++)
        {
            alike += cells[attribute] == others[attribute] ? 1 : 0;
        }

        var sensitivities = Row(_mixed.Sensitivities[0], record, units);
        var biases = TensorPrimitives.Dot(sensitivities, _critic.Parameters[_critic.Biases[0]]);
        double pull = _pull[record];
        return new Gram(
            _attributes,
            _attributes,
            pull * pull * _slope[record],
            alike,
            pull * (TensorPrimitives.Dot(sensitivities, Row(_real.First, record, units)) - biases),
            pull * (TensorPrimitives.Dot(sensitivities, Row(partners.First, _partner[record], units)) - biases));
    }

    private Gram GramBelow(int record, int layer, CriticPass partners)
    {
        var units = _critic.Hidden[layer - 1];
        return Gram.Of(
            Row(_real.Activations[layer - 1], record, units),
            Row(partners.Activations[layer - 1], _partner[record], units), Row(_tangents[layer - 1], record, units));
    }

    private void AddUp()
    {
        var units = _critic.Hidden[0];
        for (var i = 0; i < _records; i++)
        {
            var sensitivities = Row(_mixed.Sensitivities[0], i, units);
            TensorPrimitives.Multiply(sensitivities, _factor[i] * _pull[i], _pushed.AsSpan(i * units, units));
        }

        Gemm.Multiply(true, false, units, units, _records, _mixed.Sensitivities[0], units, _pushed, units, 1, Outer, units);
        for (var layer = 0; layer < _tangents.Length; layer++)
        {
            AddLayer(layer);
        }

        var head = _critic.Head.Of(Sum.AsSpan());
        for (var i = 0; i < _records; i++)
        {
            TensorPrimitives.MultiplyAdd(Row(_real.Activations[^1], i, head.Length), -_factor[i], head, head);
            TensorPrimitives.MultiplyAdd(Row(_tangents[^1], i, head.Length), _factor[i], head, head);
        }
    }

    private void AddLayer(int layer)
    {
        var units = _critic.Hidden[layer];
        var bias = _critic.Biases[layer].Of(Sum.AsSpan());
        for (var i = 0; i < _records; i++)
        {
            var real = _real.Sensitivities[layer].AsSpan(i * units, units);
            var mixed = _mixed.Sensitivities[layer].AsSpan(i * units, units);
            TensorPrimitives.Multiply(real, -_factor[i], real);
            TensorPrimitives.Multiply(mixed, _factor[i], mixed);
            TensorPrimitives.Add(bias, real, bias);
            if (layer == 0)
            {
                CriticGradient.AddToCells(_critic, _cells.AsSpan(i * _attributes, _attributes), real, Sum);
            }
        }

        if (layer > 0)
        {
            var inputs = _critic.Hidden[layer - 1];
            var matrix = _critic.Weights[layer].Of(Sum.AsSpan());
            Gemm.Multiply(true, false, inputs, units, _records, _real.Activations[layer - 1],
                inputs, _real.Sensitivities[layer], units, 1, matrix, units);
            Gemm.Multiply(true, false, inputs, units, _records, _tangents[layer - 1],
                inputs, _mixed.Sensitivities[layer], units, 1, matrix, units);
        }
    }

    private static ReadOnlySpan<float> Row(float[] matrix, int record, int width) => matrix.AsSpan(record * width, width);
}
