using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Tabular;

/// <summary>How the cells of one attribute are told to a network: by one of a few modes, and for numbers by a place within it.</summary>
internal abstract class AttributeEncoding
{
    /// <summary>The number of modes: the width of the one-hot code.</summary>
    public abstract int Modes { get; }

    /// <summary>Whether there is a number from -1 to 1 beside the mode.</summary>
    public abstract bool HasScalar { get; }

    /// <summary>What the encoding was fitted to, by which it can be made again.</summary>
    /// <param name="name">The tensor's name.</param>
    public abstract ModelTensor ToTensor(string name);

    /// <summary>The code of a cell. Total: a cell that the weights did not show has a code too.</summary>
    public abstract (int Mode, float Scalar) Encode(int cell, SamplingRandom random);

    /// <summary>The cell of a code.</summary>
    public abstract int Decode(int mode, float scalar);
}
