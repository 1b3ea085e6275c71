using Veil.Data.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>The fit explains precise measurements and does not follow noise.</summary>
public sealed class MarginalFitTests
{
    private const double Rows = 10_000;

    [Fact]
    public void Without_noise_the_truth_is_recovered()
    {
        int[] sizes = [3, 4, 2, 5];
        AttributeSet[] sets = [new(0), new(0, 1), new(1, 2), new(1, 3)];
        var truth = new RandomModel(sizes, sets, [.. sets.Select((set, i) => Numbers((ulong)i, RandomModel.Cells([.. set.Select(a => sizes[a])]), 1.5))]);
        var targets = sets.Select((set, i) => Noisy(set, truth.Marginal([.. set], Rows), 0.1, (ulong)i)).ToArray();

        var (tree, beliefs) = Fit(sizes, targets);

        var distances = tree.Cliques.Select((clique, i) => Distance(truth.Marginal(clique, Rows), beliefs[i]));
        Assert.InRange(distances.Average(), 0, 1e-2);
    }

    [Theory]
    [InlineData(5, 50)]
    [InlineData(50, 5)]
    public void The_more_precise_of_two_conflicting_measurements_counts_more(double first, double second)
    {
        // One pair says that attribute 0 is even, the other that it is 6 to 4: one over the variance weighs them.
        MarginalTarget[] targets =
        [
            new(new(0, 1), [2500, 2500, 2500, 2500], [first, first, first, first]),
            new(new(0, 2), [3000, 3000, 2000, 2000], [second, second, second, second]),
        ];

        var (tree, beliefs) = Fit([2, 2, 2], targets);

        var ones = RandomModel.Marginal([2, 2], [0], beliefs[tree.Home(new AttributeSet(0, 1))])[0];
        var (weightOfFirst, weightOfSecond) = (1 / (first * first), 1 / (second * second));
        Assert.Equal(((5000 * weightOfFirst) + (6000 * weightOfSecond)) / (weightOfFirst + weightOfSecond), ones, 60.0);
    }

    [Fact]
    public void Stopping_early_is_better_than_following_noise()
    {
        // Most of the 900 cells are nearly empty, and the noise of all of them together is as large as the table.
        var truth = new double[900];
        for (var cell = 0; cell < truth.Length; cell++)
        {
            truth[cell] = cell / 30 == cell % 30 ? 150 : 0.2;
        }

        var rows = truth.Sum();
        double raw = 0;
        double fitted = 0;
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var target = Noisy(new(0, 1), truth, 15, (ulong)(40 + repeat));
            raw += Distance(truth, target.Values);
            var (_, beliefs) = Fit([30, 30], [target], rows);
            fitted += Distance(truth, beliefs[0]);
        }

        Assert.InRange(fitted / raw, 0, 0.5);
    }

    [Fact]
    public void Cells_that_the_start_excludes_stay_empty()
    {
        MarginalTarget[] targets = [Noisy(new(0, 1), [2500, 2500, 2500, 2500], 20, 3)];
        var calibration = new Calibration(JunctionTree.Build([2, 2], [targets[0].Set]), [targets[0].Set]);

        var beliefs = MarginalFit.ToLeastRisk(
            calibration, targets, [[0, double.NegativeInfinity, 0, 0]], Rows, null, TestContext.Current.CancellationToken).Beliefs;

        Assert.Equal(0, beliefs[0][1]);
        Assert.Equal(Rows, beliefs[0].Sum(), 1e-6);
    }

    [Fact]
    public void The_same_measurements_give_the_same_model()
    {
        MarginalTarget[] targets = [Noisy(new(0, 1), Numbers(1, 12, 500), 20, 5), Noisy(new(1, 2), Numbers(2, 12, 500), 20, 6)];

        Assert.Equal(Fit([3, 4, 3], targets).Beliefs, Fit([3, 4, 3], targets).Beliefs);
    }

    [Fact]
    public void Nothing_measured_is_a_uniform_table()
    {
        var (_, beliefs) = Fit([4], []);

        Assert.Equal([2500, 2500, 2500, 2500], beliefs[0]);
    }

    [Fact]
    public void Progress_rises_and_stays_below_one()
    {
        MarginalTarget[] targets = [Noisy(new(0, 1), [4000, 3000, 2000, 1000], 20, 3)];
        var calibration = new Calibration(JunctionTree.Build([2, 2], [targets[0].Set]), [targets[0].Set]);
        var told = new List<double>();

        MarginalFit.ToLeastRisk(calibration, targets, [new double[4]], Rows, told.Add, TestContext.Current.CancellationToken);

        Assert.NotEmpty(told);
        Assert.Equal(told.Order(), told);
        Assert.All(told, part => Assert.InRange(part, 0, 1));
    }

    [Fact]
    public void A_fit_can_be_stopped()
    {
        MarginalTarget[] targets = [Noisy(new(0, 1), [4000, 3000, 2000, 1000], 20, 3)];
        var calibration = new Calibration(JunctionTree.Build([2, 2], [targets[0].Set]), [targets[0].Set]);
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
            MarginalFit.ToLeastRisk(calibration, targets, [new double[4]], Rows, _ => source.Cancel(), source.Token));
    }

    private static (JunctionTree Tree, double[][] Beliefs) Fit(int[] sizes, MarginalTarget[] targets, double rows = Rows)
    {
        AttributeSet[] sets = [.. targets.Select(target => target.Set)];
        var tree = JunctionTree.Build(sizes, sets);
        var calibration = new Calibration(tree, sets);
        double[][] start = [.. targets.Select(target => new double[target.Values.Length])];
        return (tree, MarginalFit.ToLeastRisk(calibration, targets, start, rows, null, TestContext.Current.CancellationToken).Beliefs);
    }

    // Twelve uniform numbers make a normal one, near enough.
    private static MarginalTarget Noisy(AttributeSet set, double[] truth, double deviation, ulong seed)
    {
        var random = new SamplingRandom(seed);
        return new(
            set,
            [.. truth.Select(count => count + (deviation * (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6)))],
            [.. truth.Select(_ => deviation)]);
    }

    private static double[] Numbers(ulong seed, int count, double largest)
    {
        var random = new SamplingRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => largest * random.NextDouble())];
    }

    private static double Distance(double[] left, double[] right) =>
        0.5 * left.Zip(right).Sum(pair => Math.Abs((pair.First / left.Sum()) - (pair.Second / right.Sum())));
}
