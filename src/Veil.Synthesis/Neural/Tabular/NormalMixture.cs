using System.Collections.Immutable;

namespace Veil.Synthesis.Neural.Tabular;

/// <summary>A component of a mixture.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Deviation">Its standard deviation, above 0.</param>
/// <param name="Weight">Its part of the whole.</param>
internal readonly record struct NormalComponent(double Mean, double Deviation, double Weight)
{
    /// <summary>The logarithm of weight times density, but for a constant.</summary>
    public double LogDensity(double value)
    {
        var distance = (value - Mean) / Deviation;
        return Math.Log(Weight / Deviation) - (0.5 * distance * distance);
    }
}

/// <summary>Fits mixtures of normal distributions to weighted numbers; components that are not needed lose their weight.</summary>
/// <remarks>
/// Variational inference with a Dirichlet process in its stick-breaking form and a normal-inverse-gamma prior for each
/// component (Bishop, "Pattern Recognition and Machine Learning", 2006, chapter 10; Blei and Jordan 2006), in one dimension. A
/// number of weight w counts as w equal numbers, so that the work is that of the distinct ones; weights need not be whole, and
/// noisy ones above 0 do as well. It is deterministic.
/// </remarks>
internal sealed class NormalMixture
{
    // A priori hardly any component is used: hardly anything of the stick is left after the first.
    private const double Concentration = 0.001;

    private const double MeanPrecision = 1;
    private const double DegreesOfFreedom = 1;
    private const double LeastMass = 10 * 2.220446049250313e-16;
    private const int LloydRounds = 10;

    private readonly double[] _values;
    private readonly double[] _weights;
    private readonly double[][] _parts;
    private readonly double _centre;
    private readonly double _variance;
    private readonly double[] _mass;
    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly double[] _stick;
    private readonly double[] _constants;

    private NormalMixture(double[] values, double[] weights, int components)
    {
        (_values, _weights) = (values, weights);
        var total = weights.Sum();
        _centre = values.Zip(weights, (value, weight) => value * weight).Sum() / total;
        _variance = values.Zip(weights, (value, weight) => weight * (value - _centre) * (value - _centre)).Sum() / Math.Max(1, total - 1);
        _parts = [.. Enumerable.Range(0, components).Select(_ => new double[values.Length])];
        _mass = new double[components];
        _means = new double[components];
        _variances = new double[components];
        _stick = new double[components];
        _constants = new double[components];
    }

    /// <summary>Fits a mixture.</summary>
    /// <param name="values">Distinct numbers in increasing order, at least two.</param>
    /// <param name="weights">The frequency of each, above 0.</param>
    /// <param name="mostComponents">The most components.</param>
    /// <param name="mostRounds">The most rounds of inference.</param>
    /// <param name="tolerance">Rounds end when they gain less than that, in the mean logarithm of a number's density.</param>
    public static ImmutableArray<NormalComponent> Fit(
        double[] values, double[] weights, int mostComponents, int mostRounds = 200, double tolerance = 1e-5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 2, nameof(values));
        var mixture = new NormalMixture(values, weights, Math.Min(mostComponents, values.Length));
        mixture.Start();
        var last = double.NegativeInfinity;
        for (var round = 0; round < mostRounds; round++)
        {
            mixture.Maximise();
            var now = mixture.Expect();
            if (now - last < tolerance && round > 0)
            {
                break;
            }

            last = now;
        }

