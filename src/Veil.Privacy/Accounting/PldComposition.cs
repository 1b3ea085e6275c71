namespace Veil.Privacy.Accounting;

/// <summary>
/// An upper bound of the epsilon of a training and of Gaussian noise beside it: the distribution of the sum of their
/// privacy losses, by Fourier transform.
/// </summary>
/// <remarks>
/// Reference: Koskela, Jälkö and Honkela 2020; Zhu, Dong and Wang, "Optimal accounting of differential privacy via
/// characteristic function", 2022, theorem 10, for adaptive composition. The masses are tilted by an exponential before they
/// are transformed, so that the rounding of the transform is small beside delta itself and not beside one.
/// Privacy: each error is bounded and added to delta: mass left out, mass beyond the end of the grid (Chernoff's bound; what
/// is folded back from below only adds), rounding of the transforms and of the powers (in the Euclidean norm), and of the
/// masses. See docs/privacy.md, "Training".
/// Cost: tens of milliseconds.
/// </remarks>
internal sealed class PldComposition
{
    private const double UnitRoundoff = 1.0 / (1L << 53);
    private const int LargestGrid = 1 << 20;

    // How far the mesh may raise epsilon, as a part of it, and what of delta may be lost at the ends.
    private const double Accuracy = 1e-4;
    private const double LostShare = 1e-7;

    // Bound of the relative error of one mass, quadrature and rounding together.
    private const double MassError = 1e-11;

    private readonly PrivacyLoss _step;
    private readonly PrivacyLoss? _rest;
    private readonly int _steps;
    private readonly double _delta;

    private PldComposition(PrivacyLoss step, int steps, PrivacyLoss? rest, double delta)
    {
        _step = step;
        _steps = steps;
        _rest = rest;
        _delta = delta;
    }

    /// <summary>An upper bound of epsilon.</summary>
    /// <param name="rate">Chance of a unit to be in a sample.</param>
    /// <param name="noise">Standard deviation of the noise where a unit moves the sum by one.</param>
    /// <param name="steps">Number of samples.</param>
    /// <param name="rest">The cost of everything else that was learnt, as <c>mu^2 / 2</c>; may be zero.</param>
    /// <param name="delta">Above zero.</param>
    /// <param name="guess">Another bound of epsilon, and the order of Renyi divergence that gave it.</param>
    public static double Epsilon(double rate, double noise, int steps, double rest, double delta, (double Epsilon, double Order) guess)
    {
        var tilt = Math.Max(guess.Order - 1, 0.25);
        var mesh = Math.Sqrt(8 * Accuracy * guess.Epsilon / (tilt * (steps + 1.0)));
        var removed = Epsilon(added: false);

        // Without sampling the loss is the same both ways.
        return rate == 1 ? removed : Math.Max(removed, Epsilon(added: true));

        double Epsilon(bool added)
        {
            for (var width = mesh; ; width *= 2)
            {
                var tail = delta * LostShare / (steps + 1.0);
                var step = PrivacyLoss.OfStep(rate, noise, added, width, tail);
                var other = rest > 0
                    ? PrivacyLoss.OfStep(1, 1 / Math.BitIncrement(Math.Sqrt(2 * rest)), added, width, tail)
                    : null;
                if (new PldComposition(step, steps, other, delta).Epsilon(tilt) is { } epsilon)
                    return epsilon;
            }
        }
    }

