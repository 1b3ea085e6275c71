using System.Text.Json;
using Veil.Evaluation.Utility;

namespace Veil.Evaluation.Tests.Utility;

/// <summary>All cases of predictions whose scores scikit-learn and scipy were asked for.</summary>
public sealed class ScoreOracleTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Rankings_have_the_reference_scores()
    {
        foreach (var test in WorkedCases.Of("roc_auc"))
        {
            var (inputs, expected) = (test.GetProperty("inputs"), test.GetProperty("expected"));
            var ranking = new Ranking(Numbers(inputs, "scores"), [.. Numbers(inputs, "labels").Select(label => label == 1)]);

            Check(expected, "auc", ranking.Auc());
            Check(expected, "average_precision", ranking.AveragePrecision());
        }
    }

    [Fact]
    public void Predictions_have_the_reference_scores()
    {
        foreach (var test in WorkedCases.Of("classification_and_regression_scores"))
        {
            var (inputs, expected) = (test.GetProperty("inputs"), test.GetProperty("expected"));
            if (inputs.TryGetProperty("kind", out _))
            {
                CheckNumbers(inputs, expected);
            }
            else if (inputs.TryGetProperty("p_pred", out _))
            {
                CheckProbabilities(inputs, expected);
            }
            else
            {
                CheckClasses(inputs, expected);
            }
        }
    }

    private static void CheckNumbers(JsonElement inputs, JsonElement expected)
    {
        var scores = new NumberScorer(Numbers(inputs, "y_true"), Numbers(inputs, "y_pred")).Score([]);
        Check(expected, "r2", scores[0]);
        Check(expected, "rmse", scores[1]);
        Check(expected, "mae", scores[2]);
    }

    private static void CheckProbabilities(JsonElement inputs, JsonElement expected)
    {
        var scorer = new ClassScorer(
            [.. Numbers(inputs, "y_true").Select(label => (int)label)],
            [.. Numbers(inputs, "p_pred").SelectMany(p => new[] { 1 - p, p })],
            2);
        var scores = scorer.Measures.Zip(scorer.Score([])).ToDictionary();
        Check(expected, "log_loss", scores[Measure.LogLoss]);
        Check(expected, "brier", scores[Measure.Brier]);
        Check(expected, "auc", scores[Measure.Auc]);
    }

    private static void CheckClasses(JsonElement inputs, JsonElement expected)
    {
        var (actual, predicted) = (Texts(inputs, "y_true"), Texts(inputs, "y_pred"));
        var labels = actual.Union(predicted).Order(StringComparer.Ordinal).ToList();
        var confusion = new ConfusionMatrix(
            [.. actual.Select(label => labels.IndexOf(label))], [.. predicted.Select(label => labels.IndexOf(label))], labels.Count);

        Check(expected, "accuracy", confusion.Accuracy);
        Check(expected, "balanced_accuracy", confusion.BalancedAccuracy);
        Check(expected, "f1_macro", confusion.MacroF1);
        Check(expected, "mcc", confusion.MatthewsCorrelation);
        foreach (var label in labels)
        {
            Check(expected.GetProperty("per_class_recall"), label, confusion.Recall(labels.IndexOf(label)));
        }
    }

    private static double[] Numbers(JsonElement inputs, string name) =>
        [.. inputs.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static string[] Texts(JsonElement inputs, string name) =>
        [.. inputs.GetProperty(name).EnumerateArray().Select(value => value.ToString())];

    private static void Check(JsonElement expected, string name, double? actual)
    {
        // A case lists what it is about.
        if (!expected.TryGetProperty(name, out var value))
        {
            return;
        }

        if (value.ValueKind is JsonValueKind.Null)
        {
            Assert.Null(actual);
        }
        else
        {
            Assert.Equal(value.GetDouble(), actual!.Value, Tolerance);
        }
    }
}
