namespace Veil.Evaluation.Learners;

/// <summary>A smooth convex function.</summary>
internal interface IConvexFunction
{
    /// <summary>The number of its arguments.</summary>
    int Size { get; }

    /// <summary>
    /// The value and gradient at a point. Later products use the Hessian at the last point at which this was called.
    /// </summary>
    double Evaluate(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>The Hessian times a direction.</summary>
    void MultiplyHessian(ReadOnlySpan<double> direction, Span<double> product);

    /// <summary>The diagonal of the Hessian, or an approximation; not negative.</summary>
    void HessianDiagonal(Span<double> diagonal);
}

/// <summary>Finds the minimum of a convex function from its gradient and products with its Hessian.</summary>
/// <remarks>
/// Reference: truncated Newton method (Nocedal and Wright 2006, chapter 7): each step is found by conjugate gradients,
/// preconditioned by the diagonal, more exactly near the minimum; it is halved until the value decreases.
/// </remarks>
internal static class NewtonSolver
{
    private const int MaxSteps = 100;
    private const int MaxHalvings = 40;

    /// <summary>The point of the minimum.</summary>
    /// <param name="function">The function to minimise.</param>
    /// <param name="tolerance">The length of the gradient, as a share of that at the origin, at which the search ends.</param>
    /// <param name="cancellation">Checked before every product.</param>
    public static double[] Minimise(IConvexFunction function, double tolerance, CancellationToken cancellation)
    {
        var point = new double[function.Size];
        var gradient = new double[function.Size];
        var next = new double[function.Size];
        var nextGradient = new double[function.Size];
        var value = function.Evaluate(point, gradient);
        var first = Length(gradient);
        for (var step = 0; step < MaxSteps && Length(gradient) > tolerance * first; step++)
        {
            var share = Length(gradient) / first;
            var direction = Step(function, gradient, Math.Min(0.1, share), cancellation);
            var slope = Dot(gradient, direction);
            var size = 1.0;
            for (var halving = 0; ; halving++, size /= 2)
            {
                for (var i = 0; i < point.Length; i++)
                {
                    next[i] = point[i] + (size * direction[i]);
                }

                // Near the minimum the value no longer changes within its precision, and the gradient decides.
                var nextValue = function.Evaluate(next, nextGradient);
                if (nextValue <= value + (1e-4 * size * slope)
                    || (nextValue <= value + (1e-14 * Math.Abs(value)) && Length(nextGradient) < Length(gradient)))
                {
                    value = nextValue;
                    break;
                }

                if (halving == MaxHalvings)
                {
                    return point;
                }
            }

            (point, next) = (next, point);
            (gradient, nextGradient) = (nextGradient, gradient);
        }

        return point;
    }

    /// <summary>Conjugate gradients for Hessian * step = -gradient.</summary>
    private static double[] Step(IConvexFunction function, double[] gradient, double share, CancellationToken cancellation)
    {
        var size = gradient.Length;
        var step = new double[size];
        var residual = Array.ConvertAll(gradient, g => -g);
        var diagonal = new double[size];
        function.HessianDiagonal(diagonal);
        var scaled = new double[size];
        var direction = new double[size];
        var product = new double[size];
        var goal = share * Length(gradient);
        var before = 0.0;
        for (var i = 0; i < 10 * size && Length(residual) > goal; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j < size; j++)
            {
                scaled[j] = diagonal[j] > 1e-300 ? residual[j] / diagonal[j] : residual[j];
            }

            var now = Dot(residual, scaled);
            for (var j = 0; j < size; j++)
            {
                direction[j] = scaled[j] + (i == 0 ? 0 : now / before * direction[j]);
            }

            function.MultiplyHessian(direction, product);
            var curvature = Dot(direction, product);
            if (!(curvature > 0))
            {
                return i == 0 ? residual : step;
            }

            for (var j = 0; j < size; j++)
            {
                step[j] += now / curvature * direction[j];
                residual[j] -= now / curvature * product[j];
            }

            before = now;
        }

        return step;
    }

    private static double Length(ReadOnlySpan<double> values) => Math.Sqrt(Dot(values, values));

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
