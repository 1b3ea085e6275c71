using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The loss for rows that do not follow their condition: the mean cross-entropy between it and the raw choice of its attribute.
/// </summary>
internal static class ConditionLoss
{
    /// <summary>The loss of a batch, whose gradient is added to that of the raw numbers.</summary>
    public static double Add(Generator generator, GeneratorPass pass)
    {
        double loss = 0;
        var width = generator.Output.Width;
        for (var i = 0; i < pass.Rows; i++)
        {
            if (pass.Conditions[i] is not (>= 0 and var condition))
            {
                continue;
            }

            var span = generator.Conditions.SpanOf(condition);
            var wanted = generator.Conditions.ColumnOf(condition) - span.Offset;
            var logits = pass.Raw.AsSpan((i * width) + span.Offset, span.Width);
            var slope = pass.RawGradient.Slice((i * width) + span.Offset, span.Width);
            var largest = TensorPrimitives.Max<float>(logits);
            float sum = 0;
            foreach (var logit in logits)
            {
                sum += MathF.Exp(logit - largest);
            }

            loss += largest + Math.Log(sum) - logits[wanted];
            var scale = 1 / (sum * pass.Rows);
            for (var j = 0; j < slope.Length; j++)
            {
                slope[j] += scale * MathF.Exp(logits[j] - largest);
            }

            slope[wanted] -= 1f / pass.Rows;
        }

        return loss / pass.Rows;
    }
}
