namespace Veil.Privacy.Accounting;

/// <summary>A filter in Renyi differential privacy that weighs several orders at once.</summary>
/// <remarks>
/// Reference: Feldman and Zrnic 2021 for one order. With <c>b = order - 1</c>, the privacy loss L, sums S of the losses that were
/// charged and weights w that sum to one, <c>sum w exp(b (L - S))</c> has a mean of at most one at every time. So a run is
/// private that stops while <c>max(0, 1 - exp(epsilon - L))</c> is at most delta times it, for every L. See docs/privacy.md,
/// "Accounts: filters over releases".
/// Privacy: every weighting of the orders gives a valid epsilon, so an imperfect minimum costs accuracy and never privacy.
/// Cost: tens of microseconds; milliseconds for the losses of a training.
/// </remarks>
internal static class RenyiFilter
{
    private const double Margin = 1e-9;

    /// <summary>The orders, from 1.5 to 513.</summary>
    public static readonly double[] Orders = [.. Enumerable.Range(0, 21).Select(i => 1 + Math.Pow(2, (i / 2.0) - 1))];

    /// <summary>The losses of a run, one for each order, rounded up.</summary>
    public static double[] Losses(RunCost cost) =>
        [.. Orders.Select(order => ExactSum.Zero
            .Plus(cost.HalfMuSquared == 0 ? 0 : DirectedRounding.MultiplyUp(order, cost.HalfMuSquared))
            .Plus(cost.PureEpsilon == 0 ? 0 : RenyiDp.LossOfPure(cost.PureEpsilon, order))
            .Plus(cost.Training is { } training ? RenyiDp.LossOfSteps(training.Rate, training.NoiseMultiplier, training.Steps, order) : 0)
            .ToDoubleUp())];

    /// <summary>The least epsilon that sums of losses come to, rounded up.</summary>
    /// <param name="sums">The sum of the losses of each order.</param>
    /// <param name="delta">Above zero.</param>
    public static double Epsilon(ReadOnlySpan<double> sums, double delta)
    {
        // The best weights are those that a loss L gives the orders; epsilon falls with L up to the best one, and rises from there on.
        var (low, high) = (0.0, double.PositiveInfinity);
        var best = double.PositiveInfinity;
        for (var k = 0; k < sums.Length; k++)
        {
            high = Math.Min(high, sums[k] + ((Math.Log(sums.Length) - Math.Log(delta)) / (Orders[k] - 1)));
        }

        high += 2;
        var weights = new double[sums.Length];
        for (var i = 0; i < 60; i++)
        {
            var loss = 0.5 * (low + high);
            Weigh(sums, loss, weights);
            var (epsilon, b) = Weighted(sums, weights, delta);
            best = Math.Min(best, epsilon);
            (low, high) = loss - Math.Log(1 + (1 / b)) < epsilon ? (loss, high) : (low, loss);
        }

        return best;
    }

    // Weights in proportion to exp(b (loss - sum)).
    private static void Weigh(ReadOnlySpan<double> sums, double loss, Span<double> weights)
    {
        var most = double.NegativeInfinity;
        for (var k = 0; k < sums.Length; k++)
        {
            weights[k] = (Orders[k] - 1) * (loss - sums[k]);
            most = Math.Max(most, weights[k]);
        }

        var total = 0.0;
        foreach (ref var weight in weights)
        {
            weight = Math.Exp(weight - most);
            total += weight;
        }

        foreach (ref var weight in weights)
        {
            weight /= total;
        }
    }

    // By Jensen's inequality the sum is at least exp(b L - ...) for the weighted mean b of the orders less one: one order again.
    private static (double Epsilon, double B) Weighted(ReadOnlySpan<double> sums, ReadOnlySpan<double> weights, double delta)
    {
        var (b, loss, entropy) = (0.0, 0.0, Math.Log(sums.Length));
        for (var k = 0; k < sums.Length; k++)
        {
            var weight = weights[k];
            b += weight * (Orders[k] - 1);
            loss += weight * (Orders[k] - 1) * sums[k];
            entropy += weight > 0 ? weight * Math.Log(weight) : 0;
        }

        var gain = Math.Log(1 + b) + (b * Math.Log(1 + (1 / b)));
        var log = -Math.Log(delta);
        var epsilon = (loss + entropy + log - gain) / b;
        return (Math.Max(0, epsilon + (Margin * (loss + Math.Log(sums.Length) + log + gain) / b)), b);
    }
}
