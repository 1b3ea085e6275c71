namespace Veil.Privacy.Accounting;

/// <summary>
/// The privacy loss of one draw on a Poisson sample, as masses on a grid: a distribution that is never better than the
/// true one, and worse by a term of second order in the mesh.
/// </summary>
/// <remarks>
/// Reference: Koskela, Jälkö and Honkela, "Computing tight differential privacy guarantees using FFT", 2020, for the loss;
/// Doroshenko and others, "Connect the dots", 2022, for the grid: mass at a loss between two points of it goes to both so
/// that the probability under either table stays what it was. That spreads the ratio of the probabilities without moving its
/// mean, so every hockey-stick divergence grows. See docs/privacy.md, "Training".
/// Privacy: the masses are integrals over panels that end where the loss crosses the grid, by five Gauss points each.
/// Cost: some milliseconds.
/// </remarks>
internal sealed class PrivacyLoss
{
    // Gauss-Legendre points and weights on [-1, 1].
    private static readonly double[] _points = [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664];
    private static readonly double[] _weights =
        [0.23692688505618908, 0.47862867049936647, 0.5688888888888889, 0.47862867049936647, 0.23692688505618908];

    private const int BlockLength = 256;

    private readonly double[] _masses;

    private PrivacyLoss(double mesh, int first, double[] masses, double infinite)
    {
        Mesh = mesh;
        First = first;
        _masses = masses;
        Infinite = infinite;
    }

    /// <summary>Distance of the grid's points.</summary>
    public double Mesh { get; }

    /// <summary>Index of the first mass: its loss is this many meshes.</summary>
    public int First { get; }

    /// <summary>The probability of a loss, at consecutive points of the grid.</summary>
    public ReadOnlySpan<double> Masses => _masses;

    /// <summary>Bound of the probability that was left out at the top.</summary>
    public double Infinite { get; }

    /// <summary>The logarithm of <c>1 - q + q exp((2z - 1) / (2 s^2))</c>: how much likelier z is with the unit than without.</summary>
    public static double OfPoint(double rate, double noise, double z)
    {
        var x = ((2 * z) - 1) / (2 * noise * noise);
        return x > 0
            ? x + Math.Log(rate + ((1 - rate) * Math.Exp(-x)))
            : Math.Log(1 - rate + (rate * Math.Exp(x)));
    }

    /// <summary>The loss of one draw.</summary>
    /// <param name="rate">Chance of a unit to be in the sample.</param>
    /// <param name="noise">Standard deviation of the noise where a unit moves the sum by one.</param>
    /// <param name="added">True when the table that is observed is the one without the unit.</param>
    /// <param name="mesh">Distance of the grid's points.</param>
    /// <param name="tail">Probability that may be left out on either side.</param>
    public static PrivacyLoss OfStep(double rate, double noise, bool added, double mesh, double tail)
    {
        // A standard normal is beyond this with a probability of at most the tail; the other hump is one further.
        var reach = noise * Math.Sqrt(-2 * Math.Log(tail));
        var (from, to) = (-reach, 1 + reach);
        var sign = added ? -1 : 1;
        var ends = (Low: Index(sign * OfPoint(rate, noise, from)), High: Index(sign * OfPoint(rate, noise, to)));
        var first = Math.Min(ends.Low, ends.High);
        var masses = new double[Math.Abs(ends.High - ends.Low) + 3];
        var widest = Math.Min(noise, noise * noise) / 8;
        for (var left = from; left < to;)
        {
            var right = Math.Min(Math.Min(left + widest, to), NextCrossing(left));
            var (centre, half) = ((left + right) / 2, (right - left) / 2);
            for (var i = 0; i < _points.Length; i++)
            {
                var z = centre + (half * _points[i]);
                var loss = OfPoint(rate, noise, z);
                var logDensity = (-z * z / (2 * noise * noise)) + (added ? 0 : loss);
                Spread(sign * loss, half * _weights[i] * Math.Exp(logDensity) / (noise * Math.Sqrt(2 * Math.PI)));
            }

            left = right;
        }

        // What is beyond the small end of the loss counts as if it were at that end.
        masses[Math.Min(ends.Low, ends.High) - first + 1] += tail;
        return new PrivacyLoss(mesh, first, masses, tail);

        int Index(double loss) => (int)Math.Floor(loss / mesh);

        void Spread(double loss, double mass)
        {
            var at = Index(loss);
            var upper = Math.Clamp((1 - Math.Exp((at * mesh) - loss)) / (1 - Math.Exp(-mesh)), 0, 1) * mass;
            masses[at - first] += mass - upper;
            masses[at - first + 1] += upper;
        }

        // Where the loss next reaches a point of the grid; a little off does no harm, since each point is spread by its own loss.
        double NextCrossing(double z)
        {
            var next = (Math.Floor((OfPoint(rate, noise, z) / mesh) + 1e-9) + 1) * mesh;
            var argument = (Math.Exp(next) - 1 + rate) / rate;
            var crossing = next > 700 || argument <= 0 ? double.PositiveInfinity : (noise * noise * Math.Log(argument)) + 0.5;
            return crossing > z ? crossing : double.PositiveInfinity;
        }
    }

    /// <summary>The logarithm of <c>E exp(tilt * loss)</c>.</summary>
    public double LogMoment(double tilt)
    {
        // A geometric series within a block, one exponential per block: nothing overflows and no error builds up.
        var factor = Math.Exp(tilt * Mesh);
        var (most, sum) = (double.NegativeInfinity, 0.0);
        for (var start = 0; start < _masses.Length; start += BlockLength)
        {
            var block = 0.0;
            var power = 1.0;
            foreach (var mass in _masses.AsSpan(start, Math.Min(BlockLength, _masses.Length - start)))
            {
                block += mass > 0 ? mass * power : 0;
                power *= factor;
            }

            if (block == 0)
                continue;
            var exponent = Math.Log(block) + (tilt * (First + start) * Mesh);
            if (exponent > most)
                (most, sum) = (exponent, (sum * Math.Exp(most - exponent)) + 1);
            else
                sum += Math.Exp(exponent - most);
        }

        return most + Math.Log(sum);
    }

    /// <summary>The masses times <c>exp(tilt * loss - scale)</c>.</summary>
    public double[] Tilted(double tilt, double scale)
    {
        var tilted = new double[_masses.Length];
        for (var i = 0; i < tilted.Length; i++)
            tilted[i] = Math.Exp(Math.Log(_masses[i]) + (tilt * (First + i) * Mesh) - scale);
        return tilted;
    }
}
