using Veil.Data.Schemas;

namespace Veil.Data.Cells;

/// <summary>Numbers of a <see cref="NumberForm"/>, with a fraction.</summary>
internal readonly struct FormedDecimalParser(NumberText text) : ICellParser<double>
{
    public bool TryParse(ReadOnlySpan<byte> cell, out double value)
    {
        Span<byte> plain = stackalloc byte[cell.Length <= NumberText.LongestRead ? NumberText.LongestRead : 0];
        value = 0;
        return text.TryPlain(cell, plain, out var length) && new DecimalParser((byte)'.').TryParse(plain[..length], out value);
    }
}

/// <summary>Whole numbers of a <see cref="NumberForm"/>.</summary>
internal readonly struct FormedIntegerParser(NumberText text) : ICellParser<long>
{
    public bool TryParse(ReadOnlySpan<byte> cell, out long value)
    {
        Span<byte> plain = stackalloc byte[cell.Length <= NumberText.LongestRead ? NumberText.LongestRead : 0];
        value = 0;
        return text.TryPlain(cell, plain, out var length) && default(IntegerParser).TryParse(plain[..length], out value);
    }
}
