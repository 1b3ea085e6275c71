using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Tabular;

/// <summary>
/// Mode-specific normalisation: a number is encoded as a component of a normal mixture and its distance from that component's
/// mean. Values that occur far more often than their neighbours, and missing ones, are modes of their own without a distance,
/// so that they come back exactly.
/// </summary>
/// <remarks>
/// Reference: Xu et al., "Modeling Tabular Data using Conditional GAN", 2019; modes of single cells are new here. A cell
/// stands for the middle of its values. All follows from the weights of cells: exact, or noisy ones below no zero.
/// </remarks>
internal sealed class NumericEncoding : AttributeEncoding
{
    // The most components of the mixture, and the part of the mass that keeps one.
    private const int MostComponents = 10;
    private const double LeastWeight = 0.005;

    // A cell is a mode of its own when it has this part of the mass, and this many times that of its neighbours.
    private const double LeastPoint = 0.005;
    private const double PointFactor = 5;
    private const int Neighbours = 4;
    private const int MostPoints = 16;

    // Distances are encoded in units of this many standard deviations.
    private const double Spread = 4;

    private const float LargestScalar = 0.99f;

    private readonly NumericAttribute _attribute;
    private readonly ImmutableArray<NormalComponent> _components;
    private readonly int[] _points;
    private readonly Dictionary<int, int> _modeOfPoint = [];
    private readonly double _lowest;
    private readonly double _range;

    private NumericEncoding(NumericAttribute attribute, ImmutableArray<NormalComponent> components, int[] points)
    {
        // Components are rounded as a model stores them, so that a model that was read back does the same.
        _components =
        [
            .. components.Select(
                component => new NormalComponent((float)component.Mean, (float)component.Deviation, (float)component.Weight)),
        ];
        (_attribute, _points) = (attribute, points);
        (_lowest, _range) = Range(attribute);
        for (var i = 0; i < points.Length; i++)
        {
            _modeOfPoint.Add(points[i], components.Length + i);
        }
    }

    /// <inheritdoc/>
    public override int Modes => _components.Length + _points.Length;

    /// <inheritdoc/>
    public override bool HasScalar => _components.Length > 0;

    /// <summary>Fits the modes of an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="weights">A weight for each cell, none negative.</param>
    public static NumericEncoding Fit(NumericAttribute attribute, ReadOnlySpan<double> weights)
    {
        var known = new List<int>();
        double total = 0;
        for (var cell = 0; cell < attribute.ValueCells; cell++)
        {
            if (weights[cell] > 0)
            {
                known.Add(cell);
                total += weights[cell];
            }
        }

        var points = Points(known, weights, total);
        List<int> spread = [.. known.Except(points)];
        if (spread.Count <= MostComponents && known.Count > 0)
        {
            points.AddRange(spread);
            spread = [];
        }

        ImmutableArray<NormalComponent> components = known.Count == 0 ? [new NormalComponent(0.5, 0.25, 1)] : [];
        if (spread.Count > 0)
        {
            var (lowest, range) = Range(attribute);
            var masses = new double[spread.Count];
            for (var i = 0; i < masses.Length; i++)
            {
                masses[i] = weights[spread[i]];
            }

            components = NormalMixture.Fit([.. spread.Select(cell => (Middle(attribute, cell) - lowest) / range)], masses, MostComponents);
            components = [.. components.Where(component => component.Weight * masses.Sum() > LeastWeight * total)];
        }

        points.Sort();
        if (attribute.MissingCell is >= 0 and var missing && weights[missing] > 0)
        {
            points.Add(missing);
        }

        return new NumericEncoding(attribute, components, [.. points]);
    }

    /// <summary>The encoding that a tensor was made of; null when it is none of the attribute.</summary>
    public static NumericEncoding? Of(NumericAttribute attribute, ImmutableArray<float> values)
    {
        if (values.Length < 2 || !(values[0] >= 0 && (3 * values[0]) + 1 <= values.Length))
        {
            return null;
        }

        var count = (int)values[0];
        ImmutableArray<NormalComponent> components =
        [
            .. Enumerable.Range(0, count).Select(k => new NormalComponent(values[(3 * k) + 1], values[(3 * k) + 2], values[(3 * k) + 3])),
        ];
        int[] points = [.. values.Skip((3 * count) + 1).Select(cell => (int)cell)];
        return components.All(component => double.IsFinite(component.Mean) && component.Deviation > 0 && component.Weight > 0)
            && points.All(cell => cell >= 0 && cell < attribute.Size)
            && points.Distinct().Count() == points.Length
            ? new NumericEncoding(attribute, components, points)
            : null;
    }

