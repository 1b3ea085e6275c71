using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Tabular;

/// <summary>
/// The encoding of the cells of one attribute for a network: one of a few modes, and for numbers a position within it.
/// </summary>
internal abstract class AttributeEncoding
{
    /// <summary>The number of modes: the width of the one-hot code.</summary>
    public abstract int Modes { get; }

    /// <summary>True when there is a number from -1 to 1 beside the mode.</summary>
    public abstract bool HasScalar { get; }

    /// <summary>The parameters of the encoding, from which it can be rebuilt.</summary>
    /// <param name="name">The tensor's name.</param>
    public abstract ModelTensor ToTensor(string name);

    /// <summary>The code of a cell. Total: a cell of weight zero has a code too.</summary>
    public abstract (int Mode, float Scalar) Encode(int cell, SamplingRandom random);

    /// <summary>The cell of a code.</summary>
    public abstract int Decode(int mode, float scalar);
}
