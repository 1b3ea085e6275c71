namespace Veil.Synthesis.Neural.Tabular;

/// <summary>The position of an attribute in the row that a network sees.</summary>
/// <param name="Scalar">The column of its number, or -1 without one.</param>
/// <param name="Offset">The first column of its modes.</param>
/// <param name="Width">The number of its modes.</param>
/// <param name="IsCategory">True when its modes are its cells, so that it can be conditioned on.</param>
internal readonly record struct TabularSpan(int Scalar, int Offset, int Width, bool IsCategory);
