namespace Veil.Evaluation.Learners;

/// <summary>
/// The loss of a linear model over a design, with half the squared coefficients times a penalty added; the intercept is
/// not penalised. With several outputs the coefficients are concatenated.
/// </summary>
internal abstract class LinearLoss(DesignRows rows, int outputs, double penalty) : IConvexFunction
{
    private readonly double[] _scores = new double[rows.Rows * outputs];
    private readonly double[] _slopes = new double[rows.Rows * outputs];

    public int Size => rows.Columns * outputs;

    protected int Rows => rows.Rows;

    protected int Outputs => outputs;

    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        Multiply(point, _scores);
        var loss = Differentiate(_scores, _slopes);
        MultiplyTransposed(_slopes, gradient);
        return loss + (penalty / 2 * AddPenalty(point, gradient));
    }

    public void MultiplyHessian(ReadOnlySpan<double> direction, Span<double> product)
    {
        Multiply(direction, _scores);
        Curve(_scores);
        MultiplyTransposed(_scores, product);
        AddPenalty(direction, product);
    }

    public void HessianDiagonal(Span<double> diagonal)
    {
        for (var output = 0; output < outputs; output++)
        {
            var curvatures = _scores.AsSpan(output * rows.Rows, rows.Rows);
            Curvatures(output, curvatures);
            var part = diagonal.Slice(output * rows.Columns, rows.Columns);
            rows.MultiplySquaresTransposed(curvatures, part);
            for (var column = 1; column < part.Length - 1; column++)
            {
                part[column] += penalty;
            }
        }
    }

    /// <summary>The loss, and its derivative with respect to each score.</summary>
    protected abstract double Differentiate(ReadOnlySpan<double> scores, Span<double> slopes);

    /// <summary>Replaces directions of the scores by directions of the derivatives.</summary>
    protected abstract void Curve(Span<double> changes);

    /// <summary>The second derivative of the loss with respect to each score of one output.</summary>
    protected abstract void Curvatures(int output, Span<double> curvatures);

    private void Multiply(ReadOnlySpan<double> coefficients, Span<double> scores)
    {
        for (var output = 0; output < outputs; output++)
        {
            rows.Multiply(
                coefficients.Slice(output * rows.Columns, rows.Columns), scores.Slice(output * rows.Rows, rows.Rows));
        }
    }

    private void MultiplyTransposed(ReadOnlySpan<double> values, Span<double> sums)
    {
        for (var output = 0; output < outputs; output++)
        {
            rows.MultiplyTransposed(
                values.Slice(output * rows.Rows, rows.Rows), sums.Slice(output * rows.Columns, rows.Columns));
        }
    }

    private double AddPenalty(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var squares = 0.0;
        for (var i = 0; i < point.Length; i++)
        {
            var column = i % rows.Columns;
            if (column != 0 && column != rows.Columns - 1)
            {
                squares += point[i] * point[i];
                gradient[i] += penalty * point[i];
            }
        }

        return squares;
    }
}

/// <summary>Half the squared error.</summary>
internal sealed class SquaredLoss(DesignRows rows, double[] target, double penalty) : LinearLoss(rows, 1, penalty)
{
    protected override double Differentiate(ReadOnlySpan<double> scores, Span<double> slopes)
    {
        var loss = 0.0;
        for (var row = 0; row < scores.Length; row++)
        {
            slopes[row] = scores[row] - target[row];
            loss += slopes[row] * slopes[row] / 2;
        }

        return loss;
    }

    protected override void Curve(Span<double> changes)
    {
    }

    protected override void Curvatures(int output, Span<double> curvatures) => curvatures.Fill(1);
}

/// <summary>The log-loss of two classes, with one score per row.</summary>
internal sealed class LogisticLoss(DesignRows rows, double[] target, double penalty) : LinearLoss(rows, 1, penalty)
{
    private readonly double[] _curvatures = new double[rows.Rows];

    protected override double Differentiate(ReadOnlySpan<double> scores, Span<double> slopes)
    {
        var loss = 0.0;
        for (var row = 0; row < scores.Length; row++)
        {
            // log(1 + exp(s)) without overflow, and the probability from the same exponential.
            var (score, small) = (scores[row], Math.Exp(-Math.Abs(scores[row])));
            var probability = score >= 0 ? 1 / (1 + small) : small / (1 + small);
            loss += Math.Max(score, 0) + Math.Log(1 + small) - (target[row] * score);
            slopes[row] = probability - target[row];
            _curvatures[row] = small / ((1 + small) * (1 + small));
        }

        return loss;
    }

    protected override void Curve(Span<double> changes)
    {
        for (var row = 0; row < changes.Length; row++)
        {
            changes[row] *= _curvatures[row];
        }
    }

    protected override void Curvatures(int output, Span<double> curvatures) => _curvatures.CopyTo(curvatures);
}

/// <summary>The log-loss of several classes, with one score per class and row.</summary>
internal sealed class MultinomialLoss(DesignRows rows, double[] target, int classes, double penalty)
    : LinearLoss(rows, classes, penalty)
{
    // Row-major, unlike scores, which are stored by class.
    private readonly double[] _probabilities = new double[rows.Rows * classes];

    protected override double Differentiate(ReadOnlySpan<double> scores, Span<double> slopes)
    {
        var loss = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            var probabilities = _probabilities.AsSpan(row * Outputs, Outputs);
            for (var label = 0; label < Outputs; label++)
            {
                probabilities[label] = scores[(label * Rows) + row];
            }

            Softmax.Apply(probabilities);
            var actual = (int)target[row];
            loss -= Math.Log(Math.Max(probabilities[actual], double.Epsilon));
            for (var label = 0; label < Outputs; label++)
            {
                slopes[(label * Rows) + row] = probabilities[label] - (label == actual ? 1 : 0);
            }
        }

        return loss;
    }

    protected override void Curve(Span<double> changes)
    {
        for (var row = 0; row < Rows; row++)
        {
            var probabilities = _probabilities.AsSpan(row * Outputs, Outputs);
            var mean = 0.0;
            for (var label = 0; label < Outputs; label++)
            {
                mean += probabilities[label] * changes[(label * Rows) + row];
            }

            for (var label = 0; label < Outputs; label++)
            {
                ref var change = ref changes[(label * Rows) + row];
                change = probabilities[label] * (change - mean);
            }
        }
    }

    protected override void Curvatures(int output, Span<double> curvatures)
    {
        for (var row = 0; row < Rows; row++)
        {
            var probability = _probabilities[(row * Outputs) + output];
            curvatures[row] = probability * (1 - probability);
        }
    }
}
