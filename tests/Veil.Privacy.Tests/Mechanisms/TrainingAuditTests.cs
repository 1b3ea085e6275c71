using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>
/// Audits of trainings on two tables of which one has a row more: what an attacker who knows all else can find out stays
/// within the claim, and an attack that would notice missing noise finds something.
/// </summary>
public class TrainingAuditTests
{
    private const int Canary = 2;

    [Theory]
    [InlineData(.5, 1f)]
    [InlineData(2, 8f)]
    [InlineData(5, .01f)]
    public void A_step_moves_by_no_more_than_the_bound_in_its_own_direction(double multiplier, float bound)
    {
        // White box, without sampling: the canary's gradient is orthogonal to everybody else's and as long as it may be.
        const int Steps = 8000;
        var with = Projections([.. Enumerable.Repeat(0, 20), Canary], 1);
        var without = Projections([.. Enumerable.Repeat(0, 20)], 2);

        var shift = (with.Average() - without.Average()) / Math.Sqrt((Variance(with) + Variance(without)) / 2);
        var error = 5.5 * Math.Sqrt(2.0 / Steps) * (1 + (1 / multiplier));
        Assert.InRange(shift, (.98 / multiplier) - error, (1 / multiplier) + error);

        double[] Projections(int[] cells, ulong seed)
        {
            var training = Training(cells, new SubsampledGaussianEvent(1, multiplier, Steps), seed);
            var gradient = new TrainingTests.Recorder(2, cell => cell == Canary ? [0, 1] : [1, 0]);
            return [.. Enumerable.Range(0, Steps).Select(_ =>
            {
                var sum = new float[2];
                training.Step(gradient, bound, sum);
                return (double)sum[1];
            })];
        }

        static double Variance(double[] x) => x.Average(value => value * value) - (x.Average() * x.Average());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_model_does_not_tell_who_was_in_its_training_more_surely_than_claimed(double epsilon)
    {
        const double Delta = 1e-3;
        const int Runs = 1600;
        var training = new SubsampledGaussianEvent(.8, SubsampledGaussian.NoiseMultiplier(epsilon, Delta, .8, 6, 1e-6), 6);
        var with = Scores([0, 0, 1, Canary], 0);
        var without = Scores([0, 0, 1], Runs);

        // The threshold is chosen on one half of the runs and rated on the other, with exact intervals.
        const int Half = Runs / 2;
        var best = without[..Half].Order().Skip(Half / 2).MaxBy(threshold =>
            (with[..Half].Count(score => score > threshold) + 1.0) / (without[..Half].Count(score => score > threshold) + 5.0));
        var hits = with[Half..].Count(score => score > best);
        var alarms = without[Half..].Count(score => score > best);
        var bound = Math.Log((Lower(hits, Half) - Delta) / (1 - Lower(Half - alarms, Half)));

        Assert.True(bound <= epsilon, $"{bound} is proven against a claim of {epsilon}");
        Assert.True(epsilon < 4 || bound > .3, $"the attack finds only {bound}");

        double[] Scores(int[] cells, int seed) => [.. Enumerable.Range(seed, Runs).Select(run =>
        {
            var model = new Softmax(3);
            var steps = Training(cells, training, (ulong)(1000 + run));
            var sum = new float[3];
            while (steps.StepsDone < steps.Steps)
            {
                steps.Step(model, .4f, sum);
                model.Move(sum, .1f);
            }

            return model.LogLikelihood(Canary);
        })];
    }

    // Clopper and Pearson's lower limit, which fails once in a million: the least p under which so many successes are that likely.
    private static double Lower(int successes, int trials)
    {
        return successes == 0 ? 0 : Bisection.Largest(0, 1, p => Tail(p) <= 1e-6);

        double Tail(double p)
        {
            var (sum, logChoose) = (0.0, 0.0);
            for (var k = 0; k <= trials; k++)
            {
                if (k >= successes)
                    sum += Math.Exp(logChoose + (k * Math.Log(p)) + ((trials - k) * Math.Log(1 - p)));
                logChoose += Math.Log((trials - k) / (k + 1.0));
            }

            return sum;
        }
    }

    private static PrivateTraining Training(int[] cells, SubsampledGaussianEvent training, ulong seed) =>
        new(training, TrainingTests.Loan(cells, null), 1, new AnswerGate(new SeededRandomSource(seed)), 0);

    /// <summary>The probabilities of some cells, by the gradient of the log-likelihood.</summary>
    private sealed class Softmax(int cells) : IPerExampleGradient
    {
        private readonly float[] _weights = new float[cells];

        public int Count => cells;

        public void AddClipped(RecordBatch batch, float bound, Span<float> sum)
        {
            var probabilities = Probabilities();
            for (var record = 0; record < batch.Count; record++)
            {
                var gradient = Array.ConvertAll(probabilities, p => -p);
                gradient[batch[record][0]] += 1;
                var factor = Math.Min(1, bound / Math.Sqrt(gradient.Sum(x => x * x)));
                for (var i = 0; i < cells; i++)
                    sum[i] += (float)(factor * gradient[i]);
            }
        }

        public void Move(ReadOnlySpan<float> sum, float rate)
        {
            for (var i = 0; i < cells; i++)
                _weights[i] += rate * sum[i];
        }

        public double LogLikelihood(int cell) => Math.Log(Probabilities()[cell]);

        private double[] Probabilities()
        {
            var powers = Array.ConvertAll(_weights, weight => Math.Exp(weight - _weights.Max()));
            return Array.ConvertAll(powers, power => power / powers.Sum());
        }
    }
}
