using Veil.Data.Tables;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Utility;
using Of = Veil.Evaluation.Utility.Measure;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Utility;

public sealed class TrainOnSyntheticTests
{
    private static readonly UtilityOptions s_quick = new() { Resamples = 50, Permutations = 1 };

    [Fact]
    public void A_copy_is_worth_what_the_real_table_is()
    {
        var (real, holdout) = (Sample(0, 600), Sample(600, 300));
        var result = Measure(real, real, holdout, "buys");

        Assert.Equal(PredictionTask.Classification, result.Task);
        Assert.Equal(["no", "yes"], result.Classes);
        Assert.Equal(["Gradient boosting", "Logistic regression"], result.Learners.Select(learner => learner.Learner));
        Assert.Equal(0.5, result.Baseline[Of.Auc].Value);
        Assert.All(result.Learners, learner =>
        {
            Assert.Equal(learner.TrainedOnReal.Scores.AsEnumerable(), learner.TrainedOnSynthetic.Scores);
            Assert.All(learner.Difference.Scores, score => Assert.Equal((0, 0, 0), (score.Value, score.Low, score.High)));
            Assert.Equal(learner.RealRecalls.AsEnumerable(), learner.SyntheticRecalls);
            Assert.Equal(1, learner.ImportanceAgreement!.Value, 1e-12);
            var auc = learner.TrainedOnReal[Of.Auc];
            Assert.True(auc.Value > 0.9 && auc.Low < auc.Value && auc.Value < auc.High);
        });
    }

    [Fact]
    public void Columns_that_decide_matter_and_others_do_not()
    {
        var importances = Measure(Sample(0, 600), Sample(0, 600), Sample(600, 300), "buys").Learners[0].Importances;

        Assert.Equal(["age", "city", "noise"], importances.Select(importance => importance.Column));
        Assert.True(importances[0].Real > 0.1 && importances[1].Real > 0.02 && importances[2].Real < 0.02);
    }

    [Fact]
    public void Shuffled_targets_are_worth_nothing()
    {
        var real = Sample(0, 600);
        var shuffled = Replace(real, real["buys"].Take(new SeededRandom(1).Permutation(600)));
        var result = Measure(real, shuffled, Sample(600, 300), "buys");

        Assert.InRange(result.Learners[1].TrainedOnSynthetic[Of.Auc].Value!.Value, 0.2, 0.8);
        Assert.All(result.Learners, learner =>
            Assert.True(learner.Difference[Of.Auc].High < 0));
    }

    [Fact]
    public void A_synthetic_table_of_one_class_guesses()
    {
        var real = Sample(0, 200);
        var result = Measure(real, Replace(real, Labels("buys", [.. Enumerable.Repeat("no", 200)])), Sample(600, 100), "buys");

        Assert.All(result.Learners, learner =>
        {
            Assert.Equal(0.5, learner.TrainedOnSynthetic[Of.Auc].Value);
            Assert.Equal([1, 0], learner.SyntheticRecalls);
        });
    }

    [Fact]
    public void A_class_of_the_synthetic_table_alone_is_wrong_everywhere_but_known()
    {
        var real = Sample(0, 300);
        var invented = Labels("buys", [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? "maybe" : i % 3 == 1 ? "no" : "yes")]);
        var result = Measure(real, Replace(real, invented), Sample(600, 100), "buys");

