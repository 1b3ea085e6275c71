using System.Text;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Cells;

/// <summary>The two labels of a boolean column; the case of letters does not matter when they are read.</summary>
internal readonly struct BooleanLabels : ICellParser<int>
{
    /// <summary>The code of the label that means true.</summary>
    public const int True = 0;

    /// <summary>The code of the label that means false.</summary>
    public const int False = 1;

    private readonly byte[] _true;
    private readonly byte[] _false;

    public BooleanLabels(ColumnSchema column)
    {
        var (yes, no) = column.BooleanLabels?.Value ?? ("true", "false");
        _true = Encoding.UTF8.GetBytes(yes);
        _false = Encoding.UTF8.GetBytes(no);
        Pool = LabelPool.Of([yes, no]);
    }

    /// <summary>Both labels, true first.</summary>
    public LabelPool Pool { get; }

    public bool TryParse(ReadOnlySpan<byte> text, out int value)
    {
        value = text.SequenceEqual(_true) ? True : text.SequenceEqual(_false) ? False : LabelColumn.Missing;
        if (value == LabelColumn.Missing)
        {
            value = Same(text, _true) ? True : Same(text, _false) ? False : LabelColumn.Missing;
        }

        return value != LabelColumn.Missing;
    }

    private static bool Same(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label) =>
        text.Length == label.Length && Ascii.EqualsIgnoreCase(text, label);
}
