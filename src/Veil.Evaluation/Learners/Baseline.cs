namespace Veil.Evaluation.Learners;

/// <summary>
/// The constant prediction: the shares of the classes, so that the most frequent one wins, or the mean. The value of a
/// model is its improvement over this.
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

/// <summary>A model with the same prediction for every row.</summary>
/// <param name="output">The prediction.</param>
internal sealed class ConstantModel(double[] output) : IModel
{
    /// <summary>The model for rows of a single class.</summary>
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