    // Null when the grid would be too long.
    private double? Epsilon(double guess)
    {
        var mesh = _step.Mesh;
        var (_, tilt) = Chernoff(Math.Log(_delta), guess);
        var (top, topTilt) = Chernoff(Math.Log(_delta * LostShare), guess);
        var scale = _step.LogMoment(tilt);
        var restScale = _rest?.LogMoment(tilt) ?? 0;
        var step = _step.Tilted(tilt, scale);
        var rest = _rest?.Tilted(tilt, restScale) ?? [1];
        var (mean, variance) = Moments(step, _step.First);
        var (restMean, restVariance) = Moments(rest, _rest?.First ?? 0);
        var centre = mesh * ((_steps * mean) + restMean);
        var bottom = centre - (10 * mesh * Math.Sqrt((_steps * variance) + restVariance));
        var length = 1024.0;
        while (length * mesh < top - bottom + (2 * mesh))
            length *= 2;
        if (length > LargestGrid)
            return null;

        var fourier = new FourierTransform((int)length);
        var sum = Convolve(fourier, step, rest);
        var low = (long)Math.Floor(bottom / mesh);
        var high = low + fourier.Length;

        // Beyond the end of the grid, beyond the ends of the masses, and what rounding may have taken from the sum.
        var lost = Math.Exp(LogMoment(topTilt) - (topTilt * high * mesh))
            + (_steps * _step.Infinite) + (_rest?.Infinite ?? 0);
        var wanted = (_delta - (1.001 * lost)) * (1 - ((_steps + 1) * MassError));
        var logScale = (_steps * scale) + restScale;
        var error = 2 * ((_steps + 2) * (fourier.RelativeError + (8 * UnitRoundoff)))
            * Math.Sqrt(Math.Min(1 / (2 * tilt * mesh), (1 / (4 * tilt * tilt * tilt * mesh)) + (0.136 / (tilt * tilt))));

        // What is lost may be all there is, or too large for a number.
        if (!(wanted > 0 && error * Math.Exp(logScale - (tilt * high * mesh)) <= wanted))
            return double.PositiveInfinity;

        // delta(epsilon) is the sum over losses t above epsilon of p(t) (1 - exp(epsilon - t)).
        // The end of the grid has been checked above.
        var (above, weighted, decay) = (0.0, 0.0, Math.Exp(-mesh));
        for (var at = high - 1; at >= low; at--)
        {
            var loss = at * mesh;
            var untilt = Math.Exp(logScale - (tilt * loss));
            var here = above + (error * untilt);
            if (!(here - weighted <= wanted) || at < 0)
            {
                // Between this point and the one above, delta is here - weighted * exp(x).
                var beyond = weighted > 0 ? Math.Log(Math.Max(1, (here - wanted) / weighted)) : mesh;
                return Math.Max(0, loss + Math.Min(beyond, mesh)) + (_steps * 4 * UnitRoundoff);
            }

            var mass = Math.Max(0, sum[(int)(((at % fourier.Length) + fourier.Length) % fourier.Length)]) * untilt;
            above += mass;
            weighted = decay * (weighted + mass);
        }

        return Math.Max(0, low * mesh);
    }

    // The least number that the sum exceeds with at most a probability, by Chernoff's bound, and the tilt that gives it.
    private (double Loss, double Tilt) Chernoff(double logProbability, double guess)
    {
        // Golden section over the logarithm of the tilt: the bound has one minimum.
        const double Ratio = 0.6180339887498949;
        var (low, high) = (Math.Log(guess) - 3, Math.Log(guess) + 3);
        var (left, right) = (high - (Ratio * (high - low)), low + (Ratio * (high - low)));
        var (atLeft, atRight) = (Bound(left), Bound(right));
        for (var i = 0; i < 14; i++)
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Ratio * (high - low));
                atLeft = Bound(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Ratio * (high - low));
                atRight = Bound(right);
            }
        }

        return atLeft < atRight ? (atLeft, Math.Exp(left)) : (atRight, Math.Exp(right));

        double Bound(double logTilt) => (LogMoment(Math.Exp(logTilt)) - logProbability) / Math.Exp(logTilt);
    }

    private double LogMoment(double tilt) => (_steps * _step.LogMoment(tilt)) + (_rest?.LogMoment(tilt) ?? 0);

    private double[] Convolve(FourierTransform fourier, double[] step, double[] rest)
    {
        var (real, imaginary) = Transform(step, _step.First);
        var (restReal, restImaginary) = Transform(rest, _rest?.First ?? 0);
        for (var i = 0; i < real.Length; i++)
        {
            var (re, im) = (restReal[i], restImaginary[i]);
            var (baseRe, baseIm) = (real[i], imaginary[i]);
            for (var power = _steps; power > 0; power >>= 1)
            {
                if ((power & 1) != 0)
                    (re, im) = ((re * baseRe) - (im * baseIm), (re * baseIm) + (im * baseRe));
                (baseRe, baseIm) = ((baseRe * baseRe) - (baseIm * baseIm), 2 * baseRe * baseIm);
            }

            (real[i], imaginary[i]) = (re, im);
        }

        fourier.Inverse(real, imaginary);
        return real;

        (double[] Real, double[] Imaginary) Transform(double[] masses, int first)
        {
            var folded = new double[fourier.Length];
            for (var i = 0; i < masses.Length; i++)
                folded[(((first + i) % fourier.Length) + fourier.Length) % fourier.Length] += masses[i];
            var zeros = new double[fourier.Length];
            fourier.Forward(folded, zeros);
            return (folded, zeros);
        }
    }

    // Mean and variance in meshes.
    private static (double Mean, double Variance) Moments(double[] masses, int first)
    {
        double mean = 0, square = 0;
        for (var i = 0; i < masses.Length; i++)
        {
            mean += masses[i] * (first + i);
            square += masses[i] * (first + i) * (first + i);
        }

        return (mean, Math.Max(0, square - (mean * mean)));
    }
}
