using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>Draws cells of one column from logits.</summary>
internal static class CellDraws
{
    /// <summary>Turns the logits of one column into probabilities.</summary>
    public static void ToProbabilities(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<float>(probabilities), probabilities);
    }

    /// <summary>Chooses a cell in proportion to weights, none of weight zero unless all are.</summary>
    /// <param name="weights">Not negative.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    public static ushort Choose(ReadOnlySpan<float> weights, double uniform)
    {
        // The remainder of rounding beyond the last cell belongs to the last possible cell.
        var rest = (float)uniform * TensorPrimitives.Sum(weights);
        var chosen = 0;
        for (var cell = 0; cell < weights.Length; cell++)
        {
            if (weights[cell] > 0)
            {
                chosen = cell;
                rest -= weights[cell];
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return (ushort)chosen;
    }

    /// <summary>Draws a cell with the probability of its logit, among the cells that evidence leaves.</summary>
    /// <param name="logits">The logits of a column; overwritten.</param>
    /// <param name="evidence">The part of each cell that is left, 0 to 1; empty for all of it.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    /// <param name="left">The probability of what is left; if it is zero, the cell is of no use.</param>
    public static ushort Draw(Span<float> logits, ReadOnlySpan<float> evidence, double uniform, out double left)
    {
        ToProbabilities(logits, logits);
        left = 1;
        if (!evidence.IsEmpty)
        {
            TensorPrimitives.Multiply(logits, evidence, logits);
            left = TensorPrimitives.Sum<float>(logits);
        }

        return Choose(logits, uniform);
    }
}
