using System.Globalization;
using Veil.Privacy.Accounting;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Audits;

/// <summary>
/// What two piles of outcomes prove about a claim: the largest mu, or epsilon, that the rates of a distinguisher refute. The
/// distinguisher's threshold is fixed on the first fifth of each pile and rated on the rest, so that nothing is fitted to what
/// is tested.
/// </summary>
/// <remarks>
/// Rates have Clopper and Pearson's limits, each of which fails with a chance of 1e-7: a claim that holds is refuted with a
/// chance below 2e-7. The seeds are fixed, so what passes once passes always.
/// </remarks>
internal static class Audit
{
    private const double Failure = 1e-7;

    // The deviations of a normal that are passed with that chance; in the choice of the threshold only.
    private const double Deviations = 5.2;

    private const int MostThresholds = 200;

    /// <summary>
    /// Runs a side. 20,000 take a fraction of a second; set VEIL_AUDIT_RUNS to 100000 or more for an audit that is nearer to
    /// what is possible.
    /// </summary>
    public static int Runs { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("VEIL_AUDIT_RUNS"), CultureInfo.InvariantCulture, out var runs) && runs >= 1000 ? runs : 20_000;

    /// <summary>
    /// The part of a claim that an audit has to find where all of it can be found: the confidence limits leave .81 to .92 with
    /// 16,000 rated runs a side, and .92 to .96 with 80,000.
    /// </summary>
    public static double Near { get; } = Runs >= 100_000 ? .88 : .75;

    /// <summary>The first of the runs that are rated.</summary>
    public static int Rated => Runs / 5;

    /// <summary>
    /// The largest mu that is refuted by tests that a mu-private mechanism cannot pass, for scores that are larger on the
    /// first side. Reference: Dong, Roth and Su 2022, definition 4.
    /// </summary>
    public static double Mu(double[] with, double[] without)
    {
        return Best(with, without, Of, (hits, alarms, runs) => Of(Lower(hits, runs), Upper(alarms, runs)));

        static double Of(double hits, double alarms) => Math.Max(0, Quantile(hits) - Quantile(alarms));
    }

    /// <summary>The largest epsilon that is refuted at a delta, in whichever direction is better.</summary>
    public static double Epsilon(double[] with, double[] without, double delta)
    {
        return Best(
            with,
            without,
            (hits, alarms) => Math.Max(Of(hits, alarms), Of(1 - alarms, 1 - hits)),
            (hits, alarms, runs) => Math.Max(
                Of(Lower(hits, runs), Upper(alarms, runs)), Of(Lower(runs - alarms, runs), Upper(runs - hits, runs))));

        double Of(double hits, double alarms) => hits <= delta ? 0 : Math.Max(0, Math.Log((hits - delta) / alarms));
    }

    /// <summary>The mu that a distinguisher who is always right would refute.</summary>
    public static double MuCeiling => 2 * Quantile(Lower(Runs - Rated, Runs - Rated));

    /// <summary>The epsilon that a distinguisher who is always right would refute.</summary>
    public static double EpsilonCeiling => Math.Log(Lower(Runs - Rated, Runs - Rated) / Upper(0, Runs - Rated));

    /// <summary>Demands that a bound is no more than a claim, and no less than a part of it, without which the audit would be blind.</summary>
    /// <param name="claim">What is promised.</param>
    /// <param name="bound">What is refuted.</param>
    /// <param name="ceiling">What could have been refuted.</param>
    /// <param name="floor">The least part of the claim that an audit with this power finds.</param>
    public static void Demand(double claim, double bound, double ceiling, double floor)
    {
        var numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"claim {claim:F3}, refuted {bound:F3} ({bound / claim:P0}), ceiling {ceiling:F2}, {Runs} runs a side, chance of a false alarm 2e-7");
        TestContext.Current.TestOutputHelper?.WriteLine(numbers);
        Assert.True(bound <= claim, $"The claim is refuted: {numbers}.");
        Assert.True(bound >= floor * claim, string.Create(CultureInfo.InvariantCulture, $"The audit found less than {floor:P0} of the claim: {numbers}."));
    }

    /// <summary>The standard normal's quantile.</summary>
    public static double Quantile(double probability) =>
        probability switch
        {
            <= 0 => double.NegativeInfinity,
            >= 1 => double.PositiveInfinity,
            0.5 => 0,
            < 0.5 => -Quantile(1 - probability),
            _ => Bisection.Least(0, 40, x => Reference.NormalTail(x) <= 1 - probability),
        };

    private static double Best(
        double[] with, double[] without, Func<double, double, double> plain, Func<int, int, int, double> limited)
    {
        var shadows = (With: with[..Rated].Order().ToArray(), Without: without[..Rated].Order().ToArray());
        var values = shadows.With.Concat(shadows.Without).Distinct().Order().ToArray();
        var runs = Runs - Rated;
        var threshold = values
            .Where((_, i) => i % ((values.Length / MostThresholds) + 1) == 0)
            .MaxBy(value => plain(Near(Above(shadows.With, value), -1), Near(Above(shadows.Without, value), 1)));
        return limited(with[Rated..].Count(score => score > threshold), without[Rated..].Count(score => score > threshold), runs);

        static double Above(double[] sorted, double value)
        {
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = sorted[middle] > value ? (low, middle) : (middle + 1, high);
            }

            return (sorted.Length - low) / (double)sorted.Length;
        }

        // Wilson's limit for the number of runs that are rated.
        double Near(double rate, int side)
        {
            var square = Deviations * Deviations / runs;
            return (rate + (square / 2) + (side * Deviations * Math.Sqrt(((rate * (1 - rate)) + (square / 4)) / runs))) / (1 + square);
        }
    }

    private static double Lower(int successes, int trials) => 1 - Upper(trials - successes, trials);

    // Clopper and Pearson: the largest probability at which so few successes are not too unlikely.
    private static double Upper(int successes, int trials) =>
        successes == trials ? 1 : Bisection.Least((double)successes / trials, 1, p => AtMost(successes, trials, p) <= Failure);

    private static double AtMost(int successes, int trials, double p)
    {
        // Terms fall quickly below the mean, from the largest down.
        if (p >= 1)
            return 0;
        var term = Math.Exp(LogChoose(trials, successes) + (successes * Math.Log(p)) + ((trials - successes) * Math.Log(1 - p)));
        double sum = 0;
        for (var k = successes; k >= 0 && term > 1e-18 * sum; k--)
        {
            sum += term;
            term *= k / (trials - k + 1.0) * (1 - p) / p;
        }

        return sum;
    }

    private static double LogChoose(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    // Stirling's series, good to 1e-12 from 20 on.
    private static double LogFactorial(int n)
    {
        if (n >= 20)
            return ((n + .5) * Math.Log(n)) - n + (.5 * Math.Log(2 * Math.PI)) + (1 / (12.0 * n)) - (1 / (360.0 * n * n * n)) + (1 / (1260.0 * Math.Pow(n, 5)));
        double sum = 0;
        for (var i = 2; i <= n; i++)
            sum += Math.Log(i);
        return sum;
    }
}