        mixture.Maximise();
        return mixture.Components();
    }

    /// <summary>Hard clusters around quantiles, moved to their means a few times (Lloyd).</summary>
    private void Start()
    {
        var count = _parts.Length;
        var centres = new double[count];
        double below = 0, total = _weights.Sum();
        for (int i = 0, k = 0; k < count; i++)
        {
            below += _weights[i];
            for (; k < count && (below >= (k + 0.5) / count * total || i == _values.Length - 1); k++)
            {
                centres[k] = _values[i];
            }
        }

        var cluster = new int[_values.Length];
        for (var round = 0; round <= LloydRounds; round++)
        {
            var sums = new double[count];
            var masses = new double[count];
            var at = 0;
            for (var i = 0; i < _values.Length; i++)
            {
                // Also on to one as near: quantiles of a heavy number are equal, and the last of them stands for all.
                while (at + 1 < count && Math.Abs(_values[i] - centres[at + 1]) <= Math.Abs(_values[i] - centres[at]))
                {
                    at++;
                }

                cluster[i] = at;
                masses[at] += _weights[i];
                sums[at] += _weights[i] * _values[i];
            }

            for (var k = 0; k < count; k++)
            {
                centres[k] = masses[k] > 0 ? sums[k] / masses[k] : centres[k];
            }

            Array.Sort(centres);
        }

        for (var i = 0; i < _values.Length; i++)
        {
            _parts[cluster[i]][i] = 1;
        }
    }

    private void Maximise()
    {
        var count = _parts.Length;
        double rest = 0;
        for (var k = count - 1; k >= 0; k--)
        {
            double mass = 0, sum = 0, squares = 0;
            var parts = _parts[k];
            for (var i = 0; i < parts.Length; i++)
            {
                var weight = parts[i] * _weights[i];
                mass += weight;
                sum += weight * _values[i];
            }

            _mass[k] = mass += LeastMass;
            var mean = sum / mass;
            for (var i = 0; i < parts.Length; i++)
            {
                var distance = _values[i] - mean;
                squares += parts[i] * _weights[i] * distance * distance;
            }

            var precision = MeanPrecision + mass;
            var freedom = DegreesOfFreedom + mass;
            _means[k] = ((MeanPrecision * _centre) + sum) / precision;
            _variances[k] = (_variance + squares + (mass * MeanPrecision / precision * (mean - _centre) * (mean - _centre))) / freedom;
            _stick[k] = Concentration + rest;
            _constants[k] = (-0.5 * Math.Log(_variances[k])) - (0.5 * Math.Log(freedom))
                + (0.5 * (Math.Log(2) + Digamma(freedom / 2) - (1 / precision)));
            rest += mass;
        }

        double left = 0;
        for (var k = 0; k < count; k++)
        {
            var both = Digamma(1 + _mass[k] + _stick[k]);
            _constants[k] += Digamma(1 + _mass[k]) - both + left;
            left += Digamma(_stick[k]) - both;
        }
    }

    /// <summary>Shares every number out among the components.</summary>
    /// <returns>The weighted mean of the logarithms of the shares' sums: what the rounds increase.</returns>
    private double Expect()
    {
        double sum = 0, total = 0;
        Span<double> logs = stackalloc double[_parts.Length];
        for (var i = 0; i < _values.Length; i++)
        {
            var largest = double.NegativeInfinity;
            for (var k = 0; k < logs.Length; k++)
            {
                var distance = _values[i] - _means[k];
                logs[k] = _constants[k] - (0.5 * distance * distance / _variances[k]);
                largest = Math.Max(largest, logs[k]);
            }

            double whole = 0;
            for (var k = 0; k < logs.Length; k++)
            {
                logs[k] = Math.Exp(logs[k] - largest);
                whole += logs[k];
            }

            for (var k = 0; k < logs.Length; k++)
            {
                _parts[k][i] = logs[k] / whole;
            }

            sum += _weights[i] * (largest + Math.Log(whole));
            total += _weights[i];
        }

        return sum / total;
    }

    private ImmutableArray<NormalComponent> Components()
    {
        var components = new NormalComponent[_parts.Length];
        double left = 1, total = 0;
        for (var k = 0; k < components.Length; k++)
        {
            var part = (1 + _mass[k]) / (1 + _mass[k] + _stick[k]);
            components[k] = new NormalComponent(_means[k], Math.Sqrt(_variances[k]), part * left);
            total += part * left;
            left *= 1 - part;
        }

        return [.. components.Select(component => component with { Weight = component.Weight / total })];
    }

    // The recurrence is used up to where the asymptotic series is exact enough.
    private static double Digamma(double x)
    {
        double shift = 0;
        for (; x < 6; x++)
        {
            shift -= 1 / x;
        }

        var square = 1 / (x * x);
        return shift + Math.Log(x) - (0.5 / x)
            - (square * ((1.0 / 12) - (square * ((1.0 / 120) - (square * ((1.0 / 252) - (square / 240)))))));
    }
}
