namespace Veil.Privacy.Accounting;

/// <summary>Renyi differential privacy of a sum of Gaussian noise and of such noise on a Poisson sample.</summary>
/// <remarks>
/// Reference: Mironov, Talwar and Zhang, "Renyi differential privacy of the sampled Gaussian mechanism", 2019, theorem 5:
/// with <c>A = E_(z ~ N(0, s^2)) (1 - q + q exp((2z - 1) / (2 s^2)))^a</c> the loss of order a is <c>ln A / (a - 1)</c>,
/// whichever of the two tables has the unit more. Conversion: Canonne, Kamath and Steinke 2020, proposition 12.
/// Privacy: the integral is the trapezium rule, whose error falls faster than any power of its step for an analytic
/// integrand that decays like a Gaussian; results are widened by far more than was measured against the finite sum that
/// there is for integer orders.
/// Cost: microseconds per order.
/// </remarks>
internal static class RenyiDp
{
    private const double Margin = 1e-9;

    private static readonly double[] _orders =
    [
        .. Enumerable.Range(1, 200).Select(i => 1 + (i / 20.0)),
        .. Enumerable.Range(12, 53).Select(i => (double)i),
        72, 80, 96, 128, 160, 192, 256, 384, 512, 768, 1024,
    ];

    /// <summary>The loss of one draw on a sample, of an order above one.</summary>
    /// <param name="rate">Chance of a unit to be in the sample.</param>
    /// <param name="noise">Standard deviation of the noise where a unit moves the sum by one.</param>
    /// <param name="order">Above one.</param>
    public static double Loss(double rate, double noise, double order) =>
        rate == 1 ? order / (2 * noise * noise) : Math.Max(0, LogMoment(rate, noise, order) / (order - 1));

    /// <summary>The loss of a whole training, of an order above one, rounded up.</summary>
    /// <param name="rate">Chance of a unit to be in a sample.</param>
    /// <param name="noise">Standard deviation of the noise where a unit moves the sum by one.</param>
    /// <param name="steps">Number of samples.</param>
    /// <param name="order">Above one.</param>
    /// <remarks>A moment near one loses its digits; the second margin covers what the logarithm then misses.</remarks>
    public static double LossOfSteps(double rate, double noise, int steps, double order) =>
        steps * ((Loss(rate, noise, order) * (1 + Margin)) + (1e-14 / (order - 1)));

    /// <summary>The loss of a pure mechanism, of an order above one, rounded up.</summary>
    /// <remarks>
    /// That of randomised response, of which every pure mechanism is a post-processing (Kairouz, Oh and Viswanath 2015):
    /// <c>ln(cosh((a - 1/2) epsilon) / cosh(epsilon / 2)) / (a - 1)</c>.
    /// </remarks>
    public static double LossOfPure(double epsilon, double order)
    {
        var gain = Math.Log(1 + Math.Exp(-epsilon)) - Math.Log(1 + Math.Exp((1 - (2 * order)) * epsilon));
        var exact = (epsilon * (1 + Margin)) - ((gain - 1e-11) / (order - 1));
        var concentrated = DirectedRounding.MultiplyUp(order, DirectedRounding.MultiplyUp(epsilon, epsilon) / 2);
        return Math.Min(Math.Min(exact, concentrated), epsilon);
    }

    /// <summary>An epsilon of a training and of Gaussian noise beside it, and the order that gave it.</summary>
    /// <param name="rate">Chance of a unit to be in a sample.</param>
    /// <param name="noise">Standard deviation of the noise where a unit moves the sum by one.</param>
    /// <param name="steps">Number of samples.</param>
    /// <param name="rest">The cost of everything else that was learnt, as <c>mu^2 / 2</c>.</param>
    /// <param name="delta">Above zero.</param>
    public static (double Epsilon, double Order) Epsilon(double rate, double noise, int steps, double rest, double delta)
    {
        var best = (Epsilon: double.PositiveInfinity, Order: 2.0);
        foreach (var order in _orders)
        {
            var loss = LossOfSteps(rate, noise, steps, order) + (order * rest);
            var epsilon = loss + Math.Log((order - 1) / order) - (Math.Log(delta * order) / (order - 1));
            if (epsilon < best.Epsilon)
                best = (epsilon, order);
        }

        return (Math.Max(0, best.Epsilon) * (1 + Margin), best.Order);
    }

    private static double LogMoment(double rate, double noise, double order)
    {
        // exp((2z - 1) / (2 s^2)) tilts the normal by one standard deviation: the second hump is at z = order.
        var step = noise / 16;
        var first = (int)Math.Floor(-14 * noise / step);
        var last = (int)Math.Ceiling((order + (14 * noise)) / step);
        var (most, sum) = (double.NegativeInfinity, 0.0);
        for (var i = first; i <= last; i++)
        {
            var z = i * step;
            var exponent = (order * PrivacyLoss.OfPoint(rate, noise, z)) - (z * z / (2 * noise * noise));
            if (exponent > most)
                (most, sum) = (exponent, (sum * Math.Exp(most - exponent)) + 1);
            else
                sum += Math.Exp(exponent - most);
        }

        return most + Math.Log(sum * step / (noise * Math.Sqrt(2 * Math.PI)));
    }
}
