namespace Veil.Data.Cells;

/// <summary>Reads the text of one cell as a value. Implementations are structs, so that loops over them are specialised.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal interface ICellParser<T>
{
    /// <summary>Reads a cell; false when its text is not such a value.</summary>
    bool TryParse(ReadOnlySpan<byte> text, out T value);
}
