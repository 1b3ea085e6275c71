using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// A network that gives a record a score: hidden layers of leaky rectified units and a weighted sum, without an intercept,
/// because only differences of scores count. A record comes in as the cells it holds, one unit input per cell.
/// </summary>
/// <remarks>
/// Reference: the critic of Arjovsky, Chintala and Bottou, "Wasserstein GAN", 2017. Matrices are kept with one row per input,
/// so that the first layer of a record of few cells is a sum of few rows.
/// </remarks>
internal sealed class Critic
{
    /// <summary>The slope of a unit below zero.</summary>
    public const float Leak = 0.2f;

    /// <summary>Makes a critic whose weights are zero.</summary>
    /// <param name="cells">The number of cells of each attribute.</param>
    /// <param name="hidden">The number of units of each hidden layer; at least one layer.</param>
    public Critic(IReadOnlyList<int> cells, IReadOnlyList<int> hidden)
    {
        Offsets = new int[cells.Count];
        for (var attribute = 0; attribute < cells.Count; attribute++)
        {
            Offsets[attribute] = Inputs;
            Inputs += cells[attribute];
        }

        Hidden = [.. hidden];
        Weights = new ParameterBlock[Hidden.Length];
        Biases = new ParameterBlock[Hidden.Length];
        var inputs = Inputs;
        for (var layer = 0; layer < Hidden.Length; layer++)
        {
            Weights[layer] = Parameters.Add($"critic {layer} weight", inputs, Hidden[layer]);
            Biases[layer] = Parameters.Add($"critic {layer} bias", 1, Hidden[layer]);
            inputs = Hidden[layer];
        }

        Head = Parameters.Add("critic head", 1, inputs);
    }

    /// <summary>All weights.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The number of inputs: all cells of all attributes.</summary>
    public int Inputs { get; }

    /// <summary>The first input of each attribute.</summary>
    public int[] Offsets { get; }

    /// <summary>The number of units of each hidden layer.</summary>
    public int[] Hidden { get; }

    /// <summary>The matrix of each layer, one row per input.</summary>
    public ParameterBlock[] Weights { get; }

    /// <summary>The intercepts of each layer.</summary>
    public ParameterBlock[] Biases { get; }

    /// <summary>The weight of each unit of the last layer in the score.</summary>
    public ParameterBlock Head { get; }

    /// <summary>Draws weights at random: uniform, within one over the root of the number of inputs that are not zero.</summary>
    public void Initialise(SamplingRandom random)
    {
        for (var layer = 0; layer < Hidden.Length; layer++)
        {
            var range = 1 / MathF.Sqrt(layer == 0 ? Offsets.Length : Weights[layer].Rows);
            Fill(Parameters[Weights[layer]], range, random);
            Fill(Parameters[Biases[layer]], range, random);
        }

        Fill(Parameters[Head], 1 / MathF.Sqrt(Head.Columns), random);
    }

    private static void Fill(Span<float> weights, float range, SamplingRandom random)
    {
        foreach (ref var weight in weights)
        {
            weight = range * (float)((2 * random.NextDouble()) - 1);
        }
    }
}
