using FsCheck;
using FsCheck.Fluent;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

/// <summary>The mathematics of an account: conversions against their definitions, and what a release chosen after looking can do.</summary>
public class RunSumsTests
{
    private const double Delta = 1e-6;
    private const double Rate = 0.01;
    private const int Steps = 1000;

    private static readonly Lazy<double> _noise = new(() => SubsampledGaussian.NoiseMultiplier(1, 1e-7, Rate, Steps, 0.5));

    // The numbers of docs/privacy.md, "Accounts: filters over releases".
    [Theory]
    [InlineData(1, false, 0.928, 0.896)]
    [InlineData(2, false, 1.347, 1.302)]
    [InlineData(4, false, 1.962, 1.898)]
    [InlineData(16, false, 4.215, 4.092)]
    [InlineData(64, false, 9.356, 9.114)]
    [InlineData(1, true, 1.0, 0.895)]
    [InlineData(2, true, 1.646, 1.299)]
    [InlineData(4, true, 2.381, 1.895)]
    [InlineData(16, true, 5.051, 4.090)]
    [InlineData(64, true, 11.029, 9.112)]
    public void What_is_lost_by_choosing_after_looking_is_what_the_proofs_say(int releases, bool trains, double total, double fixedBefore)
    {
        var gaussian = PrivacyFilterTests.Gaussian(1, 1e-7);
        var noise = _noise.Value;
        var beside = gaussian.HalfMuSquared / 2;
        var training = RunCost.WithTraining(PrivacyFilterTests.Promise(1, 1e-7), new(Rate, noise, Steps), beside);
        var filter = PrivacyFilter.Open(double.PositiveInfinity, Delta);
        for (var i = 0; i < releases; i++)
        {
            filter = filter.Charge(trains && i == 0 ? training : gaussian);
        }

        var rest = trains ? beside + ((releases - 1) * gaussian.HalfMuSquared) : releases * gaussian.HalfMuSquared;
        Assert.InRange(filter.EpsilonTotal, total - 0.001, total + 0.001);
        Assert.InRange(SubsampledGaussian.Epsilon(Rate, noise, trains ? Steps : 0, rest, Delta), fixedBefore - 0.001, fixedBefore + 0.001);
    }

    // A first Gaussian release; where its privacy loss is large, a second one up to the rest of the Gaussian account, and a release
    // that fails otherwise. Each of the two ways, taken always, is within epsilon and delta.
    [Fact]
    public void Admitting_what_either_of_two_filters_admits_would_nearly_double_delta_and_the_shares_prevent_it()
    {
        var atFullDelta = DeltaOfChoosing(GaussianDp.HalfMuSquared(1, Delta), first => Delta - GaussianDp.Delta(first, 1));
        Assert.InRange(atFullDelta, 1.93 * Delta, 1.94 * Delta);

        // What the account admits of either kind.
        var cap = RunSums.GaussianCap(1, Delta);
        var shared = DeltaOfChoosing(cap, _ => Delta / 4);
        Assert.InRange(shared, 0.7 * Delta, 0.75 * Delta);
        var filter = PrivacyFilter.Open(1, Delta).Charge(RunCost.Gaussian(PrivacyFilterTests.Promise(1, Delta), cap / 2));
        Assert.True(filter.Admits(RunCost.Gaussian(PrivacyFilterTests.Promise(1, Delta), cap / 2)));
        Assert.True(filter.Admits(RunCost.Of(PrivacyFilterTests.Promise(1, Delta), 0, 0, Delta / 4, null)));
        Assert.False(filter.Admits(RunCost.Of(PrivacyFilterTests.Promise(1, Delta), 0, 0, Math.BitIncrement(Delta / 4), null)));
    }

