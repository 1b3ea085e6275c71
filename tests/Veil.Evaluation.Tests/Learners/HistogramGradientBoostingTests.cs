using Veil.Evaluation.Learners;
using static Veil.Evaluation.Tests.Learners.Samples;

namespace Veil.Evaluation.Tests.Learners;

/// <summary>Expected predictions are those of scikit-learn 1.2.1 (HistGradientBoosting, early_stopping=False) on the same rows.</summary>
public sealed class HistogramGradientBoostingTests
{
    private const double Tolerance = 1e-6;

    private static readonly HistogramGradientBoosting s_learner = new();

    [Fact]
    public void Probabilities_of_two_classes_are_the_references()
    {
        var model = s_learner.Fit(Training(), Binary(), TestContext.Current.CancellationToken);

        Equal(
            [0.0764933395436245, 0.0002774258359241293, 0.9982122910121612, 0.0005759098998074013, 0.9996822378454383],
            Second(model.Predict(Fresh())),
            Tolerance);
    }

    [Fact]
    public void Probabilities_of_three_classes_are_the_references()
    {
        var learner = new HistogramGradientBoosting(new BoostingOptions { Iterations = 20 });

        Equal(
            [
                0.2556211646050196, 0.6906897905568049, 0.05368904483817538,
                0.8948476790849466, 0.08395772180411867, 0.021194599110934662,
                0.01854458623495465, 0.10858786556708416, 0.8728675481979611,
                0.9366050799240379, 0.055706334657714615, 0.007688585418247381,
                0.006281887977565001, 0.011251451981913596, 0.9824666600405214,
            ],
            learner.Fit(Training(), Three(), TestContext.Current.CancellationToken).Predict(Fresh()),
            Tolerance);
    }

    [Fact]
    public void Numbers_are_the_references() => Equal(
        [0.9150026018143869, 0.44157442046414425, 2.1529021327516373, 0.3257205393740296, 2.5296690324765496],
        s_learner.Fit(Training(), Number(), TestContext.Current.CancellationToken).Predict(Fresh()),
        Tolerance);

    [Fact]
    public void Options_mean_what_they_mean_in_the_reference_and_a_value_first_missing_later_goes_with_the_many()
    {
        var options = new BoostingOptions { Iterations = 10, MaxLeaves = 5, MinRowsInLeaf = 7, LearningRate = 0.5 };
        var model = new HistogramGradientBoosting(options).Fit(Training(missing: false), Number(), TestContext.Current.CancellationToken);

        Equal(
            [1.1780666725374185, 0.3669140963117188, 2.0618245860878566, 0.3734493671133185, 2.301790178210647],
            model.Predict(Fresh()),
            Tolerance);
    }

    [Fact]
    public void Probabilities_sum_to_one_and_a_class_that_training_lacks_has_none()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var gap = s_learner.Fit(Training(), Classes(i => Score(i) > 1.3 ? 4 : 1, 6), cancellation).Predict(Fresh());
        var two = Second(s_learner.Fit(Training(), Binary(), cancellation).Predict(Fresh()));

        for (var row = 0; row < 5; row++)
        {
            Equal([0, 1 - two[row], 0, 0, two[row], 0], gap[(6 * row)..(6 * (row + 1))], 1e-12);
        }
    }

    [Fact]
    public void One_class_in_training_is_predicted_always() => Equal(
        [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1],
        s_learner.Fit(Training(), Classes(_ => 2, 3), TestContext.Current.CancellationToken).Predict(Fresh()),
        0);

    [Fact]
    public void Too_few_rows_for_a_cut_predict_the_mean()
    {
        var model = s_learner.Fit(Fresh(), LearningTarget.OfNumbers([1, 2, 3, 4, 10]), TestContext.Current.CancellationToken);

        Equal([4, 4, 4, 4, 4], model.Predict(Fresh()), 1e-6);
    }

    [Fact]
    public void No_column_at_all_predicts_the_shares()
    {
        var model = s_learner.Fit(
            new Features([], [], 4), LearningTarget.OfClasses([0, 1, 1, 1], 2), TestContext.Current.CancellationToken);

        Equal([0.25, 0.75], model.Predict(new Features([], [], 1)), 1e-6);
        Assert.Empty(model.Predict(new Features([], [], 0)));
    }

    [Fact]
    public void Columns_that_decide_gain_most()
    {
        var gains = s_learner.Fit(Training(), Classes(i => i * 31 % 7 > 2 ? 1 : 0, 2), TestContext.Current.CancellationToken).Gains;

        Assert.True(gains[2] > 0 && gains[2] > 100 * (gains[0] + gains[1]));
    }

    [Fact]
    public void Rows_without_targets_are_refused() => Assert.Throws<ArgumentException>(
        () => s_learner.Fit(Fresh(), LearningTarget.OfNumbers([1]), TestContext.Current.CancellationToken));

    [Fact]
    public void Learning_can_be_cancelled() => Assert.Throws<OperationCanceledException>(
        () => s_learner.Fit(Training(), Binary(), new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(0, 0.1, 31, 20)]
    [InlineData(100, double.NaN, 31, 20)]
    [InlineData(100, 0.1, 1, 20)]
    [InlineData(100, 0.1, 31, 0)]
    public void Options_out_of_range_are_refused(int iterations, double rate, int leaves, int rows) =>
        Assert.ThrowsAny<ArgumentException>(() => new HistogramGradientBoosting(
            new BoostingOptions { Iterations = iterations, LearningRate = rate, MaxLeaves = leaves, MinRowsInLeaf = rows }));

    private static double[] Second(double[] probabilities) => [.. probabilities.Where((_, i) => i % 2 == 1)];
}
