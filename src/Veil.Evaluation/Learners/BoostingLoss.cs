namespace Veil.Evaluation.Learners;

/// <summary>
/// A loss that boosting minimises: the map from sums of trees to predictions, and the gradient and Hessian of the loss
/// with respect to those sums. Both are kept in single precision, as in the reference, because splits depend on their sums.
/// </summary>
internal abstract class BoostingLoss
{
    /// <summary>The number of trees per iteration.</summary>
    public abstract int Trees { get; }

    /// <summary>The constants from which boosting starts, one per tree of an iteration.</summary>
    public abstract double[] Start(LearningTarget target);

    /// <summary>Receives the sums before the trees of an iteration are grown.</summary>
    public virtual void BeginIteration(double[][] sums)
    {
    }

    /// <summary>The gradient and Hessian, interleaved, of each row for one tree of the iteration.</summary>
    public abstract void Differentiate(ReadOnlySpan<double> target, double[][] sums, int tree, float[] gradients);

    /// <summary>Converts the sums of a row, one per tree of an iteration, into its prediction.</summary>
    public abstract void Predict(ReadOnlySpan<double> sums, Span<double> prediction);

    /// <summary>The loss for a target whose classes, if any, all occur.</summary>
    public static BoostingLoss For(int classes) => classes switch
    {
        0 => new SquaredError(),
        2 => new BinaryLogLoss(),
        _ => new MultinomialLogLoss(classes),
    };

    private sealed class SquaredError : BoostingLoss
    {
        public override int Trees => 1;

        public override double[] Start(LearningTarget target) => new Baseline().Fit(Nothing(target.Rows), target).Predict(Nothing(1));

        public override void Differentiate(ReadOnlySpan<double> target, double[][] sums, int tree, float[] gradients)
        {
            var sum = sums[0];
            for (var row = 0; row < sum.Length; row++)
            {
                gradients[2 * row] = (float)(sum[row] - target[row]);
                gradients[(2 * row) + 1] = 1;
            }
        }

        public override void Predict(ReadOnlySpan<double> sums, Span<double> prediction) => prediction[0] = sums[0];
    }

    private sealed class BinaryLogLoss : BoostingLoss
    {
        public override int Trees => 1;

        public override double[] Start(LearningTarget target)
        {
            var counts = target.ClassCounts();
            return [Math.Log((double)counts[1] / counts[0])];
        }

        public override void Differentiate(ReadOnlySpan<double> target, double[][] sums, int tree, float[] gradients)
        {
            var sum = sums[0];
            for (var row = 0; row < sum.Length; row++)
            {
                var probability = Logistic(sum[row]);
                gradients[2 * row] = (float)(probability - target[row]);
                gradients[(2 * row) + 1] = (float)(probability * (1 - probability));
            }
        }

        public override void Predict(ReadOnlySpan<double> sums, Span<double> prediction)
        {
            prediction[1] = Logistic(sums[0]);
            prediction[0] = 1 - prediction[1];
        }

        private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
    }

    private sealed class MultinomialLogLoss(int classes) : BoostingLoss
    {
        // All trees of an iteration start from the same probabilities.
        private double[] _probabilities = [];

        public override int Trees => classes;

        public override double[] Start(LearningTarget target)
        {
            var logs = target.ClassCounts().Select(count => Math.Log((double)count / target.Rows)).ToArray();
            var mean = logs.Average();
            return [.. logs.Select(log => log - mean)];
        }

        public override void BeginIteration(double[][] sums)
        {
            var rows = sums[0].Length;
            if (_probabilities.Length == 0)
            {
                _probabilities = new double[rows * classes];
            }

            for (var row = 0; row < rows; row++)
            {
                var probabilities = _probabilities.AsSpan(row * classes, classes);
                for (var label = 0; label < classes; label++)
                {
                    probabilities[label] = sums[label][row];
                }

                Softmax.Apply(probabilities);
            }
        }

        public override void Differentiate(ReadOnlySpan<double> target, double[][] sums, int tree, float[] gradients)
        {
            for (var row = 0; row < target.Length; row++)
            {
                var probability = _probabilities[(row * classes) + tree];
                gradients[2 * row] = (float)(probability - (target[row] == tree ? 1 : 0));
                gradients[(2 * row) + 1] = (float)(probability * (1 - probability));
            }
        }

        public override void Predict(ReadOnlySpan<double> sums, Span<double> prediction)
        {
            sums.CopyTo(prediction);
            Softmax.Apply(prediction);
        }
    }

    private static Features Nothing(int rows) => new([], [], rows);
}
