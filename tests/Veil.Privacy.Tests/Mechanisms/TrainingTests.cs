using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>Steps of a training: who is in a sample, what their sum is, what noise is on it, and what is refused.</summary>
public class TrainingTests
{
    private static readonly NumericAttribute s_cell = Sample.Whole("cell", 0, 1000);

    /// <summary>Gives each cell a gradient of its own, already clipped, and keeps what it was shown.</summary>
    internal sealed class Recorder(int count, Func<int, float[]> gradientOf) : IPerExampleGradient
    {
        public List<int> Shown { get; } = [];

        public int LargestBatch { get; private set; }

        public float Bound { get; private set; }

        public int Count => count;

        public void AddClipped(RecordBatch batch, float bound, Span<float> sum)
        {
            Bound = bound;
            LargestBatch = Math.Max(LargestBatch, batch.Count);
            for (var record = 0; record < batch.Count; record++)
            {
                Shown.Add(batch[record][0]);
                var gradient = gradientOf(batch[record][0]);
                for (var i = 0; i < gradient.Length; i++)
                    sum[i] += bound * gradient[i];
            }
        }
    }

    [Fact]
    public void A_unit_is_in_a_sample_with_the_rate_and_independently_of_the_others()
    {
        const int Rows = 40;
        const int Steps = 4000;
        var training = Direct(Rows, rate: .3, Steps);
        var alone = new int[Rows];
        int neighbours = 0, repeated = 0;
        HashSet<int> before = [];
        for (var step = 0; step < Steps; step++)
        {
            var recorder = new Recorder(1, _ => [0]);
            training.Step(recorder, 1, new float[1]);
            foreach (var row in recorder.Shown)
            {
                alone[row]++;
                neighbours += recorder.Shown.Contains((row + 1) % Rows) ? 1 : 0;
                repeated += before.Contains(row) ? 1 : 0;
            }

            before = [.. recorder.Shown];
        }

        Assert.All(alone, count => Statistic.AssertRate(count, Steps, .3));
        Statistic.AssertRate(alone.Sum(), Steps * Rows, .3);

        // Pairs share rows, so their counts vary a little more than independent ones: within a factor of two.
        Assert.InRange(neighbours, Steps * Rows * (.09 - (2 * 5.5 * .286 / 400)), Steps * Rows * (.09 + (2 * 5.5 * .286 / 400)));
        Assert.InRange(repeated, Steps * Rows * (.09 - (2 * 5.5 * .286 / 400)), Steps * Rows * (.09 + (2 * 5.5 * .286 / 400)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e-9)]
    [InlineData(0.0009765625)]
    public void The_chance_is_the_rate_at_its_ends_too(double rate)
    {
        var training = Direct(1000, rate, 100);
        var recorder = new Recorder(1, _ => [0]);
        for (var step = 0; step < 100; step++)
            training.Step(recorder, 1, new float[1]);
        Statistic.AssertRate(recorder.Shown.Count, 100_000, rate);
    }

    [Theory]
    [InlineData(1f, 1)]
    [InlineData(.003f, 20)]
    [InlineData(4096f, 1.0 / 16)]
    public void The_noise_is_Gaussian_and_a_little_wider_than_the_multiplier_says(float bound, double multiplier)
    {
        const int Weights = 100_000;
        var training = Direct(0, .5, 3, multiplier);
        var sum = new float[Weights];
        training.Step(new Recorder(Weights, _ => []), bound, sum);

        // A chi-square over sixths of a deviation, the deviation with its allowance for rounding.
        var slack = new GradientSum(Weights, 1).Slack(Math.ScaleB(1, -24), 1);
        Assert.InRange(slack, .008, .013);
        var deviation = bound * multiplier * (1 + (.5 * (slack + .0081)));
        long[] draws = [.. sum.Select(x => (long)Math.Round(x / deviation * 6))];
        Statistic.AssertFits(draws, -60, Reference.RoundedGaussian(6, 60));
        var variance = sum.Average(x => (double)x * x);
        Assert.True(variance > bound * bound * multiplier * multiplier * (1 + (2 * .0081) - (5.5 * Math.Sqrt(2.0 / Weights))));

        // No draw is used twice, within a step or across.
        Assert.True(sum.Distinct().Count() > Weights * .9);
        var next = new float[Weights];
        training.Step(new Recorder(Weights, _ => []), bound, next);
        var correlation = sum.Zip(next, (x, y) => (double)x * y).Average() / variance;
        Assert.InRange(correlation, -5.5 / Math.Sqrt(Weights), 5.5 / Math.Sqrt(Weights));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(200, 7)]
    [InlineData(999, 33)]
    public void The_sum_is_that_of_the_records_but_for_less_than_the_slack(int rows, int weights)
    {
        var random = new Random(rows);
        var gradients = Enumerable.Range(0, 1000).Select(_ => Unit(weights, random)).ToArray();
        var source = Loan([.. Enumerable.Range(0, rows)], null);
        var recorder = new Recorder(weights, cell => gradients[cell]);
        var sum = new GradientSum(weights, 1);
        var grid = Math.ScaleB(1, -26);

        var exact = sum.Of(recorder, 2, grid, source, [.. Enumerable.Range(0, rows)], new AnswerGate(new SeededRandomSource(1)));

        Assert.Equal(Enumerable.Range(0, rows), recorder.Shown.Order());
        Assert.InRange(recorder.LargestBatch, 1, RecordBatch.Capacity);
        for (var i = 0; i < weights; i++)
        {
            // Errors of float sums are far below what is allowed for them, 0.008 of the bound for the whole vector.
            var expected = Enumerable.Range(0, rows).Sum(row => 2.0 * gradients[row][i]);
            Assert.InRange((exact[i] * grid) - expected, -2e-5, 2e-5);
        }
    }

    [Fact]
    public void A_contribution_that_is_no_number_or_too_long_counts_for_nothing_and_the_others_for_what_they_are()
    {
        float[] Gradient(int cell) => cell switch { 7 => [float.NaN, 0], 8 => [0, float.PositiveInfinity], 9 => [float.NegativeInfinity, float.NaN], 10 => [1000, 0], 11 => [1e38f, 1e38f], _ => [1, 0] };
        var sum = new GradientSum(2, 1);
        var exact = sum.Of(
            new Recorder(2, Gradient), 1, Math.ScaleB(1, -20), Loan([.. Enumerable.Range(0, 300)], null), [.. Enumerable.Range(0, 300)], new AnswerGate(new SeededRandomSource(2)));
        Assert.Equal([295L << 20, 0], exact.ToArray());
    }

    [Fact]
    public void The_rows_of_an_entity_go_together_and_share_the_bound()
    {
        // Entity e has e + 1 rows, of cells 10 e and following, in an order of their own.
        var rows = (from entity in Enumerable.Range(0, 4) from i in Enumerable.Range(0, entity + 1) select (entity, cell: (10 * entity) + i)).Reverse().ToArray();
        var table = new Table(
        [
            Sample.Labels("person", [.. rows.Select(row => $"p{row.entity}")]), Sample.Integers("cell", [.. rows.Select(row => (long)row.cell)]),
        ]);
        var accountant = Budget(.5, 300);
        var session = new PrivateTable(new RowsInMemory(table), accountant, Sample.Person(4), Neighbours.AddRemove, NoiseSource.SeededForResearch(4));
        var training = session.Train([s_cell]);
        var together = 0;
        for (var step = 0; step < 300; step++)
        {
            var recorder = new Recorder(1, _ => [0]);
            training.Step(recorder, 1, new float[1]);
            foreach (var entity in recorder.Shown.GroupBy(cell => cell / 10))
            {
                Assert.Equal(entity.Key + 1, entity.Count());
                together++;
            }

            if (recorder.Shown.Count > 0)
                Assert.InRange(recorder.Bound, .2499f, .25f);
        }

        Statistic.AssertRate(together, 1200, .5);
    }

    [Fact]
    public void A_training_is_charged_whole_before_a_row_is_shown_and_ends_with_its_steps()
    {
        var accountant = Budget(.5, 3);
        var session = Session([1, 2, 3], accountant);
        var training = session.Train([s_cell]);
        Assert.Equal((.5, 3, 0), (training.Rate, training.Steps, training.StepsDone));
        Assert.Equal(accountant.Training, Assert.Single(accountant.Charges).Event);
        for (var step = 1; step <= 3; step++)
        {
            training.Step(new Recorder(2, _ => [0, 0]), 1, new float[2]);
            Assert.Equal(step, training.StepsDone);
        }

        Assert.Throws<InvalidOperationException>(() => training.Step(new Recorder(2, _ => [0, 0]), 1, new float[2]));
        Assert.Throws<InvalidOperationException>(() => session.Train([s_cell]));
    }

    [Fact]
    public void A_training_resumes_where_it_was_without_a_charge()
    {
        var first = Budget(.5, 5);
        Session([1, 2], first).Train([s_cell]).Step(new Recorder(1, _ => [0]), 1, new float[1]);
        var restored = PrivacyAccountant.Restore(
            first.Promised(PrivacyUnit.Row, Neighbours.AddRemove), first.Rule, first.Total, first.Charges);
        var session = Session([1, 2], restored);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.ResumeTraining([s_cell], 6));
        Assert.Throws<InvalidOperationException>(() => session.Train([s_cell]));

        var training = session.ResumeTraining([s_cell], 4);
        training.Step(new Recorder(1, _ => [0]), 1, new float[1]);

        Assert.Equal(5, training.StepsDone);
        Assert.Equal(first.Charges, restored.Charges);
        Assert.Throws<InvalidOperationException>(() => training.Step(new Recorder(1, _ => [0]), 1, new float[1]));
        Assert.Throws<InvalidOperationException>(() => session.ResumeTraining([s_cell], 4));
    }

