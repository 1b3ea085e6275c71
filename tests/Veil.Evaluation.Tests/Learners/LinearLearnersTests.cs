using System.Text.Json;
using Veil.Evaluation.Learners;
using static Veil.Evaluation.Tests.Learners.Samples;

namespace Veil.Evaluation.Tests.Learners;

/// <summary>Expected predictions are those of scikit-learn 1.2.1 on the same rows, standardised and one-hot, to its last digit.</summary>
public sealed class LinearLearnersTests
{
    private const double Tolerance = 1e-8;

    [Theory]
    [InlineData(1, 0.1477110693475084, 0.003912327405276441, 0.9886423047651497, 0.018669903024062413, 0.9983313916453627)]
    [InlineData(2.5, 0.18755455088049644, 0.007387842809354999, 0.9834187880246029, 0.027949320395869295, 0.9962974908023758)]
    public void Probabilities_of_two_classes_are_the_references(double penalty, params double[] expected)
    {
        var model = new LogisticRegression(penalty).Fit(Training(), Binary(), TestContext.Current.CancellationToken);

        Equal(expected, [.. model.Predict(Fresh()).Where((_, i) => i % 2 == 1)], Tolerance);
    }

    [Fact]
    public void Probabilities_of_three_classes_are_the_references() => Equal(
        [
            0.38783386213437376, 0.5748663175521743, 0.03729982031345184,
            0.9603978533884364, 0.0395707129441434, 3.1433667420064e-05,
            0.00017608282923054698, 0.0629216018022748, 0.9369023153684947,
            0.8615171086094198, 0.13774573344007576, 0.0007371579505044003,
            5.2813313492953314e-06, 0.010916340723227919, 0.9890783779454229,
        ],
        new LogisticRegression().Fit(Training(), Three(), TestContext.Current.CancellationToken).Predict(Fresh()),
        Tolerance);

    [Fact]
    public void Numbers_are_the_references() => Equal(
        [0.9937523844608711, 0.20031648338447283, 2.1057773466990786, 0.5533702576956486, 2.5162517951449],
        new RidgeRegression().Fit(Training(), Number(), TestContext.Current.CancellationToken).Predict(Fresh()),
        Tolerance);

    [Fact]
    public void Without_penalty_a_line_is_found_exactly()
    {
        var x = new Features([new Feature("x", 0)], [[1, 2, 3, 10]], 4);
        var model = new RidgeRegression(0).Fit(x, LearningTarget.OfNumbers([5, 7, 9, 23]), TestContext.Current.CancellationToken);

        Equal([5, 7, 9, 23], model.Predict(x), 1e-9);
    }

    [Fact]
    public void A_class_that_training_lacks_has_no_probability()
    {
        var model = new LogisticRegression().Fit(Training(), Classes(i => Score(i) > 1.3 ? 2 : 0, 3), TestContext.Current.CancellationToken);
        var predictions = model.Predict(Fresh());

        Assert.All(predictions.Where((_, i) => i % 3 == 1), p => Assert.Equal(0, p));
        Assert.Equal(0.1477110693475084, predictions[2], Tolerance);
    }

    [Fact]
    public void A_constant_column_changes_nothing_even_where_it_is_not_constant_any_more()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Features With(Features features, double value) => new(
            features.Columns.Add(new Feature("constant", 0)),
            [.. Enumerable.Range(0, 3).Select(c => features.Values(c).ToArray()), [.. Enumerable.Repeat(value, features.Rows)]],
            features.Rows);

        Equal(
            new LogisticRegression().Fit(Training(), Binary(), cancellation).Predict(Fresh()),
            new LogisticRegression().Fit(With(Training(), 0.1), Binary(), cancellation).Predict(With(Fresh(), 1e9)),
            Tolerance);
    }

    [Fact]
    public void Separable_rows_without_penalty_end_too()
    {
        var x = new Features([new Feature("x", 0)], [[1, 2, 3, 4]], 4);
        var model = new LogisticRegression(0).Fit(x, LearningTarget.OfClasses([0, 0, 1, 1], 2), TestContext.Current.CancellationToken);

        Assert.True(model.Predict(x)[1] < 1e-6 && model.Predict(x)[7] > 1 - 1e-6);
    }

    [Fact]
    public void A_target_of_the_other_kind_is_refused()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Throws<ArgumentException>(() => new LogisticRegression().Fit(Training(), Number(), cancellation));
        Assert.Throws<ArgumentException>(() => new RidgeRegression().Fit(Training(), Binary(), cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RidgeRegression(double.NaN));
    }

    [Theory]
    [InlineData("one_column")]
    [InlineData("same_rows")]
    public void Maximum_likelihood_gives_the_reference_propensities(string id)
    {
        var oracle = WorkedCases.Of("pmse_logistic").First(c => c.GetProperty("id").GetString() == id);
        var inputs = oracle.GetProperty("inputs");
        var (real, synthetic) = (Rows(inputs.GetProperty("real")), Rows(inputs.GetProperty("synthetic")));
        double[][] rows = [.. real, .. synthetic];
        var features = new Features(
            [.. Enumerable.Range(0, rows[0].Length).Select(c => new Feature($"x{c}", 0))],
            [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Select(row => row[c]).ToArray())],
            rows.Length);
        var target = LearningTarget.OfClasses([.. rows.Select((_, i) => i < real.Length ? 0 : 1)], 2);

        var propensities = new LogisticRegression(0).Fit(features, target, TestContext.Current.CancellationToken)
            .Predict(features).Where((_, i) => i % 2 == 1).ToArray();

        var share = (double)synthetic.Length / rows.Length;
        Assert.Equal(
            oracle.GetProperty("expected").GetProperty("pmse").GetDouble(),
            propensities.Average(p => (p - share) * (p - share)),
            1e-9);
    }

    private static double[][] Rows(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
}
