using System.Numerics.Tensors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>Draws cells of one column from logits.</summary>
internal static class CellDraws
{
    /// <summary>Draws a cell with the probability that its logit says, of the cells that evidence leaves.</summary>
    /// <param name="logits">The logits of a column; overwritten.</param>
    /// <param name="evidence">The part of each cell that is left, 0 to 1; empty for all of it.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    /// <param name="left">The probability of what is left; if it is zero, the cell is of no use.</param>
    public static ushort Draw(Span<float> logits, ReadOnlySpan<float> evidence, double uniform, out double left)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.Exp(logits, logits);
        left = 1;
        var total = TensorPrimitives.Sum<float>(logits);
        if (!evidence.IsEmpty)
        {
            TensorPrimitives.Multiply(logits, evidence, logits);
            var whole = total;
            total = TensorPrimitives.Sum<float>(logits);
            left = total / whole;
        }

        // What rounding leaves beyond the last cell belongs to the last that can be.
        var rest = (float)uniform * total;
        var drawn = 0;
        for (var cell = 0; cell < logits.Length; cell++)
        {
            if (logits[cell] > 0)
            {
                drawn = cell;
                rest -= logits[cell];
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return (ushort)drawn;
    }

    /// <summary>Draws a column of records from the logits of a pass, and tells the pass.</summary>
    public static void Draw(AutoregressiveNetwork network, AutoregressivePass pass, int column, Span<ushort> cells, SamplingRandom random)
    {
        for (var record = 0; record < pass.Count; record++)
        {
            cells[record] = Draw(network.Of(column, pass.Logits(record)), [], random.NextDouble(), out _);
        }

        network.Tell(pass, column, cells, 1);
    }
}