        Assert.Equal(["maybe", "no", "yes"], result.Classes);
        Assert.Null(result.Learners[0].SyntheticRecalls[0]);
        Assert.NotNull(result.Learners[0].TrainedOnSynthetic[Of.Auc].Value);
    }

    [Fact]
    public void A_hold_out_table_of_one_class_has_no_auc_and_says_why()
    {
        var holdout = Sample(600, 100);
        var result = Measure(
            Sample(0, 200), Sample(200, 200), Replace(holdout, Labels("buys", [.. Enumerable.Repeat("no", 100)])), "buys");

        var auc = result.Learners[0].TrainedOnSynthetic[Of.Auc];
        Assert.Null(auc.Value);
        Assert.NotNull(auc.Reason);
        Assert.Empty(result.Learners[0].Importances);
        Assert.NotNull(result.Learners[0].TrainedOnSynthetic[Of.Accuracy].Value);
    }

    [Fact]
    public void An_empty_synthetic_table_has_no_scores_and_says_why()
    {
        var real = Sample(0, 200);
        var result = Measure(real, real.Take([]), Sample(600, 100), "buys");

        Assert.All(result.Learners[0].TrainedOnSynthetic.Scores, score => Assert.Contains("synthetic", score.Reason, StringComparison.Ordinal));
        Assert.All(result.Learners[0].Difference.Scores, score => Assert.Contains("synthetic", score.Reason, StringComparison.Ordinal));
        Assert.NotNull(result.Learners[0].TrainedOnReal[Of.Auc].Value);
        Assert.Null(TrainOnSynthetic.Auc(real, real.Take([]), Sample(600, 100), "buys", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Unseen_categories_missing_values_and_missing_targets_are_no_trouble()
    {
        var real = Sample(0, 300);
        var synthetic = new Table(
        [
            Decimals("age", [.. Enumerable.Range(0, 90).Select(i => i % 4 == 0 ? double.NaN : i)]),
            Labels("city", [.. Enumerable.Range(0, 90).Select(i => i % 5 == 0 ? null : i % 5 == 1 ? "Atlantis" : "Bonn")]),
            Decimals("noise", [.. Enumerable.Repeat(double.NaN, 90)]),
            Labels("buys", [.. Enumerable.Range(0, 90).Select(i => i % 6 == 0 ? null : i > 45 ? "yes" : "no")]),
        ]);
        var result = Measure(real, synthetic, Sample(600, 100), "buys");

        Assert.Equal(new RowUse(75, 15), result.Synthetic);
        Assert.True(result.Learners[0].TrainedOnSynthetic[Of.Auc].Value > 0.6);
    }

    [Fact]
    public void One_row_each_is_enough_to_have_an_answer()
    {
        var result = Measure(Sample(0, 1), Sample(1, 1), Sample(2, 1), "buys");

        Assert.NotNull(result.Learners[0].TrainedOnSynthetic[Of.LogLoss].Value);
        Assert.Null(result.Learners[0].TrainedOnSynthetic[Of.Auc].Value);
    }

    [Fact]
    public void Numbers_are_predicted_beside_the_mean()
    {
        var result = Measure(Sample(0, 600), Sample(300, 300), Sample(600, 300), "age");

        Assert.Equal(PredictionTask.Regression, result.Task);
        Assert.Empty(result.Classes);
        Assert.Equal(["Gradient boosting", "Ridge regression"], result.Learners.Select(learner => learner.Learner));
        Assert.InRange(result.Baseline[Of.RSquared].Value!.Value, -0.1, 0);
        Assert.All(result.Learners, learner => Assert.True(
            learner.TrainedOnSynthetic[Of.RSquared].Value > 0.3));
    }

    [Fact]
    public void Two_numbers_are_classes_unless_told_otherwise()
    {
        var real = Replace(Sample(0, 200), Integers("buys", [.. Enumerable.Range(0, 200).Select(i => (long)(i % 2))]));

        Assert.Equal(["0", "1"], Measure(real, real, real, "buys").Classes);
        var asNumbers = TrainOnSynthetic.Measure(
            real, real, real, "buys", s_quick with { Task = PredictionTask.Regression }, null, TestContext.Current.CancellationToken);
        Assert.Equal(PredictionTask.Regression, asNumbers.Task);
    }

    [Fact]
    public void The_same_seed_gives_the_same_result()
    {
        var (first, second) = (Measure(Sample(0, 200), Sample(50, 200), Sample(600, 100), "buys"), Measure(Sample(0, 200), Sample(50, 200), Sample(600, 100), "buys"));

        Assert.Equal(first.Learners[0].TrainedOnSynthetic.Scores.AsEnumerable(), second.Learners[0].TrainedOnSynthetic.Scores);
        Assert.Equal(first.Learners[1].Importances.AsEnumerable(), second.Learners[1].Importances);
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        var real = Sample(0, 20);
        Assert.Throws<ArgumentException>(() => Measure(real, real, real, "nothing"));
        Assert.Throws<ArgumentException>(() => Measure(real, real, real.Take([]), "buys"));
        Assert.Throws<ArgumentException>(() => Measure(real, new Table([real["buys"]]), real, "buys"));
        var unknown = Replace(real, Labels("buys", new string?[20]));
        Assert.Throws<ArgumentException>(() => Measure(unknown, unknown, unknown, "buys"));
        Assert.Throws<ArgumentException>(() => Measure(real, Replace(real, Labels("age", [.. Enumerable.Repeat("x", 20)])), real, "buys"));
        Assert.Throws<ArgumentException>(() => Measure(real, real, real, "buys", s_quick with { Learners = [] }));
        Assert.Throws<ArgumentException>(() => Measure(real, real, real, "buys", s_quick with { Learners = [new RidgeRegression()] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Measure(real, real, real, "buys", s_quick with { Resamples = -1 }));
    }

    [Fact]
    public void Progress_is_told_and_cancelling_stops()
    {
        var told = new Told();
        TrainOnSynthetic.Measure(Sample(0, 50), Sample(0, 50), Sample(0, 50), "buys", s_quick, told, TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4], told.Done.Order());
        Assert.ThrowsAny<OperationCanceledException>(() => TrainOnSynthetic.Measure(
            Sample(0, 50), Sample(0, 50), Sample(0, 50), "buys", s_quick, null, new CancellationToken(canceled: true)));
    }

    private static UtilityResult Measure(Table real, Table synthetic, Table holdout, string target, UtilityOptions? options = null) =>
        TrainOnSynthetic.Measure(real, synthetic, holdout, target, options ?? s_quick, null, TestContext.Current.CancellationToken);

    /// <summary>Rows in which age and city decide, most of the time, who buys.</summary>
    private static Table Sample(int first, int rows)
    {
        var numbers = Enumerable.Range(first, rows).ToArray();
        double Age(int i) => 18 + (i * 7919L % 1009 / 1009.0 * 60);
        string City(int i) => (i * 31 % 3) switch { 0 => "Aachen", 1 => "Bonn", _ => "Celle" };
        bool Buys(int i) => Age(i) + (City(i) == "Bonn" ? 25 : 0) + (i * 15485863L % 997 / 997.0 * 15) > 60;
        return new Table(
        [
            Decimals("age", [.. numbers.Select(Age)]),
            Labels("city", [.. numbers.Select(City)]),
            Decimals("noise", [.. numbers.Select(i => i * 104729L % 499 / 499.0)]),
            Labels("buys", [.. numbers.Select(i => Buys(i) ? "yes" : "no")]),
        ]);
    }

    private static Table Replace(Table table, Column column) =>
        new([.. table.Columns.Select(old => old.Name == column.Name ? column : old)]);

    private sealed class Told : IProgress<UtilityProgress>
    {
        public List<int> Done { get; } = [];

        public void Report(UtilityProgress value)
        {
            lock (Done)
            {
                Done.Add(value.ModelsDone);
            }
        }
    }
}
