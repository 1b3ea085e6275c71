namespace Veil.Data.Domains;

/// <summary>The cells of one attribute, one per row, with one byte each where the attribute has at most 256 cells, else two.</summary>
public sealed class CodeColumn
{
    private CodeColumn(byte[]? bytes, ushort[]? words)
    {
        Bytes = bytes;
        Words = words;
    }

    /// <summary>The cells, when a byte holds them.</summary>
    public byte[]? Bytes { get; }

    /// <summary>The cells, when a byte does not hold them.</summary>
    public ushort[]? Words { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Bytes?.Length ?? Words!.Length;

    /// <summary>The cell of a row.</summary>
    public int this[int row] => Bytes is { } bytes ? bytes[row] : Words![row];

    /// <summary>A column of zeros for an attribute of the given size.</summary>
    public static CodeColumn Create(int attributeSize, int rows) =>
        attributeSize <= 256 ? new CodeColumn(new byte[rows], null) : new CodeColumn(null, new ushort[rows]);

    /// <summary>Sets the cell of a row.</summary>
    public void Set(int row, int cell)
    {
        if (Bytes is { } bytes)
        {
            bytes[row] = (byte)cell;
        }
        else
        {
            Words![row] = (ushort)cell;
        }
    }
}
