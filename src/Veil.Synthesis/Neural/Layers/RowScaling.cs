using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Layers;

/// <summary>
/// The operations for clipping the gradient of every example. For a linear layer that gradient is an outer product, of a row of
/// the output's gradient and the row of inputs with a 1 for the bias, so its norm is the product of theirs.
/// </summary>
/// <remarks>Reference: Goodfellow, "Efficient per-example gradient computations", 2015.</remarks>
internal static class RowScaling
{
    /// <summary>Adds the squared norm of every row.</summary>
    public static void AddSquaredNorms(int rows, int columns, ReadOnlySpan<float> x, int ldx, Span<float> norms)
    {
        for (var row = 0; row < rows; row++)
        {
            norms[row] += TensorPrimitives.SumOfSquares(x.Slice(row * ldx, columns));
        }
    }

    /// <summary>The factors that bring norms down to a bound. A gradient that is NaN gets a factor of zero.</summary>
    /// <param name="norms">Squared norms; become the factors.</param>
    /// <param name="bound">The largest norm, above 0.</param>
    public static void ClipFactors(Span<float> norms, float bound)
    {
        foreach (ref var norm in norms)
        {
            // Rounded towards less, so that rounding does not raise a norm above its bound.
            norm = norm <= bound * bound ? 1 : norm < float.PositiveInfinity ? bound / MathF.Sqrt(norm) * (1 - 1e-6f) : 0;
        }
    }

    /// <summary>Multiplies every row by a number of its own; by zero whatever is in it.</summary>
    public static void Scale(int rows, int columns, ReadOnlySpan<float> factors, Span<float> x, int ldx)
    {
        for (var row = 0; row < rows; row++)
        {
            var part = x.Slice(row * ldx, columns);
            if (factors[row] == 0)
            {
                part.Clear();
            }
            else
            {
                TensorPrimitives.Multiply(part, factors[row], part);
            }
        }
    }

    /// <summary>Clears the rows whose factor is zero.</summary>
    public static void ClearWhereZero(int rows, int columns, ReadOnlySpan<float> factors, Span<float> x, int ldx)
    {
        for (var row = 0; row < rows; row++)
        {
            if (factors[row] == 0)
            {
                x.Slice(row * ldx, columns).Clear();
            }
        }
    }
}