    [Fact]
    public void Several_orders_together_bound_the_loss_wherever_it_is() =>
        Prop.ForAll(Sums().ToArbitrary(), Gen.Choose(-12, -2).ToArbitrary(), (sums, exponent) =>
        {
            var delta = Math.Pow(10, exponent);
            var epsilon = RenyiFilter.Epsilon(sums, delta);

            return Holds(epsilon) && (epsilon < 1e-6 || !Holds(epsilon * (1 - 1e-6)));

            bool Holds(double bound)
            {
                for (var above = 1e-5; above < 5; above *= 1.001)
                {
                    var weighted = RenyiFilter.Orders
                        .Select((order, k) => Math.Exp((order - 1) * (bound + above - sums[k])) / RenyiFilter.Orders.Length).Sum();
                    if (1 - Math.Exp(-above) > delta * weighted)
                    {
                        return false;
                    }
                }

                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Several_orders_together_are_never_worse_than_the_best_of_them_at_its_part_of_delta() =>
        Prop.ForAll(Sums().ToArbitrary(), sums =>
            RenyiFilter.Epsilon(sums, Delta) <= 1e-6 + RenyiFilter.Orders.Select((order, k) =>
                sums[k] + Math.Log((order - 1) / order) - (Math.Log(Delta / RenyiFilter.Orders.Length * order) / (order - 1))).Min())
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(1000)]
    [InlineData(1e6)]
    public void A_pure_mechanism_is_no_easier_to_tell_apart_than_its_gaussian(double epsilon)
    {
        var halfMuSquared = GaussianDp.OfPure(epsilon);
        for (var i = 0; i < 100; i++)
        {
            // Of randomised response, which every pure mechanism of this epsilon can be made from.
            var at = epsilon * i / 100;
            var delta = (1 - Math.Exp(at - epsilon)) / (1 + Math.Exp(-epsilon));
            Assert.True(GaussianDp.Delta(halfMuSquared, at) >= delta * (1 - Rounding(epsilon)));
        }

        // No smaller one would do where neither side is a certainty.
        if (epsilon is >= 1e-3 and < 20)
        {
            Assert.True(GaussianDp.Delta(halfMuSquared * (1 - 1e-5), 0) < Math.Tanh(epsilon / 2));
        }

        Assert.InRange(halfMuSquared, 0, Math.PI * epsilon * epsilon / 4 * (1 + 1e-14));
    }

    [Fact]
    public void The_loss_of_a_pure_mechanism_is_that_of_randomised_response()
    {
        foreach (var order in RenyiFilter.Orders)
        {
            for (var epsilon = 1e-4; epsilon < 30; epsilon *= 1.7)
            {
                var (log, a) = (Math.Log(1 + Math.Exp(epsilon)), order);
                var (yes, no) = (epsilon - log, -log);
                var (first, second) = ((a * yes) + ((1 - a) * no), (a * no) + ((1 - a) * yes));
                var exact = (Math.Max(first, second) + Math.Log(1 + Math.Exp(-Math.Abs(first - second)))) / (a - 1);
                var loss = RenyiDp.LossOfPure(epsilon, order);
                Assert.InRange(loss, exact - 1e-13, (exact * (1 + 1e-7)) + (1e-10 / (a - 1)));
                Assert.True(loss <= epsilon && loss <= a * epsilon * epsilon / 2 * (1 + 1e-14));
            }
        }
    }

    private static double Rounding(double epsilon) => 1e-12 * (1 + epsilon);

    // Sums as several Gaussian runs and pure ones leave them.
    private static Gen<double[]> Sums() =>
        Gen.Choose(-5000, 1000).SelectMany(g => Gen.Choose(-4000, 1000).Select(e => RenyiFilter.Orders
            .Select(order => (order * Math.Pow(10, g / 1000.0)) + RenyiDp.LossOfPure(Math.Pow(10, e / 1000.0), order)).ToArray()));

    // The delta at epsilon 1 of two releases, the second of which depends on the loss of the first.
    private static double DeltaOfChoosing(double halfMuSquared, Func<double, double> failure)
    {
        const int Points = 20_000;
        var first = halfMuSquared / 2;
        var fails = failure(first);
        var deviation = Math.Sqrt(2 * first);
        var step = 20 * deviation / Points;
        var delta = 0.0;
        for (var i = 0; i < Points; i++)
        {
            var z = ((i + 0.5) / Points * 20) - 10;
            var loss = first + (z * deviation);
            var part = loss > 0.3
                ? GaussianDelta(halfMuSquared - first, 1 - loss)
                : fails + ((1 - fails) * Math.Max(0, 1 - Math.Exp(1 - loss)));
            delta += Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * step / deviation * part;
        }

        return delta;
    }

    // Also for what is below zero: the profile of a symmetric pair there follows from that above.
    private static double GaussianDelta(double halfMuSquared, double epsilon) =>
        epsilon >= 0
            ? GaussianDp.Delta(halfMuSquared, epsilon)
            : 1 - Math.Exp(epsilon) + (Math.Exp(epsilon) * GaussianDp.Delta(halfMuSquared, -epsilon));
}