    [Fact]
    public void What_cannot_be_promised_is_refused_and_charges_nothing()
    {
        var replaced = new PrivateTable(new RowsInMemory(Cells([1])), Budget(.5, 3), PrivacyUnit.Row, Neighbours.ReplaceOne);
        Assert.Equal("training-needs-add-remove", Assert.Throws<VeilException>(() => replaced.Train([s_cell])).Code);
        var pure = Session([1], new PrivacyAccountant(1, 0));
        Assert.Equal("training-needs-delta", Assert.Throws<VeilException>(() => pure.Train([s_cell])).Code);
        var without = Session([1], new PrivacyAccountant(1, 1e-6));
        Assert.Throws<InvalidOperationException>(() => without.Train([s_cell]));

        var session = Session([1], Budget(.5, 3));
        Assert.Throws<ArgumentException>(() => session.Train([]));
        Assert.Throws<ArgumentException>(() => session.Train([s_cell, s_cell]));
        Assert.Throws<ArgumentException>(() => session.Train([Sample.Whole("absent", 0, 2)]));
        Assert.All(new[] { replaced, pure, without, session }, table => Assert.Empty(table.Accountant.Charges));

        var training = session.Train([s_cell]);
        var recorder = new Recorder(2, _ => [0, 0]);
        Assert.Throws<ArgumentException>(() => training.Step(recorder, 1, new float[3]));
        foreach (var bound in new[] { 0, -1, float.NaN, float.PositiveInfinity, 1e-45f })
            Assert.Throws<ArgumentOutOfRangeException>(() => training.Step(recorder, bound, new float[2]));
        Assert.Empty(recorder.Shown);
        Assert.Equal(0, training.StepsDone);
    }

