using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Layers;

/// <summary>
/// What clipping the gradient of every example needs. For a linear layer that gradient is an outer product, of a row of
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

    /// <summary>Multiplies every row by a number of its own.</summary>
    public static void Scale(int rows, int columns, ReadOnlySpan<float> factors, Span<float> x, int ldx)
    {
        for (var row = 0; row < rows; row++)
        {
            var part = x.Slice(row * ldx, columns);
            TensorPrimitives.Multiply(part, factors[row], part);
        }
    }
}
