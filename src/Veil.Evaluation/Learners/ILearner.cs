namespace Veil.Evaluation.Learners;

/// <summary>A learner of predictions. The same rows give the same model, on any number of cores.</summary>
public interface ILearner
{
    /// <summary>The learner's name, as in a report.</summary>
    string Name { get; }

    /// <summary>Trains a model.</summary>
    /// <param name="features">The features; at least one row.</param>
    /// <param name="target">The target of the same rows. Classes that do not occur get probability 0.</param>
    /// <param name="cancellation">Checked many times a second.</param>
    /// <exception cref="ArgumentException">There is no row, or the target has another number of rows.</exception>
    IModel Fit(Features features, LearningTarget target, CancellationToken cancellation = default);
}

/// <summary>A trained model.</summary>
public interface IModel
{
    /// <summary>Predicts.</summary>
    /// <param name="features">The same columns as in training; any number of rows.</param>
    /// <returns>
    /// In row-major order, the probabilities of all classes of the target, which sum to 1; or one number per row where numbers are
    /// predicted.
    /// </returns>
    double[] Predict(Features features);
}

/// <summary>Checks that all learners share.</summary>
internal static class LearnerRules
{
    public static void Check(Features features, LearningTarget target)
    {
        if (features.Rows == 0 || features.Rows != target.Rows)
        {
            throw new ArgumentException("There must be at least one row, and a target for each.", nameof(target));
        }
    }
}