    [Fact]
    public void Nothing_that_a_row_holds_changes_what_a_step_does_but_its_sum()
    {
        // Values that no attribute knows, missing ones, no rows at all, and gradients that are no numbers.
        foreach (var values in new long[][] { [], [-5, 5000, long.MaxValue, IntegerColumn.Missing], [1, 2, 3] })
        {
            var training = Session(values, Budget(1, 2)).Train([s_cell]);
            var sum = new float[3];
            training.Step(new Recorder(3, _ => [float.NaN, float.MaxValue, -float.MaxValue]), 1, sum);
            Assert.All(sum, value => Assert.True(float.IsFinite(value)));
            training.Step(new Recorder(3, _ => []), 1, sum);
            Assert.All(sum, value => Assert.NotEqual(0, value));
        }
    }

    [Fact]
    public void Seeded_noise_repeats_and_secure_noise_does_not()
    {
        float[] Step(NoiseSource source)
        {
            var sum = new float[1000];
            var training = new PrivateTable(new RowsInMemory(Cells([1, 2, 3])), Budget(.5, 2), PrivacyUnit.Row, Neighbours.AddRemove, source).Train([s_cell]);
            training.Step(new Recorder(1000, cell => [cell * .1f]), 1, sum);
            training.Step(new Recorder(1000, cell => [cell * .1f]), 1, sum);
            return sum;
        }

        Assert.Equal(Step(NoiseSource.SeededForResearch(9)), Step(NoiseSource.SeededForResearch(9)));
        Assert.NotEqual(Step(NoiseSource.SeededForResearch(9)), Step(NoiseSource.SeededForResearch(10)));
        Assert.NotEqual(Step(NoiseSource.Secure), Step(NoiseSource.Secure));
    }

    /// <summary>A training on rows whose cells are their numbers.</summary>
    internal static PrivateTraining Direct(int rows, double rate, int steps, double multiplier = 1, ulong seed = 1) => new(
        new SubsampledGaussianEvent(rate, multiplier, steps), Loan([.. Enumerable.Range(0, rows)], null), 1, new AnswerGate(new SeededRandomSource(seed)), 0);

    internal static LentRows Loan(int[] cells, int[]? entities)
    {
        var column = CodeColumn.Create(1000, cells.Length);
        for (var row = 0; row < cells.Length; row++)
            column.Set(row, cells[row]);
        return new LentRows([column], cells.Length, entities);
    }

    private static PrivacyAccountant Budget(double rate, int steps) =>
        new(new BudgetTerms(4, 1e-4) { Training = new TrainingTerms(rate, steps, .1) });

    private static PrivateTable Session(long[] cells, PrivacyAccountant accountant) =>
        new(new RowsInMemory(Cells(cells)), accountant, PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(1));

    private static Table Cells(long[] cells) => new([Sample.Integers("cell", cells)]);

    private static float[] Unit(int length, Random random)
    {
        var vector = Enumerable.Range(0, length).Select(_ => random.NextDouble() - .5).ToArray();
        var norm = Math.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => (float)(x / norm))];
    }
}