    /// <inheritdoc/>
    public override ModelTensor ToTensor(string name)
    {
        float[] values =
        [
            _components.Length,
            .. _components.SelectMany(component => new[] { (float)component.Mean, (float)component.Deviation, (float)component.Weight }),
            .. _points.Select(cell => (float)cell),
        ];
        return new ModelTensor(name, [values.Length], [.. values]);
    }

    /// <inheritdoc/>
    public override (int Mode, float Scalar) Encode(int cell, SamplingRandom random)
    {
        if (_modeOfPoint.TryGetValue(cell, out var point))
        {
            return (point, 0);
        }

        // A missing value of weight zero is encoded as the middle of the range.
        var value = cell == _attribute.MissingCell ? 0.5 : (Middle(_attribute, cell) - _lowest) / _range;
        if (_components.IsEmpty)
        {
            return (Nearest(value), 0);
        }

        var mode = Draw(value, random);
        var scalar = (float)((value - _components[mode].Mean) / (Spread * _components[mode].Deviation));
        return (mode, Math.Clamp(scalar, -LargestScalar, LargestScalar));
    }

    /// <inheritdoc/>
    public override int Decode(int mode, float scalar)
    {
        if (mode >= _components.Length)
        {
            return _points[mode - _components.Length];
        }

        var component = _components[mode];
        var value = component.Mean + (Math.Clamp(scalar, -1, 1) * Spread * component.Deviation);
        return _attribute.CellOf(_attribute.Grid.IndexOf(_lowest + (value * _range)));
    }

    /// <summary>Draws a component by its part in a value.</summary>
    private int Draw(double value, SamplingRandom random)
    {
        Span<double> parts = stackalloc double[_components.Length];
        var largest = double.NegativeInfinity;
        for (var k = 0; k < parts.Length; k++)
        {
            parts[k] = _components[k].LogDensity(value);
            largest = Math.Max(largest, parts[k]);
        }

        double whole = 0;
        for (var k = 0; k < parts.Length; k++)
        {
            whole += parts[k] = Math.Exp(parts[k] - largest);
        }

        var left = random.NextDouble() * whole;
        var mode = 0;
        for (; mode < parts.Length - 1 && left >= parts[mode]; mode++)
        {
            left -= parts[mode];
        }

        return mode;
    }

    private int Nearest(double value)
    {
        var best = 0;
        var least = double.PositiveInfinity;
        for (var i = 0; i < _points.Length; i++)
        {
            var distance = _points[i] == _attribute.MissingCell ? double.MaxValue
                : Math.Abs(((Middle(_attribute, _points[i]) - _lowest) / _range) - value);
            if (distance < least)
            {
                (best, least) = (i, distance);
            }
        }

        return best;
    }

    /// <summary>The cells that are far heavier than the cells around them of which anything is known, heaviest first.</summary>
    private static List<int> Points(List<int> known, ReadOnlySpan<double> weights, double total)
    {
        var points = new List<(int Cell, double Weight)>();
        var around = new List<double>(2 * Neighbours);
        for (var i = 0; i < known.Count; i++)
        {
            var weight = weights[known[i]];
            if (weight < LeastPoint * total)
            {
                continue;
            }

            around.Clear();
            for (var j = Math.Max(0, i - Neighbours); j <= Math.Min(known.Count - 1, i + Neighbours); j++)
            {
                if (j != i)
                {
                    around.Add(weights[known[j]]);
                }
            }

            around.Sort();
            if (around.Count > 0 && weight >= PointFactor * around[around.Count / 2])
            {
                points.Add((known[i], weight));
            }
        }

        return [.. points.OrderByDescending(point => point.Weight).Take(MostPoints).Select(point => point.Cell)];
    }

    // Numbers are encoded as parts of the range, so that the weights of a mixture fit single precision whatever the unit.
    private static (double Lowest, double Range) Range(NumericAttribute attribute)
    {
        var lowest = attribute.Grid.ValueAt(0);
        var range = attribute.Grid.ValueAt(attribute.Grid.Count - 1) - lowest;
        return (lowest, range > 0 ? range : 1);
    }

    private static double Middle(NumericAttribute attribute, int cell)
    {
        var first = attribute.CellStarts[cell];
        return (attribute.Grid.ValueAt(first) / 2) + (attribute.Grid.ValueAt(first + attribute.Width(cell) - 1) / 2);
    }
}
