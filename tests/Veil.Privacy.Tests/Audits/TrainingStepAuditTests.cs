using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests.Audits;

/// <summary>
/// Audits of the steps of a training, by an attacker who chooses the gradients: the target's points where no other's does, and
/// is as long as it may be or longer.
/// </summary>
[Slow]
public class TrainingStepAuditTests
{
    private const int Target = 1;

    [Theory]
    [InlineData(1, 2, 1f)]
    [InlineData(1, 50, 1f)]
    [InlineData(3, 2, 1f)]
    [InlineData(1, 2, .01f)]
    public void Steps_of_everybody(int maxRows, int others, float bound)
    {
        // The whole door: a budget for so many steps, of which each is what its part says.
        var unit = maxRows == 1 ? PrivacyUnit.Row : Sample.Person(maxRows);
        var accountant = Budget();
        var claim = 1 / accountant.Training!.NoiseMultiplier;
        double[] with = [], without = [];
        Parallel.Invoke(
            () => with = Steps(accountant, [.. Enumerable.Repeat(("target", Target), maxRows)], 1),
            () => without = Steps(Budget(), [], 2));
        Audit.Demand(claim, Audit.Mu(with, without), Audit.MuCeiling, Audit.Near);

        // So many steps cost an epsilon that nobody would promise.
        static PrivacyAccountant Budget() => new(
            new BudgetTerms(Audit.Runs, Worlds.Delta) { Training = new TrainingTerms(1, Audit.Runs, .01) });

        double[] Steps(PrivacyAccountant budget, IEnumerable<(string Person, int Cell)> target, ulong seed)
        {
            var rows = Enumerable.Range(0, others).Select(i => (Person: $"p{i}", Cell: 0)).Concat(target).ToList();
            var table = new Data.Tables.Table(
                [Sample.Labels("person", [.. rows.Select(row => row.Person)]), Sample.Integers("cell", [.. rows.Select(row => (long)row.Cell)])]);
            var session = new PrivateTable(new RowsInMemory(table), budget, unit, Neighbours.AddRemove, NoiseSource.SeededForResearch(seed));
            return Project(session.Train([Sample.Whole("cell", 0, 2)]), bound);
        }
    }

    [Theory]
    [InlineData(.5, 1, 2)]
    [InlineData(.5, 1, 50)]
    public void Steps_of_a_sample(double rate, double multiplier, int others)
    {
        // A sample hides what Gaussian noise alone would not, so that the claim is an epsilon at a delta.
        const double Delta = 1e-2;
        var training = new SubsampledGaussianEvent(rate, multiplier, Audit.Runs);
        var claim = SubsampledGaussian.Epsilon(rate, multiplier, 1, 0, Delta);
        int[] cells = [.. Enumerable.Repeat(0, others)];
        double[] with = [], without = [];
        Parallel.Invoke(
            () => with = Project(new PrivateTraining(training, TrainingTests.Loan([.. cells, Target], null), 1, new AnswerGate(new SeededRandomSource(1)), 0), 1),
            () => without = Project(new PrivateTraining(training, TrainingTests.Loan(cells, null), 1, new AnswerGate(new SeededRandomSource(2)), 0), 1));
        Audit.Demand(claim, Audit.Epsilon(with, without, Delta), Audit.EpsilonCeiling, .45);
    }

    [Fact]
    public void Steps_in_which_the_target_has_a_gradient_that_is_no_number()
    {
        // It counts for nothing; where it passed a clip, it would take everybody else's part of the sum with it.
        const int Others = 50;
        var training = new SubsampledGaussianEvent(1, 1, Audit.Runs);
        double[] with = [], without = [];
        Parallel.Invoke(() => with = Scores([.. Enumerable.Repeat(0, Others), Target], 1), () => without = Scores([.. Enumerable.Repeat(0, Others)], 2));
        Audit.Demand(1 / training.NoiseMultiplier, Math.Max(Audit.Mu(with, without), Audit.Mu(without, with)), Audit.MuCeiling, 0);

        double[] Scores(int[] cells, ulong seed) => Project(
            new PrivateTraining(training, TrainingTests.Loan(cells, null), 1, new AnswerGate(new SeededRandomSource(seed)), 0), 1, float.NaN, at: 0);
    }

    private static double[] Project(PrivateTraining training, float bound, float ofTarget = 1, int at = 1)
    {
        var gradient = new Gradient(at, ofTarget);
        var sum = new float[2];
        var scores = new double[Audit.Runs];
        for (var i = 0; i < scores.Length; i++)
        {
            training.Step(gradient, bound, sum);
            scores[i] = sum[at];
        }

        return scores;
    }

    /// <summary>Everybody's gradient is as long as allowed, the target's in a direction of its own.</summary>
    private sealed class Gradient(int at, float ofTarget) : IPerExampleGradient
    {
        public int Count => 2;

        public void AddClipped(RecordBatch batch, float bound, Span<float> sum)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var isTarget = batch[i][0] == Target;
                sum[isTarget ? at : 0] += isTarget ? bound * ofTarget : bound;
            }
        }
    }
}
