namespace Veil.Evaluation.Learners;

/// <summary>
/// Logistic regression, multinomial when there are more than two classes: numbers standardised, categories as one indicator per
/// level, half the squared coefficients times the penalty added to the log-loss.
/// </summary>
/// <remarks>
/// Reference: the function minimised is that of scikit-learn's LogisticRegression with C = 1 / penalty, and its minimum is
/// unique. Cost: one operation per value for each of a few hundred products; memory as for the table.
/// </remarks>
public sealed class LogisticRegression : ILearner
{
    private readonly double _penalty;

    /// <summary>Makes a learner.</summary>
    /// <param name="penalty">
    /// The penalty on the squared coefficients; at 0 there is no minimum for separable rows, and the result is arbitrary.
    /// </param>
    public LogisticRegression(double penalty = 1) => _penalty = LinearRules.Penalty(penalty);

    /// <inheritdoc/>
    public string Name => "Logistic regression";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target is not of classes.</exception>
    public IModel Fit(Features features, LearningTarget target, CancellationToken cancellation = default)
    {
        LearnerRules.Check(features, target);
        if (target.Classes == 0)
        {
            throw new ArgumentException("Logistic regression predicts classes, not numbers.", nameof(target));
        }

        var narrow = NarrowTarget.Of(target);
        if (narrow.Classes.Length == 1)
        {
            return ConstantModel.OfClass(narrow.Classes[0], target.Classes);
        }

        var design = Design.Of(features);
        var rows = design.Rows(features);
        var codes = narrow.Target.Values.ToArray();
        LinearLoss loss = narrow.Classes.Length == 2
            ? new LogisticLoss(rows, codes, _penalty)
            : new MultinomialLoss(rows, codes, narrow.Classes.Length, _penalty);
        var coefficients = NewtonSolver.Minimise(loss, LinearRules.Tolerance, cancellation);
        return new LinearModel(design, coefficients, narrow.Classes, target.Outputs);
    }
}

/// <summary>
/// Linear regression with half the squared coefficients times a penalty added to half the squared error: numbers
/// standardised, categories as one indicator per level.
/// </summary>
/// <remarks>Reference: Hoerl and Kennard 1970; the minimum is that of scikit-learn's Ridge with alpha = penalty.</remarks>
public sealed class RidgeRegression : ILearner
{
    private readonly double _penalty;

    /// <summary>Makes a learner.</summary>
    /// <param name="penalty">The penalty on the squared coefficients.</param>
    public RidgeRegression(double penalty = 1) => _penalty = LinearRules.Penalty(penalty);

    /// <inheritdoc/>
    public string Name => "Ridge regression";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target is not of numbers.</exception>
    public IModel Fit(Features features, LearningTarget target, CancellationToken cancellation = default)
    {
        LearnerRules.Check(features, target);
        if (target.Classes != 0)
        {
            throw new ArgumentException("Ridge regression predicts numbers, not classes.", nameof(target));
        }

        var design = Design.Of(features);
        var loss = new SquaredLoss(design.Rows(features), target.Values.ToArray(), _penalty);
        return new LinearModel(design, NewtonSolver.Minimise(loss, LinearRules.Tolerance, cancellation), [], 1);
    }
}

/// <summary>The common code of linear learners.</summary>
internal static class LinearRules
{
    public const double Tolerance = 1e-9;

    public static double Penalty(double penalty) => penalty >= 0 && double.IsFinite(penalty)
        ? penalty
        : throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "The penalty must be 0 or more.");
}

/// <summary>A model that is linear in its design: numbers, or the classes whose codes are given.</summary>
internal sealed class LinearModel(Design design, double[] coefficients, int[] classes, int outputs) : IModel
{
    public double[] Predict(Features features)
    {
        var rows = design.Rows(features);
        var scores = new double[features.Rows];
        var predictions = new double[features.Rows * outputs];
        var parts = coefficients.Length / design.Columns;
        for (var part = 0; part < parts; part++)
        {
            rows.Multiply(coefficients.AsSpan(part * design.Columns, design.Columns), scores);
            var output = classes.Length switch { 0 => 0, 2 => classes[1], _ => classes[part] };
            for (var row = 0; row < scores.Length; row++)
            {
                predictions[(row * outputs) + output] = scores[row];
            }
        }

        for (var row = 0; classes.Length > 0 && row < scores.Length; row++)
        {
            ToProbabilities(predictions.AsSpan(row * outputs, outputs));
        }

        return predictions;
    }

    private void ToProbabilities(Span<double> scores)
    {
        if (classes.Length == 2)
        {
            var probability = 1 / (1 + Math.Exp(-scores[classes[1]]));
            (scores[classes[0]], scores[classes[1]]) = (1 - probability, probability);
            return;
        }

        Span<double> present = new double[classes.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            present[i] = scores[classes[i]];
        }

        Softmax.Apply(present);
        for (var i = 0; i < classes.Length; i++)
        {
            scores[classes[i]] = present[i];
        }
    }
}
