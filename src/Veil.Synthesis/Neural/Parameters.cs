using Veil.Synthesis.Models;

namespace Veil.Synthesis.Neural;

/// <summary>
/// The weights of a network, all in one vector, so that an optimiser, an average or noise is one pass. Layers hold
/// <see cref="ParameterBlock"/>s of it.
/// </summary>
internal sealed class Parameters
{
    private readonly List<ParameterBlock> _blocks = [];
    private float[] _values = [];

    /// <summary>The number of weights.</summary>
    public int Count => _values.Length;

    /// <summary>All weights.</summary>
    public Span<float> Values => _values;

    /// <summary>A copy of all weights.</summary>
    public float[] ToArray() => [.. _values];

    /// <summary>The blocks, in the order they were added.</summary>
    public IReadOnlyList<ParameterBlock> Blocks => _blocks;

    /// <summary>Adds a matrix of weights, all zero; a bias is a matrix of one row. Only while the network is being built.</summary>
    public ParameterBlock Add(string name, int rows, int columns)
    {
        var block = new ParameterBlock(name, _values.Length, rows, columns);
        Array.Resize(ref _values, _values.Length + block.Count);
        _blocks.Add(block);
        return block;
    }

    /// <summary>Blocks of a vector as long as all weights, to be kept in a model.</summary>
    /// <param name="vector">The weights, or the state of an optimiser beside them.</param>
    /// <param name="prefix">Goes before the names of the blocks.</param>
    /// <param name="blocks">The blocks.</param>
    public static IEnumerable<ModelTensor> ToTensors(float[] vector, string prefix, IEnumerable<ParameterBlock> blocks) =>
        blocks.Select(
            block => new ModelTensor(prefix + block.Name, [block.Rows, block.Columns], [.. vector.AsSpan(block.Offset, block.Count)]));

    /// <summary>Reads blocks of a vector back.</summary>
    /// <returns>True when each was there, in its shape.</returns>
    public static bool TryRead(IReadOnlyList<ModelTensor> tensors, string prefix, IEnumerable<ParameterBlock> blocks, Span<float> vector)
    {
        foreach (var block in blocks)
        {
            if (tensors.FirstOrDefault(tensor => tensor.Name == prefix + block.Name) is not { } found
                || found.Shape.Length != 2 || found.Shape[0] != block.Rows || found.Shape[1] != block.Columns)
            {
                return false;
            }

            found.Values.CopyTo(block.Of(vector));
        }

        return true;
    }

    /// <summary>The weights of a block, row-major.</summary>
    public Span<float> this[ParameterBlock block] => block.Of(Values);
}

/// <summary>The position of a matrix of weights in the vector of all weights.</summary>
/// <param name="Name">Its name, unique in the network.</param>
/// <param name="Offset">Its first weight.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
internal sealed record ParameterBlock(string Name, int Offset, int Rows, int Columns)
{
    /// <summary>The number of weights.</summary>
    public int Count => Rows * Columns;

    /// <summary>The block's part of a vector as long as all weights: weights, a gradient, an average.</summary>
    public Span<float> Of(Span<float> vector) => vector.Slice(Offset, Count);

    /// <summary>The same of a vector that is only read.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> vector) => vector.Slice(Offset, Count);
}
