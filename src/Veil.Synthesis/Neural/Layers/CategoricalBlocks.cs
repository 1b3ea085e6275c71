using System.Numerics.Tensors;

namespace Veil.Synthesis.Neural.Layers;

/// <summary>
/// Blocks of columns, each the logits, or the probabilities, of one categorical variable. The columns between blocks are left
/// unchanged.
/// </summary>
internal sealed class CategoricalBlocks
{
    private readonly (int Start, int Length)[] _blocks;
    private readonly (int Start, int Length)[] _runs;

    /// <summary>Makes blocks of where they start and how long they are, in ascending order.</summary>
    public CategoricalBlocks(IEnumerable<(int Start, int Length)> blocks)
    {
        _blocks = [.. blocks];

        // Exponentials are taken of neighbouring blocks together.
        var runs = new List<(int Start, int Length)>();
        foreach (var (start, length) in _blocks)
        {
            if (runs.Count > 0 && runs[^1].Start + runs[^1].Length == start)
            {
                runs[^1] = (runs[^1].Start, runs[^1].Length + length);
            }
            else
            {
                runs.Add((start, length));
            }
        }

        _runs = [.. runs];
    }

    /// <summary>The number of blocks.</summary>
    public int Count => _blocks.Length;

    /// <summary>The columns of a block.</summary>
    public (int Start, int Length) this[int block] => _blocks[block];

    /// <summary>The probabilities of each block, <c>softmax(x / temperature)</c>.</summary>
    /// <param name="rows">The number of examples.</param>
    /// <param name="x">Logits; may be the same as y.</param>
    /// <param name="ldx">The distance between rows of x.</param>
    /// <param name="y">Takes the probabilities.</param>
    /// <param name="ldy">The distance between rows of y.</param>
    /// <param name="temperature">The lower, the nearer to one-hot.</param>
    public void Softmax(int rows, ReadOnlySpan<float> x, int ldx, Span<float> y, int ldy, float temperature = 1)
    {
        var sharpness = 1 / temperature;
        for (var row = 0; row < rows; row++)
        {
            var from = x[(row * ldx)..];
            var to = y[(row * ldy)..];
            foreach (var (start, length) in _blocks)
            {
                var logits = from.Slice(start, length);
                var exponents = to.Slice(start, length);
                var most = Max(logits);
                for (var i = 0; i < exponents.Length; i++)
                {
                    exponents[i] = (logits[i] - most) * sharpness;
                }
            }

            foreach (var (start, length) in _runs)
            {
                var run = to.Slice(start, length);
                TensorPrimitives.Exp(run, run);
            }

            foreach (var (start, length) in _blocks)
            {
                var weights = to.Slice(start, length);
                var scale = 1 / Sum(weights);
                foreach (ref var weight in weights)
                {
                    weight *= scale;
                }
            }
        }
    }

    /// <summary>Takes a gradient of the probabilities back to the logits, in place.</summary>
    /// <param name="rows">The number of examples.</param>
    /// <param name="y">The probabilities.</param>
    /// <param name="ldy">The distance between rows of y.</param>
    /// <param name="dy">The gradient.</param>
    /// <param name="lddy">The distance between its rows.</param>
    /// <param name="temperature">That of the softmax.</param>
    public void SoftmaxGradient(int rows, ReadOnlySpan<float> y, int ldy, Span<float> dy, int lddy, float temperature = 1)
    {
        var sharpness = 1 / temperature;
        for (var row = 0; row < rows; row++)
        {
            foreach (var (start, length) in _blocks)
            {
                var p = y.Slice((row * ldy) + start, length);
                var slopes = dy.Slice((row * lddy) + start, length);
                var mean = 0f;
                for (var i = 0; i < slopes.Length; i++)
                {
                    mean += p[i] * slopes[i];
                }

                for (var i = 0; i < slopes.Length; i++)
                {
                    slopes[i] = sharpness * p[i] * (slopes[i] - mean);
                }
            }
        }
    }

    /// <summary>The cross-entropy of one category per block, and its gradient.</summary>
    /// <param name="rows">The number of examples.</param>
    /// <param name="x">Logits; may be the same as the gradient.</param>
    /// <param name="ldx">The distance between rows of x.</param>
    /// <param name="targets">The column of each block's category, <see cref="Count"/> per example.</param>
    /// <param name="scale">The factor of the gradient.</param>
    /// <param name="gradient">Takes the gradient with respect to the logits.</param>
    /// <param name="ldg">The distance between rows of the gradient.</param>
    /// <returns>The sum over examples and blocks, not scaled.</returns>
    public double CrossEntropy(
        int rows, ReadOnlySpan<float> x, int ldx, ReadOnlySpan<int> targets, float scale, Span<float> gradient, int ldg)
    {
        Softmax(rows, x, ldx, gradient, ldg);
        var loss = 0.0;
        for (var row = 0; row < rows; row++)
        {
            var slopes = gradient[(row * ldg)..];
            for (var block = 0; block < _blocks.Length; block++)
            {
                ref var hit = ref slopes[targets[(row * _blocks.Length) + block]];
                loss -= MathF.Log(MathF.Max(hit, float.Epsilon));
                hit -= 1;
            }

            foreach (var (start, length) in _runs)
            {
                var run = slopes.Slice(start, length);
                TensorPrimitives.Multiply(run, scale, run);
            }
        }

        return loss;
    }

    private static float Max(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length > 16)
        {
            return TensorPrimitives.Max(numbers);
        }

        var most = numbers[0];
        foreach (var number in numbers)
        {
            most = MathF.Max(most, number);
        }

        return most;
    }

    private static float Sum(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length > 16)
        {
            return TensorPrimitives.Sum(numbers);
        }

        var sum = 0f;
        foreach (var number in numbers)
        {
            sum += number;
        }

        return sum;
    }
}
