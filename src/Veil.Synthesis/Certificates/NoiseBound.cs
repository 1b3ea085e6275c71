using Veil.Data.Numerics;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Certificates;

/// <summary>
/// A bound on the effect of the noise of a table that holds except with a given probability, computed from its kind and scale
/// alone.
/// </summary>
/// <remarks>
/// Reference: docs/privacy.md, "Certified errors". Chernoff's method for sums of independent terms: for every u,
/// P[sum at least t] is at most exp(n log E[exp(u term)] - u t). The moments are bounded for noise on whole numbers, not
/// approximated by those of a density. Cost: some hundreds of exponentials.
/// </remarks>
internal sealed class NoiseBound
{
    // Gaussian noise on whole numbers is spread no wider than a normal variable of this much more variance.
    private const double Rounding = Math.PI / 8;

    private const int Refinements = 40;

    private readonly NoiseKind _kind;
    private readonly int _parts;
    private readonly double _scale;

    /// <summary>Describes the noise of a cell.</summary>
    /// <param name="kind">The kind of noise that was drawn.</param>
    /// <param name="deviation">Its standard deviation, above 0.</param>
    /// <param name="parts">The number of draws whose sum the cell holds.</param>
    public NoiseBound(NoiseKind kind, double deviation, int parts)
    {
        _kind = kind;
        _parts = parts;

        // For Laplace noise of scale b the standard deviation is 1 / (sqrt(2) sinh(1 / 2b)).
        _scale = kind == NoiseKind.Gaussian
            ? Math.Sqrt(parts * ((deviation * deviation) + Rounding))
            : 0.5 / Math.Asinh(1 / (Math.Sqrt(2) * deviation));
        Deviation = Math.Sqrt(parts) * deviation;
    }

    /// <summary>The standard deviation of a cell's noise.</summary>
    public double Deviation { get; }

    /// <summary>
    /// An upper bound on the sum of the noise above a threshold over some cells, except with a given probability.
    /// </summary>
    /// <param name="threshold">The threshold, not negative; a whole number.</param>
    /// <param name="cells">The number of cells.</param>
    /// <param name="chance">The chance that it is more.</param>
    public double ExcessAtMost(double threshold, double cells, double chance) =>
        Least(u => Math.Log(ExcessMoment(u, threshold)), cells, chance);

    /// <summary>An upper bound on the sum of the noise of some cells, except with a given probability.</summary>
    public double SumAtMost(double cells, double chance) => Least(u => Math.Log(Moment(u)), cells, chance);

    /// <summary>A bound of <c>E[exp(u z)]</c>.</summary>
    public double Moment(double u)
    {
        if (_kind == NoiseKind.Gaussian)
        {
            return Math.Exp(0.5 * u * u * _scale * _scale);
        }

        var q = Math.Exp(-1 / _scale);
        return Math.Pow((1 - q) / (1 - (q * Math.Exp(u))) * ((1 - q) / (1 - (q * Math.Exp(-u)))), _parts);
    }

    /// <summary>A bound of <c>E[exp(u max(0, z - a))]</c> for a whole number a that is not negative.</summary>
    public double ExcessMoment(double u, double threshold)
    {
        if (_kind == NoiseKind.Gaussian)
        {
            var (a, v) = (threshold / _scale, u * _scale);
            return 1 + (Math.Exp((0.5 * v * v) - (v * a)) * StandardNormal.Above(a - v)) - StandardNormal.Above(a);
        }

        if (_parts == 1)
        {
            var q = Math.Exp(-1 / _scale);
            return 1 + (Math.Exp(u) - 1) * Math.Exp(-(threshold + 1) / _scale) / ((1 + q) * (1 - (q * Math.Exp(u))));
        }

        // max(1, e^y) = (1 + e^y) / 2 + e^(y/2) |sinh(y/2)|, and the last product by Cauchy and Schwarz.
        var moment = Moment(u);
        var (up, down) = (moment * Math.Exp(-u * threshold), moment * Math.Exp(u * threshold));
        return ((1 + up) / 2) + (Math.Sqrt(up * Math.Max(0, up + down - 2)) / 2);
    }

    // The least over u of (n log M(u) + log(1 / chance)) / u: a quotient that falls, then rises. Any u is valid, so where
    // the search stops does not matter.
    private double Least(Func<double, double> logMoment, double cells, double chance)
    {
        // No moment of Laplace noise exists beyond 1 / b.
        var most = _kind == NoiseKind.Laplace ? 1 / _scale : 40 / _scale;
        var (low, high) = (Math.Log(most * 1e-9), Math.Log(most * (1 - 1e-9)));
        var golden = (Math.Sqrt(5) - 1) / 2;
        var (left, right) = (high - (golden * (high - low)), low + (golden * (high - low)));
        var (atLeft, atRight) = (Bound(left), Bound(right));
        for (var i = 0; i < Refinements; i++)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (golden * (high - low));
                atLeft = Bound(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (golden * (high - low));
                atRight = Bound(right);
            }
        }

        return Math.Min(atLeft, atRight);

        double Bound(double logarithm)
        {
            var u = Math.Exp(logarithm);
            var bound = ((cells * Math.Max(0, logMoment(u))) - Math.Log(chance)) / u;
            return double.IsFinite(bound) ? bound : double.MaxValue;
        }
    }
}
