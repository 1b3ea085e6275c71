using Veil.Synthesis.Neural.Layers;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>The passes of batches through a critic and back: memory for all intermediate results.</summary>
internal sealed class PackedCriticPass
{
    private const float DropRate = 0.5f;

    /// <summary>Allocates memory.</summary>
    /// <param name="critic">The critic.</param>
    /// <param name="rows">The number of rows of a batch; a multiple of a pack's.</param>
    /// <param name="real">The buffer of the real rows of a step.</param>
    public PackedCriticPass(PackedCritic critic, int rows, SparseRows real)
    {
        Packs = rows / critic.Pack;
        Real = real;
        FakeConditions = new int[rows];
        Inputs = new float[2 * rows * critic.Width];
        ConditionSlopes = new float[rows * critic.Conditions];
        Shares = new float[Packs];
        Scores = new float[2 * Packs];
        float[][] Room() => [.. Enumerable.Range(0, critic.Layers).Select(_ => new float[3 * Packs * critic.Hidden])];
        (Hidden, Signs, Upstream, Masks) = (Room(), Room(), Room(), Room());
        Array.Fill(FakeConditions, -1);
    }

    /// <summary>The number of packs.</summary>
    public int Packs { get; }

    /// <summary>The real rows.</summary>
    public SparseRows Real { get; }

    /// <summary>The data of the generated rows.</summary>
    public Span<float> Fake => Inputs.AsSpan(0, Inputs.Length / 2);

    /// <summary>The condition of each generated row, or -1 for none.</summary>
    public int[] FakeConditions { get; }

    /// <summary>For each pack the position of the point between, from 0 (generated) to 1 (real).</summary>
    public float[] Shares { get; }

    /// <summary>For each layer the dropout of each unit: 0 or 2, for real packs, generated ones and the points between.</summary>
    public float[][] Masks { get; }

    /// <summary>The data of generated packs, and after them the slopes in the data at the points between.</summary>
    internal float[] Inputs { get; }

    /// <summary>The slopes in the data.</summary>
    internal Span<float> Slopes => Inputs.AsSpan(Inputs.Length / 2);

    /// <summary>The slopes in the conditions.</summary>
    internal float[] ConditionSlopes { get; }

    /// <summary>The scores.</summary>
    internal float[] Scores { get; }

    /// <summary>For each layer its outputs.</summary>
    internal float[][] Hidden { get; }

    /// <summary>For each layer the factors of its sums.</summary>
    internal float[][] Signs { get; }

    /// <summary>For each layer the slopes of its sums.</summary>
    internal float[][] Upstream { get; }

    /// <summary>Draws the masks and the points between for the critic's step.</summary>
    public void Draw(BatchRandom noise)
    {
        noise.Uniform(Shares);
        DrawMasks(noise, 1);
    }

    /// <summary>Draws the masks of the generated packs alone, for the generator's step.</summary>
    public void DrawGenerated(BatchRandom noise) => DrawMasks(noise, 3);

    private void DrawMasks(BatchRandom noise, int part)
    {
        foreach (var mask in Masks)
        {
            var used = mask.AsSpan(0, mask.Length / part);
            used.Fill(1);
            Rectifier.Drop(noise, DropRate, used);
        }
    }
}
