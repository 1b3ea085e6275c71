namespace Veil.Evaluation.Learners;

/// <summary>
/// Predicts the same for every row: the shares of the classes, so that the most frequent one wins, or the mean. What a
/// model is worth is what it does better than this.
/// </summary>
public sealed class Baseline : ILearner
{
    /// <inheritdoc/>
    public string Name => "Baseline";

    /// <inheritdoc/>
    public IModel Fit(Features features, LearningTarget target, CancellationToken cancellation = default)
    {
        LearnerRules.Check(features, target);
        double[] output = target.Classes == 0
            ? [Mean(target.Values)]
            : [.. target.ClassCounts().Select(count => (double)count / target.Rows)];
        return new ConstantModel(output);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}

/// <summary>Predicts the same for every row.</summary>
/// <param name="output">The prediction.</param>
internal sealed class ConstantModel(double[] output) : IModel
{
    /// <summary>The model of rows that show one class only.</summary>
    public static ConstantModel OfClass(int label, int classes)
    {
        var output = new double[classes];
        output[label] = 1;
        return new ConstantModel(output);
    }

    public double[] Predict(Features features)
    {
        var predictions = new double[features.Rows * output.Length];
        for (var i = 0; i < predictions.Length; i++)
        {
            predictions[i] = output[i % output.Length];
        }

        return predictions;
    }
}
